import type { Facade } from '../../source/node/facade.ts';
import type { Node } from '../../source/node/node.ts';
import { largeLetters, letterSizes } from '../../source/ui/components/large-letters.ts';
import { answering, openNode, today } from './nodes.ts';
import { openStage, type Stage } from './stage.tsx';

const hour = 3_600_000;
const policy = {
  ...{ resaleCap: 10_000, commission: 500, resellers: 'holders', perHolder: 4, freeTransfers: 1, lockBefore: 0 },
  ...{ certified: false, reentry: false, sellerFee: 0 },
};

/** A show of this evening at the theatre; an hour after the clock of the tests its doors open. */
export const evening = {
  ...{ name: 'Les Misérables', venue: 'Mogador', doorsAt: today + hour, startsAt: today + 2 * hour },
  ...{ endsAt: today + 5 * hour, capacity: 500, price: '40000000', gateKeys: ['garage'], sellers: ['seller'], policy },
};

/** Alice, bob and carol have a ticket each; the doors are open. */
export async function openDoors(): Promise<{ node: Node; event: string }> {
  const node = await openNode();
  const { id: event } = await node.submit({ as: 'organiser', operation: 'tickets.createEvent', ...evening });
  await node.mine({});
  await node.submit({ as: 'organiser', operation: 'tickets.issue', event, count: 500, seller: 'seller' });
  await node.mine({});
  await node.submit({ as: 'seller', operation: 'tickets.offer', event, count: 500 });
  await node.mine({});
  for (const [as, holder] of Object.entries({ alice: 'Alice Martin', bob: 'Bob', carol: 'Carol' })) {
    await node.submit({ as, operation: 'tickets.buy', event, seller: 'seller', price: '40000000', holder });
  }
  await node.mine({ at: evening.doorsAt });
  return { node, event };
}

/** A terminal that acts as garage and stands at the gate, and the letters that it shows. */
export async function openGate(
  node: Facade,
  columns = 80,
  rows = 24,
): Promise<{ stage: Stage; session: () => string }> {
  let session = '';
  const watched = answering(node, {
    gate: (query) => {
      session = query.session;
      return node.gate(query);
    },
  });
  const stage = await openStage(watched, columns, rows);
  await stage.press('a', ...'garage', 'Enter', '4', 'Right', 'Right', 'Right', 'l');
  return { stage, session: () => session };
}

/** Whether a word is drawn in large letters, in any of their sizes. */
export function isDrawn(stage: Stage, word: string): boolean {
  const frame = stage.frame();
  return letterSizes.some((size) => largeLetters(word, size).every((line) => frame.includes(line.trim())));
}
