import { EventEmitter } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { render } from 'ink-testing-library';
import { expect } from 'vitest';
import { contentDisk } from '../../source/cli/contents.ts';
import { fingerprintOf } from '../../source/cli/document.ts';
import { signingDisk } from '../../source/cli/signing/disk.ts';
import type { Facade } from '../../source/node/facade.ts';
import { SizeContext } from '../../source/ui/frame/size.ts';
import { KeyStream } from '../../source/ui/input/key-stream.ts';
import { ServicesContext } from '../../source/ui/model/services.ts';
import { createServices } from '../../source/ui/services.ts';
import { Terminal } from '../../source/ui/terminal.tsx';
import { answering, closing, seeded, today } from './nodes.ts';

// The library's terminal has no rows; without these Ink would start a program to ask for them, at every frame.
process.env.COLUMNS = '80';
process.env.LINES = '24';

/** A small, a usual and a large terminal. */
export const sizes = [
  [80, 24],
  [120, 40],
  [160, 50],
] as const;

/** A terminal on a node, in memory: keys go in, frames come out. */
export interface Stage {
  /** Sends keys in one burst and waits until the screen is at rest. */
  press(...keys: string[]): Promise<void>;
  paste(text: string): Promise<void>;
  /** The last frame, without trailing blanks. */
  frame(): string;
  /** Waits until a frame holds a text or matches. */
  shows(text: string | RegExp): Promise<void>;
  /** What went to the clipboard. */
  readonly copied: string[];
  readonly ended: () => boolean;
  /** Closes it before the end of the test: terminals that nobody looks at any more draw on. */
  close(): Promise<void>;
}

const named: Readonly<Record<string, string>> = {
  Enter: '\r',
  Esc: '\u001b',
  Up: '\u001b[A',
  Down: '\u001b[B',
  Right: '\u001b[C',
  Left: '\u001b[D',
  Tab: '\t',
  'Shift-Tab': '\u001b[Z',
  PgDn: '\u001b[6~',
  PgUp: '\u001b[5~',
  Backspace: '\u007f',
  'Ctrl-C': '\u0003',
  'Ctrl-U': '\u0015',
  'Ctrl-R': '\u0012',
  'Ctrl-P': '\u0010',
  F1: '\u001bOP',
  Space: ' ',
};

class Input extends EventEmitter {
  resume() {
    return this;
  }
  pause() {
    return this;
  }
}

/** The node as the terminal sees it, on a machine of so many cores: frames are the same on every machine. */
function onMachine(node: Facade, cores: number): Facade {
  return answering(node, { mining: async () => ({ ...(await node.mining()), cores }) });
}

/** Opens a terminal of a size on a node. */
export async function openStage(node: Facade, columns = 80, rows = 24): Promise<Stage> {
  let ended = false;
  let drawn: readonly string[] = [];
  const copied: string[] = [];
  const { services, close } = createServices({
    facade: onMachine(node, 4),
    as: 'alice',
    files: signingDisk,
    documents: { fingerprint: fingerprintOf },
    contents: contentDisk,
    theme: 'mono',
    now: () => today,
    random: seeded(),
    animate: false,
    write: (text) => copied.push(text),
    quit: () => {
      ended = true;
    },
    redraw: () => undefined,
    draw: (lines) => {
      drawn = lines;
    },
    onFault: (error) => {
      throw error;
    },
    // A rebuild comes with the next turn of the event loop: nothing here waits for a clock.
    defer: (task) => {
      const turn = setImmediate(task);
      return () => clearImmediate(turn);
    },
  });
  const { stdin, unmount } = render(
    <SizeContext value={{ columns, rows }}>
      <ServicesContext value={services}>
        <Terminal />
      </ServicesContext>
    </SizeContext>,
  );
  const closeStage = async () => {
    unmount();
    keys.destroy();
    close();
  };
  closing.unshift(closeStage);
  // What is typed comes the way it does from a real terminal: as one read, which the key stream takes apart.
  const input = new Input();
  const keys = new KeyStream(input);
  let handed = 0;
  keys.setRawMode(true);
  keys.on('readable', () => {
    for (let key = keys.read(); key !== null; key = keys.read()) {
      handed += 1;
      stdin.write(key);
    }
  });
  const frame = () => drawn.map((line) => stripVTControlCharacters(line).trimEnd()).join('\n');
  // Two quiet turns: an answer may lead to another question.
  const settled = async () => {
    for (let quiet = 0; quiet < 3; quiet = services.queries.busy || !services.keys.idle ? 0 : quiet + 1) await turns(1);
  };
  await settled();
  return {
    copied,
    frame,
    ended: () => ended,
    close: () => {
      closing.splice(closing.indexOf(closeStage), 1);
      return closeStage();
    },
    press: async (...keys) => {
      const raw = keys.map((key) => named[key] ?? key);
      const wanted = handed + raw.reduce((sum, key) => sum + (key.startsWith('\u001b') ? 1 : [...key].length), 0);
      input.emit('data', raw.join(''));
      while (handed < wanted) await turns(1);
      await settled();
    },
    paste: async (text) => {
      input.emit('data', `\u001b[200~${text}\u001b[201~`);
      await turns(3);
      await settled();
    },
    shows: async (text) => {
      const isShown = () => (typeof text === 'string' ? frame().includes(text) : text.test(frame()));
      while (!isShown()) await turns(1);
    },
  };
}

/** A frame as the terminal would show it: exactly its size, whatever is drawn. */
export function checkSize(stage: Stage, columns: number, rows: number): void {
  const lines = stage.frame().split('\n');
  expect(lines).toHaveLength(rows);
  for (const line of lines) expect([...line].length).toBeLessThanOrEqual(columns);
  // Rows that lose their height would pull the keys up.
  expect(lines.at(-1)).toMatch(/\? help|F1 help|Esc |q quit/);
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
