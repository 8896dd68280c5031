import { describe, expect, test } from 'vitest';
import { Ledger } from '../../source/ledger/ledger.ts';
import { devnet, regtest } from '../../source/ledger/networks.ts';
import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import { buildBlock, openParts, type Parts, type PartsOptions, signed, wallet } from '../support/node.ts';
import { refused } from './refused.ts';
import { vinOf } from './story.ts';

const roomy = { entries: 1_000, bytes: 2 ** 20, perAuthor: 1_000 };

function pay(parts: Parts, as: string, nonce: number, fields: object = {}): SignedTransaction {
  return signed(parts.ledger, as, 'coins.transfer', nonce, { to: 'bob', amount: 10, memo: `${nonce}`, ...fields });
}

function pool(options: PartsOptions = {}): Promise<Parts> {
  return openParts({ limits: roomy, ...options });
}

/** A pool as it is seen from outside: what waits, in order, and what comes next. */
function seen({ mempool, ledger }: Parts): unknown {
  const names = ['alice', 'bob', 'carol', 'dealer'];
  const keys = names.map((name) => pay({ ledger } as Parts, name, 0).body.author);
  return [mempool.all().map(({ id }) => id), keys.map((key) => mempool.nextNonce(key)), mempool.size];
}

/** The rules, counting how many transactions are applied. */
class CountingLedger extends Ledger {
  applied = 0;

  override applyTransaction(...args: Parameters<Ledger['applyTransaction']>): ReturnType<Ledger['applyTransaction']> {
    this.applied++;
    return super.applyTransaction(...args);
  }
}

describe('a replacement', () => {
  test('that its author could never pay for is refused before anything is applied anew', async () => {
    const ledger = new CountingLedger(regtest);
    const parts = await pool({ ledger });
    for (let nonce = 0; nonce < 50; nonce++) parts.mempool.add(pay(parts, 'alice', nonce));
    const before = [seen(parts), ledger.applied];
    const dear = pay(parts, 'alice', 3, { amount: '10000000000', fee: 1_000 });
    await refused('BALANCE_TOO_LOW', () => parts.mempool.add(dear, 'peer'));
    expect([seen(parts), ledger.applied]).toEqual(before);
  });

  test('from peers is put off when there are too many; a person is not put off', async () => {
    const parts = await pool();
    for (let nonce = 0; nonce < 500; nonce++) parts.mempool.add(pay(parts, 'alice', nonce));
    let fee = 1_000;
    const dearer = () => {
      fee = Math.ceil(fee * 1.1);
      return pay(parts, 'alice', 499, { fee });
    };
    let taken = 0;
    await refused('REPLACEMENTS_BUSY', () => {
      // Each makes 1,000 pieces of work, and 20,000 are free at once.
      for (; taken < 100; taken++) parts.mempool.add(dearer(), 'peer');
    });
    expect(taken).toBe(20);
    parts.mempool.add(dearer(), 'person');
    expect(parts.mempool.size).toBe(500);
  });
});

