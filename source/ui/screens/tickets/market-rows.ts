import { formatPercent } from '../../../ledger/field-kinds.ts';
import type { MarketView } from '../../../node/facade.ts';
import { livres } from '../../text/format.ts';
import { blank, prose, type Row, row, span } from '../../text/row.ts';
import { padTo } from '../../text/width.ts';
import { alignedAmounts, type Purse } from './event-rows.ts';
import { type Reader, whom } from './reader.ts';
import { ticketTitle } from './ticket-rows.ts';
import { longDay, timeOfDay } from './times.ts';

/** What a ticket costs that its holder offers, and who gets what of it. */
export function offerRows(offer: MarketView, { fee, balance }: Purse, reader: Reader, width: number): Row[] {
  const { event, holder, price, cap, commission, waiting } = offer;
  const share = BigInt(price) - (BigInt(price) * BigInt(10_000 - commission)) / 10_000n;
  const rest = BigInt(price) - share;
  const isOwn = holder === reader.address;
  const seller = whom(reader, holder);
  const whose = `, from ${seller}`;
  const amounts: [string, string, string][] = [
    ['Ticket', livres(price), `at most ${livres(cap)}, everything included`],
    ['Ledger fee', fee === undefined ? '' : livres(fee), ''],
    ['You pay', livres(`${BigInt(price) + BigInt(fee ?? 0)}`), ''],
    ...(balance === undefined ? [] : ([['You have', livres(balance), '']] as [string, string, string][])),
    [isOwn ? 'You get' : `${seller} gets`, livres(`${rest}`), ''],
    [
      'Organiser',
      livres(`${share}`),
      commission === 0 ? 'takes nothing of a resale' : `${formatPercent(commission)} of the price`,
    ],
  ];
  const shown = isOwn ? amounts.filter(([label]) => label !== 'Ledger fee' && label !== 'You pay') : amounts;
  const aligned = alignedAmounts(shown.map(([, value]) => value));
  const labels = Math.max(11, ...shown.map(([label]) => label.length)) + 1;
  const numbers = Math.max(...aligned.map((value) => value.length));
  return [
    row(...ticketTitle(offer, width - whose.length - 1), whose),
    row(' ', `${longDay(event.doorsAt)}, doors ${timeOfDay(event.doorsAt)} UTC`),
    ...(waiting ? prose('◌ It waits for a block.', width, 'next') : []),
    blank,
    ...shown.map(([label, , words], at) =>
      row(
        ' ',
        span(padTo(label, labels), 'dim'),
        span(padTo(aligned[at] ?? '', numbers, 'right'), label === 'You pay' ? 'title' : undefined),
        words === '' ? '' : span(`   ${words}`, 'dim'),
      ),
    ),
    blank,
    ...prose(
      isOwn
        ? 'It is yours until somebody pays; x takes it off the market.'
        : 'Money and ticket change hands in one step. What its holder had lets nobody in any more, so nobody can sell it twice.',
      width,
    ),
  ];
}
