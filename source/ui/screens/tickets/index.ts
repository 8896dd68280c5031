import type { Screen } from '../screen.ts';
import { useEventView } from './event.ts';
import { gateViews } from './gate-views.ts';
import { useTicketView } from './ticket.ts';
import { useTicketsView } from './tickets.ts';

export const tickets: Screen = {
  id: 'tickets',
  digit: '4',
  title: 'Tickets',
  about: 'events and their tickets: buy, show, sell on within the rules, give, return; the box office',
  first: 'tickets',
  views: { tickets: useTicketsView, event: useEventView, ticket: useTicketView, ...gateViews },
};
