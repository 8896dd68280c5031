import type { SaleStatus, SaleSummary, Status } from '../../../node/facade.ts';
import { nameOf } from '../../forms/known.ts';
import { livres } from '../../text/format.ts';
import { afterBlock } from '../../text/until.ts';

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
export function endingWords({ status, declined }: Pick<SaleSummary, 'status' | 'declined'>): string {
  return declined ? 'declined by the buyer' : endings[status];
}

const blockedWords: Readonly<Record<NonNullable<SaleSummary['blocked']>, string>> = {
  stolen: 'The car is marked stolen',
  injunction: 'A court order is on the car',
  lien: 'A loan is on the car',
  deceased: 'The owner of the car is dead',
};

interface Consequence {
  readonly heading: string;
  readonly text: string;
  /** It cannot go on as things are. */
  readonly isBad?: true;
}

/** What comes of the next step for whoever reads it: a heading, and what it means. */
export function consequence(sale: SaleSummary, reader: Reader): Consequence {
  const hindrance = hindranceOf(sale, reader);
  if (hindrance !== undefined) return { heading: 'IT CANNOT GO ON', text: hindrance, isBad: true };
  if (may(sale, 'transfers.accept', reader)) return { heading: 'IF YOU ACCEPT', text: ifAccepted(sale, reader) };
  if (may(sale, 'transfers.confirm', reader)) return { heading: 'IF YOU CONFIRM', text: ifConfirmed(sale, reader) };
  return { heading: 'WHAT COMES NEXT', text: whatComesNext(sale, reader) };
}

/** Why nobody can take the next step, and what can be done instead. */
function hindranceOf(sale: SaleSummary, reader: Reader): string | undefined {
  const { blocked, news, buyer, notary, status } = sale;
  const otherwise = ifNobodyActs(sale, reader);
  if (blocked !== undefined) {
    const step = status === 'offered' ? 'accept' : 'confirm';
    return `${blockedWords[blocked]}: while that stands, nobody can ${step}. ${waysOut(sale, reader)} ${otherwise}`;
  }
  if (news) {
    return `Something is known of the car now that ${whom(reader, buyer)} did not say to know, so nobody can confirm. ${waysOut(sale, reader)} Then it can be offered again. ${otherwise}`;
  }
  if (status === 'accepted' && !sale.next.some(({ operation }) => operation === 'transfers.confirm')) {
    return `${who(reader, notary)} may not act as notary here now, so nobody can confirm. ${who(reader, buyer)} can call the sale off, without a notary. ${otherwise}`;
  }
  return undefined;
}

/** Who can end it now. */
function waysOut({ status, buyer, seller, notary }: SaleSummary, reader: Reader): string {
  return status === 'offered'
    ? `${who(reader, buyer)} can decline it, and ${whom(reader, seller)} can call it off.`
    : `${who(reader, notary)} can refuse it, or call it off together with ${whom(reader, buyer)}.`;
}

function ifAccepted(sale: SaleSummary, reader: Reader): string {
  const { notary, seller, price, payment } = sale;
  const amount = `${livres(price)} LVR`;
  const end = afterBlock(sale.deadline, reader.status);
  return payment === 'ledger'
    ? `${amount} of yours are locked. When ${nameOf(reader.status, notary)} confirms, ${nameOf(reader.status, seller)} is paid and the car is yours, in one step. If nobody acts, it ends ${end}, and you get them back.`
    : `Nothing is locked: you pay ${amount} outside the ledger. When ${nameOf(reader.status, notary)} has seen that the money moved and confirms, the car is yours. If nobody acts, it ends ${end}.`;
}

function ifConfirmed(sale: SaleSummary, reader: Reader): string {
  const { buyer, seller, price, payment } = sale;
  const amount = `${livres(price)} LVR`;
  const money =
    payment === 'ledger'
      ? `${amount} that are locked go to ${nameOf(reader.status, seller)} in the same step.`
      : `You say that you saw ${amount} move outside the ledger.`;
  return `The car is ${nameOf(reader.status, buyer)}'s from that block on, and ${nameOf(reader.status, seller)} is discharged. ${money} ${ifNobodyActs(sale, reader)}`;
}

function whatComesNext(sale: SaleSummary, reader: Reader): string {
  const { buyer, seller, notary, price, payment, status } = sale;
  const does = (party: string, verb: string) => (party === reader.address ? verb : `${verb}s`);
  const locked = payment === 'ledger';
  const next =
    status === 'offered'
      ? `${who(reader, buyer)} ${does(buyer, 'accept')} or ${does(buyer, 'decline')}. Until then ${whom(reader, seller)} can call it off.`
      : `${who(reader, notary)} ${does(notary, 'confirm')} that all is in order${locked ? '' : ' and that the money moved'}; in that same block the car changes hands${locked ? ` and ${whom(reader, seller)} ${does(seller, 'get')} ${livres(price)} LVR` : ''}.`;
  return `${next} ${ifNobodyActs(sale, reader)}`;
}

/** What a locked price does then, too: it is not true that nothing has changed where it was locked. */
function ifNobodyActs({ status, payment, buyer, deadline, price }: SaleSummary, reader: Reader): string {
  const end = `If nobody acts, it ends ${afterBlock(deadline, reader.status)}`;
  if (status !== 'accepted' || payment !== 'ledger') return `${end}, and nothing has changed.`;
  const gets = buyer === reader.address ? 'you get' : `${nameOf(reader.status, buyer)} gets`;
  return `${end}, and ${gets} the ${livres(price)} LVR back that are locked.`;
}

/** Whether the next step would be refused as the car stands. */
export function isHindered({ blocked, news }: SaleSummary): boolean {
  return blocked !== undefined || news === true;
}

/** Whether the reader can do something about a sale now. */
export function may({ next }: SaleSummary, operation: string, { address }: Reader): boolean {
  return address !== undefined && next.some((action) => action.operation === operation && action.by.includes(address));
}

/** A few words as a sentence of their own. */
export function sentence(words: string): string {
  const whole = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
