import { equalBytes } from '@noble/ciphers/utils.js';
import * as codec from '../../codec.ts';
import { accountField, bytesField } from '../../field-kinds.ts';
import type { Key } from '../../keys.ts';
import { defineOperation, type ObjectReference, type Registry } from '../../operation.ts';
import { enqueue } from '../../queue.ts';
import { refusals } from '../../refusal.ts';
import type { State } from '../../state.ts';
import { requireRole, requireRoleIn } from '../licences/licence.ts';
import {
  announcedFor,
  announcementKind,
  certify as certifyKey,
  type Owner,
  ownerHistory,
  ownerKind,
  ownerOf,
  ownerRefusals,
  ownersRegistry,
  requireOwner,
  updateOwner,
} from './owner.ts';
import { toldCertificate, toldObjection, toldReplacement, toldRevocation } from './told.ts';

export const replacementRefusals = refusals({
  SUCCESSOR_KNOWN: () => 'The new key is on file or replaces another one already. Take a key that was never used here.',
  SUCCESSOR_POLICE: () =>
    'The police that sign cannot put their own key in the place of another one. Take a key of the person.',
  REPLACEMENT_PENDING: (data: { due: number }) =>
    `A replacement of this key waits until block ${data.due} already. Wait for it, or let the old key object.`,
  NOTHING_TO_OBJECT: () => 'No replacement of this key is under way any more. Nothing to object to.',
  OBJECTION_VOID: () => 'The police revoked this key, so it can object to nothing. Speak with the police.',
});

/** What is on file for a key, for the police of the country that put it there. */
function requireOwnFile(state: State, author: Key, key: Key): Owner {
  const owner = requireOwner(state, key);
  requireRoleIn(state, author, owner.country, 'police');
  return owner;
}

const police = { roles: ['police'], words: 'the police' } as const;

const certify = defineOperation({
  tag: 0x30,
  name: 'owners.certify',
  label: 'Confirm an owner',
  fields: {
    key: accountField('Key'),
    commitment: bytesField('Proof of identity', 32, { help: 'made by the police database; says nothing by itself' }),
  },
  signer: police,
  history: ({ key }) => ownerHistory(key),
  review: ({ key }, known, by) => [
    `${by} has seen who is behind ${known.name(key)}, and has the person on file.`,
    'No name and no address goes onto the ledger: only a number that nobody can read without the file.',
    `${known.name(key)} may buy and sell cars from now on.`,
  ],
  summary: () => 'Owner confirmed by the police',
  summaryFor: toldCertificate,
  apply: (state, { key, commitment }, { author, height }) => {
    // Whom the police of one country revoked, those of another cannot bring back.
    const country = ownerOf(state, key)?.country ?? requireRole(state, author, 'police').licence.country;
    requireRoleIn(state, author, country, 'police');
    certifyKey(state, key, { commitment, country, certifiedBy: author }, height);
  },
});

const revoke = defineOperation({
  tag: 0x31,
  name: 'owners.revoke',
  label: 'Revoke an owner',
  fields: { key: accountField('Key') },
  signer: police,
  history: ({ key }) => ownerHistory(key),
  review: ({ key }, known) => [
    `${known.name(key)} can no longer offer or buy cars, nor object to its replacement.`,
    'What it owns stays where it is.',
  ],
  summary: () => 'Owner revoked by the police',
  summaryFor: toldRevocation,
  apply: (state, { key }, { author }) => {
    const { status } = requireOwnFile(state, author, key);
    if (status !== 'certified') throw ownerRefusals.OWNER_NOT_CERTIFIED({ status });
    updateOwner(state, key, { status: 'revoked' });
  },
});

/** What the queue has to know to make a replacement real. */
export const replacement = codec.struct({ old: codec.publicKey, successor: codec.publicKey, due: codec.u32 });

