import { afterEach, expect, test } from 'vitest';
import type { Facade } from '../../source/node/facade.ts';
import { answering, closeAll, devnet, openNode, tellStory, today, vin } from './nodes.ts';
import { openStage } from './stage.tsx';

afterEach(closeAll);

const unable = 'No miner is set for port 5004; this terminal follows. `--as miner-2` mines.';

test('on a fresh ledger the first block comes within seconds, whatever the age of genesis', async () => {
  const stage = await openStage(await devnet({ mining: true }));
  expect(stage.frame()).toContain('The first block of this ledger comes within seconds.');
  expect(stage.frame()).not.toContain('days');
});

test('a follower says once why it does not mine, on the first line', async () => {
  const stage = await openStage(await devnet({}, { unable }));
  expect(stage.frame().split('No miner is set')).toHaveLength(2);
  expect(stage.frame()).toContain(unable);
  expect(stage.frame()).toContain('Next block  nobody mines\n');
  expect(stage.frame()).toContain('○ alone, not mining');
});

test('where mining is stopped, the header, Home and the message after signing say so', async () => {
  const stage = await openStage(await devnet({ height: 3, tipTime: today - 1000 }));
  expect(stage.frame()).toContain('○ alone, not mining');
  expect(stage.frame()).toContain('nobody mines: 8, then m');
  await stage.press('8');
  expect(stage.frame()).toContain('Running       nobody mines');
  await stage.press('6', 'p', 'bob', 'Enter', '20', 'Ctrl-R', 'y');
  await stage.shows('Pay: signed. Waiting: this node is alone and does not mine: 8, then m');
});

test('a node that was started without mining says that this was asked for, and how to mine', async () => {
  const stage = await openStage(await devnet({ height: 3 }, { heldBack: true }));
  expect(stage.frame()).toContain('This terminal was started with `--no-mine`, so it follows. Screen 8, then m,');
  await stage.press('8');
  expect(stage.frame()).toContain('STOPPED  started with --no-mine; m mines');
});

test('a block is waited for since this node was opened, not since the one before it was found', async () => {
  const now = today - 1000;
  const node = await devnet({ height: 3, mining: true, tipTime: today - 3_600_000 });
  const { next } = await node.mining();
  const opened = answering(node, { mining: async () => ({ ...(await node.mining()), next: { ...next, since: now } }) });
  const stage = await openStage(opened);
  expect(stage.frame()).toContain('1 s, usually 5 s');
});

test('the scale of the curve follows as soon as there is any speed', async () => {
  const idle = { running: true, hashRate: 800_000, samples: [0, 0, 0] };
  const stage = await openStage(await devnet({ height: 3, mining: true }, idle));
  await stage.press('8');
  expect(stage.frame()).toContain('800 kH/s ┤');
});

test('one block in ten takes this long stands in full below a slow one', async () => {
  const stage = await openStage(await devnet({ height: 3, mining: true, tipTime: today - 13_000 }));
  expect(stage.frame()).toContain('13 s, usually 5 s');
  expect(stage.frame()).toContain('one block in ten takes this long');
});

test('an answer to a key goes with the next key that does something', async () => {
  const node = await openNode();
  await tellStory(node);
  const stage = await openStage(node);
  await stage.press('2', 'c');
  expect(stage.frame()).toContain('is on the clipboard');
  await stage.press('7');
  expect(stage.frame()).not.toContain('is on the clipboard');
});

test('act as starts on the current name, filters by what is typed, and knows the names behind an account', async () => {
  const stage = await openStage(await openNode());
  await stage.press('a');
  expect(stage.frame()).toContain('▸alice, now');
  expect(stage.frame()).not.toMatch(/^.miner-0/m);
  await stage.press('miner-2');
  expect(stage.frame()).toContain('▸library-2');
  await stage.press('Enter');
  expect(stage.frame()).toContain('as library-2');
});

