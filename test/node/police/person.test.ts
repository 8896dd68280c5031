import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf } from '../../../source/ledger/day.ts';
import { RefusedError } from '../../../source/ledger/refusal.ts';
import { personCommitment } from '../../../source/ledger/registries/owners/owner.ts';
import { type Person, parsePerson, personCodec } from '../../../source/node/police/person.ts';
import { refused } from '../refused.ts';
import { alice, bob } from './setup.ts';

const today = dayOf(2026, 3, 1);

describe('a person', () => {
  test('has one form: trimmed, NFC, empty where something may be left out', () => {
    expect(parsePerson({ ...alice, name: '  Zoe\u0308 Martin ' }, today).name).toBe('Zo\u00eb Martin');
    const { name, born, address } = bob;
    expect(parsePerson({ name, born, address, document: null }, today)).toEqual(bob);
  });

  test.each([
    ['no name', { name: ' ' }, 'name'],
    ['a name that is a number', { name: 5 }, 'name'],
    ['a name that turns the line round', { name: 'a\u202eb' }, 'name'],
    ['a broken character', { name: '\ud800' }, 'name'],
    ['a line end', { address: 'a\nb' }, 'address'],
    ['a name too long by a byte', { name: `${'é'.repeat(60)}x` }, 'name'],
    ['no address', { address: undefined }, 'address'],
    ['a day that does not exist', { born: '1990-02-30' }, 'born'],
    ['another form of a day', { born: '28/02/1990' }, 'born'],
    ['a month that does not exist', { born: '1990-13-01' }, 'born'],
    ['a day before all days', { born: '1849-12-31' }, 'born'],
    ['tomorrow', { born: '2026-03-02' }, 'born'],
    ['a field that there is not', { shoes: '43' }, 'shoes'],
  ])('%s is refused', async (_what, change, field) => {
    const { data } = await refused('PERSON_INVALID', () => parsePerson({ ...alice, ...change }, today));
    expect(data).toMatchObject({ field });
  });

  test.each([undefined, null, 5, 'Alice', []])('%j is no person', async (value) => {
    await refused('PERSON_INVALID', () => parsePerson(value, today));
  });

  test('was born before 1970, or on a leap day, or today', () => {
    for (const born of ['1850-01-01', '1968-02-29', '2026-03-01']) {
      expect(parsePerson({ ...alice, born }, today).born).toBe(born);
    }
  });

  test('whatever is taken fits its encoding, and comes back', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 130 });
    const usual = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    const text = fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: hostile });
    const born = fc.constant(alice.born);
    const people = fc.record({ name: text, born, birthplace: text, address: text, document: text });
    let taken = 0;
    fc.assert(
      fc.property(people, (value) => {
        let parsed: Person;
        try {
          parsed = parsePerson(value, today);
        } catch (error) {
          expect(error).toBeInstanceOf(RefusedError);
          return;
        }
        taken++;
        expect(personCodec.decode(personCodec.encode(parsed))).toEqual(parsed);
        expect(parsePerson(parsed, today)).toEqual(parsed);
      }),
      { seed: 5, numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(50);
  });
});

describe('a commitment', () => {
  const salt = new Uint8Array(32).fill(7);

  test('is the tagged hash of salt and encoding', () => {
    expect(bytesToHex(personCommitment(salt, personCodec.encode(alice)))).toBe(
      '4cf822c87262056643e2a226f5781c7fdc1cf6727f1d7828ef032acaa3140db3',
    );
  });

  test('changes with each bit of the salt and each field', () => {
    const flipped = Array.from({ length: 256 }, (_, bit) =>
      salt.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)),
    );
    const bySalt = [salt, ...flipped].map((each) => personCommitment(each, personCodec.encode(alice)));
    const byField = Object.keys(alice).map((field) => {
      return personCommitment(salt, personCodec.encode({ ...alice, [field]: '1991-02-28' }));
    });
    const all = [...bySalt, ...byField].map(bytesToHex);
    expect(new Set(all).size).toBe(1 + 256 + 5);
  });

  test('fields cannot run together', () => {
    const one = personCodec.encode({ ...alice, birthplace: 'ab', address: 'c' });
    const other = personCodec.encode({ ...alice, birthplace: 'a', address: 'bc' });
    expect(bytesToHex(personCommitment(salt, one))).not.toBe(bytesToHex(personCommitment(salt, other)));
  });
});
