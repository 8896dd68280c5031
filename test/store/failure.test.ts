import { join } from 'node:path';
import { Level } from 'level';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { accountOf } from '../../source/ledger/registries/accounts.ts';
import { call } from '../../source/node/control/client.ts';
import { readPointer } from '../../source/node/control/location.ts';
import { StoreFailure, systemFailure, writeFailure } from '../../source/store/failure.ts';
import { freePort, Program, startHeadless, temporaryHome } from '../cli/program.ts';
import { expectSentence } from '../node/refused.ts';
import { buildBlock, keyOf, openNode, openParts, signed } from '../support/node.ts';

const full = 'IO error: /home/a: b/ledger/000003.log: No space left on device';

/** The next batch of the real database fails as LevelDB's do on a full disk; those after it reach the disk again. */
function failOnce(words: string): void {
  const error = Object.assign(new Error(words), { code: 'LEVEL_IO_ERROR' });
  const open: () => { write(): Promise<void>; close(): Promise<void> } = Level.prototype.batch;
  const spy = vi.spyOn(Level.prototype, 'batch').mockImplementationOnce(function (this: Level): never {
    const batch = open.call(this);
    const fail = async () => {
      await batch.close();
      throw error;
    };
    return Object.assign(batch, { write: fail }) as never;
  });
  onTestFinished(() => spy.mockRestore());
}

describe('after a write that failed', () => {
  test('tip and state are as before, nothing more is taken, and everything up to there is in the next start', async () => {
    const parts = await openParts();
    const { chain, store, ledger, directory } = parts;
    const pay = (nonce: number) => signed(ledger, 'alice', 'coins.transfer', nonce, { to: 'bob', amount: 7 });
    await chain.submit(buildBlock(chain.tip, { transactions: [pay(0)] }));
    const { tip } = chain;
    const balance = accountOf(chain.view(), keyOf('bob')).balance;
    const heard: string[] = [];
    store.onFailure(({ refusal }) => heard.push(refusal.message));

    failOnce(full);
    const next = buildBlock(tip, { transactions: [pay(1)] });
    const side = buildBlock(tip, { miner: 'miner-1' });
    // Handed in at once: the second waits for its turn while the first fails.
    const results = await Promise.allSettled([chain.submit(next), chain.submit(side)]);
    for (const result of results)
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(StoreFailure) });
    const again = chain.submit(next);
    await expect(again).rejects.toMatchObject({ refusal: { code: 'DISK_FULL', data: { height: 1 } } });
    await expect(store.write([])).rejects.toBeInstanceOf(StoreFailure);
    expect(heard).toEqual([
      `The disk with ${join(directory, 'ledger')} is full; the ledger is safe up to block 1. Make room and start again.`,
    ]);
    expect(chain.tip).toEqual(tip);
    expect(chain.block(next.id)).toBeUndefined();
    expect(accountOf(chain.view(), keyOf('bob')).balance).toBe(balance);
    await parts.close();

    const after = await openParts({ directory });
    expect(after.chain.tip).toEqual(tip);
    expect(await after.chain.submit(next)).toMatchObject({ height: 2, state: 'connected' });
  });

  test('two writes at once: the second is not on its way when the first fails', async () => {
    const { store } = await openParts();
    failOnce(full);
    const batch = vi.mocked(Level.prototype.batch);
    const results = await Promise.allSettled([store.write([]), store.write([])]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(batch).toHaveBeenCalledTimes(1);
  });

  test('the node says so once, and to everybody who asks for a write; it closes', async () => {
    const reasons: string[] = [];
    const node = await openNode({ failed: ({ code }) => reasons.push(code) });
    await node.mine({ blocks: 2 });
    failOnce('IO error: /ledger/000003.log: Input/output error');
    for (const _ of [1, 2]) await expect(node.mine({})).rejects.toMatchObject({ refusal: { code: 'STORE_FAILED' } });
    expect(await node.status()).toMatchObject({ height: 2 });
    await node.close();
    expect(reasons).toEqual(['STORE_FAILED']);
  });
});

test('a disk that takes no more: the node stops with a sentence, and the next start has every block it had', async () => {
  const home = temporaryHome();
  const args = ['--network', 'regtest', String(await freePort())];
  // No file of it may grow beyond 256 blocks of 512 or 1,024 bytes: what it writes last is cut short.
  const limited = ['/bin/sh', '-c', 'ulimit -S -f 256 && exec "$0" "$@"'];
  const program = new Program(home, ['--headless', ...args], [], undefined, limited);
  const [, directory = ''] = await program.said(/its ledger is in (.*)\. Ctrl-C/);
  const { socket } = readPointer(directory) ?? { socket: '' };
  let height = 0;
  let refusal: unknown;
  while (refusal === undefined) {
    try {
      ({ height } = (await call(socket, 'mine', { blocks: 5 })) as { height: number });
    } catch (error) {
      refusal = error;
    }
  }
  expect(refusal).toMatchObject({ code: 'STORE_FAILED' });
  const { code, stderr } = await program.ended;
  expect(code).toBe(1);
  const safe = /ledger is safe up to block (\d+)\./.exec(stderr)?.[1];
  expect(Number(safe)).toBeGreaterThanOrEqual(height);
  expect(stderr).toContain('File too large');
  const again = await startHeadless(home, ...args);
  expect(await again.ask('status')).toMatchObject({ height: Number(safe) });
  expect((await again.program.stop('SIGTERM')).code).toBe(0);
});

describe('what the system says', () => {
  const failing = { directory: '/ledger', height: 5 };
  test.each([
    ['DISK_FULL', full],
    ['DISK_FULL', 'IO error: /x: Disk quota exceeded'],
    ['DISK_FULL', 'IO error: /x: Disc quota exceeded'],
    ['DISK_FORBIDDEN', 'IO error: /x/LOCK: Permission denied'],
    ['DISK_FORBIDDEN', 'IO error: /x/LOCK: Read-only file system'],
    ['FILES_TOO_MANY', 'IO error: /x/MANIFEST-000002: Too many open files'],
  ])('%s: %s', (code, words) => {
    const failure = systemFailure(new Error(words), failing);
    expect(failure?.refusal.code).toBe(code);
    expectSentence(failure?.message ?? '');
    expect(failure?.message).toContain('up to block 5');
  });

  test.each([
    ['ENOSPC', 'DISK_FULL'],
    ['EDQUOT', 'DISK_FULL'],
    ['EACCES', 'DISK_FORBIDDEN'],
    ['EROFS', 'DISK_FORBIDDEN'],
    ['EMFILE', 'FILES_TOO_MANY'],
  ])('%s by its code is %s', (errno, code) => {
    const error = Object.assign(new Error(`${errno}: something, mkdir '/a: b'`), { code: errno });
    expect(systemFailure(error, failing)?.refusal.code).toBe(code);
  });

  test('a name in the path is no reason, and what is not known is damage when read, STORE_FAILED when written', () => {
    for (const words of ['IO error: /no space left on device/1.log: Input/output error', 'Corruption: bad block']) {
      expect(systemFailure(new Error(words), failing)).toBeUndefined();
      expect(writeFailure(new Error(words), failing).refusal.code).toBe('STORE_FAILED');
    }
  });
});
