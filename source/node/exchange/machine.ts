import { equalBytes } from '@noble/ciphers/utils.js';
import type { Parameters } from '../../ledger/genesis.ts';
import type { Key } from '../../ledger/keys.ts';
import type { SaltedChunk } from '../../ledger/registries/books/content.ts';
import { type Ending, type Exchange, endings } from '../../ledger/registries/books/exchange.ts';
import { quorumOf, type Vote } from '../../ledger/registries/books/witnesses.ts';
import { verify } from '../../ledger/signature.ts';
import type { Message, VoteStep } from './messages.ts';

/** What sets the pace of a hand-over: of the network, and how long a machine waits for another. */
export interface Rules extends Pick<Parameters, 'deliveryDepth' | 'deliveryMargin' | 'ownMiningBlocks'> {
  /** Blocks after which a request of which nothing has come is given up. */
  readonly patience: number;
}

/** Blocks from a request to the last one for its key, and blocks after which a machine that heard nothing is done. */
export function usualSpans({ deliveryDepth, deliveryMargin }: Pick<Parameters, 'deliveryDepth' | 'deliveryMargin'>): {
  readonly request: number;
  readonly patience: number;
} {
  const least = deliveryDepth + deliveryMargin;
  // As long again for an owner to say yes, and once more for the price to be locked.
  return { request: 3 * least, patience: 4 * least };
}

/** The ledger as it stands at the tip, for one hand-over. */
export interface View {
  readonly height: number;
  /** Nothing while it is not on the ledger. */
  readonly exchange: Exchange | undefined;
  readonly rules: Rules;
}

/** What every machine hears of. */
export type Heard =
  /** A message that was opened; its sender signed it. */
  | { readonly kind: 'message'; readonly from: Key; readonly message: Message }
  /** There is a new tip: the clock of every machine. */
  | { readonly kind: 'tip' };

/** Why a machine is done, in the order of their bytes on the disk. */
export const outcomes = [
  // These never came to the ledger.
  ...(['declined', 'undecided', 'unanswered', 'refused', 'mismatch', 'givenUp'] as const),
  // It was on the ledger, and a reorganisation took it away for good.
  'vanished',
  ...endings,
] as const;
export type Outcome = (typeof outcomes)[number];

/** What a machine asks to be done, in this order. Doing it twice must do no harm. */
export type Effect =
  /** Write the state down; whatever follows waits until that is on the disk. */
  | { readonly kind: 'persist' }
  | { readonly kind: 'send'; readonly to: Key; readonly message: Message }
  /** Sign this and send it as a vote. */
  | { readonly kind: 'vote'; readonly to: Key; readonly step: VoteStep; readonly digest: Uint8Array }
  /** Sign and submit this operation unless it waits already; it expires after the block at `until`. */
  | {
      readonly kind: 'submit';
      readonly operation: string;
      readonly values: Readonly<Record<string, unknown>>;
      readonly until: number;
      /** Kept for a block of one's own as long as the next one is not above this height. */
      readonly ownUntil?: number;
    }
  /** The content was opened and is right: put it on one's own shelf. */
  | { readonly kind: 'keep'; readonly chunks: readonly SaltedChunk[] }
  | { readonly kind: 'close'; readonly outcome: Outcome };

/** What a machine does after an event. */
export interface Step<S> {
  readonly state: S;
  readonly effects: readonly Effect[];
}

/** Nothing happens. */
export function stay<S>(state: S): Step<S> {
  return { state, effects: [] };
}

/** A step whose state is written down first where it is another one than before. */
export function stepFrom<S>(before: S, state: S, effects: readonly Effect[]): Step<S> {
  return { state, effects: before === state ? effects : [{ kind: 'persist' }, ...effects] };
}

/** The same step, told from the state before something else changed. */
export function inOne<S>(before: S, { state, effects }: Step<S>): Step<S> {
  return stepFrom(
    before,
    state,
    effects.filter(({ kind }) => kind !== 'persist'),
  );
}

/** The end of a machine. What comes afterwards changes nothing. */
export function closing<S extends { readonly outcome: Outcome | undefined }>(state: S, outcome: Outcome): Step<S> {
  return { state: { ...state, outcome }, effects: [{ kind: 'persist' }, { kind: 'close', outcome }] };
}

/** How a hand-over ended, once that is as deep as an acceptance has to be; nothing while it could still be undone. */
export function settledEnding({ height, exchange, rules }: View): Ending | undefined {
  if (exchange?.ending === undefined) return undefined;
  return height - exchange.endedAt + 1 >= rules.deliveryDepth ? exchange.ending : undefined;
}

/** Whether a key is among some. */
export function includesKey(keys: readonly Key[], key: Key): boolean {
  return keys.some((one) => equalBytes(one, key));
}

/** Whether enough of the witnesses have voted. */
export function isQuorum(votes: readonly Vote[], witnesses: readonly Key[]): boolean {
  return votes.length >= quorumOf(witnesses.length);
}

/** The witnesses whose votes are not there yet. */
export function silentOnes(votes: readonly Vote[], witnesses: readonly Key[]): readonly Key[] {
  return witnesses.filter((key) => !votes.some(({ witness }) => equalBytes(witness, key)));
}

/** Those of the votes that are for this; the same list where all are. */
export function votesFor(votes: readonly Vote[], digest: Uint8Array): readonly Vote[] {
  const found = votes.filter(({ witness, signature }) => verify(signature, digest, witness));
  return found.length === votes.length ? votes : found;
}

/** The votes with one more; the same ones where it is none of a witness, a second one, or not for this. */
export function withVote(
  votes: readonly Vote[],
  vote: Vote,
  { witnesses, digest }: { readonly witnesses: readonly Key[]; readonly digest: Uint8Array },
): readonly Vote[] {
  const counts =
    includesKey(silentOnes(votes, witnesses), vote.witness) && verify(vote.signature, digest, vote.witness);
  return counts ? [...votes, vote] : votes;
}
