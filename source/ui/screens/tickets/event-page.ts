import { formatPercent } from '../../../ledger/field-kinds.ts';
import type { EventView, TicketEvent } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { tableRows } from '../../components/table.ts';
import { nameOf } from '../../forms/known.ts';
import { clock, dayOfInstant, livres, thousands } from '../../text/format.ts';
import { blank, ends, prose, type Row, row, span, title } from '../../text/row.ts';
import { padTo } from '../../text/width.ts';
import { buyRows, type Purse } from './event-rows.ts';
import { type Reader, whom } from './reader.ts';
import { longDay, timeOfDay } from './times.ts';
import { isTrading } from './words.ts';

/** Everything about an event: what one must know before one buys, the policy in words, who sells and lets in, what happened. */
export function eventRows(event: EventView, purse: Purse, reader: Reader, width: number): Row[] {
  return [...buyRows(event, purse, reader, width), blank, ...aboutRows(event, reader, width)];
}

/** What stands below the first look at an event. */
export function aboutRows(event: EventView, reader: Reader, width: number, withSellers = true): Row[] {
  const { startsAt, endsAt, gateKeys, policyLines } = event;
  const gates = gateKeys.map((key) => whom(reader, key)).join(', ');
  return [
    title(' WHAT THE ORGANISER ALLOWS'),
    ...policyLines.flatMap((line) => prose(line, width)),
    blank,
    title(' WHEN AND WHO'),
    fact('Starts', `${longDay(startsAt)} ${timeOfDay(startsAt)} UTC`),
    fact('Ends', `${longDay(endsAt)} ${timeOfDay(endsAt)} UTC`),
    fact('At the gate', gates === '' ? 'nobody is named' : gates),
    fact('Organiser', organiserWords(event, reader)),
    blank,
    ...(withSellers ? [...sellerRows(event, reader, width), blank] : []),
    title(' WHAT HAPPENED'),
    ...[...event.history].reverse().map((each) => eventRow(each, reader, width)),
  ];
}

function organiserWords({ issuer, organiser }: EventView, reader: Reader): string {
  const name = nameOf(reader.status, organiser);
  if (issuer === undefined) return name;
  const standing = issuer.status === 'active' ? 'licensed' : issuer.status;
  return `${name}: ${issuer.name}, ${issuer.country}, ${standing}`;
}

function fact(label: string, value: string): Row {
  return row(' ', span(padTo(label, 12), 'dim'), value);
}

/** A table of the official sellers and their seats. */
export function sellerRows(event: EventView, reader: Reader, width: number): Row[] {
  const { sellers, policy } = event;
  const onSale = seatsOnSale(event, reader.now);
  const share = policy.sellerFee === 0 ? '' : `   each gets ${formatPercent(policy.sellerFee)} of what it sells`;
  const head = row(' ', span('OFFICIAL SELLERS', 'title'), span(share, 'dim'));
  if (sellers.length === 0) return [head, ...prose('None is named, so nobody can sell a ticket of it.', width, 'warn')];
  const number = (heading: string, cell: (seller: EventView['sellers'][number]) => number) => ({
    ...{ title: heading, width: 11, align: 'right' as const },
    cell: (seller: EventView['sellers'][number]) => thousands(cell(seller)),
  });
  const columns: Column<EventView['sellers'][number]>[] = [
    {
      title: 'Seller',
      width: 24,
      cell: ({ seller, licensed }) => `${whom(reader, seller)}${licensed ? '' : ', not licensed'}`,
    },
    number('Handed over', ({ issued }) => issued),
    number('On sale now', onSale),
    number('Sold', ({ sold }) => sold),
    number('Not on sale', (seller) => seller.issued - seller.sold - onSale(seller)),
  ];
  const size = { width: Math.min(width, 80), height: sellers.length + 1 };
  return [head, ...tableRows({ items: sellers, columns, selected: -1, start: 0, size, active: false })];
}

/** How many seats of a seller can be bought now. */
function seatsOnSale(event: EventView, now: number): (seller: EventView['sellers'][number]) => number {
  return isTrading(event, now) ? ({ offered, sold }) => offered - sold : () => 0;
}

/** One line of a history: when, what, who, in which block. */
export function eventRow({ what, signer, block, time }: TicketEvent, { status }: Reader, width: number): Row {
  return ends(
    row(
      ' ',
      span(block === 0 ? padTo('', 21) : `${padTo(dayOfInstant(time), 12, 'right')} ${clock(time)}`, 'dim'),
      `  ${what}`,
    ),
    row(
      span(signer === undefined ? 'by itself' : nameOf(status, signer), 'dim'),
      block === 0 ? span('   waiting ', 'next') : span(`   block ${thousands(block)} `, 'dim'),
    ),
    width,
  );
}

/** Deniers for people, with the unit. */
export function lvr(deniers: string): string {
  return `${livres(deniers)} LVR`;
}
