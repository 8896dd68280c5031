import type {
  AccountView,
  ActivityView,
  BlockSummary,
  CarReport,
  CarSummary,
  EntryView,
  MiningView,
  Status,
} from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { type List, useList } from '../../components/use-list.ts';
import { isReader } from '../../forms/known.ts';
import { ownMiner } from '../../frame/blocks.ts';
import { type Layout, layoutOf } from '../../frame/layout.ts';
import { followerWords } from '../../frame/next-block.ts';
import { useTerminalSize } from '../../frame/size.ts';
import { syncWords } from '../../frame/sync.ts';
import type { ViewModel } from '../../frame/view.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import {
  useAccount,
  useActing,
  useCarsOf,
  useLastBlocks,
  useMining,
  useNow,
  useQuery,
  useStatus,
  useWallet,
} from '../../model/use-model.ts';
import { useWaitingFor } from '../../model/waiting.ts';
import { durationInWords } from '../../text/format.ts';
import { beside, blank, dim, plainText, prose, type Row, row, type Size, span, title } from '../../text/row.ts';
import { useShelfOf } from '../books/use-books.ts';
import { useReport } from '../cars/report.ts';
import { summaryRows } from '../cars/story.ts';
import { firstSteps } from './first-steps.ts';
import { hasNews, latelyRows, nothingYet } from './lately.ts';
import { newestRows, useNewestEntries } from './newest.ts';
import { type Step, waitingSteps } from './steps.ts';
import { useEventOnSale } from './ticket-step.ts';
import { demoRow, demoRows, ledgerRows, yoursRows } from './yours.ts';

/** Columns of the balance, beside which the ledger stands in a narrow terminal. */
const yoursWidth = 39;

const topics = ['tip', 'mempool', 'fork'] as const;

/** All that Home shows. */
interface Shown {
  readonly acting: string;
  readonly now: number;
  readonly status: Status | undefined;
  readonly account: AccountView | undefined;
  /** How many books are its own. */
  readonly books: number | undefined;
  readonly blocks: readonly BlockSummary[];
  readonly miner: string | undefined;
  readonly mining: MiningView | undefined;
  readonly isReading: boolean;
  readonly activity: readonly ActivityView[];
  readonly newest: readonly EntryView[];
  /** The selected step and the car that it is about. */
  readonly step: Step | undefined;
  readonly report: CarReport | undefined;
}

/** What waits for you, what is yours, the last blocks, what happened lately. */
export function useHomeView(): ViewModel {
  const { navigator } = useServices();
  const acting = useActing();
  const { columns, rows } = useTerminalSize();
  const now = useNow();
  const status = useStatus().value;
  const account = useAccount(acting).value;
  const books = useShelfOf(acting === '' ? undefined : acting).value?.length;
  const blocks = useLastBlocks().value ?? [];
  const mining = useMining().value;
  const wallet = useWallet().value;
  const own = useCarsOf(acting);
  const all = useQuery<readonly CarSummary[]>('any car', topics, (facade) => facade.cars({ limit: 20 }));
  const activity = useQuery<readonly ActivityView[]>(`activity ${acting}`, topics, (facade) =>
    facade.activity({ name: acting, limit: 40 }),
  );
  const first = useQuery('first block', ['tip'], (facade) => facade.block({ height: 1 }));
  const newest = useNewestEntries();
  const event = useEventOnSale(acting);
  const { kind } = layoutOf(columns, rows);

  const waits = useWaitingFor(acting);
  const waiting = waitingSteps(waits.value ?? [], wallet, status, navigator);
  const steps =
    waiting.length > 0
      ? waiting
      : firstSteps({
          car: (own.value ?? [])[0] ?? (all.value ?? [])[0],
          cars: all.value ?? [],
          event,
          status,
          acting,
          wallet,
          navigator,
        });
  const list = useList('steps', steps, ({ id }) => id);
  const { selected } = list;
  const report = useReport(kind === 'three' ? selected?.vin : undefined).value;
  const greeted = greeting(status, mining, first.value?.time, all.value, now);
  const heading =
    waiting.length > 0
      ? [row(' ', span('WAITING FOR YOU', 'title'), `  ${waiting.length}`)]
      : [...greetingRows(greeted, kind, columns, rows), title(' TRY THIS')];
  const shown: Shown = {
    ...{ acting, now, status, account, books, blocks, newest, report },
    miner: ownMiner(status, mining),
    mining,
    isReading: status !== undefined && isReader(status, acting),
    activity: activity.value ?? [],
    step: selected,
  };

  return {
    panes: {
      // What stands below keeps its room, however much waits.
      listRows: heading.length + Math.min(steps.length, roomForSteps(shown, rows, heading.length)) + 1,
      list: (size) => listRows(heading, list, shown, size, kind),
      detail: (size) => details[kind](shown, size),
    },
    scopes: ['list', 'home'],
    loading: isUnanswered(own) || isUnanswered(all) || isUnanswered(waits),
    handlers: { ...list.handlers, ...(selected ? { open: selected.open } : {}) },
    labels: { open: waiting.length > 0 ? 'open' : 'start' },
    hint: () =>
      list.hasMore() ? dim(` ${list.position(waiting.length > 0 ? 'thing' : 'suggestion')}, more below ↓`) : [],
  };
}

