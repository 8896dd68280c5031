import type { ExchangeView, Facade } from '../../source/node/facade.ts';
import type { Node } from '../../source/node/node.ts';
import { openNode, today } from './nodes.ts';

/** A node that speaks for libraries 0 to 3, all of which joined. */
export async function openLibraries(options: { readonly words?: boolean } = {}): Promise<Node> {
  const node = await openNode({ books: true, ...options });
  for (const library of [0, 1, 2, 3]) await node.submit({ as: `library-${library}`, operation: 'books.join' });
  await node.mine({ blocks: 1, at: today + 5_000 });
  return node;
}

/** A hand-over as soon as something is so of it: looked at after each event of the node. */
export async function reached(node: Facade, id: string, isSo: (view: ExchangeView) => boolean): Promise<ExchangeView> {
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      const stop = node.subscribe(() => {
        stop();
        resolve();
      });
    });
    const view = await node.exchange({ id });
    if (isSo(view)) return view;
    await changed;
  }
}

/** Whether the entry of a line waits for a block. */
export function waits(line: ExchangeView['passages'][number]['name']): (view: ExchangeView) => boolean {
  return ({ passages }) => passages.some(({ name, block }) => name === line && block === 0);
}

/** Lets a hand-over go on until the price is locked and the witnesses have agreed on the number. */
export async function untilVoted(node: Node, id: string): Promise<ExchangeView> {
  for (const line of ['offer', 'accept'] as const) {
    await reached(node, id, waits(line));
    await node.mine({ blocks: 1 });
  }
  return reached(node, id, ({ votes }) => votes.request === votes.of);
}

/** Lets it go on from there to its end. */
export async function untilDone(node: Node, id: string): Promise<ExchangeView> {
  await node.mine({ blocks: 1 });
  for (const line of ['deliver', 'transfer'] as const) {
    await reached(node, id, waits(line));
    await node.mine({ blocks: 1 });
  }
  return reached(node, id, ({ state }) => state === 'done');
}
