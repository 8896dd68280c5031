import type { EventSummary, TicketSummary } from '../../../node/facade.ts';
import type { Navigator } from '../../model/navigator.ts';
import { useQuery } from '../../model/use-model.ts';
import { livres } from '../../text/format.ts';
import { doorsWords } from '../tickets/times.ts';
import type { Step } from './steps.ts';

const topics = ['tip', 'mempool', 'fork'] as const;

/** The event on sale that opens its doors first, of those to which a name has no ticket yet. */
export function useEventOnSale(acting: string): EventSummary | undefined {
  const events = useQuery<readonly EventSummary[]>('events on sale', topics, (facade) => facade.events({ limit: 20 }));
  const own = useQuery<readonly TicketSummary[]>(`tickets of ${acting}`, topics, (facade) =>
    acting === '' ? Promise.resolve([]) : facade.tickets({ holder: acting, limit: 100 }),
  );
  if (own.value === undefined) return undefined;
  const going = new Set(own.value.map(({ event }) => event.id));
  return events.value?.find(({ id, onSale }) => onSale && !going.has(id));
}

/** Whoever has no office can go out in the evening. */
export function ticketStep({ id, name, price, doorsAt }: EventSummary, now: number, navigator: Navigator): Step {
  return {
    id: 'ticket',
    title: `Buy a ticket for ${name}`,
    detail: `${livres(price)} LVR, ${doorsWords(doorsAt, now)}`,
    about:
      'Its page says what the organiser allows: what a resale may cost, whether it can be given away or returned. Enter there buys, and the only thing to type is the name for the door.',
    open: () => navigator.push({ screen: 'tickets', view: 'event', key: id }),
  };
}
