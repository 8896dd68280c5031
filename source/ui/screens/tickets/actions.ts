import { formatLivres } from '../../../ledger/amount.ts';
import type { EventView, MarketView, TicketSummary } from '../../../node/facade.ts';
import { focusValue } from '../../forms/form-state.ts';
import { openForm } from '../../forms/open-form.ts';
import { useOpenReview } from '../../forms/open-review.ts';
import type { ActionId, Handlers, Labels } from '../../input/keymap.ts';
import { useServices } from '../../model/services.ts';
import type { Reader } from './reader.ts';
import { nameIn } from './reader.ts';
import { type Deed, whyNot, whyNoWaiting } from './reasons.ts';
import { ticketKey } from './use-tickets.ts';
import { isFull, isOver, isTrading, sellerOf, serialText } from './words.ts';

/** What keys do, and what the footer says of it. */
export interface Actions {
  readonly handlers: Handlers;
  readonly labels: Labels;
}

const nothing: Actions = { handlers: {}, labels: {} };

/** What somebody who wants to go there can do: buy, wait, stop waiting. What would be refused is not offered. */
export function useFanActions(event: EventView | undefined, reader: Reader): Actions {
  const { navigator, copy, messages } = useServices();
  const review = useOpenReview();
  if (event === undefined) return nothing;
  const { acting } = reader;
  const { id, name, price, organiser, share } = event;
  const seller = sellerOf(event);
  const isHere = reader.address !== undefined;
  const trades = isHere && isTrading(event, reader.now) && !isFull(event);
  const values = { as: acting, event: id };
  const named = { holder: acting, [focusValue]: 'holder' };
  const noWaiting = whyNoWaiting(event, reader);
  const buy = () =>
    openForm(navigator, 'tickets.buy', {
      ...values,
      seller: nameIn(reader, seller ?? ''),
      price: formatLivres(BigInt(price)),
      ...named,
    });
  return {
    handlers: {
      ...(trades && event.onSale && seller !== undefined ? { open: buy } : {}),
      waitForOne: () =>
        noWaiting === undefined
          ? openForm(navigator, 'tickets.wait', { ...values, ...named })
          : messages.say(noWaiting),
      ...(isHere && share?.waits !== undefined ? { giveUp: () => review('tickets.unwait', values) } : {}),
      object: () => navigator.push({ screen: 'directory', view: 'licence', key: `${organiser} organiser` }),
      copy: () => {
        copy(id);
        messages.say(`The id of ${name} is on the clipboard`);
      },
    },
    labels: {
      open: 'buy…',
      giveUp: 'stop waiting…',
      object: 'the organiser',
      copy: 'copy id',
      ...(noWaiting === undefined ? {} : { waitForOne: '' }),
    },
  };
}

/** What a holder can do with a ticket of its own. */
export function useTicketActions(
  ticket: TicketSummary | undefined,
  event: EventView | undefined,
  reader: Reader,
): Actions {
  const { navigator, copy, messages } = useServices();
  const review = useOpenReview();
  if (ticket === undefined) return nothing;
  const { acting, address, now } = reader;
  const key = ticketKey(ticket);
  const values = { as: acting, ticket: key };
  const isOwn = ticket.holder === address && ticket.status === 'valid';
  const why = (deed: Deed) => whyNot(deed, ticket, event, reader);
  const unsaid = (key: ActionId, deed: Deed): Labels => (why(deed) === undefined ? {} : { [key]: '' });
  // A key that does nothing says why.
  const can = (deed: Deed, run: () => void) => () => {
    const reason = why(deed);
    if (reason === undefined) run();
    else messages.say(reason);
  };
  const letsIn =
    isOwn &&
    ticket.event.status === 'open' &&
    !isOver(ticket.event, now) &&
    (ticket.admission === undefined || event?.policy.reentry === true);
  const go = (view: string, at: string) => () => navigator.push({ screen: 'tickets', view, key: at });
  const sell = () =>
    openForm(navigator, 'tickets.list', {
      ...values,
      price: formatLivres(BigInt(event?.cap ?? 0)),
      [focusValue]: 'price',
    });
  return {
    handlers: {
      open: letsIn ? go('show', key) : go('ticket', key),
      ticketStory: go('ticket', key),
      sellTicket: can('sell', sell),
      giveTicket: can('give', () => openForm(navigator, 'tickets.give', values)),
      returnTicket: can('return', () => review('tickets.giveBack', values)),
      ...(isOwn && ticket.listed !== undefined && ticket.admission === undefined
        ? { giveUp: () => review('tickets.unlist', values) }
        : {}),
      eventPage: go('event', ticket.event.id),
      copy: () => {
        copy(key);
        messages.say(`Ticket ${serialText(ticket.serial)} is on the clipboard`);
      },
    },
    labels: {
      open: letsIn ? 'show' : 'story',
      giveUp: 'take off…',
      copy: 'copy ticket',
      ...(letsIn ? {} : { ticketStory: '' }),
      ...unsaid('sellTicket', 'sell'),
      ...unsaid('giveTicket', 'give'),
      ...unsaid('returnTicket', 'return'),
    },
  };
}

/** What can be done about a ticket that its holder offers. */
export function useOfferActions(offer: MarketView | undefined, event: EventView | undefined, reader: Reader): Actions {
  const { navigator, messages } = useServices();
  const review = useOpenReview();
  if (offer === undefined) return nothing;
  const { acting, address } = reader;
  const key = ticketKey(offer);
  const values = { as: acting, ticket: key };
  const story = () => navigator.push({ screen: 'tickets', view: 'ticket', key });
  const isOwn = offer.holder === address;
  const mayBuy = address !== undefined && !isOwn && (event === undefined || !isFull(event));
  const buy = () =>
    openForm(navigator, 'tickets.buyListed', {
      ...values,
      price: formatLivres(BigInt(offer.price)),
      holder: acting,
      [focusValue]: 'holder',
    });
  return {
    handlers: {
      open: mayBuy ? buy : story,
      ...elsewhere(messages.say.bind(messages), 'It is for a ticket of your own: ←, choose it, then the key.'),
      ticketStory: story,
      eventPage: () => navigator.push({ screen: 'tickets', view: 'event', key: offer.event.id }),
      ...(isOwn ? { giveUp: () => review('tickets.unlist', values) } : {}),
    },
    labels: {
      open: mayBuy ? 'buy…' : 'story',
      giveUp: 'take off…',
      ...unsaidHere,
      ...(mayBuy ? {} : { ticketStory: '' }),
    },
  };
}

/** The keys for a ticket of one's own, where there is none: they say where there is one. */
export function elsewhere(say: (text: string) => void, words: string): Handlers {
  const tell = () => say(words);
  return { sellTicket: tell, giveTicket: tell, returnTicket: tell };
}

/** Those keys are not advertised. */
export const unsaidHere: Labels = { sellTicket: '', giveTicket: '', returnTicket: '' };