describe('refused', () => {
  test('ALREADY_WAITING', async () => {
    const parts = await pool();
    const payment = pay(parts, 'alice', 0);
    parts.mempool.add(payment);
    await refused('ALREADY_WAITING', () => parts.mempool.add(payment));
    expect(parts.mempool.size).toBe(1);
  });

  test('NONCE_GAP and NONCE_USED', async () => {
    const parts = await pool();
    await refused('NONCE_GAP', () => parts.mempool.add(pay(parts, 'alice', 1)));
    const first = pay(parts, 'alice', 0);
    parts.mempool.add(first);
    parts.mempool.add(pay(parts, 'alice', 1));
    await refused('NONCE_GAP', () => parts.mempool.add(pay(parts, 'alice', 3)));
    await parts.chain.submit(buildBlock(parts.chain.tip, { transactions: [first] }));
    parts.mempool.rebase([]);
    await refused('NONCE_USED', () => parts.mempool.add(first));
  });

  test('EXPIRED', async () => {
    const parts = await pool();
    await parts.chain.submit(buildBlock(parts.chain.tip));
    await refused('EXPIRED', () => parts.mempool.add(pay(parts, 'alice', 0, { expiry: 1 })));
    parts.mempool.add(pay(parts, 'alice', 0, { expiry: 2 }));
  });

  test('FEE_TOO_LOW, BALANCE_TOO_LOW', async () => {
    const parts = await pool();
    const { size } = { size: pay(parts, 'alice', 0).bytes.length };
    await refused('FEE_TOO_LOW', () => parts.mempool.add(pay(parts, 'alice', 0, { fee: size - 1 })));
    await refused('BALANCE_TOO_LOW', () => parts.mempool.add(pay(parts, 'alice', 0, { amount: `${2n ** 63n}` })));
    // What waits is spent already.
    parts.mempool.add(pay(parts, 'alice', 0, { amount: '9000000000' }));
    await refused('BALANCE_TOO_LOW', () => parts.mempool.add(pay(parts, 'alice', 1, { amount: '1000000000' })));
  });

  test('SIGNATURE_INVALID for a high s', async () => {
    const parts = await pool();
    const payment = pay(parts, 'alice', 0);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const s = BigInt(`0x${Buffer.from(payment.signature.subarray(32)).toString('hex')}`);
    const high = Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex');
    const signature = Uint8Array.of(...payment.signature.subarray(0, 32), ...high);
    const forged = parts.ledger.format.assemble(payment.body, signature, []);
    expect(forged.id).toEqual(payment.id);
    await refused('SIGNATURE_INVALID', () => parts.mempool.add(forged));
    parts.mempool.add(payment);
  });

  test("SIGNATURE_INVALID for a good id with another's signature, also after the right one was seen", async () => {
    const parts = await pool();
    const payment = pay(parts, 'alice', 0);
    const foreign = parts.ledger.format.assemble(payment.body, pay(parts, 'bob', 0).signature, []);
    await refused('SIGNATURE_INVALID', () => parts.mempool.add(foreign));
    parts.mempool.add(payment);
    await refused('ALREADY_WAITING', () => parts.mempool.add(foreign));
    expect(parts.mempool.get(payment.id)?.wid).toEqual(payment.wid);
  });

  test('WRONG_NETWORK', async () => {
    const parts = await pool();
    const elsewhere = signed(new Ledger(devnet), 'alice', 'coins.transfer', 0, { to: 'bob', amount: 1 });
    await refused('WRONG_NETWORK', () => parts.mempool.add(elsewhere));
  });

  test('COSIGNERS_WRONG', async () => {
    const parts = await pool();
    const payment = pay(parts, 'alice', 0, { payer: 'bob' });
    const alone = parts.ledger.format.assemble(payment.body, payment.signature, []);
    await refused('COSIGNERS_WRONG', () => parts.mempool.add(alone));
    parts.mempool.add(payment);
  });

  test('READ_IN_FUTURE until the day has come', async () => {
    const parts = await pool();
    const vin = vinOf(1);
    const car = { vin, make: 'MINI', model: 'Cooper', year: 2026, country: 'GB' };
    parts.mempool.add(signed(parts.ledger, 'manufacturer', 'cars.manufacture', 0, car));
    // The wallet would not sign a reading of tomorrow; hand-made bytes may hold one.
    const { body } = signed(parts.ledger, 'inspector', 'cars.inspect', 0, { vin, value: 1, readOn: '2026-03-01' });
    const { name, values } = body.operation;
    const operation = { name, values: { ...values, readOn: Number(values.readOn) + 1 } };
    const inspection = parts.ledger.format.sign({ ...body, operation }, wallet.pairOf(body.author).secretKey, []);
    await refused('READ_IN_FUTURE', () => parts.mempool.add(inspection));
    parts.environment.advance(86_400_000);
    parts.mempool.add(inspection);
  });
});

describe('order', () => {
  test('by fee over the least fee, then by arrival', async () => {
    const parts = await pool();
    const cheap = pay(parts, 'alice', 0);
    const dear = pay(parts, 'carol', 0, { fee: 5_000 });
    const late = pay(parts, 'dealer', 0);
    // Twice as long and twice as dear: worth as much to a miner as the least.
    const long = pay(parts, 'seller', 0, { memo: 'x'.repeat(80) });
    for (const one of [cheap, dear, late, long]) parts.mempool.add(one);
    expect(parts.mempool.byRate()).toEqual([dear, cheap, late, long]);
    expect(parts.mempool.all()).toEqual([cheap, dear, late, long]);
  });

  test('a licensed miner who pays half the fee is not behind for it', async () => {
    const parts = await pool();
    await parts.chain.submit(buildBlock(parts.chain.tip, { miner: 'miner-2' }));
    parts.mempool.rebase([]);
    const full = pay(parts, 'miner-2', 0);
    const half = pay(parts, 'miner-2', 0, { fee: Math.ceil(full.bytes.length / 2) });
    parts.mempool.add(half);
    parts.mempool.add(pay(parts, 'alice', 0));
    expect(parts.mempool.byRate()[0]).toBe(half);
  });
});

