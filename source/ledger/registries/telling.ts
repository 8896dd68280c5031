import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../keys.ts';
import type { Told } from '../known.ts';
import type { Seen } from '../operation.ts';
import { carKind, vinId } from './cars/car.ts';

/** How one reader is told of accounts and cars: itself is `you`. */
export interface Telling {
  /** Whoever signed, where a sentence begins. */
  readonly who: string;
  /** Whether the reader signed it. */
  readonly isOwn: boolean;
  /** `You`, or the name. */
  subject(key: Key): string;
  /** `you`, or the name. */
  whom(key: Key): string;
  /** `yours`, or `alice's`. */
  owned(key: Key): string;
  /** `your VW Golf 2020` where it is the reader's now, else `VW Golf 2020`. */
  car(vin: string): string;
  isReader(key: Key): boolean;
}

/** Sentences for the eyes of `seen.reader`, of what `seen.author` signed. */
export function tellingTo(known: Told, { author, reader }: Seen): Telling {
  const isReader = (key: Key) => equalBytes(key, reader);
  const subject = (key: Key) => (isReader(key) ? 'You' : known.name(key));
  return {
    who: subject(author),
    isOwn: isReader(author),
    isReader,
    subject,
    whom: (key) => (isReader(key) ? 'you' : known.name(key)),
    owned: (key) => (isReader(key) ? 'yours' : `${known.name(key)}'s`),
    car: (vin) => {
      const car = known.state.get(carKind, vinId(vin));
      const name = carName(known, vin);
      return car !== undefined && isReader(car.owner) ? `your ${name}` : name;
    },
  };
}

/** `VW Golf 2020`; the VIN of a car that is not on the ledger. */
export function carName({ state }: Pick<Told, 'state'>, vin: string): string {
  const car = state.get(carKind, vinId(vin));
  return car === undefined ? vin : `${car.make} ${car.model} ${car.year}`;
}
