import { formatPercent } from '../../../ledger/field-kinds.ts';
import type { EventView } from '../../../node/facade.ts';
import { nameOf } from '../../forms/known.ts';
import { counted, livres, thousands } from '../../text/format.ts';
import { beside, blank, ends, prose, type Row, row, rowWidth, span } from '../../text/row.ts';
import { padTo, wrapWords } from '../../text/width.ts';
import { type Reader, whom } from './reader.ts';
import { longDay, timeOfDay } from './times.ts';
import { eventTitle, isFull, isOver, isTrading, lockWords, sellerOf, soldWords } from './words.ts';

/** What a purchase costs whoever looks: deniers, each nothing while it is not known. */
export interface Purse {
  readonly fee: string | undefined;
  readonly balance: string | undefined;
}

/** What one must know before one buys: what it costs, what is allowed, that it is genuine, where the money is. */
export function buyRows(event: EventView, purse: Purse, reader: Reader, width: number): Row[] {
  return [
    ...eventHead(event, width),
    ...standingRows(event, reader, width),
    ...cardRows(event, purse, width),
    blank,
    ...genuineRows(event, reader, width),
  ];
}

/** Name, place and time; at the end how much of it is sold. */
export function eventHead(event: EventView, width: number): Row[] {
  const { doorsAt, startsAt } = event;
  const when = `${longDay(doorsAt)}, doors ${timeOfDay(doorsAt)} UTC`;
  const name = row(' ', span(eventTitle(event), 'title'));
  const sold = row(span(soldWords(event, event.returned), 'dim'), ' ');
  const whole = row(...name, `   ${when}`);
  if (rowWidth(whole) + rowWidth(sold) + 2 <= width) return [ends(whole, sold, width)];
  const start = startsAt === doorsAt ? '' : `, start ${timeOfDay(startsAt)}`;
  return [ends(name, sold, width), row(' ', `${longDay(doorsAt)}, doors ${timeOfDay(doorsAt)}${start} UTC`)];
}

/** What is to be said first, where one cannot simply buy. */
export function standingRows(event: EventView, reader: Reader, width: number): Row[] {
  const { now } = reader;
  const { status, reason, left, waitingList, listed, share, waiting, onSale, lockedFrom } = event;
  const line = (text: string, tone?: 'bad' | 'warn' | 'next') => prose(text, width, tone);
  if (status === 'cancelled') {
    return line(
      `✗ CANCELLED${reason === undefined ? '' : `: ${reason}`}. What the event holds for each ticket goes back to its holder by itself; nobody has to ask.`,
      'bad',
    );
  }
  if (isOver(event, now)) return line('○ It is over. The money went to the organiser and its sellers.');
  if (!isTrading(event, now)) {
    return line(
      `○ Since ${longDay(lockedFrom)} ${timeOfDay(lockedFrom)} UTC no ticket changes hands any more.`,
      'warn',
    );
  }
  const most = event.policy.perHolder;
  const waits = waiting ? line('◌ Something about it waits for a block.', 'next') : [];
  if (isFull(event) && share?.waits === undefined) {
    return [...waits, ...line(`○ You have all that one person may: ${counted(most, 'ticket')}.`)];
  }
  if (onSale) return waits;
  if (left > 0) return [...waits, ...line('! Nothing is sold: its organiser is not licensed at this moment.', 'warn')];
  if (event.issued === 0 || event.offered === 0) return [...waits, ...line('○ No seat is on sale yet.')];
  if (share?.waits !== undefined) {
    return [
      ...waits,
      ...line(
        `○ You wait for a ticket: number ${thousands(share.waits)} of ${thousands(waitingList)}. x stops waiting, and the price comes back.`,
        'next',
      ),
    ];
  }
  const resale = listed > 0 ? ` Holders offer ${counted(listed, 'ticket')}: →→.` : '';
  const unsold = event.capacity - (event.sold - event.returned);
  const whole =
    unsold === 0
      ? '○ SOLD OUT.'
      : `○ None on sale now: ${thousands(unsold)} of ${counted(event.capacity, 'seat')} ${unsold === 1 ? 'is' : 'are'} not on sale yet, or not any more.`;
  return [...waits, ...line(`${whole} w waits for one that somebody returns.${resale}`, 'next')];
}

/** What it costs, and beside it what is allowed. */
function cardRows(event: EventView, purse: Purse, width: number): Row[] {
  const costs = costRows(event, purse);
  const left = Math.max(...costs.map(rowWidth)) + 4;
  const rules = rulesOf(event);
  const labels = 11;
  const room = Math.min(76, width - left - labels - 1);
  if (room < 24) return [...costs, ...ruleRows(rules, labels, width - labels - 2, ' ')];
  return beside({ rows: costs, width: left }, { rows: ruleRows(rules, labels, room, ''), width: width - left });
}

