import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { documentLimit, fingerprintOf } from '../../source/cli/document.ts';
import { refused } from '../node/refused.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carnet-document-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

describe('a fingerprint', () => {
  test('is the SHA-256 of what is in the file, whatever its length and however it is named', async () => {
    expect(await fingerprintOf(written('a.txt', 'abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    for (const size of [1, 2 ** 20 - 1, 2 ** 20, 3 * 2 ** 20 + 7]) {
      const content = randomBytes(size);
      const file = written('b.bin', content);
      const digest = createHash('sha256').update(content).digest('hex');
      expect(await fingerprintOf(file)).toBe(digest);
      expect(await fingerprintOf(relative(process.cwd(), file))).toBe(digest);
    }
    symlinkSync(join(folder, 'a.txt'), join(folder, 'link'));
    expect(await fingerprintOf(join(folder, 'link'))).toMatch(/^ba7816bf/);
  });

  test('tells how far it is, and ends at 1', async () => {
    const shares: number[] = [];
    await fingerprintOf(written('c.bin', new Uint8Array(2 ** 21 + 1)), (share) => shares.push(share));
    expect(shares).toEqual([...shares].sort((left, right) => left - right));
    expect(shares).toHaveLength(3);
    expect(shares.at(-1)).toBe(1);
  });
});

describe('refused', () => {
  test('what is no file, without waiting for anybody', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    mkdirSync(join(folder, 'folder'));
    await refused('FILE_UNREADABLE', () => fingerprintOf(pipe));
    await refused('FILE_UNREADABLE', () => fingerprintOf('/dev/zero'));
    await refused('FILE_UNREADABLE', () => fingerprintOf(join(folder, 'folder')));
    await refused('FILE_MISSING', () => fingerprintOf(join(folder, 'nothing')));
    await refused('FILE_MISSING', () => fingerprintOf(join(written('d', 'a'), 'below')));
    symlinkSync(join(folder, 'round'), join(folder, 'round'));
    await refused('FILE_UNREADABLE', () => fingerprintOf(join(folder, 'round')));
  });

  test('an empty file, one that is too large, and one that somebody writes meanwhile', async () => {
    await refused('DOCUMENT_EMPTY', () => fingerprintOf(written('e', '')));
    const large = written('f', 'a');
    truncateSync(large, documentLimit + 1);
    await refused('DOCUMENT_TOO_LARGE', () => fingerprintOf(large));
    const growing = written('g', new Uint8Array(2 ** 21));
    await refused('DOCUMENT_CHANGED', () => fingerprintOf(growing, () => appendFileSync(growing, 'more')));
    const shrinking = written('h', new Uint8Array(2 ** 21));
    await refused('DOCUMENT_CHANGED', () => fingerprintOf(shrinking, () => truncateSync(shrinking, 5)));
  });
});
