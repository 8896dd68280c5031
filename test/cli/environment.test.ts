import fs, { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemEnvironment } from '../../source/cli/environment.ts';
import { loadAddresses, nodeSecret, saveAddresses } from '../../source/cli/identity.ts';
import { refused } from '../node/refused.ts';
import { temporaryFolder } from '../support/node.ts';

function fullDisk(name: 'writeSync' | 'writeFileSync'): { mockRestore(): void } {
  const spy = vi.spyOn(fs, name).mockImplementation(() => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  });
  onTestFinished(() => spy.mockRestore());
  return spy;
}

test('a log that the disk does not take ends nothing, and is written once there is room', () => {
  const directory = temporaryFolder();
  const { logger } = systemEnvironment(directory);
  const full = fullDisk('writeSync');
  logger.error('while it is full');
  full.mockRestore();
  logger.error('after that');
  const lines = readFileSync(join(directory, 'carnet.log'), 'utf8').trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['while it is full', 'after that']);
});

test('a first start on a full disk is DISK_FULL, and the next one is a first start', async () => {
  const directory = temporaryFolder();
  const full = fullDisk('writeFileSync');
  syncBuiltinESMExports();
  await refused('DISK_FULL', () => nodeSecret(directory));
  await refused('DISK_FULL', () => saveAddresses(directory, []));
  full.mockRestore();
  syncBuiltinESMExports();
  expect(nodeSecret(directory)).toEqual(nodeSecret(directory));
  expect(loadAddresses(directory)).toEqual([]);
});
