import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { byteString } from '../../../../source/ledger/byte-string.ts';
import { u16, u32, u64 } from '../../../../source/ledger/codec.ts';
import { latestInstant } from '../../../../source/ledger/day.ts';
import { codecOf, type Fields } from '../../../../source/ledger/field.ts';
import type { SignedTransaction } from '../../../../source/ledger/transaction.ts';
import { keyOf, refused, TestChain } from '../../support.ts';
import { hasty } from '../licences/hasty.ts';
import { concert, policy } from './box.ts';

/** What no form makes is refused where it is read, before any rule looks at it. */

const chain = new TestChain(hasty);
const event = '5f'.repeat(32);
const key = bytesToHex(keyOf('seller'));

/** An entry with the bytes of one of its fields, or of a field of its policy, replaced by others. */
function withField({ body, bytes }: SignedTransaction, name: string, raw: Uint8Array): Uint8Array {
  const { fields } = chain.ledger.operations.named(body.operation.name)!;
  const parts = partsOf(fields, body.operation.values);
  const at = parts.findIndex((part) => part.name === name);
  expect(at).toBeGreaterThanOrEqual(0);
  const [old, bent] = [parts, parts.with(at, { name, raw })].map((all) =>
    bytesToHex(concatBytes(...all.map((part) => part.raw))),
  );
  const hex = bytesToHex(bytes);
  expect(hex.split(old!).length).toBe(2);
  return hexToBytes(hex.replace(old!, bent!));
}

function partsOf(fields: Fields, values: object): { name: string; raw: Uint8Array }[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const value = (values as Record<string, unknown>)[name];
    if (field.fields !== undefined) return partsOf(field.fields, value as object);
    return [{ name, raw: codecOf(field).encode(value) }];
  });
}

const made = chain.sign('organiser', 'tickets.createEvent', { ...concert, policy: { ...policy, sellerFee: 77 } });
const many = (size: number) => hexToBytes(`${bytesToHex(u16.encode(size))}${key.repeat(size)}`);

describe('an event that a form would not make', () => {
  test.each([
    ['capacity', 'of 0', u32.encode(0)],
    ['capacity', 'beyond its limit', u32.encode(100_001)],
    ['resaleCap', 'a hundred times the price', u32.encode(1_000_001)],
    ['commission', 'above 100%', u16.encode(10_001)],
    ['sellerFee', 'above 100%', u16.encode(10_001)],
    ['perHolder', 'of 0', u16.encode(0)],
    ['lockBefore', 'longer than a year', u32.encode(31_536_001)],
    ['resellers', 'unknown', Uint8Array.of(3)],
    ['certified', 'neither yes nor no', Uint8Array.of(2)],
    ['doorsAt', 'after the last day', u64.encode(BigInt(latestInstant) + 1n)],
    ['endsAt', 'beyond what a number holds', u64.encode((1n << 64n) - 1n)],
    ['gateKeys', 'more than sixteen', many(17)],
    ['sellers', 'more than sixteen', many(17)],
    ['eventKey', 'no key', new Uint8Array(33)],
    ['name', 'empty', u16.encode(0)],
  ])('%s %s', (name, _what, raw) => {
    refused('MALFORMED', () => chain.ledger.decodeTransaction(withField(made, name, raw)));
  });

  test('what lies within the bounds is read', () => {
    for (const [name, raw] of [
      ['capacity', u32.encode(100_000)],
      ['resaleCap', u32.encode(1_000_000)],
      ['commission', u16.encode(10_000)],
      ['gateKeys', many(16)],
      ['doorsAt', u64.encode(BigInt(latestInstant))],
    ] as const) {
      const read = chain.ledger.decodeTransaction(withField(made, name, raw));
      expect(byteString(read.bytes)).toBe(byteString(withField(made, name, raw)));
    }
  });
});

describe('another entry that a form would not make', () => {
  const ticket = `${event}/1`;
  const zero = hexToBytes(`${event}00000000`);
  const admission = { ticket, session: 'ABCDEF', slot: 5, signature: '01'.repeat(64) };
  test.each([
    ['tickets.issue', { event, count: 1, seller: 'seller', eventKey: 'library-0' }, 'count', u32.encode(0)],
    ['tickets.offer', { event, count: 1 }, 'count', u32.encode(100_001)],
    ['tickets.unlist', { ticket }, 'ticket', zero],
    ['tickets.give', { ticket, to: 'bob', holder: '01'.repeat(32) }, 'ticket', zero],
    ['tickets.cancelEvent', { event, reason: 'rain' }, 'reason', u16.encode(0)],
    ['tickets.admit', admission, 'session', new TextEncoder().encode('abcdef')],
    ['tickets.admit', admission, 'session', new TextEncoder().encode('ABCDE1')],
  ])('%s', (operation, input, name, raw) => {
    const signed = chain.sign('organiser', operation, input);
    refused('MALFORMED', () => chain.ledger.decodeTransaction(withField(signed, name, raw)));
  });
});

describe('a ticket, in a form', () => {
  test.each([
    `${event}/0`,
    `${event}/4294967296`,
    `${event}/-1`,
    `${event}/1.5`,
    `${event}/1x`,
    `${event.slice(1)}/1`,
    event,
    '',
    5,
    { event },
    { event, serial: '1' },
  ])('is none: %j', (input) => {
    const code = input === '' ? 'FIELD_MISSING' : 'FIELD_INVALID';
    refused(code, () => chain.sign('alice', 'tickets.unlist', { ticket: input }));
  });

  test('is the same in all its forms', () => {
    const forms = [`${event}/18`, ` ${event.toUpperCase()}/18 `, { event, serial: 18 }, `${event}00000012`];
    const ids = forms.map((ticket) => bytesToHex(chain.sign('alice', 'tickets.unlist', { ticket }).id));
    expect(new Set(ids).size).toBe(1);
  });
});
