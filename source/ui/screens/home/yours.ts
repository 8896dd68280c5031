import type { AccountView, BlockSummary, MiningView, Status } from '../../../node/facade.ts';
import { blockRows } from '../../frame/blocks.ts';
import { nextBlockRows } from '../../frame/next-block.ts';
import { counted, livres, thousands } from '../../text/format.ts';
import { blank, prose, type Row, row, span, title } from '../../text/row.ts';
import { padTo } from '../../text/width.ts';

/** The balance of the acting name; where there is none, how one comes to one. */
export function yoursRows(
  account: AccountView | undefined,
  books: number | undefined,
  isReading: boolean,
  width: number,
): Row[] {
  if (isReading) {
    const text = 'Nothing: you only read here. 24 words of your own give you a name, and screen 6 makes them.';
    return [title(' YOURS'), ...prose(text, width, 'dim')];
  }
  // A unit alone would look like an amount that was cut off.
  const line = (label: string, value: string, unit = '') =>
    row(' ', span(padTo(label, 11), 'dim'), padTo(value, 16, 'right'), unit);
  const amount = (label: string, value: string | undefined, unit = '') =>
    line(label, value === undefined ? '' : livres(value), value === undefined ? '' : unit);
  return [
    title(' YOURS'),
    amount('Free', account?.balance, ' LVR'),
    amount('Locked', account?.locked),
    ...(account !== undefined && account.stake !== '0' ? [amount('Guarantee', account.stake)] : []),
    ...(account !== undefined && account.pending !== '0' ? [amount('On its way', account.pending)] : []),
    line('Cars', account === undefined ? '' : thousands(account.cars)),
    line('Tickets', account === undefined ? '' : thousands(account.tickets)),
    line('Books', books === undefined ? '' : thousands(books)),
  ];
}

/** The last blocks, and how long the next one takes. The last row is a blank one where nothing is slow. */
export function ledgerRows(options: {
  readonly blocks: readonly BlockSummary[];
  readonly status: Status | undefined;
  readonly miner: string | undefined;
  readonly mining: MiningView | undefined;
  readonly now: number;
  readonly width: number;
  readonly count: number;
}): Row[] {
  const next = withWaiting(nextBlockRows({ ...options, isSaid: true }, options.width), options.status);
  const count = Math.max(1, options.count + 2 - next.length);
  return [title(' LEDGER'), ...blockRows({ ...options, count }), blank, ...next];
}

/** How many entries wait for the next block, in the row below it. */
function withWaiting([first = blank, ...rest]: readonly Row[], status: Status | undefined): Row[] {
  if (status === undefined || status.mempool === 0) return [first, ...rest];
  const words = `${counted(status.mempool, 'entry waits', 'entries wait')} for a block`;
  return [first, row(' ', span('◌', 'next'), ` ${words}`), ...rest.slice(1)];
}

/** The same in one row, where there is no room for all of it. */
export function demoRow(status: Status | undefined): Row[] {
  if (status?.network !== 'devnet' && status?.network !== 'regtest') return [];
  return [row(' ', span('DEMO NETWORK: no real money; a lets you play everybody else too.', 'dim'))];
}

/** On a demo network: that nothing here is worth anything, and that everybody may be played. */
export function demoRows(status: Status | undefined, acting: string, width: number): Row[] {
  if (status?.network !== 'devnet' && status?.network !== 'regtest') return [];
  const text = `DEMO NETWORK: no real money. You are ${acting}. Every other demo person is yours to play too: press a, or choose who signs when a form asks.`;
  return prose(text, width, 'dim');
}
