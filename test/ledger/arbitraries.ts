import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { codecOf, type Field, type Fields, type Input } from '../../source/ledger/field.ts';
import type { Operation } from '../../source/ledger/operation.ts';
import type { Body, Cosignature } from '../../source/ledger/transaction.ts';

/** Arbitrary values of any field, found from its declaration alone, so that a new operation needs no line here. */

export const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
export const key = fc.tuple(fc.constantFrom(2, 3), bytes(32)).map(([prefix, x]) => Uint8Array.from([prefix, ...x]));

const letter = fc.constantFrom(...'abcXYZ 019.,:é漢🚗');
const freeText = fc.string({ unit: letter, maxLength: 40 }).map((text) => text.normalize('NFC'));
const vinLetter = fc.constantFrom(...'ABCDEFGHJKLMNPRSTUVWXYZ0123456789');
const upper = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ');

type Simple = Exclude<Input, 'choice' | 'group'>;

const simple: Readonly<Record<Simple, fc.Arbitrary<unknown>>> = {
  text: fc.oneof(
    freeText,
    fc.string({ unit: vinLetter, minLength: 17, maxLength: 17 }),
    fc.string({ unit: upper, minLength: 2, maxLength: 2 }),
    fc.stringMatching(/^[A-Z]{2}-[0-9]{3}-[A-Z]{2}$/),
    fc.string({ unit: upper, minLength: 6, maxLength: 6 }),
    fc.constantFrom('9780306406157', '9780804429573', '9791090636071'),
    // What stands in a form as a text may be something else on the wire: a ticket, or the print of a name.
    fc.record({ event: bytes(32), serial: fc.integer({ min: 1, max: 0xffffffff }) }),
    bytes(32),
  ),
  number: fc.oneof(
    fc.nat(9),
    fc.nat(255),
    fc.integer({ min: 1_886, max: 2_100 }),
    fc.nat(9_999_999),
    fc.nat(0xffffffff),
  ),
  amount: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  percent: fc.oneof(fc.nat(10_000), fc.nat(1_000_000)),
  account: key,
  day: fc.nat(0xffff),
  time: fc.nat(2_000_000_000).map((seconds) => seconds * 1_000),
  flag: fc.boolean(),
  list: fc.array(freeText, { maxLength: 4 }),
  bytes: fc.oneof(...[4, 16, 20, 32, 33, 64].map(bytes)),
};

function candidates(field: Field<unknown>): fc.Arbitrary<unknown> {
  if (field.input === 'choice') return fc.constantFrom(...(field.choices ?? []).map(({ value }) => value));
  if (field.input === 'group') return values(field.fields ?? {});
  return simple[field.input];
}

function fits(field: Field<unknown>, value: unknown): boolean {
  try {
    const { encode, decode } = codecOf(field);
    return isDeepStrictEqual(decode(encode(value)), value);
  } catch {
    return false;
  }
}

/** Values that a field's codec takes. */
export function fieldValue(name: string, field: Field<unknown>): fc.Arbitrary<unknown> {
  const all = candidates(field);
  if (!fc.sample(all, 300).some((value) => fits(field, value))) throw new Error(`no candidate fits the field ${name}`);
  const fitting = all.filter((value) => fits(field, value));
  return field.optional && field.input !== 'group' ? fc.option(fitting, { nil: undefined }) : fitting;
}

/** Values of a table of fields. */
export function values(fields: Fields): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldValue(name, field)])));
}

/** Bodies that carry an operation; nobody promises that any rule takes them. */
export function body(operation: Operation): fc.Arbitrary<Body> {
  return fc.record({
    network: bytes(4),
    author: key,
    payer: fc.option(key, { nil: undefined }),
    nonce: fc.nat(0xffffffff),
    fee: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
    expiry: fc.nat(0xffffffff),
    operation: values(operation.fields).map((given) => ({ name: operation.name, values: given })),
  });
}

export const cosignatures: fc.Arbitrary<Cosignature[]> = fc.array(fc.record({ key, signature: bytes(64) }), {
  maxLength: 3,
});

/** One change to some bytes: a byte altered, put in or taken out. */
export const mutation = fc.record({
  kind: fc.constantFrom('alter', 'insert', 'remove'),
  place: fc.nat(),
  byte: fc.oneof(fc.constantFrom(0, 1, 2, 3, 0x7f, 0x80, 0xff), fc.nat(255)),
});

export function mutate(
  raw: Uint8Array,
  { kind, place, byte }: { readonly kind: string; readonly place: number; readonly byte: number },
): Uint8Array {
  const at = place % (raw.length + (kind === 'insert' ? 1 : 0));
  const [before, after] = [raw.subarray(0, at), raw.subarray(kind === 'insert' ? at : at + 1)];
  return Uint8Array.from([...before, ...(kind === 'remove' ? [] : [byte]), ...after]);
}
