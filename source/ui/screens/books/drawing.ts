import type { ExchangeView, PassageView, WitnessView } from '../../../node/facade.ts';
import { bytes, thousands } from '../../text/format.ts';
import type { Row } from '../../text/row.ts';
import { widthOf } from '../../text/width.ts';
import type { Tone } from '../../theme.ts';
import type { Reader } from '../tickets/reader.ts';
import { Canvas } from './canvas.ts';
import { type Lane, type Lanes, lanesOf } from './lanes.ts';
import { passageWords } from './passages.ts';
import { isOpen } from './words.ts';

/** How lines of a state are drawn: what has passed is thin, what passes now is heavy, what comes is dashed. */
const strokes: Readonly<
  Record<PassageView['state'], { line: string; tone: Tone | undefined; words: Tone | undefined }>
> = {
  done: { line: '─', tone: 'dim', words: 'dim' },
  now: { line: '━', tone: 'next', words: 'title' },
  later: { line: '╌', tone: 'dim', words: 'dim' },
  failed: { line: '╌', tone: undefined, words: undefined },
};

/** What comes next and is not on its way yet: it waits for a person, or for blocks. */
const stillStroke = { line: '╌', tone: undefined, words: undefined } as const;

function strokeOf({ state, still }: PassageView): (typeof strokes)[PassageView['state']] {
  return isStill({ state, still }) ? stillStroke : strokes[state];
}

function isStill({
  state,
  still,
}: {
  readonly state: PassageView['state'];
  readonly still: true | undefined;
}): boolean {
  return state === 'now' && still === true;
}

interface Drawn {
  readonly view: ExchangeView;
  readonly reader: Reader;
  readonly lanes: Lanes;
  /** Milliseconds: what passes now moves on by it. */
  readonly now: number;
  readonly width: number;
}

/**
 * The hand-over as a sequence between those who take part: their names, then a line for each passage.
 * @param isAiry with a blank line before each step
 */
export function drawingRows(
  view: ExchangeView,
  reader: Reader,
  options: { readonly width: number; readonly now: number; readonly isAiry?: boolean },
): Row[] {
  const lanes = lanesOf(view, reader, options.width);
  const drawn: Drawn = { ...options, view, reader, lanes };
  const rows = view.passages.flatMap((passage, at) => {
    const isNewStep = view.passages[at - 1]?.step !== passage.step;
    const line = passageRow(passage, drawn);
    return options.isAiry && isNewStep ? [lanesCanvas(drawn).row(), line] : [line];
  });
  return [headRow(drawn), ...rows];
}

/** The names above the lanes: as much of them as does not run into the next. */
function headRow({ lanes: { lanes }, width }: Drawn): Row {
  const canvas = new Canvas(width);
  for (const [index, { x, heads, isYou }] of lanes.entries()) {
    const before = index === 0 ? 1 : Math.ceil(((lanes[index - 1]?.x ?? 0) + x) / 2);
    const next = lanes[index + 1];
    const end = next === undefined ? width - 1 : Math.floor((x + next.x) / 2);
    const fitting = heads.find((head) => widthOf(head) < end - before) ?? heads.at(-1) ?? '';
    const text = fitting.slice(0, Math.max(0, end - before - 1));
    // In the middle above its lane, where that has room.
    const middle = Math.max(before, Math.min(x - Math.floor(text.length / 2), end - text.length));
    canvas.put(middle, text, isYou ? 'title' : undefined);
  }
  return canvas.row();
}

/** The lanes alone. */
function lanesCanvas({ lanes: { lanes }, width }: Drawn): Canvas {
  const canvas = new Canvas(width);
  for (const { x } of lanes) canvas.put(x, '│', 'dim');
  return canvas;
}

function passageRow(passage: PassageView, drawn: Drawn): Row {
  const { lanes, view, reader } = drawn;
  const canvas = lanesCanvas(drawn);
  canvas.put(1, String(passage.step), passage.state === 'now' ? 'next' : 'dim');
  const words = passageWords(passage, view, reader);
  const from = lanes.lanes.filter(({ side }) => side === passage.from);
  const to = lanes.lanes.filter(({ side }) => side === passage.to);
  if (to.length === 0) alone(passage, canvas, from[0], words, lanes.stateAt);
  else between(passage, canvas, { from, to, words }, drawn);
  putState(passage, canvas, lanes);
  return canvas.row();
}

/** What one side does by itself, or puts on the ledger: words beside its lane. */
function alone(
  passage: PassageView,
  canvas: Canvas,
  lane: Lane | undefined,
  words: readonly string[],
  until: number,
): void {
  if (lane === undefined) return;
  const { tone, words: wordsTone } = strokeOf(passage);
  const room = until - lane.x - 3;
  const text = words.find((each) => widthOf(each) <= room) ?? words.at(-1) ?? '';
  canvas.put(lane.x, passage.to === 'ledger' ? '▓' : '▒', tone);
  canvas.put(lane.x + 1, ` ${text} `, wordsTone);
}

interface Way {
  readonly from: readonly Lane[];
  readonly to: readonly Lane[];
  readonly words: readonly string[];
}

