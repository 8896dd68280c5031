import { defineAffair } from '../../affair.ts';
import * as codec from '../../codec.ts';
import type { Parameters } from '../../genesis.ts';
import type { Key } from '../../keys.ts';
import type { ObjectReference } from '../../operation.ts';
import { enqueue } from '../../queue.ts';
import { refusals } from '../../refusal.ts';
import { asHistoric, type Historic, type Kind, type State, type StateReader } from '../../state.ts';
import { credit, takeLocked } from '../accounts.ts';
import { currentKey } from '../owners/owner.ts';
import { bookHistory, booksRegistry, requireBook, updateBook } from './book.ts';
import { witnessLimit } from './witnesses.ts';

/** How a hand-over stands. */
export const exchangeStatuses = ['offered', 'accepted', 'delivered', 'done', 'void', 'disputed'] as const;
export type ExchangeStatus = (typeof exchangeStatuses)[number];

/** How it came to its end. */
export const endings = [
  'confirmed',
  'unobjected',
  'aborted',
  'unaccepted',
  'undelivered',
  'wrongKey',
  'wrongContent',
] as const;
export type Ending = (typeof endings)[number];

/** A book on its way from one library to another. Its id is the one that the requester drew. */
export interface Exchange extends Historic {
  readonly book: Uint8Array;
  /** Id of the entry that promised it: the requester accepts that one, and no other under the same id. */
  readonly offer: Uint8Array;
  readonly owner: Key;
  readonly requester: Key;
  /** Deniers that the requester pays, and that the owner put up. */
  readonly price: bigint;
  readonly bond: bigint;
  /** See `ciphertextRoot` and `keyHash`, 32 bytes each. */
  readonly ciphertextRoot: Uint8Array;
  readonly keyHash: Uint8Array;
  readonly witnesses: Key[];
  /** Last height at which the key can be delivered. */
  readonly deadline: number;
  readonly status: ExchangeStatus;
  /** Set once it is over. */
  readonly ending: Ending | undefined;
  /** Last height at which the next step can be done; the queue acts in the block after. */
  readonly until: number;
  /** Set by the acceptance: the print of the requester's number, the height, and whose balance the price came from. */
  readonly requestHash: Uint8Array | undefined;
  readonly acceptedAt: number;
  readonly paidBy: Key | undefined;
  /** Set by the delivery: see `maskKey`, 32 bytes, and the height. */
  readonly maskedKey: Uint8Array | undefined;
  readonly deliveredAt: number;
  /** Height at which it ended; 0 while it is open. */
  readonly endedAt: number;
}

export const exchangeKind: Kind<Exchange> = {
  registry: booksRegistry,
  kind: 3,
  name: 'hand-over',
  idLength: 32,
  codec: codec.struct({
    book: codec.hash32,
    offer: codec.hash32,
    owner: codec.publicKey,
    requester: codec.publicKey,
    price: codec.u64,
    bond: codec.u64,
    ciphertextRoot: codec.hash32,
    keyHash: codec.hash32,
    witnesses: codec.list(codec.publicKey, witnessLimit),
    deadline: codec.u32,
    status: codec.choice(exchangeStatuses),
    ending: codec.optional(codec.choice(endings)),
    until: codec.u32,
    requestHash: codec.optional(codec.hash32),
    acceptedAt: codec.u32,
    paidBy: codec.optional(codec.publicKey),
    maskedKey: codec.optional(codec.bytes(32)),
    deliveredAt: codec.u32,
    endedAt: codec.u32,
    historyCount: codec.u32,
    historyHead: codec.hash32,
  }),
};

/** Hand-overs by the two who deal. Its witnesses have nothing to decide on the ledger. */
export const exchangeAffair = defineAffair<Exchange>({
  kind: exchangeKind,
  parties: ({ owner, requester }) => [owner, requester],
  isOpen: ({ ending }) => ending === undefined,
  until: ({ until }) => until,
});

export const exchangeRefusals = refusals({
  EXCHANGE_UNKNOWN: () => 'No hand-over with this id is on the ledger. Check the id.',
  EXCHANGE_USED: () => 'There was a hand-over with this id already. Ask for the book anew.',
  EXCHANGE_ENDED: (data: { status: ExchangeStatus }) =>
    `This hand-over is ${statusWords[data.status]}. Nothing more can be done with it.`,
  EXCHANGE_STEP: (data: { status: ExchangeStatus }) =>
    `This hand-over is ${statusWords[data.status]}, and that step is not its next. Look at what it waits for.`,
  EXCHANGE_LATE: (data: { until: number; height: number }) =>
    `This step could be done until block ${data.until}; the next is ${data.height}. It is too late.`,
});

/** Each status as it goes on after "This hand-over is ...". */
export const statusWords: Readonly<Record<ExchangeStatus, string>> = {
  offered: 'promised',
  accepted: 'accepted',
  delivered: 'delivered',
  done: 'done',
  void: 'void',
  disputed: 'over: the book did not open',
};

