import type { ForkView, MiningView, Status } from '../../../node/facade.ts';
import { areaChart } from '../../components/area-chart.ts';
import { type BarLine, barRows } from '../../components/bars.ts';
import { nameOf } from '../../forms/known.ts';
import { finderName, ownMiner } from '../../frame/blocks.ts';
import { slowWords, waitWords } from '../../frame/next-block.ts';
import { counted, hashRate, livres, thousands } from '../../text/format.ts';
import { beside, blank, dim, prose, type Row, row, type Size, span, title } from '../../text/row.ts';
import { padTo } from '../../text/width.ts';
import { forkRows } from './fork-rows.ts';

/** Samples on the whole width: one each ten seconds. */
const sampleCount = 60;

/** So many blocks back the finders are counted, and forks are news. */
const lately = 100;

/** The whole Mining screen. */
export function miningRows(mining: MiningView, status: Status | undefined, now: number, size: Size): Row[] {
  const above = figureRows(mining, status, now, size);
  const heading = row(' ', span('FORKS', 'title'), `  ${forkCountWords(mining.forks, status?.height ?? 0)}`);
  if (mining.forks.length > 0) {
    // What does not fit is on the page of forks.
    const height = Math.max(2, size.height - above.length - 1);
    return [...above, heading, ...forkRows(mining.forks, size.width, { height })];
  }
  return [
    ...above,
    heading,
    ...prose(
      'Two miners may find a block at the same time. The branch with more work is kept; the other is replaced.',
      size.width,
      'dim',
    ),
  ];
}

/** `2 in the last 100`; those that lie further back are counted apart. */
export function forkCountWords(forks: readonly ForkView[], height: number): string {
  if (forks.length === 0) return 'none seen';
  const recent = forks.filter(({ from }) => from >= height - lately).length;
  const before = forks.length - recent;
  const words = `${recent === 0 ? 'none' : thousands(recent)} in the last ${lately}`;
  return before === 0 ? words : `${words}, ${thousands(before)} before`;
}

/** Whether it mines, the curve of its speed, the next block, who found the last ones. */
function figureRows(mining: MiningView, status: Status | undefined, now: number, size: Size): Row[] {
  const chartHeight = size.height >= 45 ? 14 : size.height >= 35 ? 10 : 3;
  const legend = 31;
  const chart = areaChart({
    // Until a sample has any speed, what it does now stands in its place.
    values: hasSpeed(mining) ? mining.samples : [...mining.samples, mining.hashRate],
    span: sampleCount,
    width: Math.min(120, size.width - legend),
    height: chartHeight,
    label: rateLabel,
  });
  const half = Math.min(39, Math.floor(size.width / 2));
  return [
    ...stateRows(mining, status, size.width),
    blank,
    ...beside(
      { rows: chart, width: Math.min(120, size.width - legend) },
      { rows: legendRows(mining, status), width: legend },
    ),
    blank,
    ...beside(
      { rows: nextRows(mining, status, now), width: half },
      {
        rows: finderRows(mining, status, Math.min(60, size.width - half), size.height >= 35 ? 10 : 4),
        width: size.width - half,
      },
    ),
    blank,
  ];
}

function hasSpeed({ samples, hashRate: now }: MiningView): boolean {
  return now === 0 ? samples.length > 0 : samples.some((rate) => rate > 0);
}

function stateRows(mining: MiningView, status: Status | undefined, width: number): Row[] {
  if (mining.unable !== undefined) return [row(' ', span('○ NOT MINING', 'title')), ...prose(mining.unable, width)];
  const name = mining.miner === undefined ? '' : ` as ${minerName(mining.miner, status)}`;
  const state = mining.running
    ? [span('●', 'good'), ' ', span('MINING', 'title'), name]
    : [
        span('○', 'dim'),
        ' ',
        span('STOPPED', 'title'),
        span(mining.heldBack ? '  started with --no-mine; m mines' : '  m starts it', 'dim'),
      ];
  return [row(' ', ...state, '     ', span(effortWords(mining), 'dim'))];
}

function minerName(miner: string, status: Status | undefined): string {
  return miner.includes('1') && miner.length > 40 ? finderName(status, undefined, miner) : nameOf(status, miner);
}

/** `1 core of 2, half speed` */
function effortWords({ workers, cores, duty }: MiningView): string {
  return `${counted(workers, 'core')} of ${cores}, ${speedWords(duty)}`;
}

/** `half speed` */
export function speedWords(duty: number): string {
  if (duty >= 0.995) return 'full speed';
  return Math.abs(duty - 0.5) < 0.005 ? 'half speed' : `${Math.round(duty * 100)} % speed`;
}

