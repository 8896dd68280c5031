import type { ConcernView, SaleCheck, SaleStep, SaleSummary, SaleView } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { nameOf } from '../../forms/known.ts';
import { clock, dayOfInstant, livres, thousands } from '../../text/format.ts';
import { blank, ends, prose, type Row, row, type Span, span, title } from '../../text/row.ts';
import { endsIn } from '../../text/until.ts';
import { cut, padTo, widthOf, wrapWords } from '../../text/width.ts';
import { consequence, endingWords, isHindered, may, type Reader, sentence, whom } from './words.ts';

/** The columns of a list of sales. */
export function saleColumns(reader: Reader): Column<SaleSummary>[] {
  return [
    { title: 'To do', width: 9, cell: (sale) => dutyWords(sale, reader), tone: () => 'next' },
    { title: 'Car', cell: ({ car }) => car },
    {
      title: 'From',
      width: 14,
      drop: 2,
      cell: ({ seller }) => whom(reader, seller),
      folded: ({ seller }) => `from ${whom(reader, seller)}`,
    },
    {
      title: 'To',
      width: 14,
      drop: 3,
      cell: ({ buyer }) => whom(reader, buyer),
      folded: ({ buyer }) => `to ${whom(reader, buyer)}`,
    },
    {
      title: 'LVR',
      width: 14,
      align: 'right',
      drop: 4,
      cell: ({ price }) => livres(price),
      folded: ({ price }) => `${livres(price)} LVR`,
    },
    { title: '', width: 24, drop: 1, cell: (sale) => standing(sale, reader) },
  ];
}

/** What is waited for, in one word. */
function dutyWords(sale: SaleSummary, reader: Reader): string {
  if (sale.waiting) return 'waiting';
  if (isHindered(sale) && (may(sale, 'transfers.accept', reader) || may(sale, 'transfers.confirm', reader)))
    return 'Stopped';
  if (may(sale, 'transfers.accept', reader)) return 'Accept';
  if (may(sale, 'transfers.confirm', reader)) return 'Confirm';
  if (sale.status === 'offered') return 'buyer';
  return sale.status === 'accepted' ? 'notary' : '';
}

function standing(sale: SaleSummary, { status }: Reader): string {
  const isOpen = sale.status === 'offered' || sale.status === 'accepted';
  if (isOpen) return sale.blocked === 'stolen' ? 'STOLEN' : endsIn(sale.deadline, status);
  return sale.waiting ? 'waits for a block' : endingWords(sale);
}

/** A sale as a row of steps, with what is to be known before the next one and what it means. */
export function saleRows(sale: SaleView, reader: Reader, width: number): Row[] {
  const { checks, concerns } = sale;
  const isOpen = sale.next.length > 0;
  const said = isOpen ? consequence(sale, reader) : undefined;
  const heading = may(sale, 'transfers.accept', reader)
    ? 'BEFORE YOU ACCEPT'
    : may(sale, 'transfers.confirm', reader)
      ? 'BEFORE YOU CONFIRM'
      : 'HOW IT STANDS';
  return [
    ...headRows(sale, reader, width),
    ...stepRows(sale, reader, width),
    blank,
    ...(checks.length === 0
      ? []
      : [title(` ${heading}`), ...checks.flatMap((one) => checkRows(one, sale, reader, width)), blank]),
    ...(said === undefined
      ? endingRows(sale, reader, width)
      : [title(` ${said.heading}`), ...prose(said.text, width, said.isBad ? 'warn' : undefined)]),
    ...concernRows(concerns, sale, width),
  ];
}

function headRows(sale: SaleView, reader: Reader, width: number): Row[] {
  const { car, seller, buyer, price, payment } = sale;
  const paid = `${livres(price)} LVR, paid ${payment === 'ledger' ? 'on the ledger' : 'outside the ledger'}`;
  const parties = `${whom(reader, seller)} → ${whom(reader, buyer)}`;
  const whole = row(' ', span(car, 'title'), `   ${parties}   ${paid}`);
  if (widthOf(car) + widthOf(parties) + widthOf(paid) + 8 <= width) return [whole];
  return [row(' ', span(car, 'title'), `   ${parties}`), row(' ', paid)];
}

