import type { EventView } from '../../../node/facade.ts';
import { focusValue } from '../../forms/form-state.ts';
import { openForm } from '../../forms/open-form.ts';
import { useServices } from '../../model/services.ts';
import type { Actions } from './actions.ts';
import { gateSoon, nextWords, unoffered } from './office-rows.ts';
import { nameIn, type Reader } from './reader.ts';
import { isOver, isTrading } from './words.ts';

/** What an organiser, a seller and a gate do with an event; Enter takes the next step, which is said in words. */
export function useOfficeActions(
  event: EventView | undefined,
  reader: Reader,
): Actions & { readonly next: string | undefined } {
  const { navigator } = useServices();
  const { acting, status, now } = reader;
  const names = status?.names ?? [];
  const isOrganiser = names.find(({ name }) => name === acting)?.roles.includes('organiser') === true;
  const announce = isOrganiser
    ? { newEvent: () => openForm(navigator, 'tickets.createEvent', { as: acting, [focusValue]: 'name' }) }
    : {};
  const roles = event?.share?.roles ?? [];
  if (event === undefined || roles.length === 0) {
    return { handlers: announce, labels: {}, next: undefined };
  }
  const { id, capacity, issued, sellers, gateKeys } = event;
  const trades = isTrading(event, now);
  const isOpen = event.status === 'open' && !isOver(event, now);
  const organises = roles.includes('organiser');
  const left = capacity - issued;
  const first = sellers.find(({ licensed }) => licensed)?.seller ?? sellers[0]?.seller;
  const hand =
    organises && trades && left > 0 && first !== undefined
      ? () =>
          openForm(navigator, 'tickets.issue', {
            ...{ as: acting, event: id, count: String(left), seller: nameIn(reader, first) },
            [focusValue]: 'count',
          })
      : undefined;
  const waiting = unoffered(event, reader.address);
  // An organiser whose wallet holds the seller's key too need not change who it acts as; whoever only sells for it, or
  // lets people in, does that alone.
  const seller = organises ? names.find(({ address }) => address === waiting?.seller) : undefined;
  const mine = waiting !== undefined && waiting.seller === reader.address ? acting : seller?.name;
  const offer =
    trades && waiting !== undefined && mine !== undefined
      ? () =>
          openForm(navigator, 'tickets.offer', {
            ...{ as: mine, event: id, count: String(waiting.issued - waiting.offered) },
            [focusValue]: 'count',
          })
      : undefined;
  const isGate = roles.includes('gate');
  const holdsGate = isGate || (organises && gateKeys.some((key) => names.some(({ address }) => address === key)));
  const gate = isOpen && holdsGate ? () => navigator.push({ screen: 'tickets', view: 'gate', key: id }) : undefined;
  const cancel = () => openForm(navigator, 'tickets.cancelEvent', { as: acting, event: id, [focusValue]: 'reason' });
  const step =
    hand !== undefined && issued === 0
      ? 'hand'
      : offer !== undefined
        ? 'offer'
        : gate !== undefined && (now >= event.doorsAt - gateSoon || (isGate && roles.length === 1))
          ? 'gate'
          : hand !== undefined
            ? 'hand'
            : undefined;
  const run = { hand, offer, gate };
  const enter = step === undefined ? undefined : run[step];
  const asWhom = mine === undefined || mine === acting ? '' : ` as ${mine}`;
  const stepLabels = { hand: 'hand seats…', offer: `put on sale${asWhom}…`, gate: 'gate' };
  return {
    handlers: {
      ...announce,
      ...(enter === undefined ? {} : { open: enter }),
      ...(hand === undefined ? {} : { handSeats: hand }),
      ...(offer === undefined ? {} : { putOnSale: offer }),
      ...(gate === undefined ? {} : { gateMode: gate }),
      ...(organises && isOpen ? { giveUp: cancel } : {}),
    },
    labels: {
      ...(step === undefined ? {} : { open: stepLabels[step] }),
      // What Enter does is not said twice: there is no room for it.
      handSeats: step === 'hand' ? '' : stepLabels.hand,
      putOnSale: step === 'offer' ? '' : stepLabels.offer,
      gateMode: step === 'gate' ? '' : stepLabels.gate,
      // Beside a long step there is no room for it.
      ...(step === 'hand' || step === 'offer' ? { newEvent: '' } : {}),
      giveUp: 'cancel…',
    },
    next: nextWords(event, step, reader),
  };
}
