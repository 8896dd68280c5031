import { equalBytes } from '@noble/ciphers/utils.js';
import { byteString } from '../../byte-string.ts';
import { accountField, bytesField, groupField, listField } from '../../field-kinds.ts';
import { taggedHash, tags } from '../../hash.ts';
import type { Key } from '../../keys.ts';
import { refusals } from '../../refusal.ts';
import { verify } from '../../signature.ts';
import type { StateReader } from '../../state.ts';
import { roster } from '../licences/rosters.ts';
import { libraryOf } from './book.ts';

/** Witnesses of a hand-over, at least, and what an encoding of them can hold. */
export const fewestWitnesses = 2;
export const witnessLimit = 15;

/** That a witness agrees, signed by it. */
export interface Vote {
  readonly witness: Key;
  /** 64 bytes, over what `keyVote` or `requestVote` gives. */
  readonly signature: Uint8Array;
}

/** The votes that an entry of a hand-over carries. */
export const votesField = listField<Vote>(
  groupField('Votes', { witness: accountField('Witness'), signature: bytesField('Signature', 64) }),
  witnessLimit,
);

export const witnessRefusals = refusals({
  WITNESSES_FEW: (data: { have: number; need: number }) =>
    `A hand-over takes ${data.need} witnesses; ${data.have} other libraries have joined. Wait until more do.`,
  WITNESSES_WRONG: (_data: { expected: readonly Key[] }) =>
    'These are not the witnesses that the id of the hand-over gives. The libraries may have changed meanwhile: ask anew.',
  VOTE_STRANGER: ({ witness }: { witness: Key }, name) =>
    `This hand-over has other witnesses than ${name(witness)}. Leave that vote out.`,
  VOTE_TWICE: ({ witness }: { witness: Key }, name) =>
    `There are two votes of ${name(witness)}; one counts. Leave the other out.`,
  VOTE_FALSE: ({ witness }: { witness: Key }, name) =>
    `The vote of ${name(witness)} is not signed by it for this. Leave it out.`,
  QUORUM_MISSING: (data: { have: number; need: number }) =>
    `${data.have} witnesses agreed; it takes ${data.need}. Wait for more, or ask anew.`,
});

/** How many of the witnesses assigned have to agree: more than half. Whoever is silent counts against. */
export function quorumOf(assigned: number): number {
  return Math.floor(assigned / 2) + 1;
}

/** Whose hand-over it is. */
interface Parties {
  readonly xid: Uint8Array;
  readonly owner: Key;
  readonly requester: Key;
}

/**
 * The witnesses of a hand-over, in their order: the active libraries whose hash with its id is lowest, but neither of
 * the two parties. Fewer than `most` where there are not more.
 */
export function chooseWitnesses(state: StateReader, { xid, owner, requester }: Parties, most: number): Key[] {
  return roster(state, 'library')
    .filter((key) => !equalBytes(key, owner) && !equalBytes(key, requester) && libraryOf(state, key) !== undefined)
    .map((key) => ({ key, place: byteString(taggedHash(tags.witness, xid, key)) }))
    .sort((left, right) => (left.place < right.place ? -1 : 1))
    .slice(0, most)
    .map(({ key }) => key);
}

/**
 * Whether the witnesses named are those that the state gives.
 * @throws WITNESSES_FEW, WITNESSES_WRONG
 */
export function checkWitnesses(state: StateReader, named: readonly Key[], parties: Parties, most: number): void {
  const expected = chooseWitnesses(state, parties, most);
  if (expected.length < fewestWitnesses) {
    throw witnessRefusals.WITNESSES_FEW({ have: expected.length, need: fewestWitnesses });
  }
  const isSame =
    named.length === expected.length && expected.every((key, at) => equalBytes(key, named[at] ?? new Uint8Array()));
  if (!isSame) throw witnessRefusals.WITNESSES_WRONG({ expected });
}

/**
 * Checks the votes for something.
 * @throws VOTE_STRANGER, VOTE_TWICE, VOTE_FALSE, QUORUM_MISSING
 */
export function checkVotes(votes: readonly Vote[], witnesses: readonly Key[], digest: Uint8Array): void {
  const need = quorumOf(witnesses.length);
  for (const [place, { witness }] of votes.entries()) {
    if (!witnesses.some((key) => equalBytes(key, witness))) throw witnessRefusals.VOTE_STRANGER({ witness });
    const isSecond = votes.slice(0, place).some((other) => equalBytes(other.witness, witness));
    if (isSecond) throw witnessRefusals.VOTE_TWICE({ witness });
  }
  if (votes.length < need) throw witnessRefusals.QUORUM_MISSING({ have: votes.length, need });
  for (const { witness, signature } of votes) {
    if (!verify(signature, digest, witness)) throw witnessRefusals.VOTE_FALSE({ witness });
  }
}
