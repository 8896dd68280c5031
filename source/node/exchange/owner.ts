import { equalBytes } from '@noble/ciphers/utils.js';
import * as codec from '../../ledger/codec.ts';
import type { Key } from '../../ledger/keys.ts';
import { lockContent, type SaltedChunk } from '../../ledger/registries/books/content.ts';
import { acceptanceEnd, type Exchange } from '../../ledger/registries/books/exchange.ts';
import { keyHash, maskKey, requestHash, requestVote } from '../../ledger/registries/books/secrets.ts';
import type { Vote } from '../../ledger/registries/books/witnesses.ts';
import { rootOf } from './looked-at.ts';
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
  withVote,
} from './machine.ts';
import type { Message } from './messages.ts';
import { blocksCodec, keysCodec, votesCodec } from './requester.ts';

/** What the owner of a book keeps while somebody asks for it. */
export interface OwnerState {
  readonly xid: Uint8Array;
  readonly self: Key;
  readonly requester: Key;
  readonly witnesses: readonly Key[];
  readonly book: Uint8Array;
  /** Deniers. */
  readonly price: bigint;
  /** Height by which the requester wants it to be over. */
  readonly latest: number;
  /** Height at which it was asked. */
  readonly since: number;
  /** Set once it agreed: the key, 32 bytes, the encrypted book, and the deadline that it offers. */
  readonly key: Uint8Array | undefined;
  readonly blocks: readonly Uint8Array[];
  readonly deadline: number;
  /** Height at which the encrypted book was sent last: once a block is enough for anybody. */
  readonly sentAt: number;
  /** The requester's number, once it came. */
  readonly number: Uint8Array | undefined;
  readonly votes: readonly Vote[];
  /** Whether the key left the house: from then on it has to get onto the ledger. */
  readonly delivered: boolean;
  /** The requester does not want it any more: the promise is taken back as soon as it is on the ledger. */
  readonly withdrawn: boolean;
  readonly outcome: Outcome | undefined;
}

export const ownerCodec: codec.Codec<OwnerState> = codec.struct({
  xid: codec.hash32,
  self: codec.publicKey,
  requester: codec.publicKey,
  witnesses: keysCodec,
  book: codec.hash32,
  price: codec.u64,
  latest: codec.u32,
  since: codec.u32,
  key: codec.optional(codec.bytes(32)),
  blocks: blocksCodec,
  deadline: codec.u32,
  sentAt: codec.u32,
  number: codec.optional(codec.bytes(32)),
  votes: votesCodec,
  delivered: codec.bool,
  withdrawn: codec.bool,
  outcome: codec.optional(codec.choice(outcomes)),
});

/** What only the owner hears of. */
export type OwnerHeard =
  | Heard
  /** Whoever owns the book agrees: with a fresh key, and a height by which it wants to have delivered it. */
  | {
      readonly kind: 'agree';
      readonly key: Uint8Array;
      readonly chunks: readonly SaltedChunk[];
      readonly deadline: number;
    }
  | { readonly kind: 'decline' }
  /** It takes its promise back. */
  | { readonly kind: 'abort' }
  /** The ledger did not take the offer. */
  | { readonly kind: 'refused'; readonly operation: string };

/** What somebody asks the owner of a book. */
export type Asked = Pick<
  OwnerState,
  'xid' | 'self' | 'requester' | 'witnesses' | 'book' | 'price' | 'latest' | 'since'
>;

/** Somebody asks for a book: from here on it waits for its owner to agree. */
export function asked(request: Asked): Step<OwnerState> {
  const empty = { key: undefined, blocks: [], deadline: 0, sentAt: 0, number: undefined, votes: [] };
  const state = { ...request, ...empty, delivered: false, withdrawn: false, outcome: undefined };
  return { state, effects: [{ kind: 'persist' }] };
}

