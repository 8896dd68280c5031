import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCertificate } from '../../source/ledger/certificate.ts';
import { checkCertificate } from '../../source/ledger/certificate-check.ts';
import { closeAll, openNode, tellStory } from './nodes.ts';
import { checkSize, openStage } from './stage.tsx';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carnet-certificate-'));
});
afterEach(async () => {
  await closeAll();
  rmSync(folder, { recursive: true, force: true });
});

async function toldNode() {
  const node = await openNode();
  await tellStory(node);
  return node;
}

/** What a saved file proves, by the names of the kinds. */
const provenBy = (file: string) =>
  checkCertificate(readCertificate(readFileSync(file, 'utf8'))).objects.map(({ kind }) => kind.name);

describe.each([
  [80, 24],
  [160, 50],
] as const)('at %i columns and %i rows', (columns, rows) => {
  test('a certificate of the car that is shown is saved, and never over another file', async () => {
    const stage = await openStage(await toldNode(), columns, rows);
    const file = join(folder, 'car.carnet');
    await stage.press('2', 'Enter', 'w');
    await stage.shows('CERTIFICATE');
    checkSize(stage, columns, rows);
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('Tab', 'Ctrl-U', file, 'Enter');
    await stage.shows('Saved as of block');
    expect(provenBy(file)).toEqual(['car']);
    const before = readFileSync(file, 'utf8');

    await stage.press('w', 'Tab', 'Ctrl-U', file, 'Enter');
    await stage.shows('There is a file of this name already.');
    checkSize(stage, columns, rows);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

test('the palette saves one of whatever is typed, or of the account that is shown', async () => {
  const stage = await openStage(await toldNode());
  await stage.press(':', 'save a certificate', 'Enter');
  await stage.press('Enter', 'Enter');
  expect(stage.frame()).toContain('Type what it is about.');
  await stage.press('nobody', 'Tab', 'Ctrl-U', join(folder, 'one.carnet'), 'Enter');
  await stage.shows('neither an address nor a name');
  await stage.press('Ctrl-U', 'bob', 'Enter', 'Enter');
  await stage.shows('Saved as of block');
  expect(provenBy(join(folder, 'one.carnet'))).toEqual(['account', 'owner']);

  await stage.press('2', 'Enter', 'v', ':', 'save a certificate', 'Enter');
  await stage.shows('dcrn1');
  await stage.press('Tab', 'Ctrl-U', join(folder, 'two.carnet'), 'Enter');
  await stage.shows('Saved as of block');
  expect(provenBy(join(folder, 'two.carnet'))).toEqual(['account', 'owner']);
});