/** The four steps beside each other: what was done is joined by a heavy line; below each who, and in which block. */
function stepRows({ steps: all, status, declined, buyer }: SaleView, reader: Reader, width: number): Row[] {
  const isOver = status !== 'offered' && status !== 'accepted' && status !== 'confirmed';
  // What did not come about leaves the car where it was.
  const steps = isOver ? all.filter(({ step }) => step !== 'title') : all;
  const labels = steps.map((step) => labelOf(step, buyer, reader));
  const widths = stepWidths(labels, width - 1);
  const first: Span[] = [span(' ')];
  const second: Span[] = [span(' ')];
  const third: Span[] = [span(' ')];
  for (const [index, step] of steps.entries()) {
    const isLast = index === steps.length - 1;
    const tone =
      step.state === 'done' ? 'good' : step.state === 'failed' ? 'bad' : step.state === 'next' ? 'next' : 'dim';
    const wide = widths[index] ?? 0;
    const label = cut(labels[index] ?? '', wide - 4);
    const line = isLast ? '' : (step.state === 'done' ? '━' : '─').repeat(Math.max(1, wide - widthOf(label) - 4));
    first.push(span(glyphs[step.state], tone), span(` ${label} `, step.state === 'later' ? 'dim' : undefined));
    first.push(span(isLast ? '' : `${line} `, 'dim'));
    const [above, below] = belowWords(step, reader);
    second.push(span(padTo(`  ${above}`, wide), step.state === 'next' ? 'next' : 'dim'));
    third.push(span(padTo(`  ${below}`, wide), 'dim'));
  }
  const ending = endingWords({ status, ...(declined ? { declined } : {}) });
  return [first, second, third, ...(isOver ? [row(' ', span('✗', 'bad'), ` ${ending}`)] : [])];
}

/** Columns for the steps: all alike, unless a long label needs what a short one can spare. */
function stepWidths(labels: readonly string[], room: number): number[] {
  const even = Math.min(26, Math.floor(room / labels.length));
  // Glyph, label, a line of one, and the blanks between them.
  const least = labels.map((label) => widthOf(label) + 5);
  const spare = room - least.reduce((sum, one) => sum + one, 0);
  if (spare < 0 || least.every((one) => one <= even)) return labels.map(() => even);
  return least.map((one) => one + Math.floor(spare / labels.length));
}

const glyphs: Readonly<Record<SaleStep['state'], string>> = { done: '✓', next: '●', later: '○', failed: '✗' };

function labelOf({ step, state, by }: SaleStep, buyer: string, reader: Reader): string {
  const isMine = by !== undefined && by === reader.address;
  switch (step) {
    case 'offer':
      return 'Offered';
    case 'acceptance':
      return state === 'done'
        ? 'Accepted'
        : state === 'failed'
          ? 'Not accepted'
          : isMine
            ? 'You accept'
            : 'Buyer accepts';
    case 'confirmation':
      return state === 'done'
        ? 'Confirmed'
        : state === 'failed'
          ? 'Not confirmed'
          : isMine
            ? 'You confirm'
            : 'Notary confirms';
    case 'title':
      return buyer === reader.address ? 'Yours' : `${nameOf(reader.status, buyer)}'s`;
  }
}

function belowWords({ step, state, by, block }: SaleStep, reader: Reader): readonly [string, string] {
  const name = by === undefined ? '' : nameOf(reader.status, by);
  if (state === 'done') {
    const where = block === 0 ? 'waiting' : `block ${thousands(block ?? 0)}`;
    return step === 'title' ? [where, ''] : [name, where];
  }
  if (state === 'next') return ['next step', name];
  return step === 'title' ? ['at once', ''] : [name, ''];
}

