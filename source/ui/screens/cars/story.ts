import { dayFromText, dayOf, dayOfTime } from '../../../ledger/day.ts';
import type { CarEvent, CarReport, CarView, Status, VerdictView } from '../../../node/facade.ts';
import { mileageChart, type Reading } from '../../components/mileage-chart.ts';
import type { Column } from '../../components/table.ts';
import type { List } from '../../components/use-list.ts';
import { countryName } from '../../forms/countries.ts';
import { nameOf } from '../../forms/known.ts';
import { counted, dayOfInstant, dayText, thousands } from '../../text/format.ts';
import { blank, type Row, row, rowWidth, type Size, type Span, span } from '../../text/row.ts';
import { wrapWords } from '../../text/width.ts';
import type { Tone } from '../../theme.ts';
import { carName } from '../home/steps.ts';

/** One line of the history; `index` counts from the oldest. */
export type History = CarEvent & { readonly index: number };

/** What the selection holds on to. */
export function historyKey({ id }: History): string {
  return id;
}

/** The whole story in a pane: verdict, facts, curve, history. What is left of the height goes to the history. */
export function storyRows(
  report: CarReport,
  history: List<History>,
  status: Status | undefined,
  size: Size,
  active: boolean,
): Row[] {
  const above = summaryRows(report, status, size);
  const table = history.table(
    historyColumns(status),
    { width: size.width, height: Math.max(3, size.height - above.length) },
    { active },
  );
  return [...above.slice(0, Math.max(0, size.height - table.length)), ...table];
}

/** The car without its history: what it is, the verdict with its reasons, what holds today, the curve. */
export function summaryRows(report: CarReport, status: Status | undefined, size: Size): Row[] {
  const { car, verdict } = report;
  return [
    ...titleRows(car, status, size.width),
    blank,
    ...verdictRows(verdict, size.width),
    ...factRows(report, size.width),
    ...chartRows(report, size),
  ];
}

/** Everything in one line where it fits; else the name in a line of its own, which alone is cut. */
function titleRows(car: CarView, status: Status | undefined, width: number): Row[] {
  const owner = nameOf(status, car.owner);
  const parts = [...(car.plate === undefined ? [] : [['plate ', car.plate]]), ['VIN ', car.vin], ['owner ', owner]];
  const facts = parts.flatMap(([label, value]): Span[] => [
    { text: '   ' },
    span(label ?? '', 'dim'),
    span(value ?? ''),
  ]);
  const name = row(' ', span('Cars › ', 'dim'), span(carName(car), 'title'));
  const lines = [row(...name, ...facts), row(' ', span(carName(car), 'title'), ...facts)];
  const whole = lines.find((line) => rowWidth(line) <= width);
  return whole === undefined ? [name, row(' ', ...facts.slice(1))] : [whole];
}

const answers: Readonly<Record<VerdictView['answer'], { glyph: string; words: string; meaning: string; tone?: Tone }>> =
  {
    illogical: {
      glyph: '✗',
      words: 'ILLOGICAL',
      meaning: 'Somebody turned the odometer back, or a reading is false.',
      tone: 'bad',
    },
    logical: {
      glyph: '✓',
      words: 'LOGICAL',
      meaning: 'No certified reading contradicts another one.',
      tone: 'good',
    },
    'no judgement': { glyph: '○', words: 'NO JUDGEMENT', meaning: 'Nobody can say whether this mileage is true.' },
  };

/** `✗ ILLOGICAL  what that means`, and below it the reasons. */
function verdictRows({ answer, reasons }: VerdictView, width: number): Row[] {
  const { glyph, words, meaning, tone } = answers[answer];
  const head = row(' ', span(glyph, tone), ' ', { text: words, tone: tone ?? 'title' }, '  ');
  const wide = Math.min(100, width - 1);
  const lines = (text: string, room: number) => wrapWords(text, room).filter((line) => line !== '');
  const [first = '', ...rest] = wrapWords(meaning, wide - rowWidth(head));
  return [
    row(...head, first),
    ...lines(rest.join(' '), wide - 3).map((line) => row('   ', line)),
    ...lines(reasons.map(({ text }) => text).join(' '), wide - 3).map((line) => row('   ', line)),
  ];
}

function factRows({ car }: CarReport, width: number): Row[] {
  const facts: Row[] = [testFact(car), ...flagFacts(car), ...statusFacts(car), ...issuerFacts(car)];
  const rows: Row[] = [];
  let line: Row = [];
  for (const fact of facts) {
    const next = [...line, { text: line.length === 0 ? ' ' : '   ' }, ...fact];
    if (rowWidth(next) > width && line.length > 0) {
      rows.push(line);
      line = [{ text: ' ' }, ...fact];
    } else line = next;
  }
  return [...rows, line];
}

function good(words: string): Row {
  return row(span('✓', 'good'), ` ${words}`);
}

function bad(words: string): Row {
  return row(span('✗', 'bad'), ` ${words}`);
}

