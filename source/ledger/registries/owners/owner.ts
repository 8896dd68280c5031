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

export const ownerRefusals = refusals({
  OWNER_CERTIFIED: () => 'This key is on file already. Nothing to certify.',
  OWNER_REPLACED: () => 'This key was replaced and counts no more. Use the new one.',
  OWNER_UNKNOWN: () => 'The police have nobody on file for this key. Certify it first.',
  OWNER_NOT_CERTIFIED: (data: { status: string }) => `This key is ${data.status}. Only a certified one can be used.`,
  COMMITMENT_USED: () => 'This proof of identity was used before. Make a new one with a fresh salt.',
  NOT_CERTIFIED: () =>
    'Whoever owns or trades a car is confirmed by the police or holds an active licence; this key is neither. The police of the country confirm an owner.',
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

/** The key that holds today what `key` was given: replacements are followed, however many there were. */
export function currentKey(state: StateReader, key: Key): Key {
  let at = key;
  // Every successor was new when it was named, so there is no circle.
  for (let next = ownerOf(state, at)?.successor; next !== undefined; next = ownerOf(state, at)?.successor) at = next;
  return at;
}

/** Whether a key acts today for whatever was given to `holder`. */
export function actsFor(state: StateReader, author: Key, holder: Key): boolean {
  return equalBytes(currentKey(state, holder), author);
}

/** Whether a key may own and trade: the police know who it is and did not revoke it, or it holds a licence. */
export function isKnown(state: StateReader, key: Key): boolean {
  const owner = ownerOf(state, key);
  return owner === undefined ? rolesOf(state, key).length > 0 : owner.status === 'certified';
}

/** @throws NOT_CERTIFIED */
export function requireKnown(state: StateReader, key: Key): void {
  if (!isKnown(state, key)) throw ownerRefusals.NOT_CERTIFIED();
}

/**
 * Puts a key on file.
 * @throws OWNER_CERTIFIED, OWNER_REPLACED, COMMITMENT_USED
 */
export function certify(
  state: State,
  key: Key,
  { commitment, country, certifiedBy }: Pick<Owner, 'commitment' | 'country' | 'certifiedBy'>,
): void {
  const known = ownerOf(state, key);
  if (known?.status === 'certified') throw ownerRefusals.OWNER_CERTIFIED();
  if (known?.status === 'replaced') throw ownerRefusals.OWNER_REPLACED();
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
