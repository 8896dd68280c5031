import type { EventView, TicketEvent, TicketSummary, TicketView, WaitingPlace } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import type { List } from '../../components/use-list.ts';
import { nameOf } from '../../forms/known.ts';
import { counted, dayOfInstant, livres, thousands } from '../../text/format.ts';
import { blank, ends, prose, type Row, row, rowWidth, type Size, span, title } from '../../text/row.ts';
import { cut, padTo, wrapWords } from '../../text/width.ts';
import { eventRow, lvr } from './event-page.ts';
import { type Reader, whom } from './reader.ts';
import { storyOf } from './story.ts';
import { longDay, timeOfDay } from './times.ts';
import { eventTitle, isOver, isTrading, lockWords, serialText, ticketState } from './words.ts';

/** A ticket as its holder reads it: how it stands, who comes with it, what can still be done; below it its last entries. */
export function ticketRows(ticket: TicketView, event: EventView | undefined, reader: Reader, size: Size): Row[] {
  const above = [...summaryRows(ticket, event, reader, size.width), blank, title(' WHAT HAPPENED')];
  const room = Math.max(1, size.height - above.length);
  const last = storyOf(ticket, reader).reverse().slice(0, room);
  return [...above, ...last.map((each) => eventRow(each, reader, size.width))];
}

/** The same without what happened. */
export function summaryRows(ticket: TicketView, event: EventView | undefined, reader: Reader, width: number): Row[] {
  const { commitment, name, holder } = ticket;
  const { mark, words } = ticketState(ticket, reader.now);
  const { doorsAt } = ticket.event;
  const door =
    name === undefined
      ? `only its print is known here: ${commitment.slice(0, 8)}…${commitment.slice(-4)}`
      : `${name}, never published`;
  const facts: [string, string][] = [
    ['When', `${longDay(doorsAt)}, doors ${timeOfDay(doorsAt)} UTC`],
    ['Holder', whom(reader, holder)],
    ['At the door', door],
    ['Genuine', genuineWords(ticket, reader)],
    ...comesBack(ticket, reader),
    ...(event === undefined || ticket.status !== 'valid' ? [] : mayRows(ticket, event, reader)),
  ];
  const standing = row(mark, ` ${words} `);
  const reason = event?.reason;
  return [
    ends(ticketTitle(ticket, width - rowWidth(standing) - 2), standing, width),
    ...(reason === undefined || ticket.event.status !== 'cancelled'
      ? []
      : prose(`✗ CANCELLED: ${reason}`, width, 'bad')),
    ...(ticket.conflicts > 0
      ? prose(
          `✗ Somebody was let in with it ${counted(ticket.conflicts, 'more time')} than it allows. The gates have recorded it.`,
          width,
          'bad',
        )
      : []),
    ...facts.flatMap(([label, value]) => factRows(label, value, width)),
  ];
}

function factRows(label: string, value: string, width: number): Row[] {
  return wrapWords(value, Math.min(86, width - 14)).map((text, at) =>
    row(' ', span(padTo(at === 0 ? label : '', 12), 'dim'), text),
  );
}

function genuineWords({ seller, issuer }: TicketView, reader: Reader): string {
  const licence = issuer === undefined ? '' : `, licensed in ${issuer.country}`;
  return `sold by ${nameOf(reader.status, seller)}${licence}, and signed by the event`;
}

/** `Concert, Olympia   ticket 0112`: what is too long is cut before the number. */
export function ticketTitle(ticket: Pick<TicketSummary, 'event' | 'serial'>, width: number): Row {
  const number = `   ticket ${serialText(ticket.serial)}`;
  return row(' ', span(cut(eventTitle(ticket.event), Math.max(1, width - number.length - 1)), 'title'), number);
}

/** What may still come back of the money, and when; nothing once it is the organiser's. */
function comesBack({ event, status, held, admission }: TicketSummary, { now }: Reader): [string, string][] {
  if (status !== 'valid') return [];
  if (event.status === 'cancelled') return [['Comes back', `${lvr(held)}, by itself, with one of the next blocks`]];
  if (isOver(event, now)) return [];
  const moves = admission === undefined && isTrading(event, now);
  return [['Comes back', `${lvr(held)} ${moves ? 'if you return it, or ' : ''}if the event is cancelled`]];
}

/** What its holder may still do with it. */
function mayRows(ticket: TicketSummary, event: EventView, reader: Reader): [string, string][] {
  const { event: summary, giftsLeft, admission } = ticket;
  if (summary.status !== 'open' || isOver(summary, reader.now)) return [];
  if (admission !== undefined || !isTrading(summary, reader.now)) return [['Fixed', 'it changes hands no more']];
  const { resellers } = event.policy;
  const resale = resellers === 'none' ? 'not allowed' : `at most ${lvr(event.cap)}, everything included`;
  const who = resellers === 'sellers' ? ', by official sellers only' : '';
  const gifts = giftsLeft === 0 ? 'no gift is left' : `${counted(giftsLeft, 'gift')} left`;
  return [
    ['Resale', `${resale}${who}`],
    ['Gifts', gifts],
    ['Fixed', `${lockWords(summary)}: then it changes hands no more`],
  ];
}

/** One line of a ticket's story. */
export type Moment = TicketEvent & { readonly index: number };

/** What the selection holds on to. */
export function momentKey({ id, index }: Moment): string {
  return `${id} ${index}`;
}

/** A ticket as a story: how it stands, then every entry, who signed it, in which block, how deep. */
export function storyRows(
  ticket: TicketView,
  event: EventView | undefined,
  moments: List<Moment>,
  reader: Reader,
  size: Size,
): Row[] {
  const above = [...summaryRows(ticket, event, reader, size.width), blank];
  const height = Math.max(3, size.height - above.length);
  const table = moments.table(momentColumns(reader), { width: size.width, height });
  return [...above.slice(0, Math.max(0, size.height - table.length)), ...table];
}

function momentColumns({ status }: Reader): Column<Moment>[] {
  return [
    {
      title: 'On',
      width: 11,
      align: 'right',
      drop: 3,
      cell: ({ block, time }) => (block === 0 ? '' : dayOfInstant(time)),
    },
    { title: 'What', cell: ({ what }) => what },
    {
      title: 'Signed by',
      width: 18,
      drop: 2,
      cell: ({ signer }) => (signer === undefined ? 'by itself' : nameOf(status, signer)),
    },
    {
      title: 'Block',
      width: 9,
      align: 'right',
      cell: ({ block }) => (block === 0 ? 'waiting' : thousands(block)),
      tone: ({ block }) => (block === 0 ? 'next' : undefined),
    },
    {
      title: 'Deep',
      width: 7,
      align: 'right',
      drop: 1,
      cell: ({ block }) => (block === 0 || status === undefined ? '' : thousands(status.height - block + 1)),
    },
  ];
}

/** A place on a waiting list. */
export function placeRows({ event, place, of, locked }: WaitingPlace, width: number): Row[] {
  return [
    row(' ', span(eventTitle(event), 'title'), '   you wait for a ticket'),
    ...prose(
      `${longDay(event.doorsAt)}, doors ${timeOfDay(event.doorsAt)} UTC. You are number ${thousands(place)} of ${thousands(of)}.`,
      width,
    ),
    blank,
    ...prose(
      `As soon as somebody returns a ticket and you are first, it is yours: nobody has to do anything. ${livres(locked)} LVR are locked for it until then. They come back when you stop waiting (x), or ${lockWords(event)} if it was not your turn.`,
      width,
    ),
  ];
}