function testFact(car: CarView): Row {
  const { testState, testDue, testRevoked } = car;
  const day = dayText(testDue);
  // It passed, and would count until then: but nobody stands behind it any more.
  if (testRevoked === true && (testState === 'passed' || testState === 'due'))
    return bad(`Safety test until ${day}: issuer revoked`);
  switch (testState) {
    case 'unknown':
      return row(span('○'), ' No safety test known here');
    case 'passed':
      return good(`Safe to drive until ${day}`);
    case 'not due':
      return good(`First safety test by ${day}`);
    case 'due':
      return row(span('!', 'warn'), ` Safety test due by ${day}`);
    case 'overdue':
      return bad(`Safety test overdue since ${day}`);
    case 'failed':
      return bad(`Failed its safety test; repair by ${day}`);
    case 'dangerous':
      return bad('Dangerous: must not drive');
  }
}

function flagFacts({ flags }: CarView): Row[] {
  const has = (flag: string) => flags.some((set) => set.flag === flag);
  const money = [...(has('lien') ? [bad('Loan on the car')] : []), ...(has('injunction') ? [bad('Court order')] : [])];
  return [
    has('stolen') ? bad('Stolen') : good('Not stolen'),
    ...(money.length === 0 ? [good('No loan, no court order')] : money),
    ...(has('deceased') ? [bad('Owner deceased')] : []),
  ];
}

function statusFacts({ status }: CarView): Row[] {
  return status === 'exported' || status === 'destroyed' || status === 'annulled'
    ? [bad(status === 'destroyed' ? 'Scrapped' : status)]
    : [];
}

/** That whoever signed something of it lost the licence: the verdict stands, but not on firm ground. */
function issuerFacts({ revokedIssuers }: CarView): Row[] {
  if (revokedIssuers === 0) return [];
  return [bad(`${counted(revokedIssuers, 'entry', 'entries')} with issuer revoked`)];
}

/** The readings for the curve: what the odometer showed on which day. A corrected reading is not drawn. */
export function readingsOf(history: readonly CarEvent[], year: number): Reading[] {
  const readings = history.flatMap((event) => {
    if (event.kilometres === undefined || event.corrected) return [];
    const day = (event.readOn === undefined ? undefined : dayFromText(event.readOn)) ?? dayOfTime(event.time);
    const kind = event.suspicious
      ? ('lower' as const)
      : event.reading === 'declared'
        ? ('declared' as const)
        : ('certified' as const);
    return [{ day, kilometres: event.kilometres, kind }];
  });
  const [made, ...others] = readings;
  // A car that came onto the ledger after its first readings was new before them: at the beginning of its year.
  if (made === undefined || made.kilometres > 0 || others.every(({ day }) => day >= made.day)) return readings;
  return [{ ...made, day: dayOf(year, 1, 1) }, ...others];
}

function chartRows({ car, history }: CarReport, size: Size): Row[] {
  const readings = readingsOf(history, car.year);
  if (readings.length < 2) return [blank];
  const height = size.height >= 45 ? 15 : size.height >= 35 ? 11 : 6;
  return [
    ...(size.height >= 35 ? [blank] : []),
    ...mileageChart(readings, size.width - 1, height),
    ...(size.height >= 35 ? [blank] : []),
  ];
}

function historyColumns(status: Status | undefined): Column<History>[] {
  const country = (event: CarEvent) => (event.signerCountry === undefined ? '' : `, ${event.signerCountry}`);
  return [
    {
      title: 'Read on',
      width: 11,
      align: 'right',
      cell: ({ readOn, time, block }) =>
        readOn !== undefined ? dayText(readOn) : block === 0 ? '' : dayOfInstant(time),
    },
    {
      title: '  What',
      lead: leadOf,
      cell: (event) =>
        `${issuerMark(event)}${whatWords(event)}${event.late ? ', recorded late' : ''}${event.corrected ? ', corrected' : ''}`,
      short: shortWords,
      tone: ({ corrected }) => (corrected ? 'dim' : undefined),
    },
    {
      title: 'km',
      width: 9,
      align: 'right',
      cell: ({ kilometres }) => (kilometres === undefined ? '' : thousands(kilometres)),
    },
    {
      title: 'Signed by',
      width: 20,
      cell: (event) => (event.signer === '' ? '' : `${nameOf(status, event.signer)}${country(event)}`),
    },
    {
      title: 'Block',
      width: 7,
      align: 'right',
      cell: ({ block }) => (block === 0 ? 'waiting' : thousands(block)),
      tone: ({ block }) => (block === 0 ? 'next' : undefined),
    },
  ];
}

/** Before what was signed under a licence that was taken away since: it must not be cut off. */
function issuerMark({ issuer }: CarEvent): string {
  return issuer?.status === 'revoked' ? 'issuer revoked: ' : '';
}

/** `Made in Germany` */
function whatWords({ what }: CarEvent): string {
  return what.replace(/^Made in ([A-Z]{2})$/, (text, code: string) => {
    const name = countryName(code);
    return name === undefined ? text : `Made in ${name}`;
  });
}

/** The same where it would be cut: what matters comes first. The mark before it says what kind of reading it is. */
function shortWords(event: CarEvent): string {
  const { what, late, corrected } = event;
  const words = what === 'Came onto the ledger (imported)' ? 'Imported' : what.replace(/^(Inspection|Repair): /, '');
  return `${issuerMark(event)}${corrected ? 'corrected: ' : ''}${words}${late ? ', recorded late' : ''}`;
}

function leadOf({ suspicious, reading }: CarEvent): Span {
  if (suspicious) return span('✗', 'bad');
  if (reading === 'certified') return span('●', 'mark');
  return span(reading === 'declared' ? '○' : ' ');
}
