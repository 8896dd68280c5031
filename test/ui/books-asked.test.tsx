import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { openLibraries, reached, untilDone, untilVoted, waits } from './library.ts';
import { actAs } from './market.ts';
import { closeAll } from './nodes.ts';
import { openStage } from './stage.tsx';

let node: Node;
let book: string;

/** A library whose key is somebody's own: a person says yes or no to whoever asks. */
beforeAll(async () => {
  node = await openLibraries({ words: true });
  await node.newWords({ passphrase: 'tulips at noon', name: 'marie' });
  await node.submit({ as: 'alice', operation: 'coins.transfer', to: 'marie', amount: '5000000000' });
  await node.mine({ blocks: 1 });
  const licence = { holder: 'marie', role: 'library', country: 'FR', name: 'Marie', url: 'https://marie.example' };
  await node.submit({ as: 'authority', operation: 'licences.grant', ...licence });
  await node.submit({ as: 'marie', operation: 'coins.stake', amount: '1000000000' });
  await node.mine({ blocks: 1 });
  await node.submit({ as: 'marie', operation: 'books.join' });
  await node.mine({ blocks: 1 });
  ({ id: book } = await node.addBook({ as: 'marie', title: 'A diary', value: 'Dear diary' }));
  await node.mine({ blocks: 1 });
});

afterAll(closeAll);

/** library-0 asks, and marie is the one who sits in front of the screen. */
async function openAsked() {
  const { id } = await node.request({ as: 'library-0', book, price: '2000000' });
  await reached(node, id, ({ undecided }) => undecided === true);
  const stage = await openStage(node);
  await actAs(stage, 'marie');
  return { id, stage };
}

test('Home says that somebody asks; Enter shows it, x says no once it was pressed twice', async () => {
  const { id, stage } = await openAsked();
  await stage.shows('Hand over');
  expect(stage.frame()).toMatch(/▸Hand over .*A diary/);
  await stage.press('Enter');
  await stage.shows('“A diary”, from you to library-0');
  expect(stage.frame()).toContain('! yes or no?');
  expect(stage.frame()).toMatch(/Enter yes….*x no…/);
  await stage.press('x');
  expect(stage.frame()).toContain('Say no to library-0? x again');
  await stage.press('x');
  await stage.shows('You said no: A diary stays on your shelf');
  expect((await reached(node, id, ({ reason }) => reason !== null)).can).toEqual([]);
  await stage.shows('You did not want to hand this book over');
  await stage.close();
});

test('yes is said with y on a page that says what it sets going; its owner hears of the end wherever it is', async () => {
  const { id, stage } = await openAsked();
  await stage.press('5', 'Right', 'Right');
  await stage.shows('HAND-OVERS !');
  expect(stage.frame()).toMatch(/▸! yes or no\? +A diary/);
  await stage.press('Enter');
  await stage.shows('REVIEW › Hand a book over');
  expect(stage.frame()).toContain('10.00 LVR, locked until it is over');
  await stage.press('Enter');
  expect((await node.exchange({ id })).undecided).toBe(true);
  await stage.press('y');
  await stage.shows('You said yes');
  await reached(node, id, waits('offer'));
  await stage.shows('◌ waiting');
  await stage.press('9');
  await untilVoted(node, id);
  await untilDone(node, id);
  await stage.shows('“A diary” was handed over');
  await stage.close();
});
