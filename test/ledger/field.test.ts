import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as codec from '../../source/ledger/codec.ts';
import {
  codecOf,
  type Field,
  type Fields,
  fieldsToJson,
  parseFields,
  structOf,
  unfit,
} from '../../source/ledger/field.ts';
import {
  accountField,
  amountField,
  bytesField,
  choiceField,
  dayField,
  flagField,
  groupField,
  linesField,
  numberField,
  optionalField,
  patternField,
  percentField,
  textField,
} from '../../source/ledger/field-kinds.ts';
import { RefusedError } from '../../source/ledger/refusal.ts';
import { values } from './arbitraries.ts';
import { day, keyOf, refused, TestChain } from './support.ts';

const chain = new TestChain();
const known = chain.known();

const fields = {
  name: textField('Name', 10),
  note: textField('Note', 10, { least: 0, fallback: () => '' }),
  count: numberField('Count', codec.u16, 1, 2_000),
  price: amountField('Price'),
  to: accountField('To'),
  on: dayField('On'),
  unit: choiceField('Unit', { km: 'kilometres', mi: 'miles' }, { fallback: () => 'km' }),
  sure: flagField('Sure', { fallback: () => true }),
  lines: linesField('Lines', 2, 5),
  id: optionalField(bytesField('Id', 4)),
  code: optionalField(
    patternField('Code', codec.country, (text) => {
      if (!/^[A-Z]{2}$/.test(text)) throw unfit('must be two letters');
      return text;
    }),
  ),
  box: groupField('Box', { width: numberField('Width', codec.u8, 0, 9), depth: optionalField(flagField('Depth')) }),
} satisfies Fields;

const least = { name: 'a', count: 1, price: '5', to: 'bob', box: { width: 3 } };

function parse(input: unknown): Record<string, unknown> {
  return parseFields(fields, input, known, 'tests.do');
}