function ruleRows(rules: readonly (readonly [string, string])[], labels: number, room: number, before: string): Row[] {
  return rules.flatMap(([label, words]) =>
    wrapWords(words, room).map((text, index) =>
      row(before, span(padTo(index === 0 ? label : '', labels), 'dim'), ' ', text),
    ),
  );
}

/** Ticket and fee above a line, what one pays and has below it; decimal points stand below each other. */
function costRows({ price }: EventView, { fee, balance }: Purse): Row[] {
  const pays = `${BigInt(price) + BigInt(fee ?? 0)}`;
  const lines = [
    ['Ticket', livres(price)],
    ['Ledger fee', fee === undefined ? '' : livres(fee)],
    ['You pay', livres(pays)],
    ...(balance === undefined ? [] : [['You have', livres(balance)]]),
  ] as const;
  const aligned = alignedAmounts(lines.map(([, value = '']) => value));
  const numbers = Math.max(...aligned.map((value) => value.length));
  const drawn = lines.map(([label = ''], at) => {
    const value = padTo(aligned[at] ?? '', numbers, 'right');
    const isSum = label === 'You pay';
    return row(' ', span(padTo(label, 11), 'dim'), span(value, isSum ? 'title' : undefined));
  });
  const rule = row(' ', span('─'.repeat(11 + numbers), 'dim'));
  return [...drawn.slice(0, 2), rule, ...drawn.slice(2)];
}

/** Amounts with as many columns behind the point each, so that the points stand below each other. */
export function alignedAmounts(amounts: readonly string[]): string[] {
  const behind = (text: string) => text.length - (text.indexOf('.') + 1);
  const most = Math.max(0, ...amounts.filter((text) => text !== '').map(behind));
  return amounts.map((text) => (text === '' ? '' : text + ' '.repeat(most - behind(text))));
}

function rulesOf(event: EventView): (readonly [string, string])[] {
  const { policy, cap, share } = event;
  const { resellers, commission, freeTransfers, perHolder, certified, reentry } = policy;
  const of = commission === 0 ? '' : `; ${formatPercent(commission)} goes to the organiser`;
  const who = resellers === 'holders' ? 'holders' : 'official sellers only';
  const gifts = freeTransfers === 0 ? 'none' : freeTransfers === 1 ? 'one' : thousands(freeTransfers);
  const until = lockWords(event);
  const known = certified ? ', known to the police' : '';
  return [
    [
      'Resale',
      resellers === 'none' ? 'not allowed; it can be returned' : `at most ${livres(cap)}, everything included`,
    ],
    ...(resellers === 'none' ? [] : [['Who may', `${who}${of}`] as const]),
    ['Gifts', freeTransfers === 0 ? gifts : `${gifts}, until ${until.replace(/^when /, '')}`],
    [
      'Per person',
      `${thousands(perHolder)}${known}${share === undefined ? '' : `, you hold ${thousands(share.holds)}`}`,
    ],
    ['At the door', `the name you give now, never published${reentry ? '; you may come in again' : ''}`],
  ];
}

/** Who signed it, and where the money is. */
export function genuineRows(event: EventView, reader: Reader, width: number): Row[] {
  const { issuer, organiser, status } = event;
  const seller = sellerOf(event) ?? event.sellers.find(({ licensed }) => licensed)?.seller;
  const by = issuer === undefined ? '' : `, ${issuer.country}`;
  const standing = issuer !== undefined && issuer.status !== 'active' ? `, ${issuer.status}` : '';
  const who = `Organiser: ${nameOf(reader.status, organiser)}${by}${standing}.`;
  const genuine =
    seller === undefined
      ? prose(`! No official seller of it is licensed now. ${who}`, width, 'warn')
      : prose(`✓ Genuine: signed by ${whom(reader, seller)} and by the event. ${who}`, width);
  const coloured = genuine.map((line, at) => (at === 0 && seller !== undefined ? withGoodMark(line) : line));
  const money =
    status === 'open' && !isOver(event, reader.now)
      ? 'The money stays with the event until it has taken place. If it is cancelled, you get it back without asking.'
      : '';
  const rest = money === '' ? [] : wrapWords(money, Math.min(98, width - 4)).map((text) => row('   ', text));
  return [...coloured, ...rest];
}

/** Only the ✓ is green. */
export function withGoodMark(line: Row): Row {
  return line.flatMap((piece) => {
    if (!piece.text.startsWith('✓')) return [piece];
    return [span('✓', 'good'), { ...piece, text: piece.text.slice(1) }];
  });
}
