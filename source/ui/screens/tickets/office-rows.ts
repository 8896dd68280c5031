import type { BoxOfficeView, EventView } from '../../../node/facade.ts';
import { barRows } from '../../components/bars.ts';
import { nameOf } from '../../forms/known.ts';
import { counted, livres, thousands } from '../../text/format.ts';
import { blank, prose, type Row, row, type Size, span, title } from '../../text/row.ts';
import { padTo } from '../../text/width.ts';
import { lvr, sellerRows } from './event-page.ts';
import { eventHead, withGoodMark } from './event-rows.ts';
import type { Reader } from './reader.ts';
import { shortDay } from './times.ts';
import { isOver, isTrading } from './words.ts';

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
  const { capacity, issued, offered, left, returned, waitingList, held, commissions, resales, listed, admitted } =
    event;
  const sold = event.sold - returned;
  const isLate = reader.now >= event.doorsAt;
  // Whoever is not there while the doors are open may still come.
  const missing = isOver(event, reader.now) ? counted(noShows, 'no-show') : `${thousands(noShows)} not here yet`;
  const absence = isLate ? `, ${missing}` : '';
  const resold = sold === 0 ? 0 : Math.round((100 * resales) / sold);
  const sales: [string, string][] = [
    ['Sold', `${thousands(sold)} of ${thousands(capacity)}, ${thousands(left)} left`],
    ['Seats', `${thousands(issued)} handed, ${thousands(offered)} on sale`],
    ['Returned', `${thousands(returned)} on sale again`],
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

/** Seats that some seller has and does not offer. */
export function unoffered(event: EventView): EventView['sellers'][number] | undefined {
  return event.sellers.find(({ issued, offered }) => issued > offered);
}

/** What is to be done next, in a sentence, from what the keys can do. */
export function nextWords(
  event: EventView,
  step: 'hand' | 'offer' | 'gate' | undefined,
  reader: Reader,
): string | undefined {
  const { status, reason, capacity, issued } = event;
  if (status === 'cancelled')
    return `✗ CANCELLED${reason === undefined ? '' : `: ${reason}`}. ${livres(event.held)} LVR still go back to the holders, by themselves.`;
  if (isOver(event, reader.now)) return '○ It is over: the money went to the organiser and its sellers.';
  const waiting = unoffered(event);
  if (step === 'hand') {
    return `NEXT  Hand seats to a seller: ${issued === 0 ? 'nobody can buy one yet' : `${thousands(capacity - issued)} are left to hand over`}.`;
  }
  if (step === 'offer')
    return `NEXT  Put ${counted((waiting?.issued ?? 0) - (waiting?.offered ?? 0), 'seat')} on sale.`;
  if (step === 'gate') return 'NEXT  Open the gate: the doors open soon, or are open.';
  if (waiting !== undefined && isTrading(event, reader.now)) {
    return `○ ${nameOf(reader.status, waiting.seller)} has seats that are not on sale yet: it puts them there.`;
  }
  return event.onSale ? '✓ On sale. Nothing to do.' : undefined;
}
