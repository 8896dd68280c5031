import type { BlockSummary, EntryView, MiningView, PeerView, Status } from '../../node/facade.ts';
import { nameOf } from '../forms/known.ts';
import { counted, thousands } from '../text/format.ts';
import { blank, ends, prose, type Row, row, type Size, span, title } from '../text/row.ts';
import { cut, wrapWords } from '../text/width.ts';
import type { Tone } from '../theme.ts';
import { blockRows } from './blocks.ts';
import { nextBlockRows } from './next-block.ts';
import { peerPlace } from './peers.ts';

/** One thing that waits for the acting person. */
export interface Waiting {
  readonly title: string;
  readonly detail: string;
  readonly tone?: Tone;
}

/** What the right column of a wide terminal shows beside every screen: what waits, the last blocks, the peers. */
export function railRows(
  options: {
    readonly status: Status | undefined;
    readonly blocks: readonly BlockSummary[];
    /** Left out where the screen itself says it. */
    readonly forYou: readonly Waiting[] | undefined;
    /** Entries that wait for a block. */
    readonly entries: readonly EntryView[];
    readonly miner: string | undefined;
    readonly mining: MiningView | undefined;
    readonly peers: readonly PeerView[];
    readonly now: number;
  },
  size: Size,
): Row[] {
  const { status, forYou, entries } = options;
  const above = [
    ...(forYou === undefined ? [] : [...forYouRows(forYou, size.width), blank]),
    ...(entries.length === 0 && forYou !== undefined ? [] : [...waitingRows(entries, status, size.width), blank]),
  ];
  const peers = peerRows(status, options.peers, size.width);
  // Why this terminal follows takes the row that is blank elsewhere.
  const next = [
    ...nextBlockRows({ ...options, isSaid: forYou === undefined }, size.width),
    ...(options.mining?.unable === undefined ? [] : [blank]),
  ];
  const count = size.height - above.length - peers.length - next.length - 4;
  return [
    ...above,
    title(' LAST BLOCKS'),
    ...blockRows({ ...options, width: size.width, count: Math.max(3, Math.min(20, count)) }),
    blank,
    ...next,
    title(' PEERS'),
    ...peers,
  ];
}

function forYouRows(waiting: readonly Waiting[], width: number): Row[] {
  const heading = row(' ', span('WAITING FOR YOU', 'title'), waiting.length === 0 ? '' : `  ${waiting.length}`);
  if (waiting.length === 0) return [heading, ...prose('Nothing.', width, 'dim')];
  return [
    heading,
    ...waiting.slice(0, 5).flatMap((step) => [
      ...wrapWords(step.title.replaceAll(/ {2,}/g, ' '), width - 2)
        .slice(0, 3)
        .map((line, index) => row(index === 0 ? ' ' : '   ', cut(line, width - 4))),
      row('   ', span(step.detail, step.tone ?? 'dim')),
    ]),
  ];
}

function waitingRows(entries: readonly EntryView[], status: Status | undefined, width: number): Row[] {
  const heading = row(' ', span('WAITING FOR A BLOCK', 'title'), entries.length === 0 ? '' : `  ${entries.length}`);
  if (entries.length === 0) return [heading, ...prose('Nothing: every entry is in a block.', width, 'dim')];
  return [
    heading,
    ...entries
      .slice(0, 6)
      .map(({ label, author }) => ends(row(` ${label}`), row(span(nameOf(status, author), 'dim'), ' '), width)),
  ];
}

function peerRows(status: Status | undefined, peers: readonly PeerView[], width: number): Row[] {
  if (status === undefined) return [];
  if (status.peers === 0) return prose('None. This node is alone: it has nobody to agree with.', width, 'dim');
  return [
    row(` ${counted(status.peers, 'peer')}, ${status.health}`),
    ...peers
      .slice(0, 6)
      .map((peer) =>
        ends(
          row(` ${peer.direction === 'in' ? '←' : '→'} ${peerPlace(peer)}`),
          row(span(`block ${thousands(peer.height)}`, 'dim'), ' '),
          width,
        ),
      ),
  ];
}
