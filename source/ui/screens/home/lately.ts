import type { ActivityView } from '../../../node/facade.ts';
import { clock, movedLivres, thousands } from '../../text/format.ts';
import { ends, prose, type Row, row, span, title } from '../../text/row.ts';
import { widthOf } from '../../text/width.ts';

/** What happened to the acting name lately. Nothing where not even one line has room below its title. */
export function latelyRows(activity: readonly ActivityView[], width: number, height: number): Row[] {
  if (height < 2) return [];
  // The miner's own rewards are on the Mining screen; here they would hide everything else.
  const others = activity.filter(({ operation }) => operation !== 'reward').slice(0, Math.min(10, height - 1));
  return others.length === 0 ? [] : [title(' LATELY'), ...others.map((line) => latelyRow(line, width))];
}

/** Whether LATELY has something to tell. */
export function hasNews(activity: readonly ActivityView[]): boolean {
  return activity.some(({ operation }) => operation !== 'reward');
}

/** What stands there while nothing has happened. */
export function nothingYet(width: number): Row[] {
  return [title(' LATELY'), ...prose('Nothing yet: what you sign, pay and receive is listed here.', width, 'dim')];
}

/** Deniers below which what somebody lost is no more than a fee: where there is little room, it is left out first. */
const smallChange = 10_000n;

function latelyRow(line: ActivityView, width: number): Row {
  const { time, operation, label, what, change, block, isAgain } = line;
  const waits = block === 0;
  // What the ledger did by itself, because its time had come, has the name of its registry alone.
  const isSigned = operation.includes('.');
  const moved = movedLivres(line);
  const where = waits ? 'waiting' : `block ${thousands(block)}`;
  const words = activityWords({ operation, label, what });
  const text = isAgain === true ? `${words}, once more` : words;
  // A time and a mark stand before it. Where both do not fit, who did what says more than in which block.
  const room = width - widthOf(text) - 16;
  const whole = moved === '' ? '' : `${moved} LVR   `;
  const isFee = change.startsWith('-') && -BigInt(change) < smallChange;
  const money = isFee && whole.length + where.length > room ? '' : whole;
  const isLong = money.length + where.length > room;
  return ends(
    row(
      ' ',
      span(waits ? '        ' : clock(time), 'dim'),
      '  ',
      waits ? span('◌', 'next') : isAgain === true ? span('✗', 'bad') : isSigned ? span('✓', 'good') : span('○'),
      ` ${text}`,
    ),
    row(
      span(money, change.startsWith('-') || change === '0' ? undefined : 'good'),
      isLong && !waits ? '' : span(`${where} `, 'dim'),
    ),
    width,
  );
}

/** What somebody signed is told in a sentence; what came by itself also by what it is called. */
export function activityWords({ operation, label, what }: Pick<ActivityView, 'operation' | 'label' | 'what'>): string {
  if (what === '') return label;
  return operation.includes('.') ? what : `${label}: ${what}`;
}