const replace = defineOperation({
  tag: 0x32,
  name: 'owners.replace',
  label: 'Replace a lost key',
  fields: { old: accountField('Lost key'), new: accountField('New key') },
  signer: police,
  cosigners: ({ new: successor }) => [successor],
  history: ({ old }) => ownerHistory(old),
  review: ({ old, new: successor }, known) => [
    `${known.name(successor)} takes the place of ${known.name(old)} after ${known.parameters.challengeBlocks} blocks.`,
    `Until then ${known.name(old)} can object: then it was not lost.`,
    'Cars and papers follow; livres stay with the old key.',
  ],
  summary: () => 'Replacement of a lost key announced',
  summaryFor: toldReplacement,
  apply: (state, { old, new: successor }, { author, height, parameters }) => {
    const owner = requireOwnFile(state, author, old);
    if (owner.status === 'replaced') throw ownerRefusals.OWNER_REPLACED();
    if (owner.challenge !== undefined) throw replacementRefusals.REPLACEMENT_PENDING({ due: owner.challenge.due });
    if (equalBytes(author, successor)) throw replacementRefusals.SUCCESSOR_POLICE();
    const isTaken = ownerOf(state, successor) !== undefined || announcedFor(state, successor) !== undefined;
    if (equalBytes(old, successor) || isTaken) throw replacementRefusals.SUCCESSOR_KNOWN();
    const due = height + parameters.challengeBlocks + 1;
    updateOwner(state, old, { challenge: { successor, due } });
    state.put(announcementKind, successor, { old });
    enqueue(state, 'height', due, ownersRegistry, replacement.encode({ old, successor, due }));
  },
});

const object = defineOperation({
  tag: 0x33,
  name: 'owners.object',
  label: 'That is not me',
  fields: {},
  signer: { words: 'the key that is to be replaced' },
  history: (_values, { author }) => ownerHistory(author),
  review: (_values, _known, by) => [
    `${by} was not lost: its replacement is called off.`,
    'Tell the police: somebody claimed to be you.',
  ],
  summary: () => 'Replacement called off by the old key',
  summaryFor: (_values, known, seen) => toldObjection(known, seen),
  apply: (state, _values, { author, height }) => {
    const owner = requireOwner(state, author);
    // The queue may be late; that gives nobody extra time.
    if (owner.challenge === undefined || height >= owner.challenge.due) throw replacementRefusals.NOTHING_TO_OBJECT();
    if (owner.status === 'revoked') throw replacementRefusals.OBJECTION_VOID();
    updateOwner(state, author, { challenge: undefined });
  },
});

/** The time to object is over: the new key stands for the old one, if that is still what was announced. */
function replaced(state: State, payload: Uint8Array): readonly ObjectReference[] {
  const { old, successor, due } = replacement.decode(payload);
  const owner = ownerOf(state, old);
  const challenge = owner?.challenge;
  if (owner === undefined || challenge === undefined) return [];
  if (challenge.due !== due || !equalBytes(challenge.successor, successor)) return [];
  // Somebody put the new key on file meanwhile: it is another person's now.
  if (ownerOf(state, successor) !== undefined) {
    updateOwner(state, old, { challenge: undefined });
    return ownerHistory(old);
  }
  updateOwner(state, old, { status: 'replaced', successor, challenge: undefined });
  const { commitment, country, certifiedBy } = owner;
  const history = { historyCount: 0, historyHead: new Uint8Array(32) };
  const empty = { successor: undefined, challenge: undefined };
  state.put(ownerKind, successor, { status: 'certified', commitment, country, certifiedBy, ...empty, ...history });
  return [...ownerHistory(old), ...ownerHistory(successor)];
}

/** Who is behind a key, as far as anybody may know: that somebody is. */
export const owners: Registry = {
  number: ownersRegistry,
  name: 'owners',
  operations: [certify, revoke, replace, object],
  due: replaced,
  describe: (payload, known) => {
    const { old, successor } = replacement.decode(payload);
    const stands = ownerOf(known.state, old)?.successor;
    if (stands === undefined || !equalBytes(stands, successor)) {
      return { label: 'Key not replaced', what: `${known.name(successor)} was put on file meanwhile` };
    }
    return { label: 'Key replaced', what: `${known.name(successor)} took the place of ${known.name(old)}` };
  },
};
