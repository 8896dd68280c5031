import type { AccountView, ActivityView, BlockSummary, CarSummary, Status } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { useList } from '../../components/use-list.ts';
import { blockRows, nextBlockRow, ownMiner } from '../../frame/blocks.ts';
import { layoutOf } from '../../frame/layout.ts';
import { useTerminalSize } from '../../frame/size.ts';
import type { ViewModel } from '../../frame/view.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useAccount, useActing, useLastBlocks, useMining, useNow, useQuery, useStatus } from '../../model/use-model.ts';
import { clock, durationInWords, livres, signedLivres, thousands } from '../../text/format.ts';
import { beside, blank, ends, prose, type Row, row, type Size, span, title } from '../../text/row.ts';
import { padTo } from '../../text/width.ts';
import { newestRows, useNewestEntries } from './newest.ts';
import { firstSteps, type Step, waitingSteps } from './steps.ts';

/** Columns of the balance, beside which the ledger stands. */
const yoursWidth = 39;

const topics = ['tip', 'mempool', 'fork'] as const;

/** What waits for you, what is yours, the last blocks, what happened lately. */
export function useHomeView(): ViewModel {
  const { navigator } = useServices();
  const acting = useActing();
  const { columns, rows } = useTerminalSize();
  const now = useNow();
  const status = useStatus().value;
  const account = useAccount(acting).value;
  const blocks = useLastBlocks().value ?? [];
  const mining = useMining().value;
  const own = useQuery<readonly CarSummary[]>(`cars of ${acting}`, topics, (facade) =>
    facade.cars({ owner: acting, limit: 100 }),
  );
  const all = useQuery<readonly CarSummary[]>('any car', topics, (facade) => facade.cars({ limit: 20 }));
  const activity = useQuery<readonly ActivityView[]>(`activity ${acting}`, topics, (facade) =>
    facade.activity({ name: acting, limit: 20 }),
  );
  const genesis = useQuery('first block', ['tip'], (facade) => facade.block({ height: 1 }));

  const newest = useNewestEntries();
  const hasRail = layoutOf(columns, rows).kind === 'three';

  const waiting = waitingSteps(own.value ?? [], now, navigator);
  const steps =
    waiting.length > 0 ? waiting : firstSteps({ car: (own.value ?? [])[0] ?? (all.value ?? [])[0], navigator });
  const list = useList('steps', steps, ({ id }) => id);
  const heading =
    waiting.length > 0
      ? [row(' ', span('WAITING FOR YOU', 'title'), `  ${waiting.length}`)]
      : [row(' ', greeting(status, genesis.value?.time, all.value, now)), blank, title(' TRY THIS')];
  const { selected } = list;

  return {
    panes: {
      listRows: heading.length + steps.length + 1,
      list: (size) => listRows(heading, list, selected, size),
      detail: (size) => {
        const tall = size.height > 24;
        const beyond = size.width - yoursWidth;
        const blocksRows = ledger({ blocks, status, miner: ownMiner(status, mining), now, width: beyond, tall });
        // The right column of a wide terminal lists the blocks already; the newest entries are news there.
        const right = hasRail ? newestRows(newest, status, beyond, 6) : blocksRows;
        return [
          ...beside({ rows: yours(account), width: yoursWidth }, { rows: right, width: beyond }),
          blank,
          ...lately(activity.value ?? [], size),
          ...(tall && !hasRail ? [...newestRows(newest, status, size.width, 8), blank] : []),
          ...demoRows(status, acting, size.width),
        ];
      },
    },
    scopes: ['list'],
    loading: isUnanswered(own) || isUnanswered(all),
    handlers: { ...list.handlers, ...(selected ? { open: selected.open } : {}) },
    labels: { open: waiting.length > 0 ? 'open' : 'start' },
  };
}

