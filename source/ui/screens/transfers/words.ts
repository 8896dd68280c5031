import type { SaleStatus, SaleSummary, Status } from '../../../node/facade.ts';
import { nameOf } from '../../forms/known.ts';
import { livres } from '../../text/format.ts';
import { blockAndTime } from '../../text/until.ts';

/** Who looks at a sale. */
export interface Reader {
  readonly status: Status | undefined;
  /** Address of the name that the terminal acts as. */
  readonly address: string | undefined;
}

/** `you`, or the name. */
export function whom({ status, address }: Reader, party: string): string {
  return party === address ? 'you' : nameOf(status, party);
}

/** The same at the beginning of a sentence. */
export function who(reader: Reader, party: string): string {
  return party === reader.address ? 'You' : nameOf(reader.status, party);
}

const endings: Readonly<Record<SaleStatus, string>> = {
  offered: 'under way',
  accepted: 'under way',
  confirmed: 'done',
  cancelled: 'called off',
  rejected: 'refused by the notary',
  expired: 'its time ran out',
  overruled: 'a decision about the car ended it',
};

/** How a sale ended, in a few words. */
export function endingWords({ status }: Pick<SaleSummary, 'status'>): string {
  return endings[status];
}

/** What comes of the next step for whoever reads it: a heading, and what it means. */
export function consequence(sale: SaleSummary, reader: Reader): { readonly heading: string; readonly text: string } {
  const { buyer, seller, notary, price, payment, deadline, status } = sale;
  const amount = `${livres(price)} LVR`;
  const locked = payment === 'ledger';
  const end = blockAndTime(deadline + 1, reader.status);
  const isMine = (operation: string) => may(sale, operation, reader);
  if (status === 'offered' && isMine('transfers.accept')) {
    return {
      heading: 'IF YOU ACCEPT',
      text: locked
        ? `${amount} of yours are locked. When ${nameOf(reader.status, notary)} confirms, ${nameOf(reader.status, seller)} is paid and the car is yours, in one step. If nobody acts, you get them back at ${end}.`
        : `Nothing is locked: you pay ${amount} outside the ledger. When ${nameOf(reader.status, notary)} has seen that the money moved and confirms, the car is yours. If nobody acts, it ends at ${end}.`,
    };
  }
  if (status === 'accepted' && isMine('transfers.confirm')) {
    return {
      heading: 'IF YOU CONFIRM',
      text: `The car is ${nameOf(reader.status, buyer)}'s from that block on, and ${nameOf(reader.status, seller)} is discharged. ${locked ? `${amount} that are locked go to ${nameOf(reader.status, seller)} in the same step.` : `You say that you saw ${amount} move outside the ledger.`} If nobody acts, it ends at ${end}.`,
    };
  }
  const isStuck = status === 'accepted' && !sale.next.some(({ operation }) => operation === 'transfers.confirm');
  if (isStuck) {
    const back = locked ? ` and ${buyer === reader.address ? 'get' : 'gets'} back what is locked` : '';
    return {
      heading: 'WHAT COMES NEXT',
      text: `${who(reader, notary)} may not act as notary here now, so nobody can confirm. ${who(reader, buyer)} can call the sale off${back}, without a notary. If nobody acts, it ends at ${end} and nothing has changed.`,
    };
  }
  const next =
    status === 'offered'
      ? `${who(reader, buyer)} ${buyer === reader.address ? 'accept' : 'accepts'} or ${buyer === reader.address ? 'decline' : 'declines'}. Until then ${whom(reader, seller)} can call it off.`
      : `${who(reader, notary)} ${notary === reader.address ? 'confirm' : 'confirms'} that all is in order${locked ? '' : ' and that the money moved'}; in that same block the car changes hands${locked ? ` and ${whom(reader, seller)} ${seller === reader.address ? 'get' : 'gets'} ${amount}` : ''}.`;
  return { heading: 'WHAT COMES NEXT', text: `${next} If nobody acts, it ends at ${end} and nothing has changed.` };
}

/** Whether the reader can do something about a sale now. */
export function may({ next }: SaleSummary, operation: string, { address }: Reader): boolean {
  return address !== undefined && next.some((action) => action.operation === operation && action.by.includes(address));
}