/** What an ending means, in a few words. */
export const endingWords: Readonly<Record<Ending, string>> = {
  confirmed: 'it opens, and the book changed hands',
  unobjected: 'nobody objected, and the book changed hands',
  aborted: 'the owner called it off',
  unaccepted: 'the price was not locked in time',
  undelivered: 'the key was not delivered in time',
  wrongKey: 'the key was not the one promised',
  wrongContent: 'the content was not the one of the book',
};

export function exchangeOf(state: StateReader, xid: Uint8Array): Exchange | undefined {
  return state.get(exchangeKind, xid);
}

/** @throws EXCHANGE_UNKNOWN */
export function requireExchange(state: StateReader, xid: Uint8Array): Exchange {
  const exchange = exchangeOf(state, xid);
  if (exchange === undefined) throw exchangeRefusals.EXCHANGE_UNKNOWN();
  return exchange;
}

/**
 * A hand-over whose next step in a block can be done by whoever may do it in this status.
 * @throws EXCHANGE_UNKNOWN, EXCHANGE_ENDED, EXCHANGE_STEP, EXCHANGE_LATE
 */
export function requireStep(state: StateReader, xid: Uint8Array, step: ExchangeStatus, height: number): Exchange {
  const exchange = requireExchange(state, xid);
  const { status, ending, until } = exchange;
  if (ending !== undefined) throw exchangeRefusals.EXCHANGE_ENDED({ status });
  if (status !== step) throw exchangeRefusals.EXCHANGE_STEP({ status });
  // The queue may be late; that gives nobody extra time.
  if (height > until) throw exchangeRefusals.EXCHANGE_LATE({ until, height });
  return exchange;
}

/** Last height at which a hand-over can be accepted: enough is left then to let it settle and to deliver the key. */
export function acceptanceEnd(
  deadline: number,
  { deliveryDepth, deliveryMargin }: Pick<Parameters, 'deliveryDepth' | 'deliveryMargin'>,
): number {
  return deadline - deliveryDepth - deliveryMargin;
}

/** Takes the next step of a hand-over; if nobody does the one after it by `until`, the queue ends it. */
export function putStep(state: State, xid: Uint8Array, exchange: Exchange): void {
  state.put(exchangeKind, xid, exchange);
  enqueue(state, 'height', exchange.until + 1, booksRegistry, xid);
}

/** The histories that everything about a hand-over extends: its own, and the book's. */
export function exchangeHistory(xid: Uint8Array, book: Uint8Array): readonly ObjectReference[] {
  return [{ kind: asHistoric(exchangeKind), id: xid }, ...bookHistory(book)];
}

/** The same for whoever has its id alone. */
export function historyOf(state: StateReader, xid: Uint8Array): readonly ObjectReference[] {
  const exchange = exchangeOf(state, xid);
  return exchange === undefined ? [] : exchangeHistory(xid, exchange.book);
}

/** Whether title and price moved. */
function moves(ending: Ending): boolean {
  return ending === 'confirmed' || ending === 'unobjected';
}

function statusAfter(ending: Ending): ExchangeStatus {
  if (moves(ending)) return 'done';
  return ending === 'wrongKey' || ending === 'wrongContent' ? 'disputed' : 'void';
}

/**
 * Ends a hand-over. Title and price move together, or the price goes back; the bond goes back to the owner unless the
 * book did not open; the book is free.
 */
export function conclude(state: State, xid: Uint8Array, ending: Ending, height: number): void {
  const exchange = requireExchange(state, xid);
  const { book, owner, requester, price, bond, paidBy } = exchange;
  const status = statusAfter(ending);
  // A key that was lost can use nothing; whoever replaced it gets what it was to get.
  const [giver, taker] = [currentKey(state, owner, height), currentKey(state, requester, height)];
  if (paidBy !== undefined) {
    takeLocked(state, paidBy, price);
    credit(state, moves(ending) ? giver : currentKey(state, paidBy, height), price);
  }
  takeLocked(state, owner, bond);
  credit(state, status === 'disputed' ? taker : giver, bond);
  const { handed } = requireBook(state, book);
  updateBook(state, book, { exchange: undefined, ...(moves(ending) ? { owner: taker, handed: handed + 1 } : {}) });
  state.put(exchangeKind, xid, { ...exchange, status, ending, paidBy: undefined, endedAt: height });
}

/** The time of a step is over: what was not accepted or delivered is void, what nobody objected to is done. */
export function due(state: State, xid: Uint8Array, height: number): readonly ObjectReference[] {
  const exchange = exchangeOf(state, xid);
  // Every step queued its own end; those of the steps that were taken have nothing to do.
  if (exchange === undefined || exchange.ending !== undefined || height <= exchange.until) return [];
  const ending = { offered: 'unaccepted', accepted: 'undelivered', delivered: 'unobjected' } as const;
  const { status } = exchange;
  if (status !== 'offered' && status !== 'accepted' && status !== 'delivered') return [];
  conclude(state, xid, ending[status], height);
  return exchangeHistory(xid, exchange.book);
}
