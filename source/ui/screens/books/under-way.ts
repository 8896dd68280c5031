import type { ExchangeSummary } from '../../../node/facade.ts';
import { counted } from '../../text/format.ts';
import { type Row, row, span } from '../../text/row.ts';
import { cut } from '../../text/width.ts';
import { type Reader, whom } from '../tickets/reader.ts';

/** Columns that a title takes at most in a line about its hand-over. */
const titleMost = 24;

/** Above the own books: that a hand-over goes on that one has to do with, and where it is seen. */
export function underWayRows(open: readonly ExchangeSummary[], reader: Reader): Row[] {
  const [first] = open;
  if (first === undefined) return [];
  const name = first.title === '' ? 'A book' : `“${cut(first.title, titleMost)}”`;
  const way = span('   → → hand-overs', 'dim');
  if (first.undecided) return [row(' ', span('!', 'warn'), ` ${whom(reader, first.requester)} asks for ${name}`, way)];
  if (open.length > 1) return [row(' ', span('●', 'next'), ` ${counted(open.length, 'hand-over')} under way`, way)];
  const part =
    first.owner === reader.address ? 'goes out' : first.requester === reader.address ? 'comes' : 'is watched';
  return [row(' ', span('●', 'next'), ` ${name} ${part}: step ${first.step} of 7`, way)];
}
