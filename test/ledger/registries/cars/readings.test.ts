import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RefusedError } from '../../../../source/ledger/refusal.ts';
import { firstTestDue, validUntil } from '../../../../source/ledger/registries/cars/car.ts';
import { readingOf } from '../../../../source/ledger/registries/cars/readings.ts';
import type { SignedTransaction } from '../../../../source/ledger/transaction.ts';
import { advance, newOdometer, type Reading, verdictOf } from '../../../../source/ledger/verdict.ts';
import { judge } from '../../judge.ts';
import { day, keyOf, refusedBy, TestChain, vinOf } from '../../support.ts';

const vin = vinOf(1);
const made = { vin, make: 'MINI', model: 'Cooper S', year: 2026, country: 'GB' };

/** A car of 2026, seen in June 2031. */
function withCar(): TestChain {
  const chain = new TestChain();
  chain.do('manufacturer', 'cars.manufacture', made);
  chain.wait('2031-06-01');
  return chain;
}

function inspect(chain: TestChain, readOn: string, value: number, more: object = {}): SignedTransaction {
  return chain.do('inspector', 'cars.inspect', { vin, readOn, value, ...more });
}

function service(chain: TestChain, readOn: string, value: number, more: object = {}): SignedTransaction {
  return chain.do('garage', 'cars.service', { vin, readOn, value, work: 'oil', ...more });
}

function corrects({ id }: SignedTransaction): { corrects: string } {
  return { corrects: bytesToHex(id) };
}

function codes(chain: TestChain): string[] {
  return verdictOf(chain.car(vin).odometer).reasons.map(({ code }) => code);
}

describe('readings', () => {
  test('what a newcomer does: nothing is refused, the verdict goes from no judgement to illogical', () => {
    const chain = withCar();
    inspect(chain, '2028-03-01', 42_000);
    expect(verdictOf(chain.car(vin).odometer).answer).toBe('no judgement');
    service(chain, '2029-03-01', 43_000);
    expect(codes(chain)).toEqual(['TOO_FEW']);
    inspect(chain, '2030-03-01', 18_000);
    expect(verdictOf(chain.car(vin).odometer).answer).toBe('illogical');
    expect(codes(chain)).toEqual(['LOWER_READING']);
    expect(chain.car(vin).historyCount).toBe(4);
  });

  test('a test counts, a repair does not touch it', () => {
    const chain = withCar();
    inspect(chain, '2028-03-01', 42_000);
    expect(chain.car(vin).test).toEqual({ result: 'pass', validUntil: day('2030-03-01') });
    service(chain, '2028-04-01', 43_000);
    expect(chain.car(vin).test).toEqual({ result: 'pass', validUntil: day('2030-03-01') });
    inspect(chain, '2028-05-01', 43_500, { result: 'dangerous', deficiencies: ['brakes'] });
    expect(chain.car(vin).test).toEqual({ result: 'dangerous', validUntil: day('2028-05-01') });
  });

  test('an inspector may declare too, a garage never certifies', () => {
    const chain = withCar();
    chain.do('inspector', 'cars.service', { vin, readOn: '2028-01-01', value: 9, work: 'oil' });
    expect(chain.car(vin)).toMatchObject({ latest: { source: 'declared' }, odometer: { certified: 0 } });
    refusedBy(chain, 'ROLE_MISSING', () => chain.do('garage', 'cars.inspect', { vin, readOn: '2028-01-02', value: 9 }));
  });

  test('an unreadable odometer needs no number', () => {
    const chain = withCar();
    refusedBy(chain, 'FIELD_MISSING', () => chain.do('inspector', 'cars.inspect', { vin, readOn: '2028-01-01' }));
    chain.do('inspector', 'cars.inspect', { vin, readOn: '2028-01-01', odometer: 'unreadable' });
    expect(codes(chain)).toEqual(['UNREADABLE', 'TOO_FEW']);
  });

  test.each([-1, 10_000_000, 0.5, Number.NaN, '5', null])('a number that no odometer shows: %s', (value) => {
    const chain = withCar();
    const code = value === null ? 'FIELD_MISSING' : 'FIELD_INVALID';
    refusedBy(chain, code, () => chain.do('garage', 'cars.service', { vin, readOn: '2028-01-01', value, work: 'oil' }));
  });

  test('a number beyond the form is refused on the wire as well', () => {
    const chain = withCar();
    const signed = chain.sign('garage', 'cars.service', { vin, readOn: '2028-01-01', value: 9_999_999, work: 'oil' });
    expect(() => chain.bend(signed, { value: 10_000_000 })).toThrow();
    const bytes = bytesToHex(signed.bytes).replace('7f969800', '80969800');
    expect(bytes).not.toBe(bytesToHex(signed.bytes));
    const raw = Uint8Array.from(Buffer.from(bytes, 'hex'));
    refusedBy(chain, 'MALFORMED', () => chain.ledger.decodeTransaction(raw));
    chain.mine(signed);
  });
});

