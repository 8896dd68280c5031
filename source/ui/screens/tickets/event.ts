import { usePager } from '../../components/pager.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Handlers } from '../../input/keymap.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useAccount } from '../../model/use-model.ts';
import { blank, prose } from '../../text/row.ts';
import { useFanActions } from './actions.ts';
import { aboutRows, eventRows } from './event-page.ts';
import { useOfficeActions } from './office-actions.ts';
import { officeRows } from './office-rows.ts';
import { useReader } from './reader.ts';
import { useBoxOffice, useEvent, useFee } from './use-tickets.ts';

/** Everything about one event; for whoever sells it, its box office first. */
export function useEventView(place: Place): ViewModel {
  const reader = useReader();
  const answer = useEvent(place.key, reader);
  const event = answer.value;
  const hasPart = (event?.share?.roles ?? []).length > 0;
  const office = useBoxOffice(hasPart ? place.key : undefined).value;
  const fee = useFee(event, reader);
  const balance = useAccount(reader.acting).value?.balance;
  const pager = usePager('event');
  const fan = useFanActions(event, reader);
  const desk = useOfficeActions(hasPart ? event : undefined, reader);
  return {
    panes: {
      page: (size) => {
        if (event === undefined) return answer.refusal ? prose(answer.refusal.message, size.width) : [];
        const rows =
          office === undefined
            ? eventRows(event, { fee, balance }, reader, size.width)
            : [
                ...officeRows(office, desk.next, reader, { width: size.width, height: 40 }),
                blank,
                ...aboutRows(event, reader, size.width, false),
              ];
        return pager.draw(rows, size);
      },
    },
    scopes: hasPart ? ['list', 'tickets', 'box-office'] : ['list', 'tickets'],
    loading: isUnanswered(answer),
    // Who sells it does not come here to buy.
    handlers: { ...pager.handlers, ...(hasPart ? withoutOpen(fan.handlers) : fan.handlers), ...desk.handlers },
    // Nor does an organiser look itself up.
    labels: { ...fan.labels, ...desk.labels, ...(event?.share?.roles.includes('organiser') ? { object: '' } : {}) },
  };
}

function withoutOpen({ open: _, ...rest }: Handlers): Handlers {
  return rest;
}
