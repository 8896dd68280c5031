import { expect, onTestFinished, test } from 'vitest';
import { Ledger } from '../../source/ledger/ledger.ts';
import { regtest } from '../../source/ledger/networks.ts';
import { verify } from '../../source/ledger/signature.ts';
import { type SignedTransaction, signaturesOf } from '../../source/ledger/transaction.ts';
import { firstFailing, packChecks } from '../../source/node/verifier/batch.ts';
import { Verifier } from '../../source/node/verifier/verifier.ts';
import { signed } from '../support/node.ts';

const ledger = new Ledger(regtest);

function payments(count: number, fields: object = {}): SignedTransaction[] {
  return Array.from({ length: count }, (_, nonce) =>
    signed(ledger, 'alice', 'coins.transfer', nonce, { to: 'bob', amount: 1, ...fields }),
  );
}

/** The same body under the signature of another one. */
function forge(one: SignedTransaction, other: SignedTransaction): SignedTransaction {
  return ledger.format.assemble(one.body, other.signature, one.cosignatures);
}

function open(size?: number): Verifier {
  const verifier = new Verifier(size);
  onTestFinished(() => verifier.close());
  return verifier;
}

test('a batch in one buffer names the place of the first that fails', () => {
  const good = payments(3);
  const [first, second, third] = good as [SignedTransaction, SignedTransaction, SignedTransaction];
  const pack = (all: readonly SignedTransaction[]) => packChecks(all.flatMap(signaturesOf));
  expect(firstFailing(pack(good), verify)).toBe(-1);
  expect(firstFailing(pack([first, forge(second, third), forge(third, first)]), verify)).toBe(1);
  expect(firstFailing(pack([]), verify)).toBe(-1);
});

test('what one thread took no other takes, and the least of their answers is the first of the batch', () => {
  const [one, other] = payments(2) as [SignedTransaction, SignedTransaction];
  const forged = forge(one, other);
  const checks = [...Array(40).fill(one), forged, ...Array(40).fill(one), forged].flatMap(signaturesOf);
  const batch = packChecks(checks);
  let seen = 0;
  // While one thread is at its first run, another takes all the rest.
  const others: number[] = [];
  const interrupted = firstFailing(batch, (...check) => {
    if (seen++ === 0) others.push(firstFailing(batch, verify));
    return verify(...check);
  });
  expect([interrupted, ...others]).toEqual([-1, 40]);
  expect(seen).toBe(32);
});

test('few here and many in workers give the same answer, cosignatures included', async () => {
  for (const count of [5, 70]) {
    const good = payments(count, { payer: 'carol' });
    const last = good[count - 1]!;
    const cosigned = ledger.format.assemble(last.body, last.signature, [
      { key: last.cosignatures[0]!.key, signature: last.signature },
    ]);
    expect(await open(2).firstInvalid(good.with(count - 1, cosigned))).toBe(cosigned);
    expect(await open(2).firstInvalid(good)).toBeUndefined();
  }
});

test('a signature that was good under an id says nothing about another under the same id', async () => {
  const [one, other] = payments(2) as [SignedTransaction, SignedTransaction];
  const verifier = open();
  expect(verifier.check(one)).toBe(true);
  const forged = forge(one, other);
  expect(forged.id).toEqual(one.id);
  expect(verifier.check(forged)).toBe(false);
  expect(await verifier.firstInvalid([one, forged])).toBe(forged);
});

test('workers that have ended are replaced', async () => {
  const verifier = open(1);
  expect(await verifier.firstInvalid(payments(64))).toBeUndefined();
  await verifier.close();
  expect(await verifier.firstInvalid(payments(64, { memo: 'again' }))).toBeUndefined();
});
