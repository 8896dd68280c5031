import { hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test, vi } from 'vitest';
import { assembleBlock, type Block, sealBlock, transactionsRoot } from '../../source/ledger/block.ts';
import { accountOf } from '../../source/ledger/registries/accounts.ts';
import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import { bitsForWork } from '../../source/ledger/work.ts';
import {
  buildBlock,
  keyOf,
  openParts,
  type Parts,
  signed,
  startTime,
  temporaryFolder,
  wallet,
} from '../support/node.ts';
import { refused } from './refused.ts';

function pay(parts: Parts, as: string, nonce: number, amount: number, fields = {}): SignedTransaction {
  return signed(parts.ledger, as, 'coins.transfer', nonce, { to: 'bob', amount, ...fields });
}

function balance({ chain }: Parts, name: string): bigint {
  return accountOf(chain.view(), keyOf(name)).balance;
}

async function mine(parts: Parts, ...transactions: SignedTransaction[]): Promise<Block> {
  const block = buildBlock(parts.chain.tip, { transactions });
  await parts.chain.submit(block);
  return block;
}

describe('connecting', () => {
  test('a block on the tip moves it, its state and its indexes', async () => {
    const parts = await openParts();
    const payment = pay(parts, 'alice', 0, 7);
    const before = balance(parts, 'bob');
    const block = buildBlock(parts.chain.tip, { transactions: [payment] });
    const moves: number[] = [];
    parts.chain.onMove(({ from, connected, disconnected }) => moves.push(from, connected.length, disconnected.length));
    expect(await parts.chain.submit(block)).toMatchObject({ height: 1, state: 'connected' });
    expect(parts.chain.tip.id).toEqual(block.id);
    expect(balance(parts, 'bob')).toBe(before + 7n);
    expect(parts.chain.transaction(payment.id)).toMatchObject({ height: 1, index: 0 });
    expect(parts.chain.transaction(payment.id)?.transaction.bytes).toEqual(payment.bytes);
    expect(moves).toEqual([0, 1, 0]);
  });

  test('signatures checked ahead are not checked again, and a bad one found ahead still condemns its block', async () => {
    const parts = await openParts();
    const asked = vi.spyOn(parts.verifier, 'firstInvalid');
    const good = buildBlock(parts.chain.tip, { transactions: [pay(parts, 'alice', 0, 7)] });
    await parts.chain.prepare(good);
    await parts.chain.submit(good);
    expect(asked).toHaveBeenCalledOnce();
    const [one, other] = [pay(parts, 'alice', 1, 7), pay(parts, 'alice', 2, 7)];
    const bad = buildBlock(good, { transactions: [parts.ledger.format.assemble(one.body, other.signature, [])] });
    await parts.chain.prepare(bad);
    await refused('SIGNATURE_INVALID', () => parts.chain.submit(bad));
    expect(parts.chain.block(bad.id)?.status).toBe('invalid');
  });

  test('the same block again is known and changes nothing', async () => {
    const parts = await openParts();
    const block = await mine(parts);
    expect(await parts.chain.submit(block)).toMatchObject({ state: 'known' });
    expect(parts.chain.tip.header.height).toBe(1);
  });

  test('blocks handed in at once are taken one after the other, a refused one in between or not', async () => {
    const parts = await openParts();
    const first = buildBlock(parts.chain.tip);
    const second = buildBlock(first);
    const bad = buildBlock(first, { sealedBy: 'miner-1' });
    const all = await Promise.allSettled([first, bad, second].map((block) => parts.chain.submit(block)));
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(parts.chain.tip.id).toEqual(second.id);
  });

  test('a listener that throws neither stops the others nor undoes the move', async () => {
    const parts = await openParts();
    const heard: string[] = [];
    parts.chain.onMove(() => {
      throw new Error('a broken listener');
    });
    parts.chain.onMove(() => heard.push('second'));
    await mine(parts);
    expect(heard).toEqual(['second']);
    expect(parts.chain.tip.header.height).toBe(1);
    expect(parts.environment.logged).toMatchObject([{ error: { message: 'a broken listener' } }]);
  });

  test('after closing nothing is taken any more', async () => {
    const parts = await openParts();
    const block = buildBlock(parts.chain.tip);
    await parts.chain.close();
    await refused('NODE_STOPPING', () => parts.chain.submit(block));
  });
});