function listRows(
  heading: readonly Row[],
  list: ReturnType<typeof useList<Step>>,
  selected: Step | undefined,
  size: Size,
): Row[] {
  const wide = size.width >= 60;
  const columns: Column<Step>[] = wide
    ? [
        { title: '', grow: 3, cell: (step) => step.title },
        { title: '', width: 28, cell: (step) => step.detail, tone: (step) => step.tone ?? 'dim' },
      ]
    : [{ title: '', cell: (step) => step.title }];
  const rows = heading.flatMap((line) =>
    wide
      ? [line]
      : prose(
          line
            .map(({ text }) => text)
            .join('')
            .trim(),
          size.width,
          line.some(({ tone }) => tone === 'title') ? 'title' : undefined,
        ),
  );
  const table = list.table(
    columns,
    { width: size.width, height: Math.min(list.items.length, size.height - rows.length) },
    { head: false },
  );
  const detail =
    !wide && selected !== undefined && selected.detail !== ''
      ? [blank, ...prose(selected.detail, size.width, selected.tone ?? 'dim')]
      : [];
  return [...rows, ...table, ...detail];
}

function greeting(
  status: Status | undefined,
  first: number | undefined,
  cars: readonly CarSummary[] | undefined,
  now: number,
): string {
  if (status === undefined || cars === undefined) return '';
  const age =
    first === undefined || status.network === 'regtest' ? '' : `This ledger is ${durationInWords(now - first)} old`;
  if (cars.length === 0) return `Nothing waits for you. ${age === '' ? 'This ledger' : `${age} and`} has no cars yet.`;
  return `Nothing waits for you.${age === '' ? '' : ` ${age}.`}`;
}

function yours(account: AccountView | undefined): Row[] {
  const line = (label: string, value: string, unit = '') =>
    row(' ', span(padTo(label, 11), 'dim'), padTo(value, 13, 'right'), unit);
  const free = account === undefined ? '' : livres(account.balance);
  return [
    title(' YOURS'),
    line('Free', free, ' LVR'),
    line('Locked', account === undefined ? '' : livres(account.locked)),
    ...(account !== undefined && account.stake !== '0' ? [line('Guarantee', livres(account.stake))] : []),
    ...(account !== undefined && account.pending !== '0' ? [line('On its way', livres(account.pending))] : []),
    line('Cars', account === undefined ? '' : thousands(account.cars)),
  ];
}

function ledger(options: {
  readonly blocks: readonly BlockSummary[];
  readonly status: Status | undefined;
  readonly miner: string | undefined;
  readonly now: number;
  readonly width: number;
  readonly tall: boolean;
}): Row[] {
  return [
    title(' LEDGER'),
    ...blockRows({ ...options, count: options.tall ? 10 : 4 }),
    blank,
    nextBlockRow(options.status, options.now, options.width),
  ];
}

function lately(activity: readonly ActivityView[], size: Size): Row[] {
  // The miner's own rewards are on the Mining screen; here they would hide everything else.
  const others = activity.filter(({ operation }) => operation.includes('.')).slice(0, 10);
  if (others.length === 0) return [];
  return [
    title(' LATELY'),
    ...others.map(({ time, label, what, change, block }) => {
      const waits = block === 0;
      const money = change === '0' ? '' : `  ${signedLivres(change)} LVR`;
      const mark = waits ? span('◌', 'next') : span('✓', 'good');
      return ends(
        row(' ', span(waits ? '        ' : clock(time), 'dim'), '  ', mark, ` ${label}: ${what}`, span(money, 'dim')),
        row(' ', span(waits ? 'waiting' : `block ${thousands(block)}`, 'dim'), ' '),
        size.width,
      );
    }),
    blank,
  ];
}

function demoRows(status: Status | undefined, acting: string, width: number): Row[] {
  if (status?.network !== 'devnet' && status?.network !== 'regtest') return [];
  const text = `DEMO NETWORK: no real money. You are ${acting}. Every other demo person is yours to play too: press a, or choose who signs when a form asks.`;
  return prose(text, width, 'dim');
}
