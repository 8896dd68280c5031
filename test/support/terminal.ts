import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';
import { type Cell, readCells, readRows } from './cells.ts';
import { createHome, type Home } from './home.ts';
import { keySequence } from './keys.ts';

const program = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist', 'cli.js');

export interface TerminalOptions {
  /** A script to run in place of the program, with the Node that runs this. */
  readonly script?: string;
  readonly args?: readonly string[];
  /** Over the home's environment; `undefined` takes a name away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** 80 if absent. */
  readonly columns?: number;
  /** 24 if absent. */
  readonly rows?: number;
  /** Somebody else's home: a second terminal of the same user, or the same user later. Not removed on `close`. */
  readonly home?: Home;
}

/** How a program ended: its exit code, or the signal that ended it. */
export interface Exit {
  readonly code: number;
  readonly signal: string | undefined;
}

/** Text somewhere on the screen, a pattern over its rows joined by newlines, or any question to the terminal. */
export type Expected = string | RegExp | ((terminal: TestTerminal) => boolean);

/** The real program in a pseudo-terminal, as somebody at a keyboard has it. */
export interface TestTerminal {
  readonly pid: number;
  readonly home: Home;
  /** Resolves when the program has ended and all it wrote is on the screen. */
  readonly exit: Promise<Exit>;
  readonly alternateScreen: boolean;
  /** Column and row from 0. */
  readonly cursor: { readonly column: number; readonly row: number };
  /** What is shown, row by row, without the spaces at the end. */
  screen(): string[];
  /** What is shown, with colours and attributes. */
  cells(): Cell[][];
  /** Sends text as typed in one go: the program reads all of it at once. */
  type(text: string): void;
  /** Sends keys by name (`Down`, `Enter`, `Ctrl-C`, `q`), all in one write. */
  press(...keys: readonly string[]): void;
  /** Pastes text, between brackets where the program asked for them, as a terminal does. */
  paste(text: string): void;
  resize(columns: number, rows: number): void;
  /**
   * Resolves with the screen that first shows it: now, or with the output that makes it true.
   *
   * @throws with the whole screen, after `timeout` milliseconds (20,000) or as soon as the program has ended
   */
  waitFor(expected: Expected, options?: { readonly timeout?: number }): Promise<string[]>;
  /** Sends a signal to the program itself. */
  kill(signal: NodeJS.Signals): void;
  /** Ends the program and all it started, waits for the end, and removes its home if it was made here. */
  close(): Promise<void>;
}

interface Waiter {
  readonly check: () => boolean;
  readonly fail: (why: string) => void;
}

function environment(home: Home, over: TerminalOptions['env']): Record<string, string> {
  const all = Object.entries({ ...home.environment, ...over });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function signalName(number: number | undefined): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}

function matches(terminal: TestTerminal, expected: Expected): boolean {
  if (typeof expected === 'function') return expected(terminal);
  const text = terminal.screen().join('\n');
  return typeof expected === 'string' ? text.includes(expected) : text.search(expected) >= 0;
}

function framed(rows: readonly string[], columns: number): string {
  const rule = '─'.repeat(columns);
  return [`┌${rule}┐`, ...rows.map((row) => `│${row}`), `└${rule}┘`].join('\n');
}

/** Sends a signal and says whether there was still somebody to receive it. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

/** Starts a program in a pseudo-terminal of its own. Whoever calls it calls `close`. */
export function openTerminal(options: TerminalOptions = {}): TestTerminal {
  const { script = program, args = [], columns = 80, rows = 24 } = options;
  const home = options.home ?? createHome();
  const screen = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  const child = spawn(process.execPath, [script, ...args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    cwd: options.cwd ?? home.path,
    env: environment(home, options.env),
  });
  const waiters = new Set<Waiter>();
  let ended: Exit | undefined;

  const settle = (): void => {
    // Between the two marks of a synchronised update a terminal shows the old frame still.
    if (screen.modes.synchronizedOutputMode && ended === undefined) return;
    for (const waiter of [...waiters]) if (waiter.check()) waiters.delete(waiter);
    if (ended === undefined) return;
    for (const waiter of waiters) waiter.fail('the program ended first');
    waiters.clear();
  };

  // A terminal answers questions about itself; a program may wait for the answer.
  screen.onData((answer) => {
    if (ended === undefined) child.write(answer);
  });
  child.onData((data) => screen.write(data, settle));
  const exit = new Promise<Exit>((resolve) => {
    child.onExit(({ exitCode, signal: number }) => {
      // Written after everything else, so called when everything else is on the screen.
      screen.write('', () => {
        ended = { code: exitCode, signal: signalName(number) };
        settle();
        resolve(ended);
      });
    });
  });

  const terminal: TestTerminal = {
    pid: child.pid,
    home,
    exit,
    get alternateScreen() {
      return screen.buffer.active.type === 'alternate';
    },
    get cursor() {
      return { column: screen.buffer.active.cursorX, row: screen.buffer.active.cursorY };
    },
    screen: () => readRows(screen),
    cells: () => readCells(screen),
    type: (text) => child.write(text),
    press: (...keys) =>
      child.write(keys.map((key) => keySequence(key, screen.modes.applicationCursorKeysMode)).join('')),
    paste: (text) => child.write(screen.modes.bracketedPasteMode ? `\u001b[200~${text}\u001b[201~` : text),
    resize: (newColumns, newRows) => {
      screen.resize(newColumns, newRows);
      child.resize(newColumns, newRows);
    },
    waitFor: (expected, { timeout = 20_000 } = {}) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => waiter.fail(`nothing for ${timeout} ms`), timeout);
        const waiter: Waiter = {
          check: () => {
            try {
              if (!matches(terminal, expected)) return false;
              resolve(terminal.screen());
            } catch (error) {
              reject(error);
            }
            clearTimeout(timer);
            return true;
          },
          fail: (why) => {
            clearTimeout(timer);
            waiters.delete(waiter);
            const end = ended && ` (code ${ended.code}${ended.signal ? `, ${ended.signal}` : ''})`;
            const what = typeof expected === 'function' ? 'the expected screen' : String(expected);
            reject(new Error(`Waited for ${what}: ${why}${end ?? ''}.\n${framed(terminal.screen(), screen.cols)}`));
          },
        };
        waiters.add(waiter);
        settle();
      }),
    kill: (name) => void signal(child.pid, name),
    close: async () => {
      // A pseudo-terminal's program leads a session: the group is the program and all it started.
      if (ended === undefined) signal(-child.pid, 'SIGKILL');
      await exit;
      screen.dispose();
      if (options.home === undefined) home.remove();
    },
  };
  return terminal;
}
