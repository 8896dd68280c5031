import { afterAll, describe, expect, test } from 'vitest';
import { regtest } from '../../source/ledger/networks.ts';
import { peopleAs, peopleFirst } from '../../source/ui/forms/known.ts';
import { closeAll, openNode, tellStory, vin } from './nodes.ts';
import { openStage } from './stage.tsx';

afterAll(closeAll);

test('/ again begins a new filter; Backspace edits the one that is there', async () => {
  const node = await openNode();
  const stage = await openStage(node, 80, 24);
  await stage.press(':', 'directory', 'Enter', '/', 'notary', 'Enter', '/', 'garage', 'Enter');
  await stage.shows('Directory / garage');
  expect(stage.frame()).toContain('Demo garage');
  await stage.press('/', 'Backspace', 'Backspace', 'Enter');
  await stage.shows('Directory / gara');
});

test('who acts under another name of an account stands in lists by that name, the others by their first', async () => {
  const { names } = await (await openNode()).status();
  const named = peopleAs(names, 'miner-0').map(({ name }) => name);
  expect(named).toContain('miner-0');
  expect(named).not.toContain('library-0');
  expect(peopleAs(names, 'alice')).toEqual(peopleFirst(names));
});

test('an entry is accused from its own page, with itself as evidence behind the reason', async () => {
  const node = await openNode();
  await tellStory(node);
  const stage = await openStage(node);
  await stage.press('a', 'authority', 'Enter', '2', 'Enter', 'Enter');
  await stage.shows('u accuse…');
  await stage.press('u');
  await stage.shows('NEW › Accuse');
  expect(stage.frame()).toMatchSnapshot();
  await stage.press('a reading made up', 'Ctrl-R');
  await stage.shows('One entry on the ledger is named as evidence.');
});

test.each([
  [80, 24],
  [160, 50],
])('an account without activity says so, its address whole, at %i x %i', async (columns, rows) => {
  const stage = await openStage(await openNode(), columns, rows);
  await stage.press('6');
  expect(stage.frame()).toMatchSnapshot();
});

describe('a test whose issuer was found guilty', () => {
  test('is never green, on the story, on the card, in the list, in a sale', async () => {
    const node = await openNode();
    await tellStory(node);
    const station = { as: 'authority', holder: 'inspector', role: 'inspector' };
    await node.submit({ ...station, operation: 'licences.accuse', reason: 'a reading made up' });
    await node.mine({ blocks: 1 + regtest.parameters.defenceBlocks });
    await node.submit({ ...station, operation: 'licences.decide', guilty: true });
    await node.mine({ blocks: 1 });
    const stage = await openStage(node);
    await stage.press('2');
    await stage.shows('! safe');
    await stage.press('Enter');
    await stage.shows('✗ Safety test until 12 Nov 2028: issuer revoked');
    expect(stage.frame()).not.toContain('✓ Safe');
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('r');
    await stage.shows('12 Nov 2028, issuer revoked');
    expect((await node.car({ vin })).car).toMatchObject({ testState: 'passed', testRevoked: true });
    await node.submit({ as: 'manufacturer', operation: 'transfers.offer', vin, buyer: 'alice', price: '1000000' });
    await node.mine({ blocks: 1 });
    const [offer] = (await node.transfers({ as: 'alice' })).toDo;
    const { checks } = await node.transfer({ id: offer?.id ?? '' });
    expect(checks.find(({ about }) => about === 'safety')).toMatchObject({
      answer: 'bad',
      words: 'passed, valid until 12 Nov 2028: issuer revoked',
    });
  });
});
