import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { givenContent } from '../../../source/node/books/given-content.ts';
import { refused } from '../refused.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carnet-given-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(process.platform === 'win32')('a pipe that nobody writes into holds nobody up', async () => {
  const file = join(folder, 'pipe');
  execFileSync('mkfifo', [file]);
  const { data } = await refused('CONTENT_FILE', () => givenContent({ file }));
  expect(data).toEqual({ file, reason: 'it is not a file' });
});

test('a file is read, a folder is not', async () => {
  const file = join(folder, 'seven');
  writeFileSync(file, '7');
  expect(givenContent({ file })).toEqual(Uint8Array.of(0x37));
  await refused('CONTENT_FILE', () => givenContent({ file: folder }));
});
