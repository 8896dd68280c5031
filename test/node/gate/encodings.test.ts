import { utf8ToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBase45, toBase45 } from '../../../source/node/gate/base45.ts';
import { nameText, readNameText } from '../../../source/node/gate/name-text.ts';
import { proofLength, proofText, readProof } from '../../../source/node/gate/proof.ts';

describe('base45', () => {
  test.each([
    ['AB', 'BB8'],
    ['Hello!!', '%69 VD92EX0'],
    ['base-45', 'UJCLQE7W581'],
    ['ietf!', 'QED8WEX0'],
  ])('writes and reads %s as RFC 9285 does', (plain, text) => {
    expect(toBase45(utf8ToBytes(plain))).toBe(text);
    expect(fromBase45(text, 100)).toEqual(utf8ToBytes(plain));
  });

  test('has one text for any bytes, and refuses what is more than allowed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = toBase45(bytes);
        expect(fromBase45(text, bytes.length)).toEqual(bytes);
        if (bytes.length > 0) expect(fromBase45(text, bytes.length - 1)).toBeUndefined();
      }),
    );
  });

  test.each(['A', ':::', '::', 'GGW', 'a1', 'AB,', 'ABCD'])('does not read %s', (text) => {
    expect(fromBase45(text, 100)).toBeUndefined();
  });
});

const base45Text = fc.string({
  unit: fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'),
  maxLength: 200,
});

describe('a proof', () => {
  const proofs = fc.record({
    event: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    serial: fc.integer({ min: 1, max: 0xffffffff }),
    session: fc.string({ unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'), minLength: 6, maxLength: 6 }),
    slot: fc.integer({ min: 0, max: 0xffffffff }),
    signature: fc.uint8Array({ minLength: 64, maxLength: 64 }),
  });

  test('reads as what was written, even where a blank at its ends was lost; it is at most 126 bytes', () => {
    expect(proofLength).toBeLessThanOrEqual(126);
    fc.assert(
      fc.property(proofs, (proof) => {
        const text = proofText(proof);
        expect(readProof(text)).toEqual(proof);
        expect(readProof(`  ${text.trim()}\n`)).toEqual(proof);
        expect(text.trimEnd()).toBe(text);
      }),
    );
  });

  test('is read from nothing else: whatever is read is written the same way', () => {
    const texts = fc.oneof(
      fc.string({ maxLength: 400 }),
      base45Text,
      fc.uint8Array({ minLength: proofLength - 2, maxLength: proofLength + 2 }).map(toBase45),
      fc.tuple(proofs, fc.nat(proofLength - 1), fc.nat(255)).map(([proof, place, value]) => {
        const bytes = fromBase45(proofText(proof), proofLength) ?? new Uint8Array(proofLength);
        bytes[place] = value;
        return toBase45(bytes);
      }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const proof = readProof(text);
        if (proof !== undefined) expect(proofText(proof).trim()).toBe(text.trim());
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a name text', () => {
  const salt = new Uint8Array(32).fill(3);

  test.each(['Alice Martin', 'Zoë', '山田', 'x'.repeat(100)])('brings %s through, in capital letters too', (name) => {
    const text = nameText({ name, salt });
    expect(text).toMatch(/^carnet-name:/);
    expect(readNameText(text)).toEqual({ name, salt });
    expect(readNameText(` ${text.toUpperCase()}\n`)).toEqual({ name, salt });
  });

  test('is refused with a sentence, whatever is given', () => {
    const texts = fc.oneof(
      fc.string({ maxLength: 400 }),
      base45Text.map((text) => `carnet-name:${text}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(() => readNameText(text)).toThrow(expect.objectContaining({ code: 'NAME_TEXT_UNREADABLE' }));
      }),
    );
  });
});
