import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { closeAll, openNode, vin } from './nodes.ts';
import { checkSize, openStage, type Stage, sizes } from './stage.tsx';

let node: Node;
let id: string;
let folder: string;

beforeAll(async () => {
  node = await openNode();
  const run = async (as: string, operation: string, fields: object) => {
    const admitted = await node.submit({ as, operation, ...fields });
    await node.mine({ blocks: 1 });
    return admitted.id;
  };
  const car = { vin, make: 'VW', model: 'Golf', year: 2020, country: 'DE' };
  await run('inspector', 'cars.import', { ...car, value: 42_000, owner: 'alice' });
  id = await run('alice', 'transfers.offer', {
    vin,
    buyer: 'bob',
    notary: 'notary',
    price: '4500000000',
    deadline: 100,
  });
  await run('bob', 'transfers.accept', { id, acknowledged: ['IMPORTED', 'NO_TEST'] });
  await run('notary', 'transfers.confirm', { id });
});
afterAll(closeAll);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carnet-discharge-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The sales that are over. */
async function openEnded(stage: Stage): Promise<void> {
  await stage.press('3');
  for (let at = 0; at < 3 && !stage.frame().includes('ENDED 1'); at += 1) await stage.press('Right');
}

test.each(sizes)('at %i x %i the discharge says everything, with the names that are known', async (columns, rows) => {
  const stage = await openStage(node, columns, rows);
  await openEnded(stage);
  await stage.press('d');
  checkSize(stage, columns, rows);
  expect(stage.frame()).toMatchSnapshot();
  expect(stage.frame()).toContain('Demo notary, licensed in FR');
  for (const name of ['alice', 'bob', 'notary'])
    expect(stage.frame()).toMatch(new RegExp(`^ +(\\w+ +)?${name}\\b`, 'm'));
  const { text } = await node.discharge({ id });
  let seen = stage.frame();
  for (let page = 0; page < 4; page += 1) {
    await stage.press('PgDn');
    seen += stage.frame();
  }
  expect(seen).not.toContain('…,');
  for (const word of text.split(/\s+/)) expect(seen).toContain(word);
});

test('w saves it, and never over another file', async () => {
  const stage = await openStage(node);
  const path = join(folder, 'discharge.txt');
  await openEnded(stage);
  await stage.press('d', 'w');
  expect(stage.frame()).toContain(`discharge-${id.slice(0, 8)}.txt`);
  await stage.press('Ctrl-U', path, 'Enter');
  await stage.shows('Saved: ');
  expect(readFileSync(path, 'utf8')).toBe((await node.discharge({ id })).text);
  expect(stage.frame()).toContain('DISCHARGE OF THE SELLER');
  await stage.press('w', 'Ctrl-U', path, 'Enter');
  await stage.shows('There is a file of this name already');
});

test('the palette finds it, and what is typed for it', async () => {
  const stage = await openStage(node);
  await stage.press(':', 'discharge');
  expect(stage.frame()).toContain('▸screen  Transfers');
  await stage.press('Esc', ':', 'sign');
  expect(stage.frame()).toContain('▸page    Sign a file');
});