describe('fork choice', () => {
  test('of equal work the first seen stays, also after the store was closed and opened', async () => {
    const directory = temporaryFolder();
    const first = await openParts({ directory });
    const genesis = first.chain.tip;
    const [one, other] = [buildBlock(genesis, { miner: 'miner-0' }), buildBlock(genesis, { miner: 'miner-1' })];
    await first.chain.submit(one);
    expect(await first.chain.submit(other)).toMatchObject({ state: 'side' });
    expect(first.chain.tip.id).toEqual(one.id);
    await first.close();

    const again = await openParts({ directory });
    expect(again.chain.tip.id).toEqual(one.id);
    const third = buildBlock(genesis, { miner: 'miner-2' });
    expect(await again.chain.submit(third)).toMatchObject({ state: 'side' });
    expect(again.chain.tip.id).toEqual(one.id);
    // A side branch kept before the restart grows and wins.
    const longer = buildBlock(other);
    expect(await again.chain.submit(longer)).toMatchObject({ state: 'connected' });
    expect(again.chain.tip.id).toEqual(longer.id);
    expect(again.chain.at(1)?.id).toEqual(other.id);
  });

  test('more work wins, not more blocks', async () => {
    // Without a retarget every block counts the same, so a longer branch is the one with more work.
    const parts = await openParts();
    const a1 = await mine(parts);
    const b1 = buildBlock(parts.chain.at(0) ?? parts.chain.tip, { miner: 'miner-1' });
    const b2 = buildBlock(b1, { miner: 'miner-1' });
    await parts.chain.submit(b1);
    expect(parts.chain.tip.id).toEqual(a1.id);
    await parts.chain.submit(b2);
    expect(parts.chain.tip.id).toEqual(b2.id);
    expect(parts.chain.tip.work).toBe(4n);
  });
});

describe('refused by its header', () => {
  const cases: readonly [code: string, make: (parts: Parts) => Block][] = [
    ['VERSION_UNKNOWN', ({ chain }) => buildBlock(chain.tip, { header: { version: 2 } })],
    ['WORK_MISSING', ({ chain }) => buildBlock(chain.tip, { worked: false })],
    ['HEIGHT_WRONG', ({ chain }) => buildBlock(chain.tip, { header: { height: 3 } })],
    ['BITS_WRONG', ({ chain }) => buildBlock(chain.tip, { header: { bits: bitsForWork(1n) } })],
    ['BITS_WRONG', ({ chain }) => buildBlock(chain.tip, { header: { bits: bitsForWork(4n) } })],
    ['TIME_TOO_EARLY', ({ chain }) => buildBlock(chain.tip, { header: { time: chain.tip.header.time } })],
    ['SEAL_INVALID', ({ chain }) => buildBlock(chain.tip, { sealedBy: 'miner-1' })],
    ['MINER_UNLICENSED', ({ chain }) => buildBlock(chain.tip, { miner: 'alice' })],
    ['PARENT_UNKNOWN', ({ chain }) => buildBlock(buildBlock(chain.tip))],
    ['BODY_MISMATCH', ({ chain }) => buildBlock(chain.tip, { header: { votesRoot: new Uint8Array(32).fill(1) } })],
    [
      'STATE_ROOT_MISMATCH',
      ({ chain }) => buildBlock(chain.tip, { header: { stateRoot: new Uint8Array(32).fill(1) } }),
    ],
  ];

  test.each(cases)('%s', async (code, make) => {
    const parts = await openParts();
    await mine(parts, pay(parts, 'alice', 0, 5));
    const { tip } = parts.chain;
    await refused(code, () => parts.chain.submit(make(parts)));
    expect(parts.chain.tip).toEqual(tip);
    // The tip goes on growing afterwards.
    await mine(parts);
    expect(parts.chain.tip.header.height).toBe(2);
  });

  test('a target of zero or below is no work at all', async () => {
    const parts = await openParts();
    const good = buildBlock(parts.chain.tip);
    for (const bits of [0, 0x01800000, 0xff7fffff]) {
      const header = { ...good.header, bits };
      const block = assembleBlock(header, good.seal, []);
      await refused('WORK_MISSING', () => parts.chain.submit(block));
    }
  });

  test('FROM_FUTURE until the clock has moved', async () => {
    const parts = await openParts();
    const block = buildBlock(parts.chain.tip, { header: { time: startTime + 30_001 } });
    await refused('FROM_FUTURE', () => parts.chain.submit(block));
    expect(parts.chain.block(block.id)).toBeUndefined();
    parts.environment.advance(1);
    expect(await parts.chain.submit(block)).toMatchObject({ state: 'connected' });
  });

  test('BLOCK_TOO_LARGE above the limit, taken at the limit', async () => {
    const parts = await openParts();
    const limit = parts.ledger.genesis.parameters.maxBlockBytes;
    await refused('BLOCK_TOO_LARGE', () => parts.ledger.decodeBlock(new Uint8Array(limit + 1)));
    await refused('MALFORMED', () => parts.ledger.decodeBlock(new Uint8Array(limit)));
  });

  test('trailing bytes and cut ends are malformed', async () => {
    const parts = await openParts();
    const { bytes } = buildBlock(parts.chain.tip, { transactions: [pay(parts, 'alice', 0, 1)] });
    await refused('MALFORMED', () => parts.ledger.decodeBlock(Uint8Array.of(...bytes, 0)));
    for (const size of [0, 1, 182, 183, 247, 252, bytes.length - 1]) {
      await refused('MALFORMED', () => parts.ledger.decodeBlock(bytes.subarray(0, size)));
    }
  });
});

