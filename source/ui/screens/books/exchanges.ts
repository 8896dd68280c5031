import type { ExchangeSummary, ExchangesView } from '../../../node/facade.ts';
import { isOpen } from './words.ts';

/** Every hand-over of a name once: what asks for a yes or no first, then what goes on, then what has ended. */
export function allOf(view: ExchangesView | undefined): readonly ExchangeSummary[] {
  if (view === undefined) return [];
  const each = new Map([...view.in, ...view.out, ...view.witnessed].map((exchange) => [exchange.id, exchange]));
  const rank = (exchange: ExchangeSummary) => (exchange.undecided ? 0 : isOpen(exchange) ? 1 : 2);
  return [...each.values()].sort((left, right) => rank(left) - rank(right) || (right.ended ?? 0) - (left.ended ?? 0));
}
