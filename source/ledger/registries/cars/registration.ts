import { equalBytes } from '@noble/ciphers/utils.js';
import { countryField, textField } from '../../field-kinds.ts';
import type { Key } from '../../keys.ts';
import { defineOperation, type ObjectReference } from '../../operation.ts';
import { quoted } from '../../quoted.ts';
import type { State, StateReader } from '../../state.ts';
import { licenceIn, licenceRefusals, requireRole, requireRoleIn } from '../licences/licence.ts';
import { endTransfer, transferHistory } from '../transfers/transfer.ts';
import {
  type Car,
  carHistory,
  carKind,
  carRefusals,
  plateId,
  plateKind,
  requireCar,
  requireLivingCar,
  updateCar,
  vinId,
} from './car.ts';
import { toldAnnulment, toldPlate, toldPlateCorrection } from './told.ts';
import { plateField, vinField } from './vin.ts';

/** Gives a plate to a car. @throws PLATE_TAKEN */
function givePlate(state: State, vin: string, plate: { country: string; plate: string; issuer: Key }): void {
  const id = plateId(plate.country, plate.plate);
  if (state.get(plateKind, id) !== undefined) throw carRefusals.PLATE_TAKEN(plate);
  state.put(plateKind, id, { vin });
  updateCar(state, vin, { plate, status: 'registered' });
}

/** The plate of a car is free for another one. */
function freePlate(state: State, { plate }: Car): void {
  if (plate !== undefined) state.delete(plateKind, plateId(plate.country, plate.plate));
}

/** `cars.assignPlate`: one plate for the car's whole life. */
export const assignPlate = defineOperation({
  tag: 0x42,
  name: 'cars.assignPlate',
  label: 'Give a plate',
  fields: { vin: vinField, country: countryField('Country'), plate: plateField },
  signer: { roles: ['police', 'authority'], words: 'the police or the authority of the country' },
  history: carHistory,
  review: ({ vin, country, plate }) => [
    `${vin} carries the plate ${plate} (${country}) from now on, for its whole life.`,
    'The car counts as registered.',
  ],
  summary: ({ plate, country }) => `Plate ${plate} (${country})`,
  summaryFor: toldPlate,
  apply: (state, { vin, country, plate }, { author }) => {
    requireRoleIn(state, author, country, 'police', 'authority');
    const car = requireLivingCar(state, vin);
    if (car.plate !== undefined) throw carRefusals.PLATE_FIXED({ plate: car.plate.plate });
    givePlate(state, vin, { country, plate, issuer: author });
  },
});

/** `cars.correctPlate`: a typing error put right, before anybody bought the car under that plate. */
export const correctPlate = defineOperation({
  tag: 0x47,
  name: 'cars.correctPlate',
  label: 'Correct a plate',
  fields: { vin: vinField, plate: plateField },
  signer: { roles: ['police', 'authority'], words: 'whoever gave the plate' },
  history: carHistory,
  review: ({ vin, plate }) => [
    `${vin} carries the plate ${plate} from now on; the one that it had is free for another car.`,
    'That it was another one stays in the history of the car.',
  ],
  summary: ({ plate }) => `Plate corrected: ${plate}`,
  summaryFor: toldPlateCorrection,
  apply: (state, { vin, plate }, { author }) => {
    requireRole(state, author, 'police', 'authority');
    const car = requireLivingCar(state, vin);
    if (car.plate === undefined) throw carRefusals.PLATE_MISSING();
    const { country, issuer } = car.plate;
    if (!equalBytes(issuer, author)) throw carRefusals.PLATE_FOREIGN();
    requireRoleIn(state, author, country, 'police', 'authority');
    if (car.sales > 0) throw carRefusals.PLATE_SETTLED({ plate: car.plate.plate });
    // The same plate with other separators is as good as another one.
    freePlate(state, car);
    givePlate(state, vin, { country, plate, issuer });
  },
});

/** The country that licensed whoever put a car on the ledger to do so: what else it is licensed for does not matter. */
function countryBehind(state: StateReader, { manufacturer, broughtAs }: Car): string {
  return licenceIn(state, manufacturer, broughtAs)?.country ?? '';
}

function annulHistory(state: StateReader, vin: string): readonly ObjectReference[] {
  const { transfer } = state.get(carKind, vinId(vin)) ?? {};
  return transfer === undefined ? carHistory({ vin }) : transferHistory(state, transfer);
}

/** `cars.annul`: a VIN on which somebody squatted is free again. */
export const annul = defineOperation({
  tag: 0x48,
  name: 'cars.annul',
  label: 'Annul a car',
  fields: { vin: vinField, reason: textField('Reason', 200, { help: 'public' }) },
  signer: {
    roles: ['authority'],
    words: 'the government department that licensed its maker or importer',
  },
  history: ({ vin }, _origin, state) => annulHistory(state, vin),
  review: ({ vin, reason }) => [
    `The car with VIN ${vin} was never real: ${quoted(reason)}. Nothing more can be recorded for it, and nobody owns anything by it.`,
    'Its VIN and its plate are free. What happened under them stays in the history.',
    'A sale under way ends, and what was locked goes back to the buyer.',
  ],
  summary: ({ reason }) => `Annulled: ${reason}`,
  summaryFor: toldAnnulment,
  apply: (state, { vin }, { author }) => {
    const { licence } = requireRole(state, author, 'authority');
    const car = requireCar(state, vin);
    if (car.status === 'annulled') throw carRefusals.CAR_RETIRED({ vin, status: car.status });
    const country = countryBehind(state, car);
    if (licence.country !== country) {
      throw licenceRefusals.COUNTRY_FOREIGN({ country, licensed: [licence.country] });
    }
    if (car.transfer !== undefined) endTransfer(state, car.transfer, 'overruled', undefined);
    freePlate(state, car);
    updateCar(state, vin, { status: 'annulled', plate: undefined });
  },
});
