import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { call } from '../../source/node/control/client.ts';
import { readPointer } from '../../source/node/control/location.ts';
import { createHome, type Home } from '../support/home.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** The program as source: the same files that are compiled to `dist/`. */
const entry = join(root, 'source', 'cli.ts');

/** How a program ended, and all it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An empty home that is gone after the test. */
export function temporaryHome(): Home {
  const home = createHome();
  onTestFinished(() => home.remove());
  return home;
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('no port was given'));
      });
    });
  });
}

/** A program that runs; it is killed after the test if it still does. */
export class Program {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  #stdout = '';
  #stderr = '';
  #isOver = false;
  readonly #waiting = new Set<() => void>();

  /** @param before a program, with its arguments, that becomes this one */
  constructor(
    home: Home,
    args: readonly string[],
    nodeArgs: readonly string[] = [],
    script: string = entry,
    before: readonly string[] = [],
  ) {
    const [program = process.execPath, ...rest] = [...before, process.execPath, ...nodeArgs, script, ...args];
    const child = spawn(program, rest, {
      cwd: home.path,
      env: home.environment,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child = child;
    const hear = (take: (text: string) => void) => (chunk: Buffer) => {
      take(chunk.toString('utf8'));
      for (const look of this.#waiting) look();
    };
    child.stdout.on(
      'data',
      hear((text) => (this.#stdout += text)),
    );
    child.stderr.on(
      'data',
      hear((text) => (this.#stderr += text)),
    );
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        this.#isOver = true;
        for (const look of this.#waiting) look();
        resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await this.ended;
    });
  }

  /** Hands in lines, as a pipe does. */
  answer(...lines: readonly string[]): void {
    this.child.stdin?.write(`${lines.join('\n')}\n`);
  }

  /** Hands in the last lines; nobody answers after them. */
  answerLast(...lines: readonly string[]): void {
    if (lines.length > 0) this.answer(...lines);
    this.child.stdin?.end();
  }

  /** Resolves with the match once the program has said it, on stderr if nothing else is meant. */
  said(pattern: RegExp, on: 'stderr' | 'stdout' = 'stderr'): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(on === 'stderr' ? this.#stderr : this.#stdout);
        if (match === null && !this.#isOver) return;
        this.#waiting.delete(look);
        if (match === null) reject(new Error(`the program ended without saying ${pattern}:\n${this.#stderr}`));
        else resolve(match);
      };
      this.#waiting.add(look);
      look();
    });
  }

  stop(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** A node without a terminal, in a process of its own. */
export interface Headless {
  readonly program: Program;
  readonly port: number;
  readonly directory: string;
  ask(method: string, params?: unknown): Promise<unknown>;
}

/** Starts a node without a terminal and waits until it answers. */
export async function startHeadless(home: Home, ...args: readonly string[]): Promise<Headless> {
  const program = new Program(home, ['--headless', ...args]);
  const [, port, directory = ''] = await program.said(/^Carnet \w+ on port (\d+); its ledger is in (.*)\. Ctrl-C/m);
  const pointer = readPointer(directory);
  if (pointer === undefined) throw new Error('a node that runs left no pointer');
  return { program, port: Number(port), directory, ask: (method, params = {}) => call(pointer.socket, method, params) };
}
