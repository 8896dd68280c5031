import { equalBytes } from '@noble/ciphers/utils.js';
import { formatLivres } from '../../ledger/amount.ts';
import type { Key } from '../../ledger/keys.ts';
import type { Exchange } from '../../ledger/registries/books/exchange.ts';
import type { PassageName } from '../facade.ts';
import { dealOf, isGivenUp, isOver, type KnownOf, outcomeHere, stateOf, votersOf } from './known-of.ts';
import type { Outcome } from './machine.ts';

/** The sides by their names; whoever asks is "you". No sentence bends a verb by them, so that both fit. */
interface Names {
  readonly owner: string;
  readonly requester: string;
  /** "library-1's", "your". */
  readonly owners: string;
  readonly requesters: string;
  readonly price: string;
  readonly bond: string;
}

/** Why a hand-over ended as it did. Nothing where it ended well. */
const reasons: Readonly<Record<Outcome, ((names: Names) => string) | undefined>> = {
  confirmed: undefined,
  unobjected: undefined,
  declined: ({ owner }) => `${owner} did not want to hand this book over.`,
  undecided: ({ owner }) => `${owner} said neither yes nor no in time.`,
  unanswered: ({ owner, owners }) =>
    `Nothing came from ${owner} in time: ${owners} terminal may be off. Ask again once it is there.`,
  refused: ({ owners }) => `The ledger did not take ${owners} promise: the book may be promised to somebody else.`,
  mismatch: ({ owner }) => `What ${owner} promised is not what was asked for, so no price was locked.`,
  givenUp: ({ requester }) => `${requester} gave the request up.`,
  vanished: () => 'A fork took it off the ledger, and its time is over. Ask again.',
  aborted: ({ owner }) => `${owner} took the promise back. No price was locked.`,
  unaccepted: ({ requester, owner }) =>
    `${requester} did not lock the price in time, so the book is free again and the bond is back with ${owner}.`,
  undelivered: ({ owners, requester, price }) =>
    `${owners} key did not come in time, so the ${price} LVR are back with ${requester} and the book is free.`,
  wrongKey: ({ owners, requester, price, bond }) =>
    `${owners} key was not the one that was promised: the ${price} LVR are back with ${requester}, with the bond of ${bond} LVR.`,
  wrongContent: ({ owner, requester, price, bond }) =>
    `What ${owner} sent does not open to this book: the ${price} LVR are back with ${requester}, with the bond of ${bond} LVR.`,
};

function isMe({ me }: KnownOf, key: Key): boolean {
  return me !== undefined && equalBytes(me, key);
}

function nameIn(known: KnownOf, key: Key | undefined): string {
  if (key === undefined) return 'the other library';
  return isMe(known, key) ? 'you' : known.informed.name(key);
}

function whose(name: string): string {
  return name === 'you' ? 'your' : `${name}'s`;
}

function namesOf(known: KnownOf): Names {
  const deal = dealOf(known);
  const bond = known.settled?.bond ?? known.informed.parameters.bookBond;
  const [owner, requester] = [nameIn(known, deal.owner), nameIn(known, deal.requester)];
  return {
    ...{ owner, requester, owners: whose(owner), requesters: whose(requester) },
    price: formatLivres(deal.price),
    bond: formatLivres(bond),
  };
}

/** With a capital, where it is the "you" of whoever asks: names are written as they are. */
function sentence(text: string): string {
  return /^you/.test(text) ? `Y${text.slice(1)}` : text;
}

/** Why it ended as it did, or what keeps it; nothing while all is well. */
export function reasonOf(known: KnownOf, trouble: string | undefined): string | null {
  const ending = known.settled?.ending;
  const outcome = outcomeOf(known) ?? ending ?? outcomeHere(known);
  if (outcome === undefined) return trouble ?? null;
  const names = namesOf(known);
  const reason = reasons[outcome]?.(names);
  if (reason === undefined) return null;
  const isOpen = known.ahead !== undefined && ending === undefined;
  const more = outcome === 'givenUp' && isOpen ? ` The promise that is under way is taken back by ${names.owner}.` : '';
  return sentence(`${reason}${more}`);
}

