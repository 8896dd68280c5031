import { equalBytes } from '@noble/ciphers/utils.js';
import * as codec from '../../ledger/codec.ts';
import type { Key } from '../../ledger/keys.ts';
import { chunkCount } from '../../ledger/registries/books/book.ts';
import {
  blockLeast,
  blockLimit,
  chunkLimit,
  ciphertextPath,
  openBlock,
  type SaltedChunk,
} from '../../ledger/registries/books/content.ts';
import { deliveredKey } from '../../ledger/registries/books/evidence.ts';
import type { Exchange } from '../../ledger/registries/books/exchange.ts';
import { keyHash, keyVote, requestHash } from '../../ledger/registries/books/secrets.ts';
import { type Vote, witnessLimit } from '../../ledger/registries/books/witnesses.ts';
import { openedOnce, rootOf } from './looked-at.ts';
import {
  closing,
  type Effect,
  type Heard,
  inOne,
  isQuorum,
  type Outcome,
  outcomes,
  type Step,
  settledEnding,
  silentOnes,
  stay,
  stepFrom,
  type View,
  votesFor,
  withVote,
} from './machine.ts';
import type { Message } from './messages.ts';

/** What whoever asks for a book keeps until it has it, or knows that it will not. */
export interface RequesterState {
  /** See `exchangeId`; `seed` is what it drew for it, 32 bytes. */
  readonly xid: Uint8Array;
  readonly seed: Uint8Array;
  /** The secret number, 32 bytes. */
  readonly number: Uint8Array;
  readonly owner: Key;
  readonly self: Key;
  readonly witnesses: readonly Key[];
  readonly book: Uint8Array;
  readonly chunks: number;
  readonly commitment: Uint8Array;
  /** Deniers. */
  readonly price: bigint;
  /** Height by which the key has to be there: an offer that binds for longer is none. */
  readonly latest: number;
  /** The encrypted book; empty until it came. */
  readonly blocks: readonly Uint8Array[];
  readonly votes: readonly Vote[];
  /** Last height at which the acceptance can be taken, once it was sent; 0 before. */
  readonly acceptable: number;
  /** It does not want the book any more; it stays until the owner's promise is off the ledger too. */
  readonly gaveUp: boolean;
  readonly outcome: Outcome | undefined;
}

const voteCodec: codec.Codec<Vote> = codec.struct({ witness: codec.publicKey, signature: codec.signature64 });

/** Votes as a machine keeps them. */
export const votesCodec = codec.list(voteCodec, witnessLimit) as codec.Codec<readonly Vote[]>;
/** The encrypted book as a machine keeps it. */
export const blocksCodec = codec.list(codec.blob(blockLimit), chunkLimit) as codec.Codec<readonly Uint8Array[]>;
export const keysCodec = codec.list(codec.publicKey, witnessLimit) as codec.Codec<readonly Key[]>;

export const requesterCodec: codec.Codec<RequesterState> = codec.struct({
  xid: codec.hash32,
  seed: codec.bytes(32),
  number: codec.bytes(32),
  owner: codec.publicKey,
  self: codec.publicKey,
  witnesses: keysCodec,
  book: codec.hash32,
  chunks: chunkCount,
  commitment: codec.hash32,
  price: codec.u64,
  latest: codec.u32,
  blocks: blocksCodec,
  votes: votesCodec,
  acceptable: codec.u32,
  gaveUp: codec.bool,
  outcome: codec.optional(codec.choice(outcomes)),
});

/** What a request starts from. */
export type Request = Omit<RequesterState, 'blocks' | 'votes' | 'acceptable' | 'gaveUp' | 'outcome'>;

/** Starts to ask for a book. */
export function startRequest(request: Request, view: View): Step<RequesterState> {
  const state = { ...request, blocks: [], votes: [], acceptable: 0, gaveUp: false, outcome: undefined };
  return { state, effects: [{ kind: 'persist' }, ...act(state, view).effects] };
}

/** What only the requester hears of. */
export type RequesterHeard =
  | Heard
  /** It does not want the book any more. */
  | { readonly kind: 'giveUp' };

/** What the requester does when it hears something. */
export function stepRequester(state: RequesterState, heard: RequesterHeard, view: View): Step<RequesterState> {
  if (state.outcome !== undefined) return stay(state);
  if (heard.kind === 'tip') return act(state, view);
  // Once the acceptance was sent it may be in the next block, and then somebody has to read the book.
  if (heard.kind === 'giveUp') {
    return state.acceptable === 0 && !state.gaveUp ? inOne(state, act({ ...state, gaveUp: true }, view)) : stay(state);
  }
  const { from, message } = heard;
  if (!equalBytes(message.xid, state.xid)) return stay(state);
  if (state.gaveUp && message.name !== 'decline') return stay(state);
  if (message.name === 'vote')
    return onVote(state, { witness: from, signature: message.signature }, message.step, view);
  if (!equalBytes(from, state.owner)) return stay(state);
  if (message.name === 'content') return onContent(state, message.blocks, view);
  if (message.name === 'decline' && view.exchange === undefined && state.acceptable === 0) {
    return closing(state, state.gaveUp ? 'givenUp' : 'declined');
  }
  return stay(state);
}