/** Rows of the list in a terminal of one pane: LATELY and what a demo is keep theirs below it. */
function roomForSteps({ activity, mining }: Shown, rows: number, heading: number): number {
  const below = (hasNews(activity) ? 11 : 9) + (mining?.unable === undefined ? 0 : 1);
  return Math.max(3, rows - 6 - below - heading);
}

const wideColumns: readonly Column<Step>[] = [
  // Beside it `doors open since 20:00` fits 80 columns.
  { title: '', width: 55, cell: (step) => step.title },
  { title: '', cell: (step) => step.detail, tone: (step) => step.tone ?? 'dim' },
];

/** What has no room beside its line stands right below it: `bob asks 9,500.00 LVR`, then until when. */
const narrowColumns: readonly Column<Step>[] = [
  { title: 'title', cell: ({ title: whole }) => headOf(whole) },
  {
    title: 'rest',
    width: 60,
    drop: 2,
    cell: ({ title: whole }) => whole.slice(headOf(whole).length).replace(/^: /, ''),
  },
  { title: 'detail', width: 60, drop: 1, cell: (step) => step.detail, tone: (step) => step.tone ?? 'dim' },
];

function headOf(whole: string): string {
  return whole.split(': ')[0] ?? whole;
}

function listRows(
  heading: readonly Row[],
  list: List<Step>,
  { account, books, status, acting, isReading }: Shown,
  size: Size,
  kind: Layout['kind'],
): Row[] {
  if (kind === 'one') {
    const height = Math.min(list.items.length, size.height - heading.length - 1);
    return [...heading, ...list.table(wideColumns, { width: size.width, height }, { head: false })];
  }
  const rows = heading.flatMap((line) => {
    const isTitle = line.some(({ tone }) => tone === 'title');
    return isTitle ? [line] : prose(plainText(line).trim(), size.width);
  });
  const height = Math.max(2, size.height - rows.length - 12);
  return [
    ...rows,
    ...list.table(narrowColumns, { width: size.width, height }, { head: false, fold: true }),
    blank,
    ...yoursRows(account, books, isReading, size.width),
    blank,
    ...demoRows(status, acting, size.width),
  ];
}

/** What stands below or beside the list: beside it there is room for more, and a rail has the blocks already. */
const details: Readonly<Record<Layout['kind'], (shown: Shown, size: Size) => Row[]>> = {
  card: () => [],
  one: belowRows,
  two: besideRows,
  three: aboutRows,
};