/** The top of the axis has the unit, `2 MH/s`; below it the number is enough. */
function rateLabel(value: number, top: number): string {
  if (value === 0) return '0';
  const [power, unit] =
    top >= 1e9 ? [1e9, 'GH/s'] : top >= 1e6 ? [1e6, 'MH/s'] : top >= 1e3 ? [1e3, 'kH/s'] : [1, 'H/s'];
  const number = String(Number((value / power).toPrecision(3)));
  return value === top ? `${number} ${unit}` : number;
}

function legendRows(mining: MiningView, status: Status | undefined): Row[] {
  const line = (label: string, value: string) => row('   ', span(padTo(label, 11), 'dim'), padTo(value, 12, 'right'));
  return [
    line('you', hashRate(mining.hashRate)),
    // Alone this node is the network, and an estimate of what it knows would only confuse.
    ...(status === undefined || status.peers === 0
      ? [row('   ', span('last 10 minutes', 'dim'))]
      : [line('network', hashRate(mining.networkHashRate)), row('   ', span('network: from last blocks', 'dim'))]),
  ];
}

function nextRows({ next, running }: MiningView, status: Status | undefined, now: number): Row[] {
  const line = (label: string, value: string) => row(' ', span(padTo(label, 14), 'dim'), value);
  const since = Math.max(0, now - next.since);
  const interval = status?.interval ?? 0;
  const onDemand = status?.network === 'regtest';
  // Each hash is a new draw: what was searched so far does not make the next one luckier.
  const chance = interval > 0 ? Math.floor((1 - Math.exp(-since / interval)) * 100) : 0;
  const isSearched = running || (status?.peers ?? 0) > 0;
  const isFirst = status?.height === 0;
  const wait = isFirst ? (running ? 'the first within seconds' : 'no block yet') : waitWords(since, interval);
  const slow = onDemand || !isSearched || isFirst ? undefined : slowWords(since, interval);
  return [
    row(' ', span('NEXT BLOCK', 'title'), `  ${thousands(next.height)}`),
    line('Running', onDemand ? 'on demand' : isSearched ? wait : 'nobody mines'),
    line('Chance so far', onDemand || !running || isFirst ? '' : `${Math.min(99, chance)} in 100`),
    line('Entries', `${thousands(next.entries)} of ${thousands(next.waiting)} waiting`),
    line('Fees', `${padTo(livres(next.fees), 12, 'right')} LVR`),
    line('Reward', `${padTo(livres(next.reward), 12, 'right')} LVR`),
    // Always a row, so that nothing moves when a block is slow.
    dim(slow === undefined ? '' : ` ${slow}`),
  ];
}

function finderRows(mining: MiningView, status: Status | undefined, width: number, count: number): Row[] {
  const own = ownMiner(status, mining);
  const lines = finderLines(mining, status, own, count);
  return [
    title(` WHO FOUND THE LAST ${lately}`),
    ...barRows(lines, width - 2).map((line) => [{ text: ' ' }, ...line]),
    ...Array.from({ length: Math.max(0, 4 - lines.length) }, () => blank),
    ...(own === undefined ? [] : earnedRows(mining, finderName(status, undefined, own))),
  ];
}

function earnedRows({ foundToday, earnedToday }: MiningView, miner: string): Row[] {
  const earned = `${livres(earnedToday)} LVR`;
  return [
    row(' ', span('Found today ', 'dim'), thousands(foundToday), span(', earned ', 'dim'), earned),
    ...(foundToday === 0 ? [] : [dim(` by ${miner}, yours: a acts as it`)]),
  ];
}

/** Who found how many, most first, then the licensed miners that this wallet knows and nobody saw; at most so many lines. */
function finderLines(
  { finders }: MiningView,
  status: Status | undefined,
  own: string | undefined,
  count: number,
): BarLine[] {
  const found = finders.map(({ miner, blocks }) => ({ label: finderName(status, own, miner), value: blocks }));
  const miners = (status?.names ?? []).filter(({ roles }) => roles.includes('miner')).map(({ address }) => address);
  const unseen = [...new Set(miners)]
    .filter((address) => !finders.some(({ miner }) => miner === address))
    .map((address) => ({ label: finderName(status, own, address), value: 0, note: 'not seen yet' }));
  if (found.length <= count) return [...found, ...unseen].slice(0, count);
  const others = found.slice(count - 1);
  const value = others.reduce((sum, line) => sum + line.value, 0);
  return [...found.slice(0, count - 1), { label: `${others.length} others`, value }];
}
