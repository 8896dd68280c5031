import { equalBytes } from '@noble/ciphers/utils.js';
import { formatLivres } from '../../ledger/amount.ts';
import type { Key } from '../../ledger/keys.ts';
import type { Exchange } from '../../ledger/registries/books/exchange.ts';
import type { PassageName } from '../facade.ts';
import { dealOf, isOver, type KnownOf, outcomeHere, stateOf, votersOf } from './known-of.ts';
import type { Outcome } from './machine.ts';

/** The sides by their names. */
interface Names {
  readonly owner: string;
  readonly requester: string;
  readonly price: string;
  readonly bond: string;
}

/** Why a hand-over ended as it did. Nothing where it ended well. */
const reasons: Readonly<Record<Outcome, ((names: Names) => string) | undefined>> = {
  confirmed: undefined,
  unobjected: undefined,
  declined: ({ owner }) => `${owner} does not hand this book over now.`,
  undecided: ({ owner }) => `${owner} said neither yes nor no in time.`,
  unanswered: ({ owner }) => `Nothing came from ${owner} in time: its terminal may be off. Ask again once it is there.`,
  refused: ({ owner }) => `The ledger did not take the promise of ${owner}: the book may be promised to somebody else.`,
  mismatch: ({ owner }) => `What ${owner} promised is not what was asked for, so no price was locked.`,
  givenUp: ({ requester }) => `${requester} gave the request up.`,
  vanished: () => 'A fork took it off the ledger, and its time is over. Ask again.',
  aborted: ({ owner }) => `${owner} took the promise back. No price was locked.`,
  unaccepted: ({ requester, owner }) =>
    `${requester} did not lock the price in time, so the book of ${owner} is free again and its bond is back.`,
  undelivered: ({ owner, requester, price }) =>
    `No key of ${owner} came in time, so the ${price} LVR are back with ${requester} and the book is free.`,
  wrongKey: ({ owner, requester, price, bond }) =>
    `The key of ${owner} was not the one that it promised: ${requester} has the ${price} LVR back, and its bond of ${bond} LVR.`,
  wrongContent: ({ owner, requester, price, bond }) =>
    `What ${owner} sent does not open to this book: ${requester} has the ${price} LVR back, and the owner's bond of ${bond} LVR.`,
};

function nameIn({ informed }: KnownOf, key: Key | undefined): string {
  return key === undefined ? 'the other library' : informed.name(key);
}

function namesOf(known: KnownOf): Names {
  const { owner, requester, price } = dealOf(known);
  const bond = known.settled?.bond ?? known.informed.parameters.bookBond;
  return {
    owner: nameIn(known, owner),
    requester: nameIn(known, requester),
    price: formatLivres(price),
    bond: formatLivres(bond),
  };
}

/** Why it ended as it did, or what keeps it; nothing while all is well. */
export function reasonOf(known: KnownOf, trouble: string | undefined): string | null {
  const ending = known.settled?.ending;
  const own = stateOf(known, 'requester')?.outcome;
  // Whoever asked for it knows better why it was not accepted than the queue that ended it.
  const isOwn = ending === 'unaccepted' && (own === 'mismatch' || own === 'givenUp');
  const outcome = isOwn ? own : (ending ?? outcomeHere(known));
  if (outcome !== undefined) return reasons[outcome]?.(namesOf(known)) ?? null;
  return trouble ?? null;
}

/** What it waits for now, without an end; nothing where it is over. */
export function waitsFor(known: KnownOf, name: PassageName | undefined): string | undefined {
  if (isOver(known)) return undefined;
  const { owner, requester } = namesOf(known);
  switch (name) {
    case undefined:
      return undefined;
    case 'ask':
    case 'announce':
      return `Waiting for a terminal of ${owner} to be reached`;
    case 'content':
    case 'print':
      return `Waiting for ${owner} to answer`;
    case 'offer':
      return `Waiting for a block with the promise of ${owner}`;
    case 'keyVotes':
      return `Waiting for ${silent(known, 'key')} to confirm the key's print`;
    case 'accept':
      return `Waiting for a block in which ${requester} locks the price`;
    case 'number':
      return `Waiting for the number of ${requester} to reach ${owner}`;
    case 'requestVotes':
      // Whoever does not count the votes sees only how deep the price lies.
      if (stateOf(known, 'owner') === undefined && blocksLeft(known) > 0) return deliveryWords(known, owner);
      return `Waiting for ${silent(known, 'request')} to confirm the number`;
    case 'deliver':
      return deliveryWords(known, owner);
    case 'open':
    case 'transfer':
    case 'dispute':
      return `Waiting for a block in which ${requester} takes the book over`;
  }
}

/** The key is not sent before a fork could hardly take the price away again. */
function deliveryWords(known: KnownOf, owner: string): string {
  const left = blocksLeft(known);
  if (left <= 0) return `Waiting for a block with the key of ${owner}`;
  return `Waiting for ${left} more ${left === 1 ? 'block' : 'blocks'} on the locked price, so that no fork undoes it`;
}

/** Blocks until a key can be delivered. */
function blocksLeft({ settled, height, informed }: KnownOf): number {
  return Math.max(0, (settled?.acceptedAt ?? 0) + informed.parameters.deliveryDepth - height - 1);
}

/** The witnesses that have not voted, as a sentence names them. */
function silent(known: KnownOf, step: 'key' | 'request'): string {
  const voters = votersOf(known, step);
  const missing = dealOf(known).witnesses.filter((key) => !voters.some((other) => equalBytes(other, key)));
  // Only whoever counts the votes knows who is missing.
  if (stateOf(known, step === 'key' ? 'requester' : 'owner') === undefined || missing.length === 0)
    return 'the witnesses';
  const names = missing.map((key) => known.informed.name(key));
  if (names.length > 3) return `${names.length} witnesses`;
  const last = names.at(-1) ?? '';
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}

const otherwiseWords: Readonly<Partial<Record<Exchange['status'], (names: Names, until: string) => string>>> = {
  offered: ({ requester, owner }, until) =>
    `If ${requester} has not locked the price by ${until}, it is void, and the book and the bond of ${owner} are free.`,
  accepted: ({ owner, requester, price }, until) =>
    `If no key of ${owner} is on the ledger by ${until}, ${requester} gets the ${price} LVR back.`,
  delivered: ({ owner, requester }, until) =>
    `If ${requester} says nothing until ${until}, the book is its own and ${owner} is paid.`,
};

/** What happens if what it waits for does not come. */
export function otherwise(known: KnownOf, until: number | undefined): string | undefined {
  if (until === undefined || isOver(known)) return undefined;
  const block = `block ${until.toLocaleString('en-US')}`;
  const { settled } = known;
  if (settled === undefined) return `If nothing comes by ${block}, the request is void. No money is locked yet.`;
  return otherwiseWords[settled.status]?.(namesOf(known), block);
}
