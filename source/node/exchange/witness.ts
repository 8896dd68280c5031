import { equalBytes } from '@noble/ciphers/utils.js';
import * as codec from '../../ledger/codec.ts';
import type { Key } from '../../ledger/keys.ts';
import type { Exchange } from '../../ledger/registries/books/exchange.ts';
import { exchangeId, keyVote, requestVote } from '../../ledger/registries/books/secrets.ts';
import {
  closing,
  type Effect,
  type Heard,
  includesKey,
  type Outcome,
  outcomes,
  type Step,
  settledEnding,
  stay,
  stepFrom,
  type View,
} from './machine.ts';
import type { Message } from './messages.ts';

type Announced = Pick<Extract<Message, { name: 'announce' }>, 'owner' | 'book' | 'requestHash'>;
type Printed = Pick<Extract<Message, { name: 'print' }>, 'requester' | 'book' | 'keyHash' | 'ciphertextRoot'>;

interface KeyAsked {
  readonly keyHash: Uint8Array;
  readonly ciphertextRoot: Uint8Array;
}
interface RequestAsked {
  readonly requestHash: Uint8Array;
}

/**
 * What a witness of a hand-over knows: two prints, one from each side. It never sees the key, the number or the book,
 * and it says yes to what both the ledger and the one who must have told it say.
 */
export interface WitnessState {
  readonly xid: Uint8Array;
  readonly self: Key;
  /** Height at which it first heard of it. */
  readonly since: number;
  /** What the requester told it, the first time. */
  readonly requester: Key | undefined;
  readonly announced: Announced | undefined;
  /** What the owner told it, the first time. */
  readonly owner: Key | undefined;
  readonly printed: Printed | undefined;
  /** What it was asked and could not answer yet: its ledger may be a block behind. */
  readonly keyAsked: KeyAsked | undefined;
  readonly requestAsked: RequestAsked | undefined;
  readonly outcome: Outcome | undefined;
}

export const witnessCodec: codec.Codec<WitnessState> = codec.struct({
  xid: codec.hash32,
  self: codec.publicKey,
  since: codec.u32,
  requester: codec.optional(codec.publicKey),
  announced: codec.optional(codec.struct({ owner: codec.publicKey, book: codec.hash32, requestHash: codec.hash32 })),
  owner: codec.optional(codec.publicKey),
  printed: codec.optional(
    codec.struct({
      requester: codec.publicKey,
      book: codec.hash32,
      keyHash: codec.hash32,
      ciphertextRoot: codec.hash32,
    }),
  ),
  keyAsked: codec.optional(codec.struct({ keyHash: codec.hash32, ciphertextRoot: codec.hash32 })),
  requestAsked: codec.optional(codec.struct({ requestHash: codec.hash32 })),
  outcome: codec.optional(codec.choice(outcomes)),
});

/** A witness that has heard nothing yet. */
export function newWitness(xid: Uint8Array, self: Key, since: number): WitnessState {
  const empty = { requester: undefined, announced: undefined, owner: undefined, printed: undefined };
  const unasked = { keyAsked: undefined, requestAsked: undefined };
  return { xid, self, since, ...empty, ...unasked, outcome: undefined };
}

/** What a witness does when it hears something. */
export function stepWitness(state: WitnessState, heard: Heard, view: View): Step<WitnessState> {
  if (state.outcome !== undefined) return stay(state);
  if (heard.kind === 'tip') return onTip(state, view);
  const { from, message } = heard;
  return equalBytes(message.xid, state.xid) ? answer(state, afterMessage(state, from, message), view) : stay(state);
}

/** What it knows after a message. Who is neither of the two it was told of tells it nothing. */
function afterMessage(state: WitnessState, from: Key, message: Message): WitnessState {
  const isBy = (key: Key | undefined) => key !== undefined && equalBytes(key, from);
  if (message.name === 'announce') {
    // Nobody else announces in the name of whoever asks.
    const isBySeed = equalBytes(exchangeId(from, message.seed), state.xid);
    return isBySeed ? withAnnounced(state, from, message) : state;
  }
  if (message.name === 'print') return withPrinted(state, from, message);
  if (message.name === 'askKey' && isBy(state.requester)) {
    const { keyHash, ciphertextRoot } = message;
    return { ...state, keyAsked: { keyHash, ciphertextRoot } };
  }
  if (message.name === 'askRequest' && isBy(state.announced?.owner)) {
    return { ...state, requestAsked: { requestHash: message.requestHash } };
  }
  return state;
}