/** What the owner does when it hears something. */
export function stepOwner(state: OwnerState, heard: OwnerHeard, view: View): Step<OwnerState> {
  if (state.outcome !== undefined) return stay(state);
  switch (heard.kind) {
    case 'tip':
      return act(state, view);
    case 'agree':
      return onAgreement(state, heard, view);
    case 'decline':
      return state.key === undefined ? refuse(state, 'declined') : stay(state);
    case 'abort':
      return view.exchange?.status === 'offered' ? stepFrom(state, state, [abort(state, view.exchange)]) : stay(state);
    case 'refused':
      return heard.operation === 'books.offer' && view.exchange === undefined ? refuse(state, 'refused') : stay(state);
    case 'message':
      return equalBytes(heard.message.xid, state.xid) ? onMessage(state, heard.from, heard.message, view) : stay(state);
  }
}

function abort({ xid }: OwnerState, { until }: Exchange): Effect {
  return { kind: 'submit', operation: 'books.abort', values: { xid }, until };
}

/** The requester need not wait for what will not come. */
function refuse(state: OwnerState, outcome: Outcome): Step<OwnerState> {
  const { xid, requester: to } = state;
  const step = closing(state, outcome);
  return { state: step.state, effects: [...step.effects, { kind: 'send', to, message: { xid, name: 'decline' } }] };
}

function onAgreement(
  state: OwnerState,
  { key, chunks, deadline }: Extract<OwnerHeard, { kind: 'agree' }>,
  view: View,
): Step<OwnerState> {
  // A second key for one id would give two ciphertexts under one nonce their chance.
  if (state.key !== undefined || view.exchange !== undefined) return stay(state);
  const blocks = lockContent(chunks, { xid: state.xid, key });
  const next = { ...state, key, blocks, deadline: Math.min(deadline, state.latest), sentAt: view.height };
  const { effects } = act(next, view);
  return stepFrom(state, next, [contentOf(next), ...effects]);
}

function contentOf({ xid, requester: to, blocks }: OwnerState): Effect {
  return { kind: 'send', to, message: { xid, name: 'content', blocks: [...blocks] } };
}

function onMessage(state: OwnerState, from: Key, message: Message, view: View): Step<OwnerState> {
  if (message.name === 'vote')
    return onVote(state, { witness: from, signature: message.signature }, message.step, view);
  if (!equalBytes(from, state.requester)) return stay(state);
  if (message.name === 'number') return onNumber(state, message.number, view);
  if (message.name === 'withdraw') return onWithdrawal(state, view);
  // It asks again because nothing came.
  const isAgain = message.name === 'ask' && state.blocks.length > 0 && view.height > state.sentAt;
  return isAgain ? stepFrom(state, { ...state, sentAt: view.height }, [contentOf(state)]) : stay(state);
}

/** Nobody wants it any more. What was promised is taken back; of what was not, nothing comes. */
function onWithdrawal(state: OwnerState, view: View): Step<OwnerState> {
  const { exchange } = view;
  if (state.key === undefined) return refuse(state, 'givenUp');
  if (state.withdrawn || (exchange !== undefined && exchange.status !== 'offered')) return stay(state);
  return inOne(state, act({ ...state, withdrawn: true }, view));
}

/** Kept as it is: the acceptance that says whether it is the right one may not have come yet. */
function onNumber(state: OwnerState, number: Uint8Array, view: View): Step<OwnerState> {
  if (state.number !== undefined || state.key === undefined) return stay(state);
  return inOne(state, act({ ...state, number }, view));
}

function onVote(state: OwnerState, vote: Vote, step: string, view: View): Step<OwnerState> {
  const { exchange } = view;
  if (step !== 'request' || exchange?.status !== 'accepted' || exchange.requestHash === undefined) return stay(state);
  const digest = requestVote(state.xid, exchange.requestHash);
  const votes = withVote(state.votes, vote, { witnesses: exchange.witnesses, digest });
  if (votes === state.votes) return stay(state);
  const next = { ...state, votes };
  return isQuorum(votes, exchange.witnesses) ? inOne(state, act(next, view)) : stepFrom(state, next, []);
}