describe('parseFields', () => {
  test('what is left out takes its fallback', () => {
    expect(parse(least)).toEqual({
      ...{ name: 'a', note: '', count: 1, price: 5n, to: keyOf('bob'), on: known.today, unit: 'km', sure: true },
      ...{ lines: [], id: undefined, code: undefined, box: { width: 3, depth: undefined } },
    });
  });

  test.each([
    ['name', undefined, 'FIELD_MISSING'],
    ['name', '', 'FIELD_MISSING'],
    ['name', null, 'FIELD_MISSING'],
    ['name', '   ', 'FIELD_INVALID'],
    ['name', 5, 'FIELD_INVALID'],
    ['name', 'a\u{202e}b', 'FIELD_INVALID'],
    ['name', '\u{d800}', 'FIELD_INVALID'],
    ['name', 'x'.repeat(11), 'FIELD_INVALID'],
    ['name', '漢漢漢漢', 'FIELD_INVALID'],
    ['count', 0, 'FIELD_INVALID'],
    ['count', 2_001, 'FIELD_INVALID'],
    ['count', 1.5, 'FIELD_INVALID'],
    ['count', '1', 'FIELD_INVALID'],
    ['count', Number.POSITIVE_INFINITY, 'FIELD_INVALID'],
    ['price', '0', 'FIELD_INVALID'],
    ['price', '1.5', 'AMOUNT_INVALID'],
    ['price', true, 'AMOUNT_INVALID'],
    ['to', 'nobody', 'NAME_UNKNOWN'],
    ['to', 'dcrn1qqqq', 'ADDRESS_INVALID'],
    ['to', 5, 'FIELD_INVALID'],
    ['on', '2026-02-30', 'FIELD_INVALID'],
    ['on', 20_000, 'FIELD_INVALID'],
    ['unit', 'miles', 'FIELD_INVALID'],
    ['unit', 'toString', 'FIELD_INVALID'],
    ['sure', 'yes', 'FIELD_INVALID'],
    ['lines', 'a', 'FIELD_INVALID'],
    ['lines', ['a', 'b', 'c'], 'FIELD_INVALID'],
    ['lines', ['abcdef'], 'FIELD_INVALID'],
    ['id', '0011', 'FIELD_INVALID'],
    ['id', '0011223g', 'FIELD_INVALID'],
    ['code', 'fr', 'FIELD_INVALID'],
    ['box', {}, 'FIELD_MISSING'],
    ['box', { width: 10 }, 'FIELD_INVALID'],
    ['box', { width: 1, height: 1 }, 'FIELD_UNKNOWN'],
    ['other', 1, 'FIELD_UNKNOWN'],
    ['__proto__x', 1, 'FIELD_UNKNOWN'],
    ['constructor', 1, 'FIELD_UNKNOWN'],
  ])('%s: %j is %s', (name, value, code) => {
    refused(code, () => parse({ ...least, [name]: value }));
  });

  test.each([undefined, null, 5, 'text', []])('%j is no set of fields', (input) => {
    refused('FIELD_MISSING', () => parse(input));
  });

  test('texts are trimmed and brought into normal form', () => {
    expect(parse({ ...least, name: ' cafe\u{0301} ' }).name).toBe('caf\u{e9}');
  });

  test('an address is as good as a name', () => {
    expect(parse({ ...least, to: known.address(keyOf('bob')) })).toEqual(parse(least));
  });

  test('JSON and back: whatever a form of any operation took', () => {
    const tables = chain.ledger.operations.all().map((operation) => operation.fields);
    const any = fc.oneof(...tables.map((table, at) => values(table).map((given) => [at, given] as const)));
    let taken = 0;
    fc.assert(
      fc.property(any, ([at, given]) => {
        const table = tables[at]!;
        const again = (from: object) =>
          parseFields(table, JSON.parse(JSON.stringify(fieldsToJson(table, from, known))), known, 'tests.do');
        let parsed: Record<string, unknown>;
        try {
          parsed = again(given);
        } catch (error) {
          // The wire takes what forms do not: keys off the curve, texts with spaces around.
          expect(error).toBeInstanceOf(RefusedError);
          return;
        }
        taken++;
        expect(again(parsed)).toEqual(parsed);
        const codecs = structOf(table);
        expect(codecs.decode(codecs.encode(parsed))).toEqual(parsed);
      }),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  test('whatever a form takes, the wire takes and gives back', () => {
    const parsed = parse({ ...least, on: '2026-03-01', id: '0011EEff', code: 'FR', lines: ['a', 'b'] });
    const codecs = structOf(fields);
    expect(codecs.decode(codecs.encode(parsed))).toEqual(parsed);
  });
});

describe('what a person types and sees', () => {
  test.each([
    [fields.count, '1,500', 1_500],
    [fields.count, '1 500', 1_500],
    [fields.count, 'many', 'many'],
    [fields.price, '9,500.00', '9500000000'],
    [fields.sure, 'yes', true],
    [fields.sure, 'no', false],
    [fields.lines, 'wiper, left lamp,, ', ['wiper', 'left lamp']],
    [fields.id, '', undefined],
    [fields.on, '2026-03-01', '2026-03-01'],
    [fields.on, '1 Mar 2026', '2026-03-01'],
    [fields.on, '28 February 2026', '2026-02-28'],
    [fields.on, '30 Feb 2026', '30 Feb 2026'],
    [fields.count, '42,000 km', 42_000],
    [fields.count, '42.000', 42_000],
    [fields.count, "1'234'567", 1_234_567],
    // A decimal is no group of thousands: nobody means 425 by it.
    [fields.count, '42,5', '42,5'],
    [fields.count, '42,0000', '42,0000'],
  ])('$label: "%s"', (field, text, json) => {
    expect(field.fromText(text)).toEqual(json);
  });

  test.each([
    [fields.count, 1_500, '1,500'],
    [fields.price, 9_500_000_000n, '9,500.00 LVR'],
    [fields.to, keyOf('bob'), 'bob'],
    [fields.on, day('2026-03-01'), '1 Mar 2026'],
    [fields.unit, 'km', 'kilometres'],
    [fields.sure, false, 'no'],
    [fields.lines, ['a', 'b'], 'a, b'],
    [fields.id, undefined, ''],
    [fields.box, { width: 3, depth: undefined }, 'width 3'],
  ])('$label: %j', (field, value, shown) => {
    expect(field.show(value, known)).toBe(shown);
  });
});

describe('the wire is held to the bounds of the form', () => {
  test.each([
    [fields.count, 0],
    [fields.count, 2_001],
    [fields.price, 0n],
    [fields.name, ''],
    [fields.name, 'x'.repeat(11)],
    [fields.lines, ['a', 'b', 'c']],
    [fields.box, { width: 10, depth: undefined }],
  ])('$label: %j', (field, value) => {
    const itsCodec = codecOf(field as Field<unknown>);
    expect(() => itsCodec.encode(value)).toThrow();
  });

  test('and takes what the form takes', () => {
    for (const value of [1, 2_000])
      expect(codecOf(fields.count).decode(codecOf(fields.count).encode(value))).toBe(value);
    expect(codecOf(fields.note).decode(codecOf(fields.note).encode(''))).toBe('');
  });
});

test('a share is basis points for programs and percent for people', () => {
  const share = percentField('Share', codec.u16, 10_000);
  const read = (text: string) => share.parse(share.fromText(text), known);
  expect(['5%', '5', ' 5 % ', '0.25%', '0.5', '100%', '0'].map(read)).toEqual([500, 500, 500, 25, 50, 10_000, 0]);
  for (const text of ['100.01%', '5.125%', '-1', '', 'five', '5,5%', '1e2']) expect(() => read(text), text).toThrow();
  fc.assert(
    fc.property(fc.nat(10_000), (points) => {
      expect(read(share.show(points, known))).toBe(points);
    }),
  );
  expect(() => codecOf(share).decode(codec.u16.encode(10_001))).toThrow();
});
