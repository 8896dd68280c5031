import type { BoxOfficeView, EventView } from '../../../node/facade.ts';
import { barRows } from '../../components/bars.ts';
import { nameOf } from '../../forms/known.ts';
import { counted, thousands } from '../../text/format.ts';
import { blank, prose, type Row, row, type Size, span, title } from '../../text/row.ts';
import { padTo } from '../../text/width.ts';
import { lvr, sellerRows } from './event-page.ts';
import { eventHead, withGoodMark } from './event-rows.ts';
import type { Reader } from './reader.ts';
import { doorsWords, shortDay } from './times.ts';
import { isOver, isTrading } from './words.ts';

/** From so many milliseconds before the doors the gate is the next step of everybody who may open it. */
export const gateSoon = 86_400_000;

/** Days that are drawn, the last ones. */
const daysShown = 14;

/** An event as its organiser, a seller or a gate looks at it. */
export function officeRows(
  office: BoxOfficeView,
  next: string | undefined,
  reader: Reader,
  { width, height }: Size,
): Row[] {
  const { event } = office;
  const rows = [
    ...eventHead(event, width),
    ...(next === undefined ? [] : nextRows(next, width)),
    ...(event.waiting ? prose('◌ Something about it waits for a block.', width, 'next') : []),
    blank,
    ...figureRows(office, reader, width),
    blank,
    ...sellerRows(event, reader, width),
  ];
  // Half a chart says nothing.
  const days = dayRows(office, width, Math.min(daysShown, height - rows.length - 2));
  return [...rows, ...days].slice(0, height);
}

/** Only the next step is coloured as one, and only the mark of what is well. */
function nextRows(next: string, width: number): Row[] {
  if (next.startsWith('✓')) return prose(next, width).map(withGoodMark);
  return prose(next, width, next.startsWith('NEXT') ? 'next' : next.startsWith('✗') ? 'bad' : undefined);
}

/** What counts, in two columns where there is room. */
function figureRows(office: BoxOfficeView, reader: Reader, width: number): Row[] {
  const { event, valid, noShows, conflicts } = office;
  const { capacity, issued, offered, returned, waitingList, held, commissions, resales, listed, admitted } = event;
  const sold = event.sold - returned;
  const onSale = isTrading(event, reader.now) ? offered - sold : 0;
  const isLate = reader.now >= event.doorsAt;
  // Whoever is not there while the doors are open may still come.
  const missing = isOver(event, reader.now) ? counted(noShows, 'no-show') : `${thousands(noShows)} not here yet`;
  const absence = isLate ? `, ${missing}` : '';
  const resold = sold === 0 ? 0 : Math.round((100 * resales) / sold);
  const sales: [string, string][] = [
    // What is handed over is on sale, sold or neither: the three add up to it.
    ['Handed over', `${thousands(issued)} of ${thousands(capacity)}`],
    [
      'On sale now',
      `${thousands(onSale)}${onSale === 0 || returned === 0 ? '' : `, ${thousands(returned)} of it returned`}`,
    ],
    ['Sold', thousands(sold)],
    ['Not on sale', thousands(issued - sold - onSale)],
    ['Waiting list', counted(waitingList, 'person', 'people')],
  ];
  const money: [string, string][] = [
    ['Held', lvr(held)],
    ['Resale', `${counted(resales, 'time')} (${resold}%), ${thousands(listed)} on offer`],
    ['Commissions', lvr(commissions)],
    ['Inside', `${thousands(admitted)} of ${thousands(valid)}${absence}`],
  ];
  const half = 38;
  const pairs = sales.map((each, at) => [each, money[at]] as const);
  const line = ([label, value]: readonly [string, string], labels: number) => [
    span(padTo(label, labels), 'dim'),
    span(value),
  ];
  const isWide = width >= 78;
  const figures = isWide
    ? pairs.map(([one, other]) => {
        const start = [span(' '), ...line([one[0], padTo(one[1], half - 13)], 13)];
        return other === undefined ? start : [...start, span(' '), ...line(other, 12)];
      })
    : [...sales, ...money].map((each) => [span(' '), ...line(each, 13)]);
  return [
    ...figures,
    ...(conflicts.length === 0
      ? []
      : prose(
          `✗ Let in more often than allowed: ${conflicts.length === 1 ? 'ticket' : 'tickets'} ${conflicts.slice(0, 12).map(thousands).join(', ')}${conflicts.length > 12 ? ' and more' : ''}.`,
          width,
          'bad',
        )),
  ];
}

function dayRows({ soldOn }: BoxOfficeView, width: number, most: number): Row[] {
  if (soldOn.length === 0 || most < 1) return [];
  const days = soldOn.slice(-most).map(({ day, tickets }) => ({ label: shortDay(day), value: tickets }));
  const bars = barRows(days, Math.min(78, width - 2)).map((line) => row(' ', ...line));
  return [blank, title(' SOLD PER DAY'), ...bars];
}

/** Seats that a seller has and does not offer: one's own before those of others. */
export function unoffered({ sellers }: EventView, own: string | undefined): EventView['sellers'][number] | undefined {
  const waiting = sellers.filter(({ issued, offered }) => issued > offered);
  return waiting.find(({ seller }) => seller === own) ?? waiting[0];
}

/** What is to be done next, in a sentence, from what the keys can do. */
export function nextWords(
  event: EventView,
  step: 'hand' | 'offer' | 'gate' | undefined,
  reader: Reader,
): string | undefined {
  const { status, reason, capacity, issued } = event;
  if (status === 'cancelled') {
    const money =
      event.held !== '0'
        ? `${lvr(event.held)} still go back to the holders, by themselves`
        : event.sold === 0
          ? 'No ticket was sold'
          : 'All of the money is back';
    return `✗ CANCELLED${reason === undefined ? '' : `: ${reason}`}. ${money}.`;
  }
  if (isOver(event, reader.now)) return '○ It is over: the money went to the organiser and its sellers.';
  const waiting = unoffered(event, reader.address);
  if (step === 'hand') {
    return `NEXT  Hand seats to a seller: ${issued === 0 ? 'nobody can buy one yet' : `${thousands(capacity - issued)} are left to hand over`}.`;
  }
  if (step === 'offer')
    return `NEXT  Put ${counted((waiting?.issued ?? 0) - (waiting?.offered ?? 0), 'seat')} on sale.`;
  if (step === 'gate') {
    const { now } = reader;
    return now < event.doorsAt - gateSoon
      ? `○ Enter is the gate, where you let people in: ${doorsWords(event.doorsAt, now)}.`
      : `NEXT  Open the gate: ${doorsWords(event.doorsAt, now)}.`;
  }
  if (waiting !== undefined && isTrading(event, reader.now)) {
    return `○ ${nameOf(reader.status, waiting.seller)} has seats that are not on sale yet: it puts them there.`;
  }
  return event.onSale ? '✓ On sale. Nothing to do.' : undefined;
}
