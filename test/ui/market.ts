import type { Node } from '../../source/node/node.ts';
import { openNode, tellStory, today, vin } from './nodes.ts';
import type { Stage } from './stage.tsx';

/** A node on which bob owns the car of every picture. */
export async function openMarket(): Promise<{
  node: Node;
  run(as: string, operation: string, fields: object): Promise<string>;
}> {
  const node = await openNode();
  await tellStory(node);
  let time = today + 60_000;
  const run = async (as: string, operation: string, fields: object) => {
    const { id } = await node.submit({ as, operation, ...fields });
    time += 5_000;
    await node.mine({ blocks: 1, at: time });
    return id;
  };
  await run('notary', 'transfers.order', { vin, to: 'bob', reason: 'court' });
  return { node, run };
}

/** bob's offer of it to alice. */
export const terms = { vin, buyer: 'alice', notary: 'notary', price: '9500000000', deadline: 3_000 };

/** Chooses who acts, in a terminal. */
export async function actAs(stage: Stage, name: string): Promise<void> {
  await stage.press('a');
  await stage.press(name, 'Enter');
}
