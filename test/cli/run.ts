import { PassThrough } from 'node:stream';
import { main } from '../../source/cli/main.ts';
import type { Home } from '../support/home.ts';
import { type Ended, Program } from './program.ts';

/** Runs go one at a time: each has the streams, the environment and the folder of this process to itself. */
let last: Promise<unknown> = Promise.resolve();

/** Runs a command to its end. */
export function run(home: Home, ...args: readonly string[]): Promise<Ended> {
  return runWith(home, [], ...args);
}

/** Runs a command to its end, with these answers piped in. */
export function runWith(home: Home, answers: readonly string[], ...args: readonly string[]): Promise<Ended> {
  // Elsewhere the user's folders are not where the environment says.
  if (process.platform !== 'linux') return runInProcess(home, answers, ...args);
  const mine = last.then(() => runHere(home, answers, args));
  last = mine.catch(() => undefined);
  return mine;
}

/** Runs the program to its end in a process of its own, with these answers piped in. */
export function runInProcess(home: Home, answers: readonly string[], ...args: readonly string[]): Promise<Ended> {
  const program = new Program(home, args);
  program.answerLast(...answers);
  return program.ended;
}

/**
 * The same entry as the program's, in this process: to start one takes half a second, and hundreds are asked for. What
 * it finds in its process is put in place for it and put back afterwards.
 */
async function runHere(home: Home, answers: readonly string[], args: readonly string[]): Promise<Ended> {
  const [input, stdout, stderr] = [new PassThrough(), new Heard(), new Heard()];
  input.end(answers.map((answer) => `${answer}\n`).join(''));
  const restore = [
    withStream('stdin', input),
    withStream('stdout', stdout),
    withStream('stderr', stderr),
    withEnvironment(home.environment),
    withFolder(home.path),
    withoutNewListeners(),
  ];
  try {
    const code = await main(args);
    return { code, signal: null, stdout: stdout.text, stderr: stderr.text };
  } finally {
    for (const back of restore.reverse()) back();
  }
}

/** A pipe to somebody who keeps everything. */
class Heard extends PassThrough {
  text = '';

  constructor() {
    super();
    this.on('data', (chunk: Buffer) => {
      this.text += chunk.toString('utf8');
    });
  }
}

function withStream(name: 'stdin' | 'stdout' | 'stderr', stream: PassThrough): () => void {
  const before = Object.getOwnPropertyDescriptor(process, name);
  if (before === undefined) throw new Error(`this process has no ${name}`);
  Object.defineProperty(process, name, { configurable: true, enumerable: true, value: stream });
  return () => void Object.defineProperty(process, name, before);
}

function withEnvironment(environment: Readonly<Record<string, string>>): () => void {
  const before = { ...process.env };
  replaceEnvironment(environment);
  return () => replaceEnvironment(before);
}

function replaceEnvironment(environment: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
}

function withFolder(path: string): () => void {
  const before = process.cwd();
  process.chdir(path);
  return () => process.chdir(before);
}

/** A command listens for signals until its process ends; here that is when it has ended. */
function withoutNewListeners(): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const before = signals.map((signal) => process.listeners(signal));
  return () => {
    for (const [index, signal] of signals.entries()) {
      for (const listener of process.listeners(signal)) {
        if (before[index]?.includes(listener) !== true) process.removeListener(signal, listener);
      }
    }
  };
}