/** What is to be done as things stand. */
function act(state: OwnerState, view: View): Step<OwnerState> {
  const { exchange } = view;
  if (exchange === undefined) return promise(state, view);
  if (!isOwn(state, exchange)) return refuse(state, 'mismatch');
  const ending = settledEnding(view);
  if (ending !== undefined) return closing(state, ending);
  if (exchange.status === 'offered') {
    return stepFrom(state, state, state.withdrawn ? [abort(state, exchange)] : prints(state));
  }
  return exchange.status === 'accepted' ? onAcceptance(state, exchange, view) : stay(state);
}

/** Whether what stands on the ledger under this id is what was promised here. */
function isOwn({ xid, key, self }: OwnerState, exchange: Exchange): boolean {
  return key !== undefined && equalBytes(exchange.owner, self) && equalBytes(exchange.keyHash, keyHash(xid, key));
}

function onAcceptance(state: OwnerState, exchange: Exchange, { height, rules }: View): Step<OwnerState> {
  const { xid, number, votes } = state;
  if (number === undefined || exchange.requestHash === undefined) return stay(state);
  if (!equalBytes(requestHash(xid, number), exchange.requestHash)) {
    return stepFrom(state, { ...state, number: undefined }, []);
  }
  if (!isQuorum(votes, exchange.witnesses)) return stepFrom(state, state, askVotes(state, exchange));
  const isDeep = height - exchange.acceptedAt + 1 >= rules.deliveryDepth;
  const isEarly = exchange.deadline - height >= rules.deliveryMargin;
  // Once it was sent everybody may have it: then it has to get onto the ledger as long as that is possible.
  if (!isDeep || !(isEarly || state.delivered)) return stay(state);
  return deliver(state, exchange, number);
}

/** Offers the book until the ledger takes it, or it is too late for that. */
function promise(state: OwnerState, view: View): Step<OwnerState> {
  const { xid, key, since, latest, deadline, requester, book, price, blocks, witnesses } = state;
  const { height, rules } = view;
  if (key === undefined) {
    return height > Math.min(latest, since + rules.patience) ? refuse(state, 'undecided') : stay(state);
  }
  const until = acceptanceEnd(deadline, rules);
  // What was sent can be taken up to that block.
  if (height >= until) return closing(state, state.withdrawn ? 'givenUp' : 'vanished');
  // The entry that promises it may still wait somewhere: it is taken back once a block has it.
  if (state.withdrawn) return stepFrom(state, state, []);
  const terms = { xid, book, requester, price, ciphertextRoot: rootOf(blocks), keyHash: keyHash(xid, key) };
  const values = { ...terms, witnesses, deadline };
  return stepFrom(state, state, [
    ...prints(state),
    { kind: 'submit', operation: 'books.offer', values, until: until - 1 },
  ]);
}

/** What every witness has to know before the requester asks it; sent again with every block until then. */
function prints({ xid, key, witnesses, requester, book, blocks }: OwnerState): Effect[] {
  if (key === undefined) return [];
  const root = rootOf(blocks);
  return witnesses.map((to) => ({
    ...{ kind: 'send', to },
    message: { xid, name: 'print', requester, book, keyHash: keyHash(xid, key), ciphertextRoot: root },
  }));
}

function askVotes({ xid, votes }: OwnerState, { witnesses, requestHash: hash }: Exchange): Effect[] {
  if (hash === undefined) return [];
  return silentOnes(votes, witnesses).map((to) => ({
    ...{ kind: 'send', to },
    message: { xid, name: 'askRequest', requestHash: hash },
  }));
}

function deliver(state: OwnerState, { deadline }: Exchange, number: Uint8Array): Step<OwnerState> {
  const { xid, key, votes } = state;
  if (key === undefined) return stay(state);
  const values = { xid, maskedKey: maskKey(xid, number, key), votes };
  const next = state.delivered ? state : { ...state, delivered: true };
  return stepFrom(state, next, [{ kind: 'submit', operation: 'books.deliver', values, until: deadline }]);
}
