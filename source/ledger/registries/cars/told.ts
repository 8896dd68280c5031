import type { Key } from '../../keys.ts';
import type { Told } from '../../known.ts';
import type { Seen } from '../../operation.ts';
import { carName, tellingTo } from '../telling.ts';

interface OnCar {
  readonly vin: string;
}

/** `manufacturer put VW Golf 2020 on the ledger` */
export function toldBringing({ vin }: OnCar, known: Told, seen: Seen): string {
  return `${tellingTo(known, seen).who} put ${tellingTo(known, seen).car(vin)} on the ledger`;
}

/** `inspector tested your VW Golf 2020: passed, 42,000 km` */
export function toldTest(
  { vin, corrects }: OnCar & { readonly corrects?: Uint8Array | undefined },
  known: Told,
  seen: Seen,
  what: string,
): string {
  const { who, car } = tellingTo(known, seen);
  return corrects === undefined
    ? `${who} tested ${car(vin)}: ${what}`
    : `${who} corrected a reading of ${car(vin)}: ${what}`;
}

/** `garage repaired your VW Golf 2020: brakes` */
export function toldRepair(
  { vin, corrects, work }: OnCar & { readonly corrects?: Uint8Array | undefined; readonly work: string },
  known: Told,
  seen: Seen,
): string {
  const { who, car } = tellingTo(known, seen);
  return corrects === undefined
    ? `${who} repaired ${car(vin)}: ${work}`
    : `${who} corrected a reading of ${car(vin)}: ${work}`;
}

/** `police gave your VW Golf 2020 the plate AB-123-CD` */
export function toldPlate({ vin, plate }: OnCar & { readonly plate: string }, known: Told, seen: Seen): string {
  const { who, car } = tellingTo(known, seen);
  return `${who} gave ${car(vin)} the plate ${plate}`;
}

/** `police corrected the plate of your VW Golf 2020: AB-123-CD` */
export function toldPlateCorrection(
  { vin, plate }: OnCar & { readonly plate: string },
  known: Told,
  seen: Seen,
): string {
  const { who, car } = tellingTo(known, seen);
  return `${who} corrected the plate of ${car(vin)}: ${plate}`;
}

/** `authority annulled VW Golf 2020: reason` */
export function toldAnnulment({ vin, reason }: OnCar & { readonly reason: string }, known: Told, seen: Seen): string {
  return `${tellingTo(known, seen).who} annulled ${tellingTo(known, seen).car(vin)}: ${reason}`;
}

const marked: Readonly<Record<string, readonly [set: string, cleared: string]>> = {
  stolen: ['marked {car} stolen', 'took back that {car} is stolen'],
  injunction: ['put a court order on {car}', 'lifted the court order on {car}'],
  lien: ['put a loan on {car}', 'took the loan off {car}'],
  deceased: ['marked the owner of {car} as dead', 'took back that the owner of {car} is dead'],
};

/** `police marked your VW Golf 2020 stolen` */
export function toldMark(
  { vin, flag, set }: OnCar & { readonly flag: string; readonly set: boolean },
  known: Told,
  seen: Seen,
): string | undefined {
  const { who, car } = tellingTo(known, seen);
  const words = marked[flag]?.[set ? 0 : 1];
  return words && `${who} ${words.replace('{car}', () => car(vin))}`;
}

/** `You exported your VW Golf 2020` */
export function toldRetirement({ vin, reason }: OnCar & { readonly reason: string }, known: Told, seen: Seen): string {
  const { who, car } = tellingTo(known, seen);
  return reason === 'exported' ? `${who} took ${car(vin)} out of the country` : `${who} scrapped ${car(vin)}`;
}

/** Whose it is by name, for whoever received it. */
export function toldImport({ vin, owner }: OnCar & { readonly owner: Key }, known: Told, seen: Seen): string {
  const { who, isReader } = tellingTo(known, seen);
  return `${who} put ${isReader(owner) ? 'your ' : ''}${carName(known, vin)} on the ledger`;
}