/** What goes from one side to another: a line over the lanes between them, with an arrow at each who gets it. */
function between(passage: PassageView, canvas: Canvas, { from, to, words }: Way, drawn: Drawn): void {
  const { line, tone, words: wordsTone } = strokeOf(passage);
  const { lanes } = drawn.lanes;
  const ends = [...from, ...to].map(({ x }) => x);
  const [left, right] = [Math.min(...ends), Math.max(...ends)];
  const isRight = (from[0]?.x ?? 0) < (to[0]?.x ?? 0);
  canvas.fill(left + 1, right, line, tone);
  for (const { x } of lanes) if (x > left && x < right) canvas.put(x, '┼', tone);
  for (const { x } of from) canvas.put(x, isRight ? '├' : x === right ? '┤' : '┼', tone);
  for (const { x } of to) {
    canvas.put(x, '│', 'dim');
    canvas.put(isRight ? x - 1 : x + 1, isRight ? '►' : '◄', tone);
  }
  const crossed = lanes.filter(({ x }) => x >= left && x <= right).map(({ x }) => x);
  const place = placeOf(words, crossed, isRight);
  if (place !== undefined) canvas.put(place.at, ` ${place.text} `, wordsTone);
  if (passage.state === 'now' && passage.still !== true) {
    const isUnderWords = (x: number) => place !== undefined && x >= place.at && x < place.at + widthOf(place.text) + 2;
    const isFree = (x: number) => ![x - 1, x, x + 1].some((near) => crossed.includes(near)) && !isUnderWords(x);
    const way = Array.from({ length: right - left }, (_, cell) => left + cell).filter(isFree);
    const step = Math.floor(drawn.now / 1000) % Math.max(1, way.length);
    const at = way[isRight ? step : way.length - 1 - step];
    if (at !== undefined) canvas.put(at, '●', 'next');
  }
  putVotes(passage, canvas, drawn);
}

/** Where the words go: the stretch between two lanes nearest to who sends that has room for them, with line on both sides. */
function placeOf(
  words: readonly string[],
  crossed: readonly number[],
  isRight: boolean,
): { readonly at: number; readonly text: string } | undefined {
  const stretches = crossed.slice(1).map((end, index) => ({ start: crossed[index] ?? 0, end }));
  const ordered = isRight ? stretches : stretches.reverse();
  for (const text of words) {
    const wide = widthOf(text) + 2;
    const fitting = ordered.find(({ start, end }) => end - start - 1 >= wide + 4);
    if (fitting === undefined) continue;
    const { start, end } = fitting;
    return { text, at: isRight ? start + 3 : end - wide - 2 };
  }
  const [first] = ordered;
  const last = words.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return { text: last.slice(0, Math.max(0, first.end - first.start - 5)), at: first.start + 2 };
}

/** Which votes a line of them is about. */
function voted({ name }: PassageView, { key, request }: WitnessView): boolean {
  return name === 'keyVotes' ? key : request;
}

/** On the lane of each witness whether it voted; beside a lane for all of them a dot for each. */
function putVotes(passage: PassageView, canvas: Canvas, { view, lanes: { lanes } }: Drawn): void {
  if (passage.name !== 'keyVotes' && passage.name !== 'requestVotes') return;
  // Who voted is known to whoever counted: once it is over, it is drawn alike for everybody.
  if (!isOpen(view)) return;
  const tone = passage.state === 'now' ? 'next' : 'dim';
  for (const { x, side, witness } of lanes) {
    if (side !== 'witnesses') continue;
    if (witness !== undefined) {
      const one = view.witnesses[witness];
      const has = one !== undefined && voted(passage, one);
      // Once enough have voted, who did is not known to everybody.
      if (has || passage.state !== 'done') canvas.put(x, has ? '●' : '○', has ? 'good' : tone);
    } else if (passage.count !== undefined) {
      const { have, of } = passage.count;
      canvas.put(x + 2, '●'.repeat(have), 'good').put(x + 2 + have, '○'.repeat(Math.max(0, of - have)), tone);
    }
  }
}

/** `✓ 2 of 2`, `✓ 1.0 KiB sent`, `✓ 1,282`, `● 1 of 2`, `◌ waiting`, `◌`, `○`, `✗` */
function putState(passage: PassageView, canvas: Canvas, { stateAt: at, stateWidth }: Lanes): void {
  const { state, count, block, bytes: size } = passage;
  const counts = count === undefined ? '' : ` ${count.have} of ${count.of}`;
  if (state === 'later') canvas.put(at, '○', 'dim');
  else if (state === 'failed') canvas.put(at, '✗', 'bad').put(at + 1, counts);
  else if (block === 0) canvas.put(at, '◌ waiting', 'next');
  else if (isStill({ state, still: passage.still })) canvas.put(at, `◌${counts}`, 'next');
  else if (state === 'now') canvas.put(at, `●${counts}`, 'next');
  else {
    const words =
      block !== undefined ? ` ${thousands(block)}` : size !== undefined ? sentWords(size, stateWidth - 1) : counts;
    canvas.put(at, '✓', 'good').put(at + 1, words, 'dim');
  }
}

/** How long the letter was that the book came in: it is encrypted, and longer than the book. */
function sentWords(size: number, room: number): string {
  const words = ` ${bytes(size)} sent`;
  return words.length <= room ? words : ' sent';
}