test.each([
  ['stolen', 'Mark stolen, loan, court order'],
  ['steal', 'Mark stolen, loan, court order'],
  ['scrap', 'Export or scrap'],
  ['send', 'Pay'],
  ['balance', 'Wallet'],
  ['quit', 'Quit'],
  ['switch', 'Act as'],
  ['start min', 'Start mining'],
  ['caro', 'carol'],
])('the palette finds "%s"', async (text, title) => {
  const stage = await openStage(await openNode());
  await stage.press(':', text);
  expect(stage.frame()).toMatch(new RegExp(`▸\\S+\\s+${title}`));
});

test('who signs follows from the mark; the plate is typed before y', async () => {
  const node = await openNode();
  await tellStory(node);
  const stage = await openStage(node);
  await stage.press('2', 'Enter', 'n');
  expect(stage.frame()).toContain('NEW › VW Golf 2020');
  expect(stage.frame()).toContain('Correct the latest reading');
  expect(stage.frame()).not.toContain('Put a new car');
  for (let row = 0; row < 20 && !/▸\s*Mark stolen/.test(stage.frame()); row++) await stage.press('Down');
  await stage.press('Enter');
  const open = stage.frame();
  expect(open).toContain('Mark stolen');
  expect(open).toContain('It is signed as police.');
  await stage.press('Right', 'Right');
  expect(stage.frame()).toContain('It is signed as notary.');
  await stage.press('Ctrl-R');
  expect(stage.frame()).toContain('Type AB-123-CD, its plate, to sign, then y:');
  await stage.press('y', 'Backspace', 'ab123cd');
  expect(stage.frame()).toContain('✓ y signs it now');
  expect((await node.status()).mempool).toBe(0);
  await stage.press('y');
  await stage.shows('signed. Waiting for a block');
});

test('a car is retired by its owner, and without a plate the end of its VIN is typed', async () => {
  const node = await openNode();
  await node.submit({
    ...{ as: 'manufacturer', operation: 'cars.manufacture', vin, make: 'VW', model: 'Golf', year: 2026, country: 'DE' },
  });
  await node.mine({ blocks: 1, at: today + 5000 });
  const stage = await openStage(node);
  await stage.press(':', 'scrap', 'Enter', vin, 'Ctrl-R');
  expect(stage.frame()).toContain('Signed by     manufacturer');
  expect(stage.frame()).toContain(`Type ${vin.slice(-6)}, the end of its VIN, to sign, then y:`);
});

test('e corrects the latest reading: its old values are filled in, and who signed it signs', async () => {
  const node = await openNode();
  await tellStory(node);
  const stage = await openStage(node);
  await stage.press('2', 'Enter', 'e');
  await stage.shows('NEW › Record a safety test');
  expect(stage.frame()).toContain('Signed by     inspector');
  expect(stage.frame()).toMatch(/▸Odometer +18000/);
  expect(stage.frame()).toContain('2026-11-12');
  await stage.press('Ctrl-U', '48000', 'Ctrl-R');
  await stage.shows('It corrects the last reading by inspector');
});

test('Tab goes round the form', async () => {
  const stage = await openStage(await openNode());
  await stage.press('6', 'p', 'Shift-Tab', 'Shift-Tab', 'Shift-Tab');
  const before = stage.frame();
  await stage.press('Tab', 'Shift-Tab');
  expect(stage.frame()).toBe(before);
  expect(before).toMatch(/▸(Note|Message|Memo)/);
});

test('an account field completes names, and a wrong one lists some', async () => {
  const stage = await openStage(await openNode());
  await stage.press('6', 'p', 'Right');
  expect(stage.frame()).toMatch(/▸To +alice/);
  await stage.press('Right');
  expect(stage.frame()).toMatch(/▸To +bob/);
  await stage.press('Ctrl-U', 'nobody', 'Enter');
  expect(stage.frame()).toContain('✗ "nobody" is no name that this wallet knows: alice, bob, carol,');
  await stage.press('Ctrl-U', 'car', 'Enter');
  expect(stage.frame()).toMatch(/To +carol/);
});