describe('corrects', () => {
  test('puts the latest reading right, once, and everything that hung on it', () => {
    const chain = withCar();
    inspect(chain, '2028-03-01', 42_000);
    const typo = inspect(chain, '2030-03-01', 4_300, { result: 'major' });
    expect(codes(chain)).toContain('LOWER_READING');
    const right = inspect(chain, '2030-03-01', 43_000, corrects(typo));
    expect(verdictOf(chain.car(vin).odometer)).toEqual({
      answer: 'logical',
      reasons: [
        {
          code: 'CORRECTED',
          data: {
            ...{ value: 43_000, unit: 'km', readOn: '2030-03-01', count: 1 },
            ...{ earlierValue: 4_300, earlierUnit: 'km', earlierReadOn: '2030-03-01' },
          },
          text: 'A certified reading of 4,300 km (1 Mar 2030) was replaced by 43,000 km by the station that signed it.',
        },
      ],
    });
    expect(chain.car(vin)).toMatchObject({
      ...{ historyCount: 4, test: { result: 'pass' } },
      latest: { id: right.id, value: 43_000, corrected: true, signer: keyOf('inspector') },
    });
    refusedBy(chain, 'CORRECTION_REFUSED', () => inspect(chain, '2030-03-01', 43_001, corrects(right)));
    refusedBy(chain, 'CORRECTION_REFUSED', () => inspect(chain, '2030-03-01', 43_001, corrects(typo)));
    inspect(chain, '2030-04-01', 44_000);
  });

  test('may give an earlier day, but not before the reading before', () => {
    const chain = withCar();
    inspect(chain, '2028-03-01', 42_000);
    const late = inspect(chain, '2030-03-01', 43_000);
    refusedBy(chain, 'READ_BEFORE_LAST', () => inspect(chain, '2028-02-29', 43_000, corrects(late)));
    inspect(chain, '2028-03-01', 43_000, corrects(late));
    service(chain, '2028-03-02', 43_500);
  });

  test("not somebody else's, not an older one, not one that is none", () => {
    const chain = withCar();
    const nothing = { corrects: '00'.repeat(32) };
    refusedBy(chain, 'CORRECTION_REFUSED', () => inspect(chain, '2028-03-01', 1, nothing));
    const first = service(chain, '2028-03-01', 42_000);
    const other = { vin, readOn: '2028-03-01', value: 41_000, work: 'oil', ...corrects(first) };
    refusedBy(chain, 'CORRECTION_REFUSED', () => chain.do('inspector', 'cars.service', other));
    refusedBy(chain, 'CORRECTION_REFUSED', () => inspect(chain, '2028-03-01', 41_000, corrects(first)));
    refusedBy(chain, 'CORRECTION_REFUSED', () => service(chain, '2028-03-01', 41_000, nothing));
    service(chain, '2028-03-02', 42_100);
    refusedBy(chain, 'CORRECTION_REFUSED', () => service(chain, '2028-03-02', 41_000, corrects(first)));
  });

  test('a repair corrects no test, though the same station signed both', () => {
    const chain = withCar();
    const tested = inspect(chain, '2028-03-01', 42_000);
    const repair = { vin, readOn: '2028-03-01', value: 41_000, work: 'oil', ...corrects(tested) };
    refusedBy(chain, 'CORRECTION_REFUSED', () => chain.do('inspector', 'cars.service', repair));
  });

  test('neither the import nor what was read before it', () => {
    const chain = withCar();
    const input = { ...made, vin: vinOf(2), readOn: '2028-01-01', value: 50_000, owner: 'alice' };
    const imported = chain.do('inspector', 'cars.import', input);
    const correction = { vin: vinOf(2), readOn: '2028-01-01', value: 60_000, ...corrects(imported) };
    refusedBy(chain, 'CORRECTION_REFUSED', () => chain.do('inspector', 'cars.inspect', correction));
    const read = chain.do('inspector', 'cars.inspect', { vin: vinOf(2), readOn: '2028-02-01', value: 51_000 });
    chain.do('alice', 'cars.retire', { vin: vinOf(2), reason: 'exported' });
    chain.do('inspector', 'cars.import', { ...input, readOn: '2028-03-01', value: 52_000 });
    const again = { vin: vinOf(2), readOn: '2028-03-01', value: 1, ...corrects(read) };
    refusedBy(chain, 'CORRECTION_REFUSED', () => chain.do('inspector', 'cars.inspect', again));
  });
});