function onTip(state: WitnessState, view: View): Step<WitnessState> {
  const ending = settledEnding(view);
  if (ending !== undefined) return closing(state, ending);
  const isOver = view.exchange === undefined && view.height > state.since + view.rules.patience;
  return isOver ? closing(state, 'unanswered') : answer(state, state, view);
}

/** Answers what can be answered now, and forgets that it was asked. */
function answer(before: WitnessState, state: WitnessState, view: View): Step<WitnessState> {
  const exchange = witnessed(state, view);
  if (exchange?.status === 'offered' && state.keyAsked !== undefined) {
    const digest = keyDigest(state, exchange, state.keyAsked);
    return stepFrom(before, { ...state, keyAsked: undefined }, votes('key', exchange.requester, digest));
  }
  if (exchange?.status === 'accepted' && state.requestAsked !== undefined) {
    const digest = requestDigest(state, exchange, state.requestAsked);
    return stepFrom(before, { ...state, requestAsked: undefined }, votes('request', exchange.owner, digest));
  }
  return stepFrom(before, state, []);
}

function votes(step: 'key' | 'request', to: Key, digest: Uint8Array | undefined): Effect[] {
  return digest === undefined ? [] : [{ kind: 'vote', to, step, digest }];
}

/** The first word of the requester counts. What the owner said before is kept if it is by the owner whom that names. */
function withAnnounced(state: WitnessState, from: Key, { owner, book, requestHash }: Announced): WitnessState {
  if (state.announced !== undefined) return state;
  const announced = { owner, book, requestHash };
  const fits = state.owner !== undefined && equalBytes(state.owner, owner);
  const printed = fits ? {} : { owner: undefined, printed: undefined };
  return { ...state, requester: from, announced, ...printed };
}

/** The first word of the owner counts; once the requester has named an owner, that of no other. */
function withPrinted(
  state: WitnessState,
  from: Key,
  { requester, book, keyHash, ciphertextRoot }: Printed,
): WitnessState {
  const { announced, printed } = state;
  if (printed !== undefined || (announced !== undefined && !equalBytes(announced.owner, from))) return state;
  return { ...state, owner: from, printed: { requester, book, keyHash, ciphertextRoot } };
}

/** The hand-over on the ledger, if it is the one of which this witness was told by both, and it is called for it. */
function witnessed(state: WitnessState, { exchange }: View): Exchange | undefined {
  const { requester, announced, owner, printed, self } = state;
  if (exchange === undefined || requester === undefined || announced === undefined) return undefined;
  const isOurs =
    owner !== undefined &&
    printed !== undefined &&
    equalBytes(exchange.requester, requester) &&
    equalBytes(printed.requester, requester) &&
    equalBytes(exchange.owner, owner) &&
    equalBytes(exchange.book, announced.book) &&
    equalBytes(exchange.book, printed.book) &&
    includesKey(exchange.witnesses, self);
  return isOurs ? exchange : undefined;
}

/** What it signs for the price to be locked; nothing where asker, owner and ledger do not say the same. */
function keyDigest({ xid, printed }: WitnessState, exchange: Exchange, asked: KeyAsked): Uint8Array | undefined {
  const agree = [asked, exchange].every(
    ({ keyHash, ciphertextRoot }) =>
      printed !== undefined &&
      equalBytes(keyHash, printed.keyHash) &&
      equalBytes(ciphertextRoot, printed.ciphertextRoot),
  );
  return agree ? keyVote(xid, exchange.keyHash, exchange.ciphertextRoot) : undefined;
}

/** What it signs for the key to be delivered; nothing where asker, requester and ledger do not say the same. */
function requestDigest(
  { xid, announced }: WitnessState,
  { requestHash: promised }: Exchange,
  asked: RequestAsked,
): Uint8Array | undefined {
  if (announced === undefined || promised === undefined) return undefined;
  const { requestHash: told } = announced;
  return equalBytes(asked.requestHash, told) && equalBytes(promised, told) ? requestVote(xid, told) : undefined;
}
