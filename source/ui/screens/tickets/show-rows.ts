import { slotLength } from '../../../ledger/registries/tickets/gate.ts';
import type { Refusal, TicketView } from '../../../node/facade.ts';
import { track } from '../../components/progress.ts';
import { qrRows } from '../../components/qr.ts';
import type { Answer } from '../../model/queries.ts';
import { beside, blank, prose, type Row, row, rowWidth, type Size, span } from '../../text/row.ts';
import { centred } from './gate-rows.ts';
import { doorsWords } from './times.ts';

/** Light modules around a code: a camera wants four, a terminal of 24 rows has room for two. */
const borders = [4, 2] as const;
/** Columns of the words beside a code, at least. */
const wordsWidth = 30;

/** `TICKET 112 › Concert` */
function heading(ticket: TicketView | undefined): Row {
  return row(' ', span(`TICKET ${ticket?.serial ?? ''}`, 'dim'), ' › ', span(ticket?.event.name ?? '', 'title'));
}

/** The page before the gate's code is known. */
export function askRows(ticket: Answer<TicketView>, fields: readonly Row[], now: number, width: number): Row[] {
  const { value, refusal } = ticket;
  if (refusal !== undefined) return prose(`✗ ${refusal.message}`, width, 'bad');
  return [
    heading(value),
    ...(value === undefined
      ? []
      : [row(' ', span(`${value.event.venue}, ${doorsWords(value.event.doorsAt, now)}`, 'dim'))]),
    blank,
    ...fields,
    blank,
    ...prose(
      'Your ticket is then shown as a picture that is new each half minute and good at that gate alone: a screenshot of it lets nobody in.',
      width,
      'dim',
    ),
  ];
}

interface Code {
  readonly ticket: TicketView | undefined;
  readonly session: string;
  readonly now: number;
  readonly proof?: string;
  /** Milliseconds until the next one. */
  readonly left: number;
  readonly refusal?: Refusal;
}

/** The ticket as a camera reads it, and how long it is good. */
export function codeRows({ ticket, session, now, proof, left, refusal }: Code, size: Size): Row[] {
  if (proof === undefined) {
    return [heading(ticket), blank, ...(refusal === undefined ? [] : prose(`✗ ${refusal.message}`, size.width, 'bad'))];
  }
  const words = [
    row(span(`TICKET ${ticket?.serial ?? ''}`, 'title')),
    row(span(ticket?.event.name ?? '', 'title')),
    row(ticket?.event.venue ?? ''),
    row(span(ticket === undefined ? '' : doorsWords(ticket.event.doorsAt, now), 'dim')),
    blank,
    row(span('For the gate ', 'dim'), span(session, 'next')),
    blank,
    row(span('New by itself each half minute.', 'dim')),
    row(span('i shows the name, if the', 'dim')),
    row(span('gate asks for it.', 'dim')),
  ];
  const code = fitting(proof, { width: size.width, height: size.height - 1 });
  const bar = row(
    ' ',
    ...track(left / slotLength, Math.max(10, Math.min(40, size.width - 12))),
    span(`  ${Math.ceil(left / 1_000)} s`, 'dim'),
  );
  return code === undefined
    ? [...prose('This terminal is too small for the picture: c copies its text.', size.width, 'warn'), ...words, bar]
    : withWords(code, words, bar, size);
}

/** A code as large as there is room for. */
function fitting(text: string, { width, height }: Size): Row[] | undefined {
  return borders
    .map((border) => qrRows(text, border))
    .find((rows) => {
      return rows.length <= height && Math.max(...rows.map(rowWidth)) <= width;
    });
}

/** A code in the middle of what is left beside its words, and a bar below it. */
function withWords(code: readonly Row[], words: readonly Row[], below: Row, { width, height }: Size): Row[] {
  const codeWidth = Math.max(...code.map(rowWidth));
  const above = Math.max(0, Math.floor((height - code.length - 1) / 2));
  const start = Math.max(0, Math.floor((code.length - words.length) / 2));
  const isWide = width >= codeWidth + wordsWidth + 4;
  const margin = isWide ? Math.min(16, Math.floor((width - codeWidth - wordsWidth) / 3)) : 0;
  const body = isWide
    ? beside(
        { rows: [], width: margin },
        { rows: code, width: codeWidth },
        { rows: [], width: 3 },
        { rows: [...Array.from({ length: start }, () => blank), ...words], width: width - codeWidth - margin - 3 },
      )
    : code.map((line) => centred(line, width));
  return [...Array.from({ length: above }, () => blank), ...body, row(' '.repeat(margin), ...below)];
}

interface NamePage {
  readonly ticket: TicketView | undefined;
  readonly answer: Answer<{ readonly name: string; readonly text: string } | undefined>;
  readonly fields: readonly Row[];
}

/** The name behind the print on the ticket, for the gate and nobody else. */
export function nameRows({ ticket, answer, fields }: NamePage, size: Size): Row[] {
  const { value, refusal } = answer;
  if (value === undefined) {
    return [
      heading(ticket),
      blank,
      ...(refusal === undefined ? [] : [...prose(`✗ ${refusal.message}`, size.width, 'bad'), blank, ...fields]),
    ];
  }
  const words = [
    row(span(`TICKET ${ticket?.serial ?? ''}`, 'dim')),
    row(span('The name on it', 'dim')),
    row(span(value.name, 'title')),
    blank,
    row(span('Only the gate should see', 'dim')),
    row(span('this: whoever has it can', 'dim')),
    row(span('prove what you are called.', 'dim')),
  ];
  // In capital letters it is a smaller picture, and reads the same.
  const code = fitting(value.text.toUpperCase(), size);
  const tooLong = prose('The name is too long for a picture here: c copies the text.', size.width, 'warn');
  return code === undefined
    ? [...words.map((line) => row(' ', ...line)), blank, ...tooLong]
    : withWords(code, words, blank, size);
}
