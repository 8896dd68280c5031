import { join } from 'node:path';
import { Level } from 'level';
import { describe, expect, test } from 'vitest';
import type { Block } from '../../source/ledger/block.ts';
import { accountKind } from '../../source/ledger/registries/accounts.ts';
import { stateKey } from '../../source/ledger/state.ts';
import { buildTemplate } from '../../source/node/template.ts';
import { StoreDamage } from '../../source/store/damage.ts';
import { keys } from '../../source/store/layout.ts';
import { refused } from '../node/refused.ts';
import { buildBlock, keyOf, openParts, type Parts, signed } from '../support/node.ts';

const rowOf = (name: string) => keys.state(stateKey(accountKind, keyOf(name)));

async function onDisk<T>(directory: string, work: (database: Level<Uint8Array, Uint8Array>) => Promise<T>): Promise<T> {
  const options = { keyEncoding: 'view', valueEncoding: 'view' } as const;
  const database = new Level<Uint8Array, Uint8Array>(join(directory, 'ledger'), options);
  await database.open();
  const result = await work(database);
  await database.close();
  return result;
}

/** A store with three blocks, two of them paid by alice. */
async function begun(): Promise<{ directory: string; tip: Block }> {
  const parts = await openParts();
  let tip = buildBlock(parts.chain.tip, { transactions: [pay(parts, 0)] });
  await parts.chain.submit(tip);
  for (const transactions of [[pay(parts, 1)], []]) {
    tip = buildBlock(tip, { transactions });
    await parts.chain.submit(tip);
  }
  await parts.close();
  return { directory: parts.directory, tip };
}

function pay({ ledger }: Pick<Parts, 'ledger'>, nonce: number) {
  return signed(ledger, 'alice', 'coins.transfer', nonce, { to: 'bob', amount: '5' });
}

describe('a row of the state that vanished from the disk', () => {
  test.each([
    ['that a block reads', 'alice'],
    ['that a block only adds to', 'bob'],
    ['that a block pays its reward to', 'miner-0'],
  ])('%s is damage of the store, and no fault of the block', async (_what, name) => {
    const { directory, tip } = await begun();
    const kept = await onDisk(directory, async (database) => {
      const sealed = await database.get(rowOf(name));
      await database.del(rowOf(name));
      return sealed;
    });
    const parts = await openParts({ directory });
    const block = buildBlock(tip, { transactions: [pay(parts, 2)] });
    await expect(parts.chain.submit(block)).rejects.toThrow(StoreDamage);
    expect(parts.chain.block(block.id)).toBeUndefined();
    expect(parts.chain.tip.id).toEqual(tip.id);
    await parts.close();

    if (kept !== undefined) await onDisk(directory, (database) => database.put(rowOf(name), kept));
    const mended = await openParts({ directory });
    expect(await mended.chain.submit(block)).toMatchObject({ state: 'connected' });
  });

  test('is not written over by a block of this node', async () => {
    const { directory } = await begun();
    await onDisk(directory, (database) => database.del(rowOf('miner-0')));
    const parts = await openParts({ directory });
    expect(() => buildTemplate(parts, keyOf('miner-0'), parts.environment.now())).toThrow(StoreDamage);
    expect(buildTemplate(parts, keyOf('miner-1'), parts.environment.now()).transactions).toEqual([]);
  });

  test('a block with a wrong root stays a bad block where nothing is missing', async () => {
    const { directory, tip } = await begun();
    const parts = await openParts({ directory });
    const wrong = buildBlock(tip, { header: { stateRoot: new Uint8Array(32).fill(7) } });
    await refused('STATE_ROOT_MISMATCH', () => parts.chain.submit(wrong));
    expect(parts.chain.block(wrong.id)).toMatchObject({ status: 'invalid', reason: 'STATE_ROOT_MISMATCH' });
  });
});