describe('a body or seal that fails', () => {
  test('a mutated body under a good header is refused, then the right body is taken', async () => {
    const parts = await openParts();
    const good = buildBlock(parts.chain.tip, { transactions: [pay(parts, 'alice', 0, 5)] });
    for (const transactions of [[], [pay(parts, 'alice', 0, 6)], [...good.transactions, ...good.transactions]]) {
      const mutated = assembleBlock(good.header, good.seal, transactions);
      expect(mutated.id).toEqual(good.id);
      await refused('BODY_MISMATCH', () => parts.chain.submit(mutated));
    }
    expect(await parts.chain.submit(good)).toMatchObject({ state: 'connected' });
  });

  test('a wrong seal is refused, then the right one is taken', async () => {
    const parts = await openParts();
    const good = buildBlock(parts.chain.tip);
    const foreign = sealBlock(good.id, wallet.pairOf(keyOf('miner-1')).secretKey);
    await refused('SEAL_INVALID', () => parts.chain.submit(assembleBlock(good.header, foreign, [])));
    expect(await parts.chain.submit(good)).toMatchObject({ state: 'connected' });
  });

  test('a bad signature that the header itself promises condemns the block', async () => {
    const parts = await openParts();
    const payment = pay(parts, 'alice', 0, 5);
    const stranger = pay(parts, 'bob', 0, 5);
    const forged = parts.ledger.format.assemble(payment.body, stranger.signature, []);
    const block = buildBlock(parts.chain.tip, { transactions: [forged] });
    await refused('SIGNATURE_INVALID', () => parts.chain.submit(block));
    await refused('BLOCK_INVALID', () => parts.chain.submit(block));
    await refused('BLOCK_INVALID', () => parts.chain.submit(buildBlock(block)));
    // The same entry with its own signature is another block.
    await mine(parts, payment);
    expect(parts.chain.tip.header.height).toBe(1);
  });

  test('many signatures are checked in workers, with the same answer', async () => {
    const parts = await openParts();
    const payments = Array.from({ length: 80 }, (_, nonce) => pay(parts, 'alice', nonce, 1));
    const forged = parts.ledger.format.assemble(payments[70]?.body ?? payments[0]!.body, payments[0]!.signature, []);
    const bad = buildBlock(parts.chain.tip, { transactions: payments.with(70, forged) });
    const error = await refused('SIGNATURE_INVALID', () => parts.chain.submit(bad));
    expect(hexToBytes(String(error.data.id))).toEqual(forged.id);
    await mine(parts, ...payments);
    expect(parts.chain.tip.entries).toBe(80);
  });
});