const aboutWords: Readonly<Record<SaleCheck['about'], string>> = {
  mileage: 'Mileage',
  safety: 'Safety',
  title: 'Title',
  notary: 'Notary',
  buyer: 'Buyer',
};

function checkRows({ about, answer, words }: SaleCheck, sale: SaleView, reader: Reader, width: number): Row[] {
  const glyph = answer === 'good' ? span('✓', 'good') : answer === 'bad' ? span('✗', 'bad') : span('○');
  const toSay = sale.concerns.filter(({ code, acknowledged }) => !acknowledged && aboutOf(code) === about).length;
  const room = Math.min(100, width - 12);
  const [first = '', ...rest] = wrapWords(words, room);
  const isAsked = toSay > 0 && may(sale, 'transfers.accept', reader);
  const say = isAsked ? `you must say that you know${toSay === 1 ? '' : `: ${toSay} things`}` : '';
  const hasRoom = say !== '' && rest.length === 0 && widthOf(first) + say.length + 3 <= room;
  return [
    row(' ', glyph, ` ${padTo(aboutWords[about], 9)}${first}`, span(hasRoom ? `   ${say}` : '', 'warn')),
    ...rest.map((line) => row(' '.repeat(12), line)),
    ...(say === '' || hasRoom ? [] : [row(' '.repeat(12), span(say, 'warn'))]),
  ];
}

/** The check that a thing to know belongs to. */
function aboutOf(code: string): SaleCheck['about'] {
  return code.startsWith('TEST_') ? 'safety' : 'mileage';
}

function concernRows(concerns: readonly ConcernView[], sale: SaleView, width: number): Row[] {
  const known = concerns.filter(({ acknowledged }) => acknowledged);
  if (known.length === 0 || sale.status === 'offered') return [];
  return [blank, title(' THE BUYER KNEW'), ...known.flatMap(({ words }) => prose(`✓ ${sentence(words)}`, width))];
}

function endingRows(sale: SaleView, reader: Reader, width: number): Row[] {
  const { status, seller, buyer, payment, steps } = sale;
  if (sale.waiting) return prose('Signed, and waiting for a block: then it is settled.', width, 'next');
  if (status !== 'confirmed') {
    const wasLocked =
      payment === 'ledger' && steps.some(({ step, state }) => step === 'acceptance' && state === 'done');
    const back = buyer === reader.address ? 'you have back what was locked' : 'what was locked went back to the buyer';
    const stayed = status === 'overruled' ? 'The sale is over' : 'The car stayed with its owner';
    return prose(`${stayed}${wasLocked ? `, and ${back}` : '; nothing was locked'}.`, width);
  }
  const isSeller = seller === reader.address;
  return prose(
    `The car is ${buyer === reader.address ? 'yours' : `${nameOf(reader.status, buyer)}'s`}, and ${isSeller ? 'you are' : `${nameOf(reader.status, seller)} is`} discharged. d shows the discharge as a document.`,
    width,
  );
}

/** Everything that happened to a sale, the newest first. */
export function historyRows(sale: SaleView, reader: Reader, width: number): Row[] {
  return [
    title(' WHAT HAPPENED'),
    ...[...sale.history]
      .reverse()
      .map(({ what, operation, signer, block, time }) =>
        ends(
          row(
            ' ',
            span(block === 0 ? padTo('', 21) : `${padTo(dayOfInstant(time), 12, 'right')} ${clock(time)}`, 'dim'),
            `  ${sale.declined && operation === 'transfers.cancel' ? 'Offer declined' : what}`,
          ),
          row(
            span(signer === undefined ? 'by itself' : nameOf(reader.status, signer), 'dim'),
            span(block === 0 ? '   waiting ' : `   block ${thousands(block)} `, 'dim'),
          ),
          width,
        ),
      ),
  ];
}
