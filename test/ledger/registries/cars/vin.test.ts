import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plateId } from '../../../../source/ledger/registries/cars/car.ts';
import {
  checkVin,
  plateCodec,
  plateField,
  vinCheckDigit,
  vinCodec,
  vinField,
} from '../../../../source/ledger/registries/cars/vin.ts';
import { refused, TestChain } from '../../support.ts';

const known = new TestChain().known();

describe('VIN (ISO 3779)', () => {
  // VINs that the literature on 49 CFR 565 uses as its examples.
  test.each([
    ['1M8GDM9AXKP042788', 'X'],
    ['11111111111111111', '1'],
    ['5GZCZ43D13S812715', '1'],
    ['1HGCM82633A004352', '3'],
    ['JH4TB2H26CC000000', '6'],
  ])('%s has the check digit %s', (vin, digit) => {
    expect(vinCheckDigit(vin)).toBe(digit);
    checkVin(vin);
  });

  test('the check digit counts from 1 to 5 only', () => {
    for (const first of '12345') {
      const vin = `${first}M8GDM9A?KP042788`;
      const digit = vinCheckDigit(vin.replace('?', '0'));
      for (const given of '0123456789X') {
        const full = vin.replace('?', given);
        if (given === digit) checkVin(full);
        else refused('VIN_CHECK_DIGIT', () => checkVin(full));
      }
    }
    for (const first of '06789ABCDEFGHJKLMNPRSTUVWXYZ') checkVin(`${first}M8GDM9A1KP042788`);
  });

  test.each(['', 'WMWXP7C50', 'WMWXP7C5000000001X', 'W'.repeat(200)])('"%s" has another length', (vin) => {
    refused('VIN_LENGTH', () => checkVin(vin));
  });

  test.each(['I', 'O', 'Q', 'i', ' ', '-', 'É', '０', '\u{0}'])('%j can not be in it', (letter) => {
    refused('VIN_CHARACTER', () => checkVin(`WMW${letter}P7C5000000001`));
    expect(() => vinCodec.encode(`WMW${letter}P7C5000000001`)).toThrow();
  });

  test('is typed in any case and with spaces around', () => {
    expect(vinField.parse('  wmwxp7c5000000001 ', known)).toBe('WMWXP7C5000000001');
  });

  test('whatever the form takes, the wire takes', () => {
    const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
    fc.assert(
      fc.property(fc.string({ unit: letter, minLength: 16, maxLength: 18 }), (text) => {
        let vin: string;
        try {
          vin = vinField.parse(text, known);
        } catch {
          return;
        }
        expect(vinCodec.decode(vinCodec.encode(vin))).toBe(vin);
      }),
    );
  });
});

describe('plates', () => {
  test.each([
    'AB-123-CD',
    'AB 123 CD',
    'M',
    '1234567890123',
    'AB--12',
    ' AB12',
    'AB12-',
    'AB_12',
    'ab-12',
    '',
    'ÄB-12',
  ])('%j on the wire', (plate) => {
    const good = ['AB-123-CD', 'AB 123 CD'].includes(plate);
    if (good) expect(plateCodec.decode(plateCodec.encode(plate))).toBe(plate);
    else expect(() => plateCodec.encode(plate)).toThrow();
  });

  test('are typed in any case', () => {
    expect(plateField.parse(' ab-123-cd ', known)).toBe('AB-123-CD');
  });

  test('are the same however they are separated, and never across countries', () => {
    expect(plateId('FR', 'AB-123-CD')).toEqual(plateId('FR', 'AB 123CD'));
    expect(plateId('FR', 'AB-123-CD')).not.toEqual(plateId('DE', 'AB-123-CD'));
    expect(plateId('FR', 'AB-123-C')).not.toEqual(plateId('FR', 'AB-123-CD'));
    expect(plateId('FR', '123456789012')).toHaveLength(14);
  });
});
