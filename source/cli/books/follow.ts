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
  const tellOnce = (line: string) => {
    if (!told.has(line)) tell(line);
    told.add(line);
  };
  for (;;) {
    const view = (await ask('exchange', { id })) as ExchangeView;
    for (const line of news(view, nameOf)) tellOnce(line);
    if (view.state === 'done' || view.state === 'void' || view.state === 'disputed') return view;
    await pause();
  }
}

/** What is to be told of a view, if it was not told before. */
function news(view: ExchangeView, nameOf: NameOf): string[] {
  const settled = passageLines(view, nameOf).filter(({ passage: { state, block } }) => {
    // Told once it is in a block, and not a second time for that.
    return (state === 'done' && block !== 0) || state === 'failed';
  });
  return [
    ...settled.map(({ line }) => line),
    ...(view.waitsFor === undefined ? [] : [`     ${view.waitsFor}`]),
    ...(view.reason === null ? [] : [view.reason]),
  ];
}