describe('the accumulators of a car', () => {
  const step = fc.record({
    kind: fc.constantFrom('inspect' as const, 'inspect' as const, 'service' as const, 'declare' as const),
    value: fc.oneof(fc.integer({ min: 40_000, max: 46_000 }), fc.constantFrom(4_200, 18_000, 420_000)),
    unit: fc.constantFrom('km', 'km', 'mi'),
    days: fc.oneof(fc.nat(10), fc.constant(400)),
    odometer: fc.oneof(
      { weight: 8, arbitrary: fc.constant('ok') },
      { weight: 1, arbitrary: fc.constantFrom('replaced', 'wrapped', 'unreadable') },
    ),
    correct: fc.boolean(),
  });

  test('equal recomputation from the history, corrections included', () => {
    let corrections = 0;
    fc.assert(
      fc.property(fc.boolean(), fc.array(step, { maxLength: 8 }), (imported, steps) => {
        const chain = new TestChain();
        if (!imported) chain.do('manufacturer', 'cars.manufacture', made);
        chain.wait('2045-01-01');
        if (imported) {
          chain.do('inspector', 'cars.import', { ...made, readOn: '2026-02-01', value: 41_000, owner: 'alice' });
        }
        let now = day('2026-02-01');
        let last: SignedTransaction | undefined;
        let corrected = 0;
        for (const { kind, value, unit, days, odometer, correct } of steps) {
          now += days;
          const read = { vin, readOn: new Date(now * 86_400_000).toISOString().slice(0, 10), value, unit };
          const more = correct && last !== undefined ? corrects(last) : {};
          const [as, operation, input] =
            kind === 'inspect'
              ? ['inspector', 'cars.inspect', { ...read, odometer, ...more }]
              : [kind === 'service' ? 'garage' : 'inspector', 'cars.service', { ...read, work: 'oil', ...more }];
          try {
            last = chain.do(as, operation, input);
            if ('corrects' in more && kind === 'inspect') corrected++;
            if ('corrects' in more) corrections++;
          } catch (error) {
            // Not every reading may be corrected by everybody; the others go on.
            expect(error).toBeInstanceOf(RefusedError);
            expect((error as RefusedError).code).toBe('CORRECTION_REFUSED');
          }
        }
        const readings = readingsOf(chain);
        const { odometer } = chain.car(vin);
        expect(odometer.corrections).toBe(corrected);
        expect({ ...odometer, correction: undefined, corrections: 0 }).toEqual(readings.reduce(advance, newOdometer));
        const { answer, reasons } = verdictOf(odometer);
        const expected = judge(readings);
        if (corrected > 0) expected.codes.add('CORRECTED');
        expect({ answer, codes: new Set(reasons.map(({ code }) => code)) }).toEqual(expected);
      }),
      { numRuns: 80 },
    );
    expect(corrections).toBeGreaterThan(10);
  });
});

/** The readings that stand in the blocks, without those that a later one corrects. */
function readingsOf(chain: TestChain): Reading[] {
  const standing = new Map<string, Reading>();
  for (const { block } of chain.taken) {
    for (const { id, body } of block.transactions) {
      const { name, values } = body.operation;
      const reading = readingOf(name, values);
      if (reading === undefined) continue;
      if (values.corrects instanceof Uint8Array) standing.delete(bytesToHex(values.corrects));
      standing.set(bytesToHex(id), reading);
    }
  }
  return [...standing.values()];
}

describe('tests come due', () => {
  test('four years after the car was new, whenever it came onto the ledger', () => {
    expect(firstTestDue({ since: day('2026-02-03'), year: 2026 })).toBe(day('2030-02-03'));
    expect(firstTestDue({ since: day('2026-02-03'), year: 2010 })).toBe(day('2014-12-31'));
    expect(firstTestDue({ since: day('2028-02-29'), year: 2028 })).toBe(day('2032-02-29'));
  });

  test('two years after a pass, two months after a major fault, at once when dangerous', () => {
    expect(validUntil('pass', day('2028-02-29'))).toBe(day('2030-03-01'));
    expect(validUntil('major', day('2028-01-01'))).toBe(day('2028-03-02'));
    expect(validUntil('dangerous', day('2028-01-01'))).toBe(day('2028-01-01'));
  });
});
