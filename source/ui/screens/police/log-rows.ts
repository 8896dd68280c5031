import type { PoliceEntryView, Status } from '../../../node/facade.ts';
import { nameOf } from '../../forms/known.ts';
import { clock, dayOfInstant, shortAddress, thousands } from '../../text/format.ts';
import { actionWords } from '../../text/police-actions.ts';
import { prose, type Row, row, span } from '../../text/row.ts';

/** `12 Nov 2026 12:04` */
export function whenWords(time: number): string {
  return `${dayOfInstant(time)} ${clock(time).slice(0, 5)}`;
}

/** `12 Nov 12:04`; the year stands in full elsewhere. */
export function shortWhen(time: number): string {
  return whenWords(time).replace(/ \d{4} /, ' ');
}

/** `looked up AB-123-CD, alice: nobody on file` */
export function whatWords(
  { action, plate, key, found }: Pick<PoliceEntryView, 'action' | 'plate' | 'key' | 'found'>,
  status?: Status,
): string {
  const whom = [plate, key === undefined ? undefined : status ? nameOf(status, key) : shortAddress(key)];
  const about = whom.filter((each) => each !== undefined).join(', ');
  return `${actionWords[action]}${about === '' ? '' : ` ${about}`}${action === 'look' && !found ? ': nobody on file' : ''}`;
}

/** An entry in two or three rows. */
export function entryRows(entry: PoliceEntryView, width: number, status?: Status): Row[] {
  return [
    row(' ', span(`${thousands(entry.number)}  `, 'dim'), span(whenWords(entry.at), 'dim'), `  ${entry.who}`),
    ...prose(`${whatWords(entry, status)}${entry.purpose === '' ? '' : `, for: ${entry.purpose}`}`, width),
  ];
}