function onContent(state: RequesterState, blocks: readonly Uint8Array[], view: View): Step<RequesterState> {
  if (state.blocks.length > 0 || blocks.length !== state.chunks) return stay(state);
  // What is too short to be anything could not be shown to the ledger either.
  if (blocks.some(({ length }) => length < blockLeast)) return stay(state);
  const { exchange } = view;
  // Not what was promised. It is asked for with the next block, so that nobody is kept busy by sending rubbish.
  if (exchange !== undefined && !equalBytes(rootOf(blocks), exchange.ciphertextRoot)) return stay(state);
  return inOne(state, act({ ...state, blocks }, view));
}

function onVote(state: RequesterState, vote: Vote, step: string, view: View): Step<RequesterState> {
  const { exchange } = view;
  if (step !== 'key' || exchange?.status !== 'offered' || !isPromise(state, exchange)) return stay(state);
  const digest = keyVote(state.xid, exchange.keyHash, exchange.ciphertextRoot);
  const votes = withVote(state.votes, vote, { witnesses: state.witnesses, digest });
  if (votes === state.votes) return stay(state);
  const next = { ...state, votes };
  // The others are asked again with the next block, not for every vote that comes.
  return isQuorum(votes, state.witnesses) ? inOne(state, act(next, view)) : stepFrom(state, next, []);
}

/** What is to be done as things stand. */
function act(state: RequesterState, view: View): Step<RequesterState> {
  if (state.gaveUp) return takeBack(state, view);
  const ending = settledEnding(view);
  const { exchange } = view;
  if (exchange === undefined) return waitForPromise(state, view);
  if (exchange.status === 'offered') return onPromise(state, exchange, view);
  if (exchange.status === 'accepted') {
    // Sent again with every block: the owner may not have been there. Without the book no key is of use.
    const word = hasBook(state, exchange) ? { name: 'number' as const, number: state.number } : askOf(state);
    return stepFrom(state, state, [toOwner(state, word)]);
  }
  const read = exchange.maskedKey === undefined ? stay(state) : onDelivery(state, exchange, view);
  return ending === undefined ? read : ended(read, ending);
}

/** Tells the owner with every block, until its promise is off the ledger or cannot come there any more. */
function takeBack(state: RequesterState, view: View): Step<RequesterState> {
  const { exchange, height } = view;
  const isDone = exchange === undefined ? height > state.latest : settledEnding(view) !== undefined;
  if (isDone || (exchange !== undefined && !isPromise(state, exchange))) return closing(state, 'givenUp');
  return stepFrom(state, state, [toOwner(state, { name: 'withdraw' })]);
}

function ended({ state, effects }: Step<RequesterState>, outcome: Outcome): Step<RequesterState> {
  const last = closing(state, outcome);
  return {
    state: last.state,
    effects: [...last.effects.slice(0, 1), ...effects.filter(isKeeping), ...last.effects.slice(1)],
  };
}

function isKeeping({ kind }: Effect): boolean {
  return kind === 'keep';
}

type Bare<M> = M extends Message ? Omit<M, 'xid'> : never;

function toOwner({ xid, owner }: RequesterState, message: Bare<Message>): Effect {
  return { kind: 'send', to: owner, message: { xid, ...message } as Message };
}

function askOf({ seed, book, price, latest }: RequesterState): Bare<Message> {
  return { name: 'ask', seed, book, price, latest };
}

/** Whether the encrypted book is here, whole, and the one that was promised. */
function hasBook({ blocks, chunks }: RequesterState, exchange: Exchange): boolean {
  return blocks.length === chunks && equalBytes(rootOf(blocks), exchange.ciphertextRoot);
}

function waitForPromise(state: RequesterState, view: View): Step<RequesterState> {
  const { latest, witnesses, acceptable } = state;
  // What was sent and never taken can still be, until it expires.
  if (view.height > Math.max(latest, acceptable)) {
    return closing(state, acceptable === 0 ? 'unanswered' : 'vanished');
  }
  return stepFrom(state, state, [...announces(state, witnesses), toOwner(state, askOf(state))]);
}

/** What every witness has to know before it is asked for its votes; said again until it has voted. */
function announces({ xid, seed, owner, book, number }: RequesterState, to: readonly Key[]): Effect[] {
  const hash = requestHash(xid, number);
  return to.map((key) => ({
    ...{ kind: 'send', to: key },
    message: { xid, name: 'announce', seed, owner, book, requestHash: hash },
  }));
}

