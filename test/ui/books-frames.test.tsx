import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { openLibraries, untilDone, untilVoted } from './library.ts';
import { actAs } from './market.ts';
import { closeAll, openNode } from './nodes.ts';
import { checkSize, openStage, sizes } from './stage.tsx';

let empty: Node;
let node: Node;

const flowers = `La sottise, l'erreur, le péché, la lésine,
Occupent nos esprits et travaillent nos corps,
    Et nous alimentons nos aimables remords,
Comme les mendiants nourrissent leur vermine.`;

beforeAll(async () => {
  empty = await openNode();
  node = await openLibraries();
  const isbn = '9782070612758';
  await node.addBook({ as: 'library-0', title: 'Les Fleurs du mal', value: flowers });
  const { id: seven } = await node.addBook({ as: 'library-1', title: 'Seven', value: '7' });
  const { id: prince } = await node.addBook({
    as: 'library-0',
    title: 'Le Petit Prince',
    isbn,
    value: '*'.repeat(3000),
  });
  await node.addBook({ as: 'library-2', title: 'A picture', content: '89504e470d0a1a0a00ff'.repeat(40) });
  await node.mine({ blocks: 1 });
  const { id: done } = await node.request({ as: 'library-3', book: prince, price: '12000000' });
  await untilVoted(node, done);
  await untilDone(node, done);
  const { id: running } = await node.request({ as: 'library-0', book: seven, price: '2500000' });
  await untilVoted(node, running);
});

afterAll(closeAll);

/** A walk through the screen: what is shown after some keys, each from where the one before it ended. */
const walks = {
  small: [
    { name: 'my shelf', keys: ['5'] },
    { name: 'reading', keys: ['Enter'] },
    { name: 'one book', keys: ['v'] },
    { name: 'all shelves', keys: ['Esc', 'Esc', 'Right'] },
    { name: 'libraries', keys: ['Right', 'Right'] },
    { name: 'hand-overs', keys: ['Left'] },
    { name: 'a hand-over to oneself', keys: ['Enter'] },
    { name: 'adding', keys: ['Esc', 'b'] },
  ],
  large: [
    { name: 'hand-overs', keys: ['5', 'Right', 'Right'] },
    { name: 'a hand-over to oneself', keys: ['Enter'] },
  ],
} as const;

/** What is drawn by lot: the print of a salted content. */
function withoutPrint(frame: string): string {
  return frame.replaceAll(/[0-9a-f]{64}/g, (print) => '·'.repeat(print.length));
}

test.each(sizes)('the screen at %i columns and %i rows', async (columns, rows) => {
  const stage = await openStage(node, columns, rows);
  await actAs(stage, 'library-0');
  for (const { name, keys } of columns === 80 ? walks.small : walks.large) {
    await stage.press(...keys);
    checkSize(stage, columns, rows);
    expect(withoutPrint(stage.frame())).toMatchSnapshot(name);
  }
  await stage.close();
});

test('the same hand-over as its owner, a witness and a bystander see it', async () => {
  const stage = await openStage(node);
  for (const name of ['library-1', 'library-2', 'alice']) {
    await actAs(stage, name);
    await stage.press(':', 'seven');
    await stage.press('Enter', 'h');
    checkSize(stage, 80, 24);
    expect(stage.frame()).toMatchSnapshot(name);
    await stage.press('1');
  }
  await stage.close();
});

test('what teaches, where there is nothing yet', async () => {
  const stage = await openStage(empty);
  const show = async (name: string, ...keys: string[]) => {
    await stage.press(...keys);
    checkSize(stage, 80, 24);
    expect(stage.frame()).toMatchSnapshot(name);
  };
  await show('whoever is no library', '5');
  await show('no book anywhere', 'Right');
  await show('nobody joined', 'Right', 'Right');
  await actAs(stage, 'library-0');
  await show('a library that has not joined', '5');
  await show('no hand-over', 'Right', 'Right');
  await stage.close();
});
