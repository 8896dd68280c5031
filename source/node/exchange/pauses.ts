import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { acceptanceEnd } from '../../ledger/registries/books/exchange.ts';
import { type Outcome, type Rules, usualSpans } from './machine.ts';
import type { MachineRecord } from './machines.ts';

/** Promises that an owner makes one library in a row without being paid for any: witnesses fall silent, too. */
const inGoodFaith = 5;
/** The first pause is as long as a request is open; each is twice as long as the one before, that often. */
const doublings = 6;

/** Endings of those for which a price was locked: that costs whoever asked as much. */
const accepted: ReadonlySet<Outcome> = new Set(['confirmed', 'unobjected', 'undelivered', 'wrongKey', 'wrongContent']);

/**
 * Height until which an owner says no to a library, because it took none of the last promises: asking costs nothing,
 * and each promise costs its owner a fee, and locks its bond and the book.
 * @param ended what is known of the hand-overs of that owner that are over
 */
export function pausedUntil(
  ended: readonly MachineRecord[],
  { owner, requester }: { readonly owner: Key; readonly requester: Key },
  rules: Pick<Rules, 'deliveryDepth' | 'deliveryMargin'>,
): number {
  const promises = ended
    .flatMap(({ machine }) => (machine.role === 'owner' ? [machine.state] : []))
    .filter((state) => equalBytes(state.self, owner) && equalBytes(state.requester, requester))
    .sort((left, right) => left.deadline - right.deadline);
  let [inVain, last] = [0, 0];
  for (const { outcome, deadline } of promises) {
    if (outcome !== undefined && accepted.has(outcome)) inVain = 0;
    if (outcome !== 'unaccepted') continue;
    inVain += 1;
    last = acceptanceEnd(deadline, rules);
  }
  if (inVain < inGoodFaith) return 0;
  return last + usualSpans(rules).request * 2 ** Math.min(inVain - inGoodFaith, doublings);
}
