import { concatBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256, tags } from '../../source/ledger/hash.ts';
import { requiredCosigners, signaturesOf } from '../../source/ledger/transaction.ts';
import { key } from './arbitraries.ts';
import { highS, keyOf, TestChain } from './support.ts';

const chain = new TestChain();
const pay = { to: 'bob', amount: '5' };

/** BIP 340's tagged hash with a length before its last part, written out. */
function tagged(tag: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const ascii = sha256(new TextEncoder().encode(tag));
  return sha256(concatBytes(ascii, ascii, ...parts));
}

function lengthOf({ length }: Uint8Array): Uint8Array {
  return Uint8Array.of(length & 0xff, length >>> 8, 0, 0);
}

describe('id and wid', () => {
  const signed = chain.sign('alice', 'coins.transfer', { ...pay, payer: 'carol' });
  const cosignatures = 2 + 33 + 64;
  const body = signed.bytes.subarray(0, signed.bytes.length - 64 - cosignatures);

  test('the id is over genesis id and body, the wid over all', () => {
    expect(signed.id).toEqual(tagged(tags.transaction, chain.ledger.genesisId, lengthOf(body), body));
    expect(signed.wid).toEqual(tagged(tags.signed, lengthOf(signed.bytes), signed.bytes));
  });

  test('another signature is another wid under the same id', () => {
    const other = chain.ledger.format.assemble(signed.body, highS(signed.signature), signed.cosignatures);
    expect(other.id).toEqual(signed.id);
    expect(other.wid).not.toEqual(signed.wid);
  });

  test('any other body is another id', () => {
    const ids = [
      signed,
      chain.resign(signed, { nonce: 1 }),
      chain.resign(signed, { fee: signed.body.fee + 1n }),
      chain.resign(signed, { expiry: 1 }),
      chain.resign(signed, { network: new Uint8Array(4) }),
      chain.resign(signed, { payer: undefined }),
      chain.resign(signed, { author: keyOf('bob') }),
      chain.bend(signed, { amount: 6n }),
    ].map(({ id }) => Buffer.from(id).toString('hex'));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("every signature is over the id, the author's first", () => {
    expect(signaturesOf(signed)).toEqual([
      { signature: signed.signature, digest: signed.id, key: keyOf('alice') },
      { signature: signed.cosignatures[0]?.signature, digest: signed.id, key: keyOf('carol') },
    ]);
  });

  test('decoding gives what signing gave', () => {
    expect(chain.ledger.decodeTransaction(signed.bytes)).toEqual(signed);
  });
});

describe('requiredCosigners', () => {
  test('those named in their order, then the payer, each once and never the author', () => {
    const some = fc.array(key, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(some, fc.array(fc.nat(3)), fc.nat(3), fc.option(fc.nat(3)), (keys, order, author, payer) => {
        const at = (place: number) => keys[place % keys.length]!;
        const named = order.map(at);
        const paying = payer === null ? undefined : at(payer);
        const required = requiredCosigners(at(author), paying, named);
        const hex = (one: Uint8Array) => Buffer.from(one).toString('hex');
        const wanted = [...named, ...(paying === undefined ? [] : [paying])].map(hex);
        expect(required.map(hex)).toEqual([...new Set(wanted)].filter((one) => one !== hex(at(author))));
      }),
    );
  });
});