describe('an invalid block', () => {
  test('the third entry invalid: nothing of the block stays, it and its descendants stay refused', async () => {
    const parts = await openParts();
    await mine(parts, pay(parts, 'carol', 0, 3));
    const before = balance(parts, 'bob');
    const { tip } = parts.chain;
    const transactions = [pay(parts, 'alice', 0, 1), pay(parts, 'alice', 1, 1), pay(parts, 'alice', 3, 1)];
    const bad = buildBlock(tip, { transactions });
    await refused('NONCE_GAP', () => parts.chain.submit(bad));
    expect(parts.chain.tip).toEqual(tip);
    expect(balance(parts, 'bob')).toBe(before);
    expect(parts.chain.transaction(transactions[0]!.id)).toBeUndefined();
    const again = await refused('BLOCK_INVALID', () => parts.chain.submit(bad));
    expect(again.data.reason).toBe('NONCE_GAP');
    const child = buildBlock(bad);
    await refused('BLOCK_INVALID', () => parts.chain.submit(child));
    await refused('PARENT_UNKNOWN', () => parts.chain.submit(buildBlock(child)));
  });

  test('it stays refused after the store was closed and opened', async () => {
    const directory = temporaryFolder();
    const first = await openParts({ directory });
    const bad = buildBlock(first.chain.tip, { transactions: [pay(first, 'alice', 1, 1)] });
    await refused('NONCE_GAP', () => first.chain.submit(bad));
    await first.close();
    const again = await openParts({ directory });
    await refused('BLOCK_INVALID', () => again.chain.submit(bad));
  });

  test('in the middle of a better branch: the tip stays, what stood before it stays known', async () => {
    const parts = await openParts();
    const genesis = parts.chain.tip;
    const a1 = await mine(parts);
    const a2 = await mine(parts);
    const b1 = buildBlock(genesis, { miner: 'miner-1' });
    const b2 = buildBlock(b1, { miner: 'miner-1', transactions: [pay(parts, 'alice', 9, 1)] });
    const b3 = buildBlock(b2, { miner: 'miner-1' });
    expect(await parts.chain.submit(b1)).toMatchObject({ state: 'side' });
    expect(await parts.chain.submit(b2)).toMatchObject({ state: 'side' });
    await refused('NONCE_GAP', () => parts.chain.submit(b3));
    expect(parts.chain.tip.id).toEqual(a2.id);
    expect(parts.chain.at(1)?.id).toEqual(a1.id);
    await refused('BLOCK_INVALID', () => parts.chain.submit(b2));
    await refused('BLOCK_INVALID', () => parts.chain.submit(b3));
    // The good block before it can still carry another branch.
    const c2 = buildBlock(b1, { miner: 'miner-2' });
    const c3 = buildBlock(c2, { miner: 'miner-2' });
    await parts.chain.submit(c2);
    expect(await parts.chain.submit(c3)).toMatchObject({ state: 'connected' });
  });

  test('fees that no sum can hold are refused like any other money that is not there', async () => {
    const parts = await openParts();
    const fee = String(2n ** 64n - 1n);
    const transactions = [pay(parts, 'alice', 0, 1, { fee }), pay(parts, 'alice', 1, 1, { fee })];
    await refused('BALANCE_TOO_LOW', () => parts.chain.submit(buildBlock(parts.chain.tip, { transactions })));
    // On a side branch it shows only when the branch would win.
    const genesis = parts.chain.tip;
    await mine(parts);
    const side = buildBlock(genesis, { transactions, miner: 'miner-1' });
    expect(await parts.chain.submit(side)).toMatchObject({ state: 'side' });
    await refused('BALANCE_TOO_LOW', () => parts.chain.submit(buildBlock(side)));
  });
});

describe('the miner of a branch', () => {
  test('is looked up for branches from before the last era too', async () => {
    const parts = await openParts();
    const genesis = parts.chain.tip;
    const { eraLength } = parts.ledger.genesis.parameters;
    for (let height = 1; height <= 2 * eraLength + 2; height++) await mine(parts);
    await refused('MINER_UNLICENSED', () => parts.chain.submit(buildBlock(parts.chain.tip, { miner: 'bob' })));
    // The tip has forgotten who mined in era 0; connecting the branch would check it.
    const old = buildBlock(genesis, { miner: 'bob' });
    expect(await parts.chain.submit(old)).toMatchObject({ state: 'side' });
    const near = parts.chain.at(2 * eraLength) ?? genesis;
    await refused('MINER_UNLICENSED', () => parts.chain.submit(buildBlock(near, { miner: 'bob' })));
  });

  test('a branch by somebody unlicensed that the first look let pass never connects', async () => {
    const parts = await openParts();
    const { eraLength } = parts.ledger.genesis.parameters;
    const genesis = parts.chain.tip;
    let at = buildBlock(genesis, { miner: 'bob' });
    for (let height = 1; height <= 2 * eraLength; height++) await mine(parts);
    const { tip } = parts.chain;
    await parts.chain.submit(at);
    for (let height = 2; height <= 2 * eraLength; height++) {
      at = buildBlock(at, { miner: 'miner-1' });
      expect(await parts.chain.submit(at)).toMatchObject({ state: 'side' });
    }
    at = buildBlock(at, { miner: 'miner-1' });
    await refused('MINER_UNLICENSED', () => parts.chain.submit(at));
    expect(parts.chain.tip).toEqual(tip);
  });
});

test('the root in the header is over whole encodings', async () => {
  const parts = await openParts();
  const payment = pay(parts, 'alice', 0, 5);
  const block = buildBlock(parts.chain.tip, { transactions: [payment] });
  expect(block.header.transactionsRoot).toEqual(transactionsRoot([payment]));
});
