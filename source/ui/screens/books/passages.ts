import type { ExchangeView, PassageView } from '../../../node/facade.ts';
import { livres } from '../../text/format.ts';
import type { Reader } from '../tickets/reader.ts';
import { partyName } from './party.ts';

/** What stands on a line of the drawing, the longest first: the first that has room is taken. */
export function passageWords({ name }: PassageView, view: ExchangeView, reader: Reader): readonly string[] {
  const isRequester = view.requester === reader.address;
  const isOwner = view.owner === reader.address;
  const requester = partyName(reader, view.requester, 'the requester');
  const owner = partyName(reader, view.owner, 'the owner');
  const price = `${livres(view.price)} LVR`;
  switch (name) {
    case 'ask':
      return ['may I have it?'];
    case 'announce':
      return [isRequester ? 'my number’s print' : 'the number’s print', 'number’s print'];
    case 'content':
      return ['the book, locked'];
    case 'print':
      return [isOwner ? 'my key’s print' : 'the key’s print', 'key’s print'];
    case 'offer':
      return isOwner ? ['you promise it on the ledger', 'your promise'] : ['promise on the ledger', 'promise'];
    case 'keyVotes':
      return ['the key’s print fits', 'key’s print fits'];
    case 'accept':
      if (view.price === '0') return isRequester ? ['you take it, for nothing'] : ['taken, for nothing'];
      return isRequester
        ? [`your ${price} are locked`, 'your money is locked']
        : [`${price} of ${requester} are locked`, 'the money is locked'];
    case 'number':
      return isRequester ? ['my secret number', 'secret number'] : ['the secret number', 'secret number'];
    case 'requestVotes':
      return ['the number fits its print', 'the number fits', 'number fits'];
    case 'deliver':
      // Masked: only with the number can anybody use it.
      if (isRequester) return ['the key, masked for you', 'the key, masked'];
      return isOwner ? ['your key, masked'] : ['the key, masked'];
    case 'open':
      return isRequester ? ['you open it and check every part'] : ['opened and checked'];
    case 'transfer':
      if (isRequester) return ['your block: it is yours', 'it is yours'];
      return isOwner && view.price !== '0'
        ? [`it is ${possessive(requester)}, and you are paid`, `it is ${possessive(requester)}`]
        : [`it is ${possessive(requester)}`];
    case 'dispute':
      return isRequester
        ? ['you show that it does not open']
        : [`shown that it does not open${isOwner ? '' : `: ${owner} loses the bond`}`, 'shown: it does not open'];
  }
}

function possessive(name: string): string {
  return name === 'you' ? 'yours' : `${name}’s`;
}

/** What each of the seven steps is, in plain words. */
export function stepWords(step: number, { requester, owner }: Parties, price: string): string {
  const isFree = price === '0';
  switch (step) {
    case 1:
      return `${requester.subject} ${requester.verb('asks', 'ask')} for it, and ${requester.verb('gives', 'give')} the witnesses the print of a secret number.`;
    case 2:
      return `${owner.subject} ${owner.verb('sends', 'send')} the book, locked; the witnesses get the print of its key.`;
    case 3:
      return `${owner.subject} ${owner.verb('promises', 'promise')} it on the ledger and ${owner.verb('locks', 'lock')} a bond.`;
    case 4:
      return `The witnesses agree on the key’s print; then ${requester.object} ${isFree ? `${requester.verb('says', 'say')} yes to it on the ledger` : `${requester.verb('locks', 'lock')} the price`}.`;
    case 5:
      return `The witnesses agree on the number’s print; then ${owner.object} ${owner.verb('sends', 'send')} the key, which only ${requester.object} can use.`;
    case 6:
      return `${requester.subject} ${requester.verb('opens', 'open')} the book and ${requester.verb('checks', 'check')} every part of it.`;
    default:
      return `${isFree ? 'The book changes' : 'Book and price change'} hands in one block. If it does not open, ${requester.object} ${requester.verb('shows', 'show')} that, and ${requester.verb('gets', 'get')} the bond.`;
  }
}

interface Party {
  readonly subject: string;
  readonly object: string;
  verb(third: string, second: string): string;
}

/** Requester and owner as sentences about them begin and go on. */
export interface Parties {
  readonly requester: Party;
  readonly owner: Party;
}

/** The two as whoever reads calls them. */
export function partiesOf(view: { readonly requester: string; readonly owner: string }, reader: Reader): Parties {
  const party = (address: string, role: string): Party => {
    const name = partyName(reader, address, role);
    const isYou = address === reader.address;
    const subject = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    return {
      subject: isYou || address === '' ? subject : name,
      object: name,
      verb: (third, second) => (isYou ? second : third),
    };
  };
  return { requester: party(view.requester, 'the requester'), owner: party(view.owner, 'the owner') };
}
