import * as codec from '../../ledger/codec.ts';
import { civil, dayOf } from '../../ledger/day.ts';
import { policeRefusals } from './refusals.ts';

/** What the police write down of the person behind a key. */
export interface Person {
  readonly name: string;
  /** `YYYY-MM-DD` */
  readonly born: string;
  readonly birthplace: string;
  readonly address: string;
  /** What the person was identified by. */
  readonly document: string;
}

interface PersonField {
  readonly label: string;
  /** Bytes of UTF-8, at most. */
  readonly limit: number;
  readonly isOptional: boolean;
  readonly help: string;
}

/** The fields of a person, in the order in which they are asked for and encoded. */
export const personFields: { readonly [K in keyof Person]: PersonField } = {
  name: { label: 'Name', limit: 120, isOptional: false, help: 'given names and family name' },
  born: { label: 'Born', limit: 10, isOptional: false, help: 'YYYY-MM-DD' },
  birthplace: { label: 'Birthplace', limit: 80, isOptional: true, help: 'town, country' },
  address: { label: 'Address', limit: 240, isOptional: false, help: 'street, town, country' },
  document: { label: 'Document', limit: 80, isOptional: true, help: 'kind and number of what was shown' },
};

/** Their names, in that order. */
export const personFieldNames = Object.keys(personFields) as readonly (keyof Person)[];

/** One encoding for one person: what the commitment is made of. */
export const personCodec: codec.Codec<Person> = codec.struct({
  name: codec.text(personFields.name.limit),
  born: codec.text(personFields.born.limit),
  birthplace: codec.text(personFields.birthplace.limit),
  address: codec.text(personFields.address.limit),
  document: codec.text(personFields.document.limit),
});

/** Bytes of a salt. */
export const saltSize = 32;

/**
 * A person as somebody handed one in.
 * @param today days since 1970: nobody is born later
 * @throws PERSON_INVALID
 */
export function parsePerson(value: unknown, today: number): Person {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(personFields, name));
  if (stranger !== undefined) {
    const label = stranger.slice(0, 40);
    throw policeRefusals.PERSON_INVALID({ field: label, label, reason: 'is no field; leave it out' });
  }
  const take = (field: keyof Person) => parsePersonField(field, given[field], today);
  return {
    name: take('name'),
    born: take('born'),
    birthplace: take('birthplace'),
    address: take('address'),
    document: take('document'),
  };
}

/**
 * One field of a person, in its one form: trimmed, NFC; empty where it may be left out.
 * @throws PERSON_INVALID
 */
export function parsePersonField(field: keyof Person, value: unknown, today: number): string {
  const { label, limit, isOptional } = personFields[field];
  const refuse = (reason: string) => policeRefusals.PERSON_INVALID({ field, label, reason });
  if (value !== undefined && value !== null && typeof value !== 'string') throw refuse('must be a text');
  const text = (value ?? '').trim().normalize('NFC');
  if (text === '') {
    if (isOptional) return '';
    throw refuse('is missing; fill it in');
  }
  const fault = codec.textFault(text);
  if (fault !== undefined) throw refuse(`has ${fault} in it`);
  if (new TextEncoder().encode(text).length > limit) throw refuse(`has more than ${limit} bytes; shorten it`);
  if (field === 'born' && !isBirthday(text, today)) throw refuse('must be a day like 1980-12-31, not before 1850');
  return text;
}

function isBirthday(text: string, today: number): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [year, month, date] = match.slice(1).map(Number) as [number, number, number];
  if (year < 1850 || month < 1 || month > 12 || date < 1) return false;
  const day = dayOf(year, month, date);
  // The 30th of February would be a day of March.
  return day <= today && civil(day).month === month && civil(day).date === date;
}
