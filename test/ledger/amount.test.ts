import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  deniersPerLivre,
  formatLivres,
  maximumAmount,
  parseDeniers,
  parseLivres,
} from '../../source/ledger/amount.ts';
import { refused } from './support.ts';

const amount = fc.bigInt({ min: 0n, max: maximumAmount });

describe('amounts', () => {
  test('a livre has a million deniers, and a sum stays in 64 bits', () => {
    expect(deniersPerLivre).toBe(1_000_000n);
    expect(add(maximumAmount - 1n, 1n)).toBe(2n ** 64n - 1n);
    refused('AMOUNT_OVERFLOW', () => add(maximumAmount, 1n));
  });

  test.each([
    [0n, '0.00'],
    [1n, '0.000001'],
    [10_000n, '0.01'],
    [120_000n, '0.12'],
    [123_400n, '0.1234'],
    [9_500_000_000n, '9,500.00'],
    [1_234_567_890_123n, '1,234,567.890123'],
    [-2_500_000n, '-2.50'],
    [maximumAmount, '18,446,744,073,709.551615'],
  ])('%s deniers are %s LVR', (deniers, livres) => {
    expect(formatLivres(deniers)).toBe(livres);
  });

  test('what is shown can be typed', () => {
    fc.assert(
      fc.property(amount, (deniers) => {
        expect(parseLivres(formatLivres(deniers))).toBe(deniers);
        expect(parseDeniers(deniers.toString())).toBe(deniers);
      }),
    );
  });

  test.each([
    ['9500', 9_500_000_000n],
    [' 9,500.5 ', 9_500_500_000n],
    ['9 500', 9_500_000_000n],
    ['0.000001', 1n],
  ])('"%s" LVR', (text, deniers) => {
    expect(parseLivres(text)).toBe(deniers);
  });

  test.each([
    '',
    '-5',
    '+5',
    '1e3',
    '0x10',
    '1,23',
    '1.2345678',
    '.5',
    '5.',
    '1,2345',
    '1.000.000',
    '18446744073709.551616',
  ])('"%s" is no amount in LVR', (text) => {
    refused('LIVRES_INVALID', () => parseLivres(text));
  });

  test.each([
    '',
    '-5',
    '5.0',
    '1e3',
    '0x10',
    ' 5',
    '18446744073709551616',
    '9'.repeat(100),
    1.5,
    -1,
    2 ** 53,
    null,
    {},
    [],
  ])('%j is no number of deniers', (input) => {
    refused('AMOUNT_INVALID', () => parseDeniers(input));
  });

  test('numbers that are exact are taken', () => {
    expect(parseDeniers(5)).toBe(5n);
    expect(parseDeniers(5n)).toBe(5n);
    expect(parseDeniers(Number.MAX_SAFE_INTEGER)).toBe(2n ** 53n - 1n);
  });
});
