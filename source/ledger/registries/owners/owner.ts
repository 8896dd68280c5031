import { equalBytes } from '@noble/ciphers/utils.js';
import * as codec from '../../codec.ts';
import { prefixed, taggedHash, tags } from '../../hash.ts';
import type { Key } from '../../keys.ts';
import type { ObjectReference } from '../../operation.ts';
import { refusals } from '../../refusal.ts';
import { asHistoric, type Historic, type Kind, type State, type StateReader } from '../../state.ts';
import { rolesOf } from '../licences/licence.ts';

/** Number of the owners registry. */
export const ownersRegistry = 3;

/** What becomes of a key that the police have on file. */
export const ownerStatuses = ['certified', 'revoked', 'replaced'] as const;

/** A replacement that waits for its time: the old key can object until then. */
export interface Challenge {
  readonly successor: Key;
  /** Height from which it takes effect. */
  readonly due: number;
}

/** A key behind which the police know a person. Who it is stays in their files. */
export interface Owner extends Historic {
  readonly status: (typeof ownerStatuses)[number];
  /** See {@link personCommitment}. */
  readonly commitment: Uint8Array;
  readonly country: string;
  readonly certifiedBy: Key;
  /** Set once the key was replaced: whoever owns what this key owned. */
  readonly successor: Key | undefined;
  readonly challenge: Challenge | undefined;
}

export const ownerKind: Kind<Owner> = {
  registry: ownersRegistry,
  kind: 1,
  name: 'owner',
  idLength: 33,
  codec: codec.struct({
    status: codec.choice(ownerStatuses),
    commitment: codec.hash32,
    country: codec.country,
    certifiedBy: codec.publicKey,
    successor: codec.optional(codec.publicKey),
    challenge: codec.optional(codec.struct({ successor: codec.publicKey, due: codec.u32 })),
    historyCount: codec.u32,
    historyHead: codec.hash32,
  }),
};

/** Commitments that were used: one stands for one person, once. */
export const commitmentKind: Kind<{ readonly key: Key }> = {
  registry: ownersRegistry,
  kind: 2,
  name: 'commitment',
  idLength: 32,
  codec: codec.struct({ key: codec.publicKey }),
};

/** New keys that were announced, each with the key whose place it takes. Whoever reads one looks whether it still stands. */
export const announcementKind: Kind<{ readonly old: Key }> = {
  registry: ownersRegistry,
  kind: 3,
  name: 'announcement',
  idLength: 33,
  codec: codec.struct({ old: codec.publicKey }),
};

export const ownerRefusals = refusals({
  OWNER_CERTIFIED: () => 'This key is on file already. Nothing to certify.',
  OWNER_REPLACED: () => 'This key was replaced and counts no more. Use the new one.',
  OWNER_UNKNOWN: () => 'The police have nobody on file for this key. Certify it first.',
  OWNER_NOT_CERTIFIED: (data: { status: string }) => `This key is ${data.status}. Only a certified one can be used.`,
  COMMITMENT_USED: () => 'This proof of identity was used before. Make a new one with a fresh salt.',
  KEY_ANNOUNCED_LOST: (data: { due: number }) =>
    `Somebody announced that your key was lost; until block ${data.due} neither car nor ticket leaves your hands by it. Object first if you still have it, or wait.`,
  NOT_CERTIFIED: ({ key }: { key: Key }, name) =>
    `Whoever owns or trades a car is confirmed by the police or holds an active licence; ${name(key)} is neither. The police of the country confirm it first: press Ctrl-P and choose Confirm an owner.`,
});

/**
 * What stands on the ledger for a person, 32 bytes: without the salt it says nothing.
 * @param salt 32 random bytes
 * @param record what the police know, as they keep it
 */
export function personCommitment(salt: Uint8Array, record: Uint8Array): Uint8Array {
  return taggedHash(tags.person, salt, ...prefixed(record));
}

/** What is on file for a key. */
export function ownerOf(state: StateReader, key: Key): Owner | undefined {
  return state.get(ownerKind, key);
}

/** @throws OWNER_UNKNOWN */
export function requireOwner(state: StateReader, key: Key): Owner {
  const owner = ownerOf(state, key);
  if (owner === undefined) throw ownerRefusals.OWNER_UNKNOWN();
  return owner;
}

/** Changes some members of what is on file for a key. */
export function updateOwner(state: State, key: Key, change: Partial<Owner>): void {
  state.put(ownerKind, key, { ...requireOwner(state, key), ...change });
}

/** The history of an owner. */
export function ownerHistory(key: Key): readonly ObjectReference[] {
  return [{ kind: asHistoric(ownerKind), id: key }];
}

