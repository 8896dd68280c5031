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
      return isRequester ? ['print of my number', 'number’s print'] : ['print of a number', 'number’s print'];
    case 'content':
      return ['the book, locked'];
    case 'print':
      return isOwner ? ['print of my key', 'key’s print'] : ['print of the key', 'key’s print'];
    case 'offer':
      return isOwner ? ['you promise it on the ledger', 'your promise'] : ['promise on the ledger', 'promise'];
    case 'keyVotes':
      return ['the print of the key is right', 'the print is right', 'print is right', 'print fits'];
    case 'accept':
      if (view.price === '0') return isRequester ? ['you take it, for nothing'] : ['taken, for nothing'];
      return isRequester
        ? [`your ${price} are locked`, 'your money is locked']
        : [`${price} of ${requester} are locked`, 'the money is locked'];
    case 'number':
      return isRequester ? ['my secret number', 'my number'] : ['the secret number', 'the number'];
    case 'requestVotes':
      return isRequester
        ? ['your number is the announced one', 'your number is right', 'your number fits', 'number fits']
        : ['the number is the announced one', 'the number is right', 'the number fits', 'number fits'];
    case 'deliver':
      if (isRequester) return ['the key, for your eyes only'];
      return isOwner ? [`your key, for ${requester} alone`, 'your key, masked'] : ['the key, masked'];
    case 'open':
      return isRequester ? ['you open it and check every part'] : ['opened and checked'];
    case 'transfer':
      if (isRequester) return ['your block: it is yours', 'it is yours'];
      return isOwner ? [`it is ${possessive(requester)}, and you are paid`] : [`it is ${possessive(requester)}`];
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
export function stepWords(step: number, { requester, owner }: Parties): string {
  switch (step) {
    case 1:
      return `${requester.subject} ${requester.verb('asks', 'ask')} for it, and ${requester.verb('gives', 'give')} the witnesses the print of a secret number.`;
    case 2:
      return `${owner.subject} ${owner.verb('sends', 'send')} the book, locked; the witnesses get the print of its key.`;
    case 3:
      return `${owner.subject} ${owner.verb('promises', 'promise')} it on the ledger and ${owner.verb('locks', 'lock')} a bond.`;
    case 4:
      return `The witnesses agree on the key’s print; then ${requester.object} ${requester.verb('locks', 'lock')} the price.`;
    case 5:
      return `The witnesses agree on the number’s print; then ${owner.object} ${owner.verb('sends', 'send')} the key, which only ${requester.object} can use.`;
    case 6:
      return `${requester.subject} ${requester.verb('opens', 'open')} the book and ${requester.verb('checks', 'check')} every part of it.`;
    default:
      return `Book and price change hands in one block. If it does not open, ${requester.object} ${requester.verb('shows', 'show')} that, and ${requester.verb('gets', 'get')} the bond.`;
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
