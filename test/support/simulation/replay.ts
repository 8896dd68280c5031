import { expect } from 'vitest';
import { RefusedError } from '../../../source/ledger/refusal.ts';
import type { SignedTransaction } from '../../../source/ledger/transaction.ts';
import { dumpBest } from '../../store/dump.ts';
import { openParts, SimulatedEnvironment } from '../node.ts';
import type { Host } from './host.ts';

/**
 * A stopped host's store must be, byte for byte, what playing its best chain into a new one gives; and its mempool must
 * have held exactly what still applies: all of `waiting` in some order, and nothing else of `submitted`.
 */
export async function expectReplay(
  host: Host,
  now: number,
  waiting: readonly string[] = [],
  submitted: ReadonlyMap<string, SignedTransaction> = new Map(),
): Promise<void> {
  const { directory } = host.options;
  const parts = await openParts({ directory, environment: new SimulatedEnvironment(now) });
  const fresh = await openParts({ environment: new SimulatedEnvironment(now) });
  const included = new Set<string>();
  for (let height = 1; height <= parts.chain.tip.header.height; height++) {
    const block = parts.chain.body(parts.chain.at(height)?.id ?? new Uint8Array(32));
    if (block === undefined) throw new Error(`block ${height} has no body`);
    for (const { id } of block.transactions) included.add(Buffer.from(id).toString('hex'));
    await fresh.chain.submit(block);
  }
  const left = new Map([...submitted].filter(([id]) => waiting.includes(id)));
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [id, transaction] of [...left]) if (tries(() => parts.mempool.add(transaction))) left.delete(id);
  }
  expect([...left.keys()], 'waits, but does not apply').toEqual([]);
  for (const [id, transaction] of submitted) {
    if (included.has(id) || waiting.includes(id)) continue;
    expect(
      tries(() => parts.mempool.add(transaction)),
      `applies, but was lost: ${transaction.body.operation.name} ${transaction.body.nonce}`,
    ).toBe(false);
  }
  await parts.close();
  await fresh.close();
  expect(await dumpBest(`${directory}/ledger`)).toEqual(await dumpBest(`${fresh.directory}/ledger`));
}

function tries(add: () => unknown): boolean {
  try {
    add();
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}
