import { equalBytes } from '@noble/ciphers/utils.js';
import * as codec from '../../codec.ts';
import { civil, dayOfTime } from '../../day.ts';
import { type Field, unfit } from '../../field.ts';
import {
  accountField,
  choiceField,
  countryField,
  flagField,
  numberField,
  optionalField,
  textField,
} from '../../field-kinds.ts';
import type { Key } from '../../keys.ts';
import { type Context, defineOperation } from '../../operation.ts';
import { quoted } from '../../quoted.ts';
import { roleLabels } from '../../roles.ts';
import type { Historic, State } from '../../state.ts';
import { advance, formatReading, newOdometer } from '../../verdict.ts';
import { activeLicence, licenceIn, requireRole } from '../licences/licence.ts';
import { actsFor, requireGiver } from '../owners/owner.ts';
import {
  type Car,
  carHistory,
  carKind,
  carRefusals,
  checkReadOn,
  checkUnblocked,
  type Flag,
  flagLabels,
  flagSetters,
  requireCarAnywhere,
  requireLivingCar,
  type Technical,
  technicalField,
  updateCar,
  vinId,
} from './car.ts';
import { checkReadingTime, readOnField, unitField, valueField } from './readings.ts';
import { toldBringing, toldImport, toldMark, toldRetirement } from './told.ts';
import { checkVin, vinField } from './vin.ts';

const noTechnicalData: Technical = {
  fuel: undefined,
  power: undefined,
  capacity: undefined,
  mass: undefined,
  seats: undefined,
  colour: undefined,
  emissionClass: undefined,
};

const anyYear = numberField('Model year', codec.u16, 1886, 2100, { plain: true });

/** A model year; a form takes none beyond the next, the ledger leaves that to whoever signs. */
const yearField: Field<number> = {
  ...anyYear,
  parse: (input, known) => {
    const year = anyYear.parse(input, known);
    const next = civil(known.today).year + 1;
    if (year > next) throw unfit(`is beyond ${next}; check it`);
    return year;
  },
};

const descriptionFields = {
  vin: vinField,
  make: textField('Make', 40),
  model: textField('Model', 60),
  year: yearField,
  country: countryField('Country of origin'),
  technical: { ...technicalField, optional: true, fallback: () => noTechnicalData },
};

type Description = { make: string; model: string; year: number; country: string; technical: Technical };

/** A car as it begins. Where its VIN was squatted on, what happened under it stays in the history. */
function newCar(
  { make, model, year, country, technical }: Description,
  context: Context,
  broughtAs: Car['broughtAs'],
  squatted: Historic | undefined,
): Car {
  const { historyCount, historyHead } = squatted ?? { historyCount: 0, historyHead: new Uint8Array(32) };
  return {
    make,
    model,
    year,
    country,
    technical,
    manufacturer: context.author,
    broughtAs,
    broughtIn: context.height,
    since: dayOfTime(context.time),
    owner: context.author,
    plate: undefined,
    status: 'made',
    flags: [],
    test: undefined,
    latest: undefined,
    beforeLatest: undefined,
    odometer: newOdometer,
    corrections: 0,
    transfer: undefined,
    sales: 0,
    historyCount,
    historyHead,
  };
}

/** `cars.manufacture`: a new car, mileage 0, owned by its manufacturer. */
export const manufacture = defineOperation({
  tag: 0x40,
  name: 'cars.manufacture',
  label: 'Put a new car on the ledger',
  fields: descriptionFields,
  signer: { roles: ['manufacturer'], words: 'a manufacturer' },
  history: carHistory,
  review: ({ vin, make, model, year, country }, _known, by) => [
    `A new ${quoted(`${make} ${model}`)}, model year ${year}, made in ${country}, VIN ${vin}.`,
    `Its mileage is 0; ${by} is its manufacturer and first owner.`,
    'The VIN is taken for ever: nobody can put the same car on the ledger twice.',
  ],
  summary: ({ country }) => `Made in ${country}`,
  summaryFor: toldBringing,
  apply: (state, values, context) => {
    requireRole(state, context.author, 'manufacturer');
    checkVin(values.vin);
    const squatted = state.get(carKind, vinId(values.vin));
    if (squatted !== undefined && squatted.status !== 'annulled') throw carRefusals.VIN_TAKEN({ vin: values.vin });
    state.put(carKind, vinId(values.vin), newCar(values, context, 'manufacturer', squatted));
  },
});

