import { useList } from '../../components/use-list.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { dim, prose } from '../../text/row.ts';
import { useTicketActions } from './actions.ts';
import { useReader } from './reader.ts';
import { storyOf } from './story.ts';
import { type Moment, momentKey, storyRows } from './ticket-rows.ts';
import { namedBy, useEvent, useTicket } from './use-tickets.ts';

/** One ticket as a story: how it stands, then every entry about it. */
export function useTicketView(place: Place): ViewModel {
  const { navigator } = useServices();
  const reader = useReader();
  const answer = useTicket(place.key);
  const ticket = answer.value;
  const around = useEvent(namedBy(place.key).event, reader);
  const event = around.value;
  const items = (ticket === undefined ? [] : storyOf(ticket, reader))
    .map((each, index): Moment => ({ ...each, index }))
    .reverse();
  const moments = useList<Moment>('story', items, momentKey);
  const { selected } = moments;
  const { handlers, labels } = useTicketActions(ticket, event, reader);
  const { open: _, ticketStory: __, ...rest } = handlers;
  return {
    panes: {
      page: (size) => {
        if (ticket !== undefined) return storyRows(ticket, event, moments, reader, size);
        return answer.refusal ? prose(answer.refusal.message, size.width) : [];
      },
    },
    scopes: ['list', 'tickets'],
    loading: isUnanswered(answer) || isUnanswered(around),
    handlers: {
      ...moments.handlers,
      ...rest,
      // What came by itself has no entry to open.
      ...(selected?.signer === undefined
        ? {}
        : { open: () => navigator.push({ screen: place.screen, view: 'entry', key: selected.id }) }),
      ...(ticket === undefined
        ? {}
        : { object: () => navigator.push({ screen: 'wallet', view: 'account', key: ticket.holder }) }),
    },
    labels: { ...labels, open: 'entry', object: 'its holder' },
    hint: () => dim(` ${moments.position('entry', 'entries')}`),
  };
}
