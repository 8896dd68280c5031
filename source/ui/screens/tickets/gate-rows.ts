import { slotLength } from '../../../ledger/registries/tickets/gate.ts';
import type { GateConflict, GateView } from '../../../node/facade.ts';
import { largeLetters, largestLetters } from '../../components/large-letters.ts';
import { type TextInput, textInputRow } from '../../components/text-input.ts';
import { counted, duration } from '../../text/format.ts';
import { blank, ends, fitRow, type Row, row, rowWidth, type Size, type Span, span } from '../../text/row.ts';
import { cut, widthOf, wrapWords } from '../../text/width.ts';
import type { Tone } from '../../theme.ts';
import { timeOfDay } from './times.ts';

/** What is shown after a code or a name was read. */
export interface Verdict {
  readonly word: 'ADMIT' | 'DESK' | 'REFUSE' | 'NAME';
  readonly reason: string;
  readonly serial?: number;
}

interface Look {
  readonly tone: Tone;
  readonly mark: string;
  /** What the empty rows are filled with: where two colours look alike, or there are none, the hatched one is DESK. */
  readonly empty: ' ' | '░';
}

const looks: Readonly<Record<Verdict['word'], Look>> = {
  ADMIT: { tone: 'good', mark: '✓', empty: ' ' },
  NAME: { tone: 'good', mark: '✓', empty: ' ' },
  DESK: { tone: 'warn', mark: '!', empty: '░' },
  REFUSE: { tone: 'bad', mark: '✗', empty: ' ' },
};

/** Conflicts that are listed; of more the number is said. */
const mostConflicts = 3;

/** `inside 298 of 500` */
export function headCountWords({ inside, of }: Pick<GateView, 'inside' | 'of'>): string {
  return `inside ${inside} of ${of}`;
}

/** The gate while it waits: its code, large; how it stands; and what is typed. */
export function waitingRows(
  { view, session, input, now, name }: GateFacts & { readonly session: string; readonly input: TextInput },
  size: Size,
): Row[] {
  const { width, height } = size;
  const notes = noteRows({ view, now, name }, width);
  const space = height - notes.length - 3;
  const room = space - 7;
  const letters = largestLetters(session.length, width - 4, Math.max(7, room));
  const code = letters === undefined ? [] : largeLetters(session, letters);
  const middle = [
    centred(row(span('The holder types this code on the page of the ticket', 'dim')), width),
    blank,
    ...code.map((line) => centred(row(span(line, 'next')), width)),
    blank,
    // Drawn large, a D is easily read as an O.
    centred(row(span([...session].join(' '), 'next')), width),
    blank,
    centred(row(span(headCountWords(view), 'title')), width),
  ];
  const fitting = middle.length <= space ? middle : middle.filter((line) => line !== blank);
  const typing =
    input.text === ''
      ? row(' ', span('Paste, scan or type what the holder shows. Then the name, where you ask for it.', 'dim'))
      : row(' ', span('Code', 'dim'), '  ', ...textInputRow(input, Math.max(10, width - 9), true));
  return [headRow(view, width), ...placed(fitting, space), ...notes, blank, typing];
}

/** What is known beside a code. */
interface GateFacts {
  readonly view: GateView;
  readonly now: number;
  readonly name: (address: string) => string;
}

function headRow({ event, gate }: GateView, width: number): Row {
  const left = row(' ', span('GATE', 'dim'), ' › ', span(event.name, 'title'), `  ${event.venue}`);
  return ends(left, row(span(`${gate} `, 'dim')), width);
}

/** What somebody at the gate should know: it is alone, admissions wait, somebody came in twice. */
function noteRows({ view, now, name }: GateFacts, width: number): Row[] {
  const { online, asOf, queued, trouble, conflicts } = view;
  const notes: [string, Tone][] = [];
  if (!online) {
    notes.push([`○ No other node in reach: this is the ledger as of ${timeOfDay(asOf)}, ${age(now - asOf)}.`, 'warn']);
  }
  if (queued > 0) notes.push([`● ${queuedWords(queued)}`, 'next']);
  if (trouble !== undefined) notes.push([`! ${trouble}`, 'warn']);
  for (const conflict of conflicts.slice(0, mostConflicts)) notes.push([`✗ ${conflictWords(conflict, name)}`, 'bad']);
  const more = conflicts.length - mostConflicts;
  if (more > 0) notes.push([`✗ ${counted(more, 'more ticket')} let in twice.`, 'bad']);
  return notes.flatMap(([text, tone]) =>
    wrapWords(text, Math.min(100, width - 2)).map((line) => row(' ', span(line, tone))),
  );
}