/** Whether what the owner promised is what was asked for. */
function isPromise(state: RequesterState, exchange: Exchange): boolean {
  const { owner, self, book, price, latest, witnesses } = state;
  return (
    equalBytes(exchange.owner, owner) &&
    equalBytes(exchange.requester, self) &&
    equalBytes(exchange.book, book) &&
    exchange.price === price &&
    exchange.deadline <= latest &&
    exchange.witnesses.length === witnesses.length &&
    witnesses.every((key, at) => equalBytes(key, exchange.witnesses[at] ?? new Uint8Array()))
  );
}

function onPromise(state: RequesterState, exchange: Exchange, view: View): Step<RequesterState> {
  const { xid, witnesses } = state;
  if (!isPromise(state, exchange)) {
    // What was accepted may still come back with its branch, and then somebody has to read the book.
    return state.acceptable === 0 ? closing(state, 'mismatch') : stay(state);
  }
  // Too late to accept: the queue will free everybody.
  if (view.height >= exchange.until) return stay(state);
  if (state.blocks.length === 0) {
    return stepFrom(state, state, [toOwner(state, askOf(state))]);
  }
  const { keyHash: print, ciphertextRoot: root } = exchange;
  if (!equalBytes(rootOf(state.blocks), root)) {
    // Another book was accepted on a branch that may come back; an honest owner never promises a second one.
    if (state.acceptable !== 0) return stay(state);
    // Not what was promised: it is asked for again.
    return stepFrom(state, { ...state, blocks: [], votes: [] }, [toOwner(state, askOf(state))]);
  }
  // A fork may have brought another promise since they came.
  const votes = votesFor(state.votes, keyVote(xid, print, root));
  if (!isQuorum(votes, witnesses)) {
    const silent = silentOnes(votes, witnesses);
    const asks = silent.map(
      (to): Effect => ({ kind: 'send', to, message: { xid, name: 'askKey', keyHash: print, ciphertextRoot: root } }),
    );
    const words = [...announces(state, silent), ...asks];
    return stepFrom(state, votes === state.votes ? state : { ...state, votes }, words);
  }
  const values = { xid, offer: exchange.offer, requestHash: requestHash(xid, state.number), votes };
  const isNews = votes !== state.votes || state.acceptable !== exchange.until;
  const next = isNews ? { ...state, votes, acceptable: exchange.until } : state;
  return stepFrom(state, next, [{ kind: 'submit', operation: 'books.accept', values, until: exchange.until }]);
}

function onDelivery(state: RequesterState, exchange: Exchange, { rules }: View): Step<RequesterState> {
  const { xid, number } = state;
  const { deliveredAt, until, status } = exchange;
  const isOpen = status === 'delivered';
  const read = readBook(state, exchange);
  // It was lost here: as long as it does not come again nothing can be said of it.
  if (read === undefined) return stepFrom(state, state, isOpen ? [toOwner(state, askOf(state))] : []);
  if ('chunks' in read) {
    // Kept again with every block until it is over: a machine that stops in between must not lose the book.
    const keep: Effect = { kind: 'keep', chunks: read.chunks };
    const ownUntil = deliveredAt + rules.ownMiningBlocks;
    const transfer: Effect = { kind: 'submit', operation: 'books.transfer', values: { xid }, until, ownUntil };
    return stepFrom(state, state, isOpen ? [keep, transfer] : [keep]);
  }
  const values = { xid, number, evidence: read.evidence };
  return stepFrom(state, state, isOpen ? [{ kind: 'submit', operation: 'books.dispute', values, until }] : []);
}

type Reading = { readonly chunks: readonly SaltedChunk[] } | { readonly evidence: object | undefined };

/**
 * The book, or what shows that it does not open: the same look that the ledger takes at a dispute. Nothing where the
 * encrypted book is not here.
 */
function readBook(state: RequesterState, exchange: Exchange): Reading | undefined {
  const { xid, number, blocks, commitment } = state;
  const key = deliveredKey(xid, exchange, number);
  if (key === undefined || !equalBytes(keyHash(xid, key), exchange.keyHash)) return { evidence: undefined };
  if (!hasBook(state, exchange)) return undefined;
  return openedOnce(blocks, [xid, key, commitment], () => openAll(state, key));
}

function openAll({ xid, blocks, chunks: count, commitment }: RequesterState, key: Uint8Array): Reading {
  const chunks: SaltedChunk[] = [];
  for (const [index, block] of blocks.entries()) {
    const opened = openBlock(block, { xid, key }, { index, count, commitment });
    if (opened === undefined) return { evidence: { index, block, path: ciphertextPath(blocks, index) } };
    chunks.push(opened);
  }
  return { chunks };
}
