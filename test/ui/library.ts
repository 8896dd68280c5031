import type { Node } from '../../source/node/node.ts';
import { openNode, today } from './nodes.ts';

/** A node that speaks for four libraries, all of which joined. */
export async function openLibraries(): Promise<Node> {
  const node = await openNode({ books: true });
  for (const library of [0, 1, 2, 3]) await node.submit({ as: `library-${library}`, operation: 'books.join' });
  await node.mine({ blocks: 1, at: today + 5_000 });
  return node;
}