function queuedWords(queued: number): string {
  return `${counted(queued, 'admission')} of this gate ${queued === 1 ? 'waits' : 'wait'} for a block.`;
}

function age(milliseconds: number): string {
  return milliseconds < 60_000 ? 'a moment ago' : `${duration(milliseconds)} ago`;
}

/** `Ticket 112 was let in twice: here 19:12, by garage 19:15.` */
function conflictWords({ serial, admissions }: GateConflict, name: (address: string) => string): string {
  const times = admissions.map(({ gate, slot, here }) => {
    return `${here ? 'here' : `by ${name(gate)}`} ${timeOfDay(slot * slotLength)}`;
  });
  return `Ticket ${serial} was let in ${times.length === 2 ? 'twice' : `${times.length} times`}: ${times.join(', ')}.`;
}

/** An answer over the whole screen, in colour and in words. */
export function verdictRows({ word, reason, serial }: Verdict, view: GateView, { width, height }: Size): Row[] {
  const { tone, mark, empty } = looks[word];
  const shown = `${mark}${word}`;
  const lines = wrapWords(reason, Math.min(64, width - 4));
  const letters = largestLetters(shown.length, width - 2, height - lines.length - 7);
  const large = letters === undefined ? [shown] : largeLetters(shown, letters);
  const line = (text: string): Row => [{ text, tone, inverse: true }];
  const middle = [
    ...large.map((points) => inField(points, width, tone)),
    line(''),
    ...(serial === undefined ? [] : [line(middleOf(`Ticket ${serial}`, width))]),
    line(''),
    ...lines.map((text) => line(middleOf(text, width))),
  ];
  const head = `${cut(`${view.event.name}  ${view.event.venue}`, Math.max(10, width - 30))}`;
  const count = headCountWords(view);
  const top = ` ${head}${' '.repeat(Math.max(1, width - widthOf(head) - widthOf(count) - 2))}${count} `;
  const below = placed([line(''), ...middle, line('')], height - 1);
  return [line(top), ...below].map((each) => {
    return each === blank ? line(empty.repeat(width)) : filled(each, width, tone);
  });
}

/** Blocks in the colour of the background on a field of a colour: read in every theme, and without colours. */
function inField(points: string, width: number, tone: Tone): Row {
  const spans: Span[] = (points.match(/█+| +/g) ?? []).map((text) => {
    return text.startsWith('█') ? { text, inverse: true } : { text, tone, inverse: true };
  });
  const before = ' '.repeat(Math.max(0, Math.floor((width - widthOf(points)) / 2)));
  return [{ text: before, tone, inverse: true }, ...spans];
}

function filled(line: Row, width: number, tone: Tone): Row {
  const left = width - rowWidth(line);
  return left > 0 ? [...line, { text: ' '.repeat(left), tone, inverse: true }] : fitRow(line, width);
}

function middleOf(text: string, width: number): string {
  return ' '.repeat(Math.max(0, Math.floor((width - widthOf(text)) / 2))) + text;
}

export function centred(line: Row, width: number): Row {
  return row(' '.repeat(Math.max(0, Math.floor((width - rowWidth(line)) / 2))), ...line);
}

/** Rows in the middle of so many. */
function placed(rows: readonly Row[], height: number): Row[] {
  const above = Math.max(0, Math.floor((height - rows.length) / 2));
  const below = Math.max(0, height - rows.length - above);
  return [...blanks(above), ...rows.slice(0, height), ...blanks(below)];
}

function blanks(count: number): Row[] {
  return Array.from({ length: count }, () => blank);
}