function belowRows(shown: Shown, size: Size): Row[] {
  const width = size.width - yoursWidth;
  const tall = size.height >= 24;
  const isNew = hasNews(shown.activity);
  const above = [
    ...beside(
      { rows: yoursRows(shown.account, shown.books, shown.isReading, yoursWidth), width: yoursWidth },
      { rows: ledgerRows({ ...shown, width, count: tall ? 8 : size.height >= 13 ? 4 : isNew ? 2 : 3 }), width },
    ),
    ...(shown.mining?.unable === undefined ? [] : [blank]),
  ];
  const demo = demoRows(shown.status, shown.acting, size.width);
  const short = demoRow(shown.status);
  const room = size.height - above.length;
  const lately = latelyRows(shown.activity, size.width, Math.min(room, Math.max(2, room - 1 - short.length)));
  const next = [...above, ...lately, ...(lately.length > 0 ? [blank] : [])];
  const rest = size.height - next.length - demo.length - 1;
  return [
    ...next,
    ...(tall && rest > 4 ? [...newestRows(shown.newest, shown.status, size.width, rest - 2), blank] : []),
    // Half a sentence says nothing.
    ...(size.height - next.length >= demo.length ? demo : short),
  ];
}

function besideRows(shown: Shown, size: Size): Row[] {
  const above = [
    ...ledgerRows({ ...shown, width: size.width, count: size.height >= 30 ? 8 : 4 }),
    // Why this terminal follows takes the row that is blank elsewhere.
    ...(shown.mining?.unable === undefined ? [] : [blank]),
  ];
  return [...above, ...newsRows(shown, size.width, size.height - above.length)];
}

function aboutRows(shown: Shown, size: Size): Row[] {
  const { step, report, status } = shown;
  const about =
    step?.vin !== undefined && report !== undefined
      ? summaryRows(report, status, size)
      : step?.about !== undefined
        ? [title(` ${step.title}`), blank, ...prose(step.about, size.width), blank]
        : [];
  return [...about, ...newsRows(shown, size.width, size.height - about.length)];
}

/** What happened lately, to the acting name and on the whole ledger. */
function newsRows({ activity, newest, status }: Shown, width: number, height: number): Row[] {
  const mine = latelyRows(activity, width, Math.min(11, Math.floor(height / 2)));
  const above = [...(mine.length > 0 ? mine : nothingYet(width)), blank];
  return [...above, ...newestRows(newest, status, width, Math.max(1, height - above.length - 1))];
}

/** A long greeting takes the row that is blank elsewhere, where rows are few. */
function greetingRows(greeted: string, kind: Layout['kind'], columns: number, rows: number): Row[] {
  if (kind !== 'one') return [row(' ', greeted), blank];
  const lines = prose(greeted, columns);
  return lines.length > 1 && rows < 30 ? lines : [...lines, blank];
}

/** Home's first line, where nothing waits for the person. */
function greeting(
  status: Status | undefined,
  mining: MiningView | undefined,
  first: number | undefined,
  cars: readonly CarSummary[] | undefined,
  now: number,
): string {
  if (status === undefined || cars === undefined) return '';
  if (status.sync !== undefined) return syncWords(status.sync, now);
  // Why this terminal does not mine is the first thing to know here, also where others do.
  const follower = followerWords(status, mining);
  if (follower !== undefined) return follower;
  if (status.height === 0 && status.network !== 'regtest')
    return `Nothing waits for you. ${status.mining ? 'The first block of this ledger comes within seconds.' : 'This ledger has no block yet.'}`;
  const age =
    first === undefined || status.network === 'regtest' ? '' : `This ledger is ${durationInWords(now - first)} old`;
  if (cars.length === 0) return `Nothing waits for you. ${age === '' ? 'This ledger' : `${age} and`} has no cars yet.`;
  return `Nothing waits for you.${age === '' ? '' : ` ${age}.`}`;
}
