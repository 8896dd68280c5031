import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { closeAll, openNode, today } from './nodes.ts';
import { checkSize, openStage, type Stage, sizes } from './stage.tsx';

const paragraphs = [
  'bob lets alice have the box in rue Neuve 4 from 1 January 2027 on. The key is at the baker’s, who knows about it.',
  'The rent is 80 livres a month, paid here before the fifth. Whoever wants it to end says so three months before.',
  'Signed by bob is nothing that a text can say of itself: whoever reads this reads it behind a line.',
];
const lease = {
  as: 'bob',
  operation: 'agreements.propose',
  title: 'Lease of the box in rue Neuve',
  text: paragraphs.join(' ¶ '),
  counterparty: 'alice',
  deadline: 900,
};
const content = 'what only the two of them have';
const documentHash = createHash('sha256').update(content).digest('hex');

async function submit(node: Node, intent: object): Promise<string> {
  return (await node.submit(intent as Parameters<Node['submit']>[0])).id;
}

/** Contracts of alice in every state, and two of them open: one for her, one for carol. */
async function tellContracts(node: Node): Promise<{ lease: string; document: string }> {
  const id = await submit(node, lease);
  const document = { as: 'alice', operation: 'agreements.propose', title: 'plan.pdf', documentHash, deadline: 60 };
  const plan = await submit(node, { ...document, counterparty: 'carol' });
  const text = { ...lease, text: 'Short.' };
  const signed = await submit(node, { ...text, title: 'Sale of a bicycle' });
  const declined = await submit(node, { ...text, title: 'Sale of a boat' });
  const withdrawn = await submit(node, { ...text, title: 'Sale of a horse' });
  await submit(node, { ...text, title: 'Left alone', deadline: 3 });
  await node.mine({ blocks: 1, at: today + 5_000 });
  await submit(node, { as: 'alice', operation: 'agreements.sign', id: signed });
  await submit(node, { as: 'alice', operation: 'agreements.decline', id: declined });
  await submit(node, { as: 'bob', operation: 'agreements.decline', id: withdrawn });
  await node.mine({ blocks: 3, at: today + 10_000 });
  return { lease: id, document: plan };
}

const openContracts = [':', 'contracts', 'Enter'];

describe('frames', () => {
  let node: Node;
  let empty: Node;
  beforeAll(async () => {
    node = await openNode();
    empty = await openNode();
    await tellContracts(node);
  });
  afterAll(closeAll);

  describe.each(sizes)('at %i columns and %i rows', (columns, rows) => {
    const look = (stage: Stage) => {
      checkSize(stage, columns, rows);
      expect(stage.frame()).toMatchSnapshot();
    };

    test('no contract yet', async () => {
      const stage = await openStage(empty, columns, rows);
      await stage.press(...openContracts);
      look(stage);
    });

    test('Home with a contract to sign', async () => {
      look(await openStage(node, columns, rows));
    });

    test('to sign, waiting for others, ended', async () => {
      const stage = await openStage(node, columns, rows);
      await stage.press(...openContracts);
      look(stage);
      await stage.press('Right');
      look(stage);
      await stage.press('Right');
      look(stage);
    });

    test('reading one, and the review of signing it', async () => {
      const stage = await openStage(node, columns, rows);
      await stage.press(...openContracts, 'Enter');
      look(stage);
      await stage.press('Enter');
      look(stage);
    });

    test('one of a document, and writing one', async () => {
      const stage = await openStage(node, columns, rows);
      await stage.press(...openContracts, 'Right', 'Enter');
      look(stage);
      await stage.press('Esc', 'w', 'Lease', 'Enter');
      await stage.paste(`${paragraphs.join('\n\n').replaceAll('. ', '.\n')}\n`);
      look(stage);
    });
  });
});

describe('at the keys', () => {
  let folder: string;
  let node: Node;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'contracts-'));
    node = await openNode();
  });
  afterEach(async () => {
    await closeAll();
    rmSync(folder, { recursive: true, force: true });
  });

  test('from Home: Enter reads it, Enter goes on to the review, which shows every word, y signs', async () => {
    const id = await submit(node, lease);
    await node.mine({ blocks: 1, at: today + 5_000 });
    const stage = await openStage(node);
    expect(stage.frame()).toMatch(/WAITING FOR YOU {2}1\n▸Sign {6}Lease of the box in rue Neuve, from bob/);
    await stage.press('Enter');
    expect(stage.frame()).toContain('WAITS FOR YOU');
    await stage.press('Enter');
    expect(stage.frame()).toContain('The whole text, word for word');
    expect(stage.frame()).toContain('Signed by     alice');
    await stage.press('y');
    await stage.shows('SIGNED BY BOTH');
    await node.mine({ blocks: 1, at: today + 10_000 });
    expect(await node.agreement({ id })).toMatchObject({ status: 'signed', endedAt: 2 });
    await stage.press('Esc');
    expect(stage.frame()).not.toContain('WAITING FOR YOU');
    expect(stage.frame()).toContain('You signed the contract of bob: Lease of the box');
  });

  test('declined with x, by the side that the wallet holds', async () => {
    const id = await submit(node, lease);
    const stage = await openStage(node);
    await stage.press(...openContracts, 'x');
    expect(stage.frame()).toContain('It binds nobody.');
    await stage.press('y');
    expect(await node.agreement({ id })).toMatchObject({ status: 'declined', waiting: true });
  });

  test('a file: read here, its fingerprint in the form; checked against the contract afterwards', async () => {
    const file = join(folder, 'plan.pdf');
    writeFileSync(file, content);
    const stage = await openStage(node);
    await stage.press(...openContracts, 'd', file, 'Enter');
    await stage.shows('Fingerprint of a document');
    expect(stage.frame()).toContain('plan.pdf');
    await stage.press('carol', 'Ctrl-R');
    expect(stage.frame()).toContain(documentHash.slice(0, 20));
    await stage.press('y');
    const [view] = (await node.agreements({ as: 'alice' })).waiting;
    expect(await node.agreement({ id: view?.id ?? '' })).toMatchObject({ title: 'plan.pdf', documentHash });
    await stage.press('e', file, 'Enter');
    await stage.shows('✓ THIS IS THE FILE.');
    checkSize(stage, 80, 24);
    expect(stage.frame().replaceAll(folder, '<folder>')).toMatchSnapshot();
    writeFileSync(file, `${content}.`);
    await stage.press('Enter');
    await stage.shows('✗ THIS IS ANOTHER FILE.');
    checkSize(stage, 80, 24);
  });

  test('what is no document is refused where its path was typed', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    writeFileSync(join(folder, 'empty'), '');
    const stage = await openStage(node);
    await stage.press(...openContracts, 'd', 'Enter');
    expect(stage.frame()).toContain('✗ Type where the file lies.');
    for (const [path, words] of [
      [pipe, 'it is no file'],
      [folder, 'it is a folder'],
      [join(folder, 'nothing'), 'There is no file'],
      [join(folder, 'empty'), 'is empty, so nobody'],
    ] as const) {
      await stage.press('Ctrl-U', path, 'Enter');
      expect(stage.frame().replaceAll(/\s+/g, ' ')).toContain(words);
      checkSize(stage, 80, 24);
    }
  });

  test('whoever is neither side can only read', async () => {
    await submit(node, { ...lease, counterparty: 'dealer', as: 'garage' });
    const stage = await openStage(node);
    await stage.press(...openContracts);
    expect(stage.frame()).toContain('TO SIGN 0');
    expect(stage.frame()).not.toContain('Lease');
  });
});
