import type { ExchangeView, Status } from '../../node/facade.ts';
import { type NameOf, namesIn } from '../answers.ts';
import type { Ask } from '../call.ts';
import { passageLines } from './passages.ts';

/** What following a hand-over needs. */
export interface Following {
  readonly ask: Ask;
  /** Passes the time until the next look. */
  pause(): Promise<unknown>;
  /** Takes every line as it comes. */
  tell(line: string): void;
}

/**
 * Follows a hand-over and tells, a line each, what was done and what it waits for, until it is over. Gives how it ended.
 * @throws what the node refuses, NODE_NOT_RUNNING once it has stopped
 */
export async function followExchange(id: string, { ask, pause, tell }: Following): Promise<ExchangeView> {
  const nameOf = namesIn((await ask('status', {})) as Status);
  const told = new Set<string>();
  for (;;) {
    const view = (await ask('exchange', { id })) as ExchangeView;
    for (const { about, line } of news(view, nameOf)) {
      if (!told.has(about)) tell(line);
      told.add(about);
    }
    if (isOver(view)) return view;
    await pause();
  }
}

/** A block that was just connected may not be in the story yet: its line is worth one more look. */
function isOver({ state, passages }: ExchangeView): boolean {
  const isSettled = passages.every((passage) => passage.state !== 'done' || passage.block !== 0);
  return isSettled && (state === 'done' || state === 'void' || state === 'disputed');
}

interface News {
  /** What it is told of, once. */
  readonly about: string;
  readonly line: string;
}

function news(view: ExchangeView, nameOf: NameOf): News[] {
  const passed = passageLines(view, nameOf).flatMap(({ passage: { name, state, block }, line }): News[] => {
    // What waits for a block is told once it is in one.
    const isTold = (state === 'done' && block !== 0) || state === 'failed';
    return isTold ? [{ about: `${name} ${state}`, line }] : [];
  });
  const { waitsFor, reason } = view;
  return [
    ...passed,
    ...(waitsFor === undefined ? [] : [{ about: waitsFor, line: `     ${waitsFor}` }]),
    ...(reason === null ? [] : [{ about: reason, line: reason }]),
  ];
}