/** The key that stands for another one in a block: the time of its replacement has come, be the queue late or not. */
function successorOf(state: StateReader, key: Key, height: number): Key | undefined {
  const { successor, challenge } = ownerOf(state, key) ?? {};
  if (successor !== undefined || challenge === undefined || height < challenge.due) return successor;
  // Where somebody put the new key on file meanwhile, it is another person's.
  return ownerOf(state, challenge.successor) === undefined ? challenge.successor : undefined;
}

/** What is on file for the key whose place a new key was announced to take, while that still stands. */
export function announcedFor(state: StateReader, successor: Key): Owner | undefined {
  const announcement = state.get(announcementKind, successor);
  const owner = announcement && ownerOf(state, announcement.old);
  return owner?.challenge && equalBytes(owner.challenge.successor, successor) ? owner : undefined;
}

/** Whether a key that is not on file stands for another one in a block, since only the queue is late. */
function isSuccessorByNow(state: StateReader, key: Key, height: number): boolean {
  const due = announcedFor(state, key)?.challenge?.due;
  return due !== undefined && height >= due && ownerOf(state, key) === undefined;
}

/** A key and every one that took its place by a block, each after the one that it replaced: the last one holds now. */
export function keysFrom(state: StateReader, key: Key, height: number): [Key, ...Key[]] {
  const keys: [Key, ...Key[]] = [key];
  // Every successor was new when it was named, so there is no circle.
  for (let next = successorOf(state, key, height); next !== undefined; next = successorOf(state, next, height)) {
    keys.push(next);
  }
  return keys;
}

/** The key that holds in a block what `key` was given: replacements are followed, however many there were. */
export function currentKey(state: StateReader, key: Key, height: number): Key {
  return keysFrom(state, key, height).at(-1) ?? key;
}

/** Whether a key acts in a block for whatever was given to `holder`. */
export function actsFor(state: StateReader, author: Key, holder: Key, height: number): boolean {
  return equalBytes(currentKey(state, holder, height), author);
}

/** Whether a key may own and trade: the police know who it is and did not revoke it, or it holds a licence. */
export function isKnown(state: StateReader, key: Key, height: number): boolean {
  if (isSuccessorByNow(state, key, height)) return true;
  const owner = ownerOf(state, key);
  if (owner === undefined) return rolesOf(state, key).length > 0;
  return owner.status === 'certified' && successorOf(state, key, height) === undefined;
}

/** @throws NOT_CERTIFIED */
export function requireKnown(state: StateReader, key: Key, height: number): void {
  if (!isKnown(state, key, height)) throw ownerRefusals.NOT_CERTIFIED({ key });
}

/**
 * Whoever gives a car away is known, and nobody says that its key was lost: a thief would be quick.
 * @throws NOT_CERTIFIED, KEY_ANNOUNCED_LOST
 */
export function requireGiver(state: StateReader, key: Key, height: number): void {
  requireKnown(state, key, height);
  requireNotLost(state, key);
}

/** Whether somebody says that a key was lost, and nobody knows yet. */
export function isAnnouncedLost(state: StateReader, key: Key): boolean {
  return ownerOf(state, key)?.challenge !== undefined;
}

/** @throws KEY_ANNOUNCED_LOST */
export function requireNotLost(state: StateReader, key: Key): void {
  const challenge = ownerOf(state, key)?.challenge;
  if (challenge !== undefined) throw ownerRefusals.KEY_ANNOUNCED_LOST({ due: challenge.due });
}

/**
 * Puts a key on file.
 * @throws OWNER_CERTIFIED, OWNER_REPLACED, COMMITMENT_USED
 */
export function certify(
  state: State,
  key: Key,
  { commitment, country, certifiedBy }: Pick<Owner, 'commitment' | 'country' | 'certifiedBy'>,
  height: number,
): void {
  const known = ownerOf(state, key);
  if (successorOf(state, key, height) !== undefined) throw ownerRefusals.OWNER_REPLACED();
  if (known?.status === 'certified' || isSuccessorByNow(state, key, height)) throw ownerRefusals.OWNER_CERTIFIED();
  if (state.get(commitmentKind, commitment) !== undefined) throw ownerRefusals.COMMITMENT_USED();
  state.put(commitmentKind, commitment, { key });
  const { historyCount, historyHead } = known ?? { historyCount: 0, historyHead: new Uint8Array(32) };
  const empty = { successor: undefined, challenge: undefined };
  state.put(ownerKind, key, {
    ...{ status: 'certified', commitment, country, certifiedBy },
    ...empty,
    historyCount,
    historyHead,
  });
}
