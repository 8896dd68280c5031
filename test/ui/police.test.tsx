import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Facade } from '../../source/node/facade.ts';
import type { Node } from '../../source/node/node.ts';
import { closeAll, openNode, tellStory, vin } from './nodes.ts';
import { checkSize, openStage, type Stage, sizes } from './stage.tsx';

const passphrase = 'tulips at noon';
const plate = 'AB-123-CD';

/** The Police screen, as the police. */
async function openPolice(node: Facade, columns = 80, rows = 24): Promise<Stage> {
  const stage = await openStage(node, columns, rows);
  await stage.press('a', 'police', 'Enter', ':', 'police', 'Enter');
  return stage;
}

/** Chooses a line of the Police screen. */
async function choose(stage: Stage, title: string): Promise<void> {
  await stage.press('g');
  for (let at = 0; at < 12 && !stage.frame().includes(`▸${title}`); at += 1) await stage.press('j');
  expect(stage.frame()).toContain(`▸${title}`);
  await stage.press('Enter');
}

describe('a police database through its life', () => {
  let node: Node;

  beforeAll(async () => {
    node = await openNode({ police: true });
    await tellStory(node);
  });
  afterAll(closeAll);

  test('anybody else gets a sentence', async () => {
    const stage = await openStage(node);
    await stage.press(':', 'police', 'Enter');
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('Enter', 'police', 'Enter');
    await stage.shows('Make a database');
    expect(stage.frame()).toContain('as police');
  });

  test('where there is none it teaches; one is made, a slip in the passphrase is said', async () => {
    const stage = await openPolice(node);
    expect(stage.frame()).toMatchSnapshot();
    await choose(stage, 'Make a database');
    await stage.press('Enter', 'short', 'Enter', 'short', 'Enter');
    await stage.shows('✗ A passphrase needs at least 8 characters.');
    await stage.press('Ctrl-U', passphrase, 'Enter', 'Ctrl-U', passphrase);
    expect(stage.frame()).toMatchSnapshot();
    expect(stage.frame()).not.toContain('tulips');
    await stage.press('Enter');
    await stage.shows('The police database is made and open.');
    await stage.shows('Look somebody up');
    expect(stage.frame()).toMatchSnapshot();
    expect(await node.police()).toMatchObject({ state: 'open', entries: 1 });
    await choose(stage, 'Take in the people of the demo');
    await stage.shows('On file: the people of the demo,');
    await stage.shows('4 entries');
    expect(stage.frame()).not.toContain('Take in');
    expect(await node.police()).toMatchObject({ entries: 4 });
  });

  test('closed, and open again with its passphrase only', async () => {
    const stage = await openPolice(node);
    await choose(stage, 'Close the database');
    await stage.shows('▸Open the database');
    expect(stage.frame()).toMatchSnapshot();
    await choose(stage, 'Open the database');
    await stage.press('another one', 'Enter');
    await stage.shows('✗ That is not the passphrase of this police database.');
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('Ctrl-U', passphrase, 'Enter');
    await stage.shows('Look somebody up');
    expect(stage.frame()).toContain('The police database is open');
  });

  test('purpose first, then the plate, its owner, the person', async () => {
    await node.submit({ as: 'notary', operation: 'transfers.order', vin, to: 'alice', reason: 'court' });
    await node.mine({ blocks: 1 });
    const stage = await openPolice(node);
    await choose(stage, 'Look somebody up');
    await stage.press('Enter');
    expect(stage.frame()).toContain('✗ Say what for');
    await stage.press('case 12', 'Enter', 'Enter', plate);
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('Enter');
    await stage.shows('Alice Martin');
    expect(stage.frame()).toMatchSnapshot();
    expect((await node.policeLog({ limit: 1 }))[0]).toMatchObject({ action: 'look', plate, purpose: 'case 12' });
  });

  test('what is known of nobody is said', async () => {
    const stage = await openPolice(node);
    await choose(stage, 'Look somebody up');
    await stage.press('case 13', 'Enter', 'Enter', 'ZZ-999-ZZ', 'Enter');
    await stage.shows('Nobody has plate ZZ-999-ZZ on this ledger.');
    await stage.press('Enter', 'case 13', 'Enter', 'Enter', 'seller', 'Enter');
    await stage.shows('Nobody is on file here behind this key.');
    expect(stage.frame()).toMatchSnapshot();
  });

  test('an owner is confirmed: put on file, and the commitment goes into the form by itself', async () => {
    const stage = await openPolice(node);
    await choose(stage, 'Confirm an owner');
    await stage.press('seller', 'Enter', 'Dora Roy', 'Enter', '1990-02-31', 'Enter', 'Enter', '2 quai Gailleton, Lyon');
    await stage.press('Enter', 'Enter', 'Enter', 'Enter');
    await stage.shows('✗ "Born" of this person must be a day');
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('Ctrl-U', '1990-02-28', 'Enter', 'Enter', 'Enter', 'Enter', 'Enter', 'Enter');
    await stage.shows('On file. Now the ledger');
    await stage.shows('y signs it.');
    expect(stage.frame()).toMatchSnapshot();
    expect(stage.frame()).toContain('No name and no address goes onto the ledger');
    await stage.press('y');
    await stage.shows('Confirm an owner: signed.');
    await node.mine({ blocks: 1 });
    expect(await node.owner({ key: 'seller' })).toMatchObject({ status: 'certified' });
    await choose(stage, 'Confirm an owner');
    await stage.press('seller', 'Enter', 'Dora', 'Enter', '1990-02-28', 'Enter', 'Enter', 'Lyon');
    await stage.press('Enter', 'Enter', 'Enter', 'Enter');
    await stage.shows('✗ Somebody is on file for this key already.');
  });

  test('from who was found: a stolen car, a key that is revoked, a lost key, an erased person', async () => {
    const stage = await openPolice(node);
    await choose(stage, 'Look somebody up');
    await stage.press('case 14', 'Enter', 'Enter', plate, 'Enter');
    await stage.shows('Alice Martin');
    await stage.press('s');
    expect(stage.frame()).toContain('NEW › Mark stolen');
    await stage.press('Ctrl-R');
    await stage.shows('its plate, to sign');
    await stage.press(plate, 'y');
    await stage.shows('signed.');
    await node.mine({ blocks: 1 });
    await stage.press('Esc');
    await stage.shows('✗ Stolen');
    await stage.press('s', 'Ctrl-R');
    await stage.shows('its plate, to sign');
    expect(stage.frame()).toContain('The mark "stolen" is taken off');
    await stage.press('Esc', 'Esc', 'r');
    expect(stage.frame()).toContain('NEW › Replace a lost key');
    await stage.press('organiser', 'Ctrl-R');
    await stage.shows('y signs it.');
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('y');
    await node.mine({ blocks: 1 });
    await stage.shows('organiser takes its place in block');
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('x');
    await stage.press('Enter', 'Enter', 'Enter', 'erase', 'Enter');
    await stage.shows('✗ Type ERASE');
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('Ctrl-U', 'ERASE', 'Enter');
    await stage.shows('Erased: who is behind');
    await node
      .lookUp({ key: 'alice', who: 'police', purpose: 'case 15' })
      .then(({ person }) => expect(person).toBeUndefined());
  });

  test('"That is not me": the owner sees it on the Wallet, and objects', async () => {
    const stage = await openStage(node);
    await stage.press('6');
    await stage.shows('! You are said to have lost this key');
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('d', 'Ctrl-R');
    await stage.shows('y signs it.');
    await stage.press('y');
    await stage.shows('The objection waits for a block.');
    await node.mine({ blocks: 1 });
    await stage.press('1', '6');
    expect(stage.frame()).not.toContain('said to have lost');
    expect(await node.owner({ key: 'alice' })).not.toHaveProperty('challenge');
  });

  test('the log, page by page, and its audit', async () => {
    for (let count = 0; count < 50; count += 1)
      await node.lookUp({ key: 'bob', who: 'Roux', purpose: `case ${count}` });
    const stage = await openPolice(node);
    await choose(stage, 'The log');
    await stage.shows('case 49');
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('c');
    expect(stage.copied).toHaveLength(1);
    await stage.press('Right');
    await stage.shows('erased alice');
    await stage.press('G');
    expect(stage.frame()).toContain('made the database');
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('Left', 'Esc');
    await choose(stage, 'Audit');
    await stage.press('twelve', 'Enter');
    await stage.shows('✗ ');
    expect(stage.frame()).toMatch(/✗ .*like 12- and 32 hex/);
    await stage.press('Ctrl-U');
    await stage.paste((await node.police()).mark ?? '');
    await stage.press('Enter');
    await stage.shows('everything is as it was written');
    expect(stage.frame()).toMatchSnapshot();
  });

  test('who asked is remembered; a commitment that is none of this file is said with what mends it', async () => {
    await node.putOnFile({
      key: 'alice',
      person: { name: 'Alice', born: '1988-05-14', birthplace: '', address: 'Lyon', document: '' },
      who: 'Roux',
      purpose: '',
    });
    const stage = await openPolice(node);
    await choose(stage, 'Look somebody up');
    await stage.press('case 17', 'Enter', 'clerk 117', 'Enter', 'alice', 'Enter');
    await stage.shows('d revokes the owner, then e confirms it by this file');
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('d', 'Ctrl-R');
    await stage.shows('y signs it.');
    await stage.press('y');
    await node.mine({ blocks: 1 });
    await stage.shows('✗ revoked');
    await stage.press('e');
    await stage.shows('REVIEW › Confirm an owner');
    await stage.press('y');
    await node.mine({ blocks: 1 });
    await stage.shows("is this person's");
    await stage.press('Enter');
    await stage.shows('clerk 117');
  });

  test.each(['The log', 'Audit', undefined])('the help of its own pages: %s', async (title) => {
    const stage = await openPolice(node);
    if (title !== undefined) await choose(stage, title);
    await stage.press('F1');
    expect(stage.frame()).toMatchSnapshot();
  });

  test('beside the detail the log folds: no column is lost', async () => {
    const stage = await openPolice(node, 160, 50);
    await choose(stage, 'The log');
    await stage.shows('case 17');
    expect(stage.frame()).toMatchSnapshot();
  });

  test.each(sizes)('at %i x %i each page has its size', async (columns, rows) => {
    const stage = await openPolice(node, columns, rows);
    checkSize(stage, columns, rows);
    if (columns > 80) expect(stage.frame()).toMatchSnapshot();
    for (const title of ['Look somebody up', 'Confirm an owner', 'Erase a person', 'The log', 'Audit']) {
      await choose(stage, title);
      checkSize(stage, columns, rows);
      await stage.press('Esc');
    }
    await choose(stage, 'Look somebody up');
    await stage.press('case 16', 'Enter', 'Enter', 'bob', 'Enter');
    await stage.shows('Bob Durand');
    checkSize(stage, columns, rows);
    await node.closePolice();
    await stage.shows('The police database was closed');
    expect(stage.frame()).not.toContain('Bob');
    await node.openPolice({ passphrase });
    await stage.press('F1', 'Esc');
    expect(stage.frame()).not.toContain('Bob');
  });
});
