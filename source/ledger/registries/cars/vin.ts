import { ascii, type Codec, validText } from '../../codec.ts';
import { type Field, unfit } from '../../field.ts';
import { patternField } from '../../field-kinds.ts';
import { refusals } from '../../refusal.ts';

export const vinRefusals = refusals({
  VIN_LENGTH: (data: { vin: string }) =>
    `A VIN has 17 characters; "${data.vin.slice(0, 40)}" has ${data.vin.length}. Copy it again from the windscreen or the papers.`,
  VIN_CHARACTER: (data: { vin: string; character: string }) =>
    `A VIN holds only letters and digits, without I, O and Q; "${data.character}" cannot be in it. It is often a 1 or a 0.`,
  VIN_CHECK_DIGIT: (data: { vin: string; found: string; expected: string }) =>
    `The check digit of this North American VIN (position 9) is ${data.found}; it must be ${data.expected}. Look for a typing error.`,
});

/** 17 characters without I, O and Q (ISO 3779). */
export const vinCodec: Codec<string> = ascii(17, /^[A-HJ-NPR-Z0-9]{17}$/);

const letterValues: Readonly<Record<string, number>> = {
  ...{ A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7, H: 8, J: 1, K: 2, L: 3, M: 4, N: 5, P: 7, R: 9 },
  ...{ S: 2, T: 3, U: 4, V: 5, W: 6, X: 7, Y: 8, Z: 9 },
};
const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** The character that position 9 of a VIN must have where a check digit is used (49 CFR 565.15): 0 to 9 or X. */
export function vinCheckDigit(vin: string): string {
  const sum = [...vin].reduce((total, character, place) => {
    const value = letterValues[character] ?? Number(character);
    return total + value * (weights[place] ?? 0);
  }, 0);
  return sum % 11 === 10 ? 'X' : String(sum % 11);
}

/**
 * Refuses what is not a VIN. The check digit counts only where the first character is 1 to 5: Europe does not use it.
 * @throws VIN_LENGTH, VIN_CHARACTER, VIN_CHECK_DIGIT
 */
export function checkVin(vin: string): void {
  if (vin.length !== 17) throw vinRefusals.VIN_LENGTH({ vin });
  const character = /[^A-HJ-NPR-Z0-9]/.exec(vin)?.[0];
  if (character !== undefined) throw vinRefusals.VIN_CHARACTER({ vin, character });
  const expected = vinCheckDigit(vin);
  const found = vin.charAt(8);
  if (/^[1-5]/.test(vin) && found !== expected) throw vinRefusals.VIN_CHECK_DIGIT({ vin, found, expected });
}

/** The VIN of a car. */
export const vinField: Field<string> = patternField(
  'VIN',
  vinCodec,
  (text) => {
    const vin = text.toUpperCase().replace(/[\s-]/g, '');
    checkVin(vin);
    return vin;
  },
  { help: '17 characters, on the windscreen and in the papers' },
);

/** What a plate may look like. */
const platePattern = /^(?=.{2,12}$)[A-Z0-9]+(?:[- ][A-Z0-9]+)*$/;

/** A plate as it is read aloud, separators included. */
export const plateCodec: Codec<string> = validText(12, (plate) => platePattern.test(plate));

/** A number plate: letters, digits, single dashes or spaces between them; unique without the separators. */
export const plateField: Field<string> = patternField(
  'Plate',
  plateCodec,
  (text) => {
    const plate = text.toUpperCase();
    if (!platePattern.test(plate)) {
      throw unfit('must be 2 to 12 letters and digits, with single dashes or spaces between them');
    }
    return plate;
  },
  { help: 'for instance AB-123-CD' },
);