describe('replacement', () => {
  test('takes a tenth more fee and keeps what follows', async () => {
    const parts = await pool();
    const first = pay(parts, 'alice', 0, { fee: 1_000 });
    const second = pay(parts, 'alice', 1);
    parts.mempool.add(first);
    parts.mempool.add(second);
    const error = await refused('REPLACEMENT_TOO_CHEAP', () =>
      parts.mempool.add(pay(parts, 'alice', 0, { fee: 1_099, amount: 11 })),
    );
    expect(error.data).toEqual({ fee: 1_099n, least: 1_100n });
    const better = pay(parts, 'alice', 0, { fee: 1_100, amount: 11 });
    expect(parts.mempool.add(better)).toEqual([first]);
    expect(parts.mempool.all()).toEqual([better, second]);
    expect(parts.mempool.get(first.id)).toBeUndefined();
  });

  test('nothing is lost when the new one does not apply, and the reason is the right one', async () => {
    const parts = await pool();
    for (const nonce of [0, 1, 2]) parts.mempool.add(pay(parts, 'alice', nonce, { fee: 1_000 }));
    const before = seen(parts);
    await refused('BALANCE_TOO_LOW', () =>
      parts.mempool.add(pay(parts, 'alice', 1, { fee: 2_000, amount: `${2n ** 62n}` })),
    );
    expect(seen(parts)).toEqual(before);
  });

  test('what would apply on the tip, but not beside what waits, is refused and not lost silently', async () => {
    const parts = await pool();
    const car = { vin: vinOf(1), make: 'MINI', model: 'Cooper', year: 2026, country: 'GB' };
    const earlier = signed(parts.ledger, 'manufacturer', 'cars.manufacture', 0, car);
    const later = signed(parts.ledger, 'manufacturer', 'cars.manufacture', 1, { ...car, vin: vinOf(2) });
    parts.mempool.add(earlier);
    parts.mempool.add(later);
    const before = seen(parts);
    const clash = signed(parts.ledger, 'manufacturer', 'cars.manufacture', 1, { ...car, fee: 9_000 });
    await refused('VIN_TAKEN', () => parts.mempool.add(clash));
    expect(seen(parts)).toEqual(before);
  });

  test('a replacement that is too large for the pool is refused', async () => {
    const parts = await pool({ limits: { entries: 10, bytes: 600, perAuthor: 10 } });
    parts.mempool.add(pay(parts, 'alice', 0));
    parts.mempool.add(pay(parts, 'carol', 0));
    parts.mempool.add(pay(parts, 'dealer', 0));
    const before = seen(parts);
    const large = pay(parts, 'alice', 0, { fee: 90_000, memo: 'x'.repeat(80) });
    const extra = pay(parts, 'carol', 0, { fee: 90_000, memo: 'x'.repeat(80) });
    parts.mempool.add(large);
    await refused('MEMPOOL_FULL', () => parts.mempool.add(extra));
    expect(seen(parts)).not.toEqual(before);
    expect(parts.mempool.all()).toHaveLength(3);
  });
});

