import type { CarView, OwnerView, Status } from '../../../node/facade.ts';
import { countryName } from '../../forms/countries.ts';
import { nameOf } from '../../forms/known.ts';
import { fact } from '../../pages/review-rows.ts';
import { counted, dayOfInstant, dayText, shortId, thousands } from '../../text/format.ts';
import { blank, prose, type Row, row, span } from '../../text/row.ts';
import { padTo } from '../../text/width.ts';
import { carName } from '../home/steps.ts';
import { whenWords } from './log-rows.ts';
import type { Found } from './look-up.ts';

/** Everything that the page of a found person says. */
export interface FoundFacts {
  readonly found: Found;
  readonly owner: OwnerView | undefined;
  readonly car: CarView | undefined;
  readonly status: Status | undefined;
  readonly now: number;
}

export function foundRows(facts: FoundFacts, width: number): Row[] {
  const { found, car, status } = facts;
  const { key, vin } = found.result;
  return [
    row(
      ' ',
      span('POLICE', 'dim'),
      ' › ',
      span(found.sought, 'title'),
      span(`   entry ${thousands(found.number)} of the log`, 'dim'),
    ),
    row(' ', span(`for: ${found.purpose}`, 'dim')),
    blank,
    ...(vin === undefined && key === undefined ? prose(`Nobody has plate ${found.sought} on this ledger.`, width) : []),
    ...(vin === undefined ? [] : carRows(vin, car)),
    ...(key === undefined ? [] : [...keyRows(nameOf(status, key), key, width), ...ownerRows(facts, width), blank]),
    ...(key === undefined ? [] : personRows(facts, width)),
  ];
}

/** The name that this wallet knows, and the address in full where there is room for it. */
function keyRows(name: string, address: string, width: number): Row[] {
  const fits = address.length + 16 <= width;
  if (name.includes('…')) return [fact('Key', fits ? address : name)];
  return [fact('Key', name), ...(fits ? [row(' '.repeat(15), span(address, 'dim'))] : [])];
}

function carRows(vin: string, car: CarView | undefined): Row[] {
  const stolen = car?.flags.some(({ flag }) => flag === 'stolen') === true;
  return [
    fact('Car', car === undefined ? vin : `${carName(car)}, VIN ${vin}`),
    ...(stolen ? [row(' ', span(padTo('', 14)), span('✗', 'bad'), ' Stolen')] : []),
  ];
}

/** What the ledger says of the key: everybody may read that. */
function ownerRows({ found, owner, status }: FoundFacts, width: number): Row[] {
  const line = (glyph: 'good' | 'bad' | 'warn', text: string) =>
    row(' ', span(padTo('Ledger', 14), 'dim'), span({ good: '✓', bad: '✗', warn: '!' }[glyph], glyph), ` ${text}`);
  if (owner === undefined) return [line('warn', 'not confirmed as an owner by any police')];
  const { country, certifiedBy, since, challenge } = owner;
  const by = `${nameOf(status, certifiedBy)}, ${countryName(country) ?? country}`;
  const when =
    owner.waiting === true
      ? 'waits for a block'
      : since.block === 0
        ? 'since the founding of this network'
        : `since block ${thousands(since.block)}, ${dayOfInstant(since.time)}`;
  const { commitment, person } = found.result;
  const fits = commitment === owner.commitment;
  return [
    owner.status === 'certified'
      ? line('good', `confirmed by ${by}, ${when}`)
      : line('bad', owner.status === 'revoked' ? `revoked; it was confirmed by ${by}` : 'replaced by another key'),
    ...(person === undefined
      ? []
      : fits
        ? [row(' '.repeat(15), span('✓', 'good'), ` commitment ${shortId(owner.commitment)} is this person's`)]
        : [
            row(' '.repeat(15), span('✗', 'bad'), ' its commitment is another one than this file makes'),
            ...(owner.status === 'certified'
              ? [row(' '.repeat(17), span('d revokes the owner, then e confirms it by this file', 'next'))]
              : []),
          ]),
    ...(challenge === undefined
      ? []
      : prose(
          `! ${nameOf(status, challenge.successor)} takes its place in block ${thousands(challenge.due)}, in ${counted(Math.max(0, challenge.due - (status?.height ?? 0)), 'block')}, unless it objects.`,
          width,
          'warn',
        )),
    ...(owner.replaces.length === 0
      ? []
      : [fact('Replaces', owner.replaces.map((each) => nameOf(status, each)).join(', '))]),
  ];
}

function personRows({ found, owner, status }: FoundFacts, width: number): Row[] {
  const { person, since, by, onFile } = found.result;
  if (person === undefined) {
    return prose(
      owner === undefined
        ? 'Nobody is on file here behind this key. e puts somebody on file, and then confirms the owner.'
        : 'Nobody is on file here behind this key: it was confirmed elsewhere, or the person was erased.',
      width,
    );
  }
  const revoked = owner?.status === 'revoked' && owner.commitment === found.result.commitment;
  return [
    row(' ', span(person.name, 'title')),
    fact('Born', `${dayText(person.born)}${person.birthplace === '' ? '' : `, ${person.birthplace}`}`),
    fact('Address', person.address),
    ...(person.document === '' ? [] : [fact('Document', person.document)]),
    fact('On file', `since ${since === undefined ? 'some time' : whenWords(since)}, by ${by ?? 'somebody'}`),
    ...(onFile === undefined ? [] : [fact('', `behind ${nameOf(status, onFile)}, which this key replaced`)]),
    ...(revoked
      ? [
          blank,
          ...prose(
            'To confirm this owner again, erase the person and put them on file anew: a commitment counts once.',
            width,
            'next',
          ),
        ]
      : []),
  ];
}