test('help begins with the keys of the page that it was opened on', async () => {
  const stage = await openStage(await openNode());
  await stage.press('8', '?');
  expect(stage.frame().split('\n')[3]).toContain('MINING');
});

test('a licence that went while the form was open: the form says who may, and Enter signs as that one', async () => {
  const node = await openNode();
  await tellStory(node);
  // The screen believes that alice is an inspector; the ledger knows better.
  const status = async () => {
    const now = await node.status();
    const names = now.names.map((known) => {
      if (known.name !== 'alice' && known.name !== 'inspector') return known;
      return { ...known, roles: ['inspector'] };
    });
    return { ...now, names };
  };
  const stage = await openStage(answering(node, { status }));
  await stage.press('2', 'i', 'Enter', '19000', 'Ctrl-R');
  await stage.shows('holds no such');
  expect(stage.frame()).toContain('Enter sign as inspector');
  expect(stage.frame()).toMatch(/▸Signed by +‹ alice ›/);
  await stage.press('Enter');
  expect(stage.frame()).toMatch(/Signed by +‹? ?inspector/);
  await stage.press('Ctrl-R');
  await stage.shows('y signs it.');
});

test('on the review page s signs as one who may, and y is still needed', async () => {
  const node = await openNode();
  await tellStory(node);
  let isRefused = false;
  const review: Facade['review'] = async (intent) => {
    const answer = await node.review(intent);
    const refusal = { code: 'ROLE_MISSING', message: 'inspector has no licence any more.', data: {} };
    return isRefused && intent.as === 'inspector' ? { ...answer, refusal } : answer;
  };
  const status = async () => {
    const now = await node.status();
    return {
      ...now,
      names: now.names.map((known) => (known.name === 'garage' ? { ...known, roles: ['inspector'] } : known)),
    };
  };
  const stage = await openStage(answering(node, { review, status }));
  await stage.press('2', 'i', 'Enter', '19000', 'Ctrl-R');
  await stage.shows('y signs it.');
  isRefused = true;
  await node.mine({ blocks: 1 });
  await stage.shows('s signs as garage.');
  expect(stage.frame()).toContain('s sign as garage');
  await stage.press('s');
  expect(stage.frame()).toContain('Signed by     garage');
  expect((await node.status()).mempool).toBe(0);
});

test('a car from elsewhere without a test here says so in the list, its story, its card and on Home', async () => {
  const node = await openNode();
  await node.submit({
    ...{ as: 'inspector', operation: 'cars.import', vin, make: 'VW', model: 'Golf', year: 2015, country: 'DE' },
    ...{ readOn: '2026-11-01', value: 61_300, unit: 'km', owner: 'alice' },
  });
  await node.mine({ blocks: 1, at: today + 5000 });
  const stage = await openStage(node);
  expect(stage.frame()).toMatch(/Inspect +VW Golf 2015: first safety test +none known here/);
  await stage.press('2');
  expect(stage.frame()).toContain('○ unknown');
  await stage.press('Enter');
  expect(stage.frame()).toContain('○ No safety test known here');
  await stage.press('r');
  expect(stage.frame()).toMatch(/Safety test +none known here/);
});

test('quitting from the palette asks like q does', async () => {
  const stage = await openStage(await openNode());
  await stage.press(':', 'quit', 'Enter');
  expect(stage.frame()).toContain('Stop this node? q again');
  expect(stage.ended()).toBe(false);
  await stage.press('q');
  expect(stage.ended()).toBe(true);
});

test('beside a block stand the blocks around it, with the mark on it', async () => {
  const node = await openNode();
  await tellStory(node);
  const stage = await openStage(node, 120, 40);
  await stage.press('7', 'Down', 'Down', 'Enter');
  expect(stage.frame()).toMatch(/▸ +5 /);
  expect(stage.frame()).toContain('Chain › Block 5');
});