describe('bounds', () => {
  test('TOO_MANY_WAITING of one author', async () => {
    const parts = await pool({ limits: { ...roomy, perAuthor: 3 } });
    for (const nonce of [0, 1, 2]) parts.mempool.add(pay(parts, 'alice', nonce));
    await refused('TOO_MANY_WAITING', () => parts.mempool.add(pay(parts, 'alice', 3)));
    parts.mempool.add(pay(parts, 'carol', 0));
    // A replacement is no further one.
    parts.mempool.add(pay(parts, 'alice', 1, { fee: 5_000 }));
  });

  test('a full pool lets the worst paid go, with what was built on it', async () => {
    const parts = await pool({ limits: { ...roomy, entries: 4 } });
    const worst = pay(parts, 'alice', 0, { fee: 1_000 });
    const onIt = pay(parts, 'alice', 1, { fee: 9_000 });
    const others = [pay(parts, 'carol', 0, { fee: 2_000 }), pay(parts, 'dealer', 0, { fee: 3_000 })];
    for (const one of [worst, onIt, ...others]) parts.mempool.add(one);
    const newcomer = pay(parts, 'seller', 0, { fee: 1_500 });
    parts.mempool.add(newcomer);
    expect(parts.mempool.all()).toEqual([...others, newcomer]);
  });

  test('MEMPOOL_FULL for whoever pays no more than the worst', async () => {
    const parts = await pool({ limits: { ...roomy, entries: 2 } });
    parts.mempool.add(pay(parts, 'alice', 0, { fee: 1_000 }));
    parts.mempool.add(pay(parts, 'carol', 0, { fee: 1_000 }));
    const before = seen(parts);
    const error = await refused('MEMPOOL_FULL', () => parts.mempool.add(pay(parts, 'dealer', 0, { fee: 1_000 })));
    expect(seen(parts)).toEqual(before);
    // The sentence names a fee that is enough.
    parts.mempool.add(pay(parts, 'dealer', 0, { fee: `${(error.data.least as bigint) + 1n}` }));
    expect(parts.mempool.size).toBe(2);
  });

  test('whoever stands on the one that would have to go is refused, and nothing goes', async () => {
    const parts = await pool({ limits: { ...roomy, entries: 2 } });
    parts.mempool.add(pay(parts, 'alice', 0, { fee: 1_000 }));
    parts.mempool.add(pay(parts, 'carol', 0, { fee: 3_000 }));
    const before = seen(parts);
    await refused('MEMPOOL_FULL', () => parts.mempool.add(pay(parts, 'alice', 1, { fee: 2_000 })));
    expect(seen(parts)).toEqual(before);
  });

  test('one that does not apply lets nobody go', async () => {
    const parts = await pool({ limits: { ...roomy, entries: 2 } });
    parts.mempool.add(pay(parts, 'alice', 0, { fee: 1_000 }));
    parts.mempool.add(pay(parts, 'carol', 0, { fee: 1_000 }));
    const before = seen(parts);
    await refused('NONCE_GAP', () => parts.mempool.add(pay(parts, 'dealer', 5, { fee: 9_000 })));
    expect(seen(parts)).toEqual(before);
  });

  test('the bound in bytes holds whatever the sizes', async () => {
    const parts = await pool({ limits: { ...roomy, bytes: 1_500 } });
    const authors = ['alice', 'carol', 'dealer', 'seller', 'garage', 'notary', 'organiser', 'police'];
    for (const [index, as] of authors.entries()) parts.mempool.add(pay(parts, as, 0, { fee: 300 + index }));
    parts.mempool.add(pay(parts, 'inspector', 0, { fee: 9_000, memo: 'x'.repeat(80) }));
    const bytes = parts.mempool.all().reduce((sum, each) => sum + each.bytes.length, 0);
    expect(bytes).toBeLessThanOrEqual(1_500);
    expect(parts.mempool.byRate()[0]?.body.fee).toBe(9_000n);
  });
});

describe('following the tip', () => {
  test('what a block took leaves, what expires leaves, the rest stays', async () => {
    const parts = await pool();
    const taken = pay(parts, 'alice', 0);
    const stays = pay(parts, 'alice', 1);
    const ends = pay(parts, 'carol', 0, { expiry: 1 });
    for (const one of [taken, stays, ends]) parts.mempool.add(one);
    await parts.chain.submit(buildBlock(parts.chain.tip, { transactions: [taken] }));
    const { dropped } = parts.mempool.rebase([]);
    expect(parts.mempool.all()).toEqual([stays]);
    expect(dropped).toEqual([taken, ends]);
    expect(parts.mempool.nextNonce(stays.body.author)).toBe(2);
  });

  test('what a lost block held comes back before what stands on it', async () => {
    const parts = await pool();
    const genesis = parts.chain.tip;
    const lost = pay(parts, 'alice', 0);
    await parts.chain.submit(buildBlock(genesis, { transactions: [lost] }));
    const onIt = pay(parts, 'alice', 1);
    parts.mempool.rebase([]);
    parts.mempool.add(onIt);
    const other = buildBlock(genesis, { miner: 'miner-1' });
    await parts.chain.submit(other);
    await parts.chain.submit(buildBlock(other, { miner: 'miner-1' }));
    parts.mempool.rebase([lost]);
    expect(parts.mempool.all()).toEqual([lost, onIt]);
    expect(parts.mempool.byRate()).toEqual([lost, onIt]);
  });

  test('what comes back does not fill the pool beyond its bounds', async () => {
    const parts = await pool({ limits: { ...roomy, entries: 3 } });
    const genesis = parts.chain.tip;
    const lost = [0, 1, 2, 3, 4].map((nonce) => pay(parts, 'alice', nonce));
    await parts.chain.submit(buildBlock(genesis, { transactions: lost }));
    const waiting = pay(parts, 'carol', 0, { fee: 9_000 });
    parts.mempool.add(waiting);
    const other = buildBlock(genesis, { miner: 'miner-1' });
    await parts.chain.submit(other);
    await parts.chain.submit(buildBlock(other, { miner: 'miner-1' }));
    parts.mempool.rebase(lost);
    expect(parts.mempool.all()).toEqual([...lost.slice(0, 2), waiting]);
  });
});