/** `cars.import`: a car older than the ledger, or one that comes back after export. */
export const importCar = defineOperation({
  tag: 0x41,
  name: 'cars.import',
  label: 'Put an older car on the ledger',
  fields: {
    ...descriptionFields,
    readOn: readOnField,
    value: valueField,
    unit: unitField,
    owner: accountField('Owner'),
  },
  signer: { roles: ['inspector'], words: 'a licensed station' },
  cosigners: ({ owner }) => [owner],
  history: carHistory,
  checkBlockTime: checkReadingTime,
  review: ({ vin, make, model, year, value, unit, owner }, known) => [
    `A ${quoted(`${make} ${model}`)}, model year ${year}, VIN ${vin}, that this ledger did not see new.`,
    `Its odometer shows ${formatReading({ value, unit })}. What was before is not on this ledger, and the verdict says so.`,
    `Its owner is ${known.name(owner)}, who signs too.`,
  ],
  summary: () => 'Came onto the ledger (imported)',
  summaryFor: toldImport,
  apply: (state, values, context) => {
    requireRole(state, context.author, 'inspector');
    checkVin(values.vin);
    const id = vinId(values.vin);
    const known = state.get(carKind, id);
    if (known !== undefined && known.status !== 'exported' && known.status !== 'annulled') {
      throw carRefusals.VIN_TAKEN({ vin: values.vin });
    }
    const car = known?.status === 'exported' ? known : newCar(values, context, 'inspector', known);
    checkUnblocked(car);
    const { value, unit, readOn: day, owner } = values;
    checkReadOn(day, car.latest?.day ?? 0, car.year);
    state.put(carKind, id, {
      ...car,
      owner,
      status: 'registered',
      odometer: advance(car.odometer, { source: 'import', value, unit, day, odometer: 'ok' }),
      latest: {
        ...{ id: context.id, signer: context.author, role: 'inspector', height: context.height },
        ...{ source: 'import', value, unit, day, corrected: false },
      },
      beforeLatest: undefined,
    });
  },
});

/** `cars.flag`: what stops a car from changing hands. */
export const flag = defineOperation({
  tag: 0x45,
  name: 'cars.flag',
  label: 'Mark stolen, loan, court order',
  fields: {
    vin: vinField,
    flag: choiceField('Mark', flagLabels),
    set: flagField('Set it', { help: 'yes to set the mark, no to clear it', fallback: () => true }),
  },
  signer: {
    roles: ['police', 'notary', 'authority'],
    words: 'the police (stolen, court order) or a notary (loan, deceased)',
  },
  history: carHistory,
  review: ({ vin, flag: mark, set }, _known, by) => [
    set ? `${vin} is marked "${mark}". Whoever looks at the car sees it.` : `The mark "${mark}" is taken off ${vin}.`,
    set ? `Only ${by}, or the authority of the same country, can clear it.` : 'That it was there stays in its history.',
  ],
  summary: ({ flag: mark, set }) => (set ? `Marked ${mark}` : `No longer ${mark}`),
  summaryFor: toldMark,
  apply: (state, { vin, flag: mark, set }, { author }) => {
    // A theft may be found out, or cleared up, only after the car was taken out of the country.
    const find = flagSetters[mark] === 'police' ? requireCarAnywhere : requireLivingCar;
    const car = find(state, vin);
    const present = car.flags.find((one) => one.flag === mark);
    if (set) {
      requireRole(state, author, flagSetters[mark]);
      if (present !== undefined) throw carRefusals.FLAG_SET({ flag: mark });
      updateCar(state, vin, { flags: [...car.flags, { flag: mark, setter: author }] });
      return;
    }
    if (present === undefined) throw carRefusals.FLAG_NOT_SET({ flag: mark });
    if (!mayClear(state, mark, present.setter, author)) throw carRefusals.FLAG_FOREIGN({ flag: mark });
    updateCar(state, vin, { flags: car.flags.filter((one) => one.flag !== mark) });
  },
});

/** The setter while licensed, or the authority that the setter's country has, whatever became of the setter. */
function mayClear(state: State, mark: Flag, setter: Key, author: Key): boolean {
  const role = flagSetters[mark];
  if (equalBytes(setter, author) && activeLicence(state, setter, role) !== undefined) return true;
  const country = licenceIn(state, setter, role)?.country;
  return country !== undefined && activeLicence(state, author, 'authority')?.country === country;
}

/** `cars.retire`: exported, or destroyed under the eyes of a station. */
export const retire = defineOperation({
  tag: 0x46,
  name: 'cars.retire',
  label: 'Export or scrap',
  fields: {
    vin: vinField,
    reason: choiceField('Reason', { exported: 'exported', destroyed: 'scrapped' }),
    inspector: optionalField(
      accountField('Inspector', { help: 'who sees it scrapped and signs too; empty for an export' }),
      {
        fallback: (known, { reason }) => (reason === 'destroyed' ? known.holder('inspector') : undefined),
      },
    ),
  },
  signer: { words: 'the owner' },
  cosigners: ({ inspector }) => (inspector === undefined ? [] : [inspector]),
  history: carHistory,
  review: ({ vin, reason, inspector }, known) => [
    ...(reason === 'exported'
      ? [`${vin} leaves the country. Nothing more can be recorded for it until a station brings it back.`]
      : [`${vin} is scrapped and gone for ever. Nothing more can be recorded for it.`]),
    ...(inspector === undefined ? [] : [`${known.name(inspector)}, ${roleLabels.inspector}, saw it and signs too.`]),
  ],
  summary: ({ reason }) => (reason === 'exported' ? 'Exported' : 'Scrapped'),
  summaryFor: toldRetirement,
  apply: (state, { vin, reason, inspector }, { author, height }) => {
    const car = requireLivingCar(state, vin);
    if (!actsFor(state, author, car.owner, height)) throw carRefusals.NOT_OWNER({ vin });
    requireGiver(state, author, height);
    checkUnblocked(car);
    if (car.transfer !== undefined) throw carRefusals.CAR_ON_SALE({ vin });
    if (reason === 'destroyed') {
      if (inspector === undefined || activeLicence(state, inspector, 'inspector') === undefined)
        throw carRefusals.INSPECTOR_MISSING();
    }
    updateCar(state, vin, { status: reason });
  },
});