/** What those who took part here know better than the ledger: why nobody accepted, why a promise was taken back. */
function outcomeOf(known: KnownOf): Outcome | undefined {
  const ending = known.settled?.ending;
  const isFree = ending === undefined || ending === 'unaccepted' || ending === 'aborted';
  if (isFree && isGivenUp(known)) return 'givenUp';
  return ending === 'unaccepted' && stateOf(known, 'requester')?.outcome === 'mismatch' ? 'mismatch' : undefined;
}

/** What it waits for now, without an end; nothing where it is over. */
export function waitsFor(known: KnownOf, name: PassageName | undefined): string | undefined {
  if (isOver(known)) return undefined;
  if (isGivenUp(known)) return `Waiting for ${namesOf(known).owner} to take the promise back`;
  const { owner, owners, requesters } = namesOf(known);
  switch (name) {
    case undefined:
      return undefined;
    case 'ask':
    case 'announce':
      return `Waiting until ${owners} terminal is reached`;
    case 'content':
    case 'print':
      return `Waiting for ${owner} to answer`;
    case 'offer':
      return `Waiting for a block with ${owners} promise`;
    case 'keyVotes':
      return `Waiting for ${silent(known, 'key')} to confirm the key's print`;
    case 'accept':
      return `Waiting for a block with ${requesters} price`;
    case 'number':
      return `Waiting for ${requesters} number to reach ${owner}`;
    case 'requestVotes':
      // Whoever does not count the votes sees only how deep the price lies.
      if (stateOf(known, 'owner') === undefined && blocksLeft(known) > 0) return deliveryWords(known, owners);
      return `Waiting for ${silent(known, 'request')} to confirm the number`;
    case 'deliver':
      return deliveryWords(known, owners);
    case 'open':
    case 'transfer':
    case 'dispute':
      return `Waiting for ${requesters} block, in which the book changes hands`;
  }
}

/** The key is not sent before a fork could hardly take the price away again. */
function deliveryWords(known: KnownOf, owners: string): string {
  const left = blocksLeft(known);
  if (left <= 0) return `Waiting for a block with ${owners} key`;
  return `Waiting for ${left} more ${left === 1 ? 'block' : 'blocks'} on the locked price, so that no fork undoes it`;
}

/** Blocks until a key can be delivered. */
export function blocksLeft({ settled, height, informed }: KnownOf): number {
  return Math.max(0, (settled?.acceptedAt ?? 0) + informed.parameters.deliveryDepth - height - 1);
}

/** The witnesses that have not voted, as a sentence names them. */
function silent(known: KnownOf, step: 'key' | 'request'): string {
  const voters = votersOf(known, step);
  const missing = dealOf(known).witnesses.filter((key) => !voters.some((other) => equalBytes(other, key)));
  // Only whoever counts the votes knows who is missing.
  if (stateOf(known, step === 'key' ? 'requester' : 'owner') === undefined || missing.length === 0)
    return 'the witnesses';
  const names = missing.map((key) => nameIn(known, key));
  if (names.length > 3) return `${names.length} witnesses`;
  const last = names.at(-1) ?? '';
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}

const otherwiseWords: Readonly<Partial<Record<Exchange['status'], (names: Names, until: string) => string>>> = {
  offered: (_names, until) => `If the price is not locked by ${until}, it is void: book and bond are free again.`,
  accepted: ({ owners, requester, price }, until) =>
    `If ${owners} key is not on the ledger by ${until}, the ${price} LVR go back to ${requester}.`,
  delivered: ({ owner, requester, price }, until) =>
    `If nothing is said until ${until}, the book goes to ${requester} and the ${price} LVR to ${owner}.`,
};

/** What happens if what it waits for does not come. */
export function otherwise(known: KnownOf, until: number | undefined): string | undefined {
  if (until === undefined || isOver(known)) return undefined;
  const block = `block ${until.toLocaleString('en-US')}`;
  const { settled } = known;
  if (settled === undefined) return `If nothing comes by ${block}, the request is void. No money is locked yet.`;
  return otherwiseWords[settled.status]?.(namesOf(known), block);
}
