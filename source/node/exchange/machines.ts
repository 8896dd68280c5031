import * as codec from '../../ledger/codec.ts';
import type { Key } from '../../ledger/keys.ts';
import { type Effect, includesKey, type View } from './machine.ts';
import { type MessageName, messageNames } from './messages.ts';
import { type OwnerHeard, type OwnerState, ownerCodec, stepOwner } from './owner.ts';
import { blocksCodec, type RequesterHeard, type RequesterState, requesterCodec, stepRequester } from './requester.ts';
import { stepWitness, type WitnessState, witnessCodec } from './witness.ts';

/** A machine of one of the three kinds, as it stands. */
export type Machine =
  | { readonly role: 'requester'; readonly state: RequesterState }
  | { readonly role: 'owner'; readonly state: OwnerState }
  | { readonly role: 'witness'; readonly state: WitnessState };

export type Role = Machine['role'];
const roles = ['requester', 'owner', 'witness'] as const satisfies readonly Role[];

/** What any machine can hear of; what is not for its kind changes nothing. */
export type AnyHeard = OwnerHeard | RequesterHeard;

/** That a message was handed to a terminal that speaks for somebody. */
export interface Sent {
  readonly name: MessageName;
  readonly to: Key;
}

/** What lies on the disk of a machine, but for the parts of the book. */
export interface MachineRecord {
  readonly machine: Machine;
  /** Height at which it began. */
  readonly since: number;
  /** For whoever looks on: what left the house, each once. */
  readonly sent: readonly Sent[];
}

const sentLimit = 256;
/** Bytes of a state without the parts of the book, at most: its keys and votes. */
const stateLimit = 2 ** 13;

const rowCodec = codec.struct({
  role: codec.choice(roles),
  since: codec.u32,
  sent: codec.list(codec.struct({ name: codec.choice(messageNames), to: codec.publicKey }), sentLimit),
  /** Parts of the book in the row beside it: without them nobody could open or dispute it. */
  blocks: codec.u16,
  state: codec.longBlob(stateLimit),
});

/** What a machine does after something. Nothing where that is not for its kind. */
export function stepMachine(
  machine: Machine,
  heard: AnyHeard,
  view: View,
): { machine: Machine; effects: readonly Effect[] } {
  if (machine.role === 'owner') {
    if (heard.kind === 'giveUp') return { machine, effects: [] };
    const { state, effects } = stepOwner(machine.state, heard, view);
    return { machine: { role: 'owner', state }, effects };
  }
  const isForAll = heard.kind === 'tip' || heard.kind === 'message';
  if (machine.role === 'requester') {
    if (!isForAll && heard.kind !== 'giveUp') return { machine, effects: [] };
    const { state, effects } = stepRequester(machine.state, heard, view);
    return { machine: { role: 'requester', state }, effects };
  }
  if (!isForAll) return { machine, effects: [] };
  const { state, effects } = stepWitness(machine.state, heard, view);
  return { machine: { role: 'witness', state }, effects };
}

/** The encrypted book that a machine holds; it lies in a row of its own, because it is long and hardly ever changes. */
export function blocksOf({ role, state }: Machine): readonly Uint8Array[] {
  return role === 'witness' ? [] : state.blocks;
}

/** A record as it lies on the disk. */
export function encodeRecord({ machine, since, sent }: MachineRecord): Uint8Array {
  const { role, state } = machine;
  // What is over has no row of parts any more.
  const blocks = state.outcome === undefined ? blocksOf(machine).length : 0;
  return rowCodec.encode({ role, since, sent: sent.slice(-sentLimit), blocks, state: stateBytes(machine) });
}

function stateBytes(machine: Machine): Uint8Array {
  if (machine.role === 'requester') return requesterCodec.encode({ ...machine.state, blocks: [] });
  if (machine.role === 'owner') return ownerCodec.encode({ ...machine.state, blocks: [] });
  return witnessCodec.encode(machine.state);
}

/**
 * A record read back; nothing where it had other parts of the book than are there.
 * @param blocks the row of its parts of the book, if there is one
 * @throws MALFORMED
 */
export function decodeRecord(row: Uint8Array, blocks: Uint8Array | undefined): MachineRecord | undefined {
  const { role, since, sent, blocks: count, state } = codec.decode(rowCodec, row, 'hand-over on the disk');
  const parts = blocks === undefined || count === 0 ? [] : codec.decode(blocksCodec, blocks, 'book on the disk');
  return parts.length === count ? { machine: machineOf(role, state, parts), since, sent } : undefined;
}

function machineOf(role: Role, bytes: Uint8Array, blocks: readonly Uint8Array[]): Machine {
  if (role === 'requester') {
    return { role, state: { ...codec.decode(requesterCodec, bytes, 'request on the disk'), blocks } };
  }
  if (role === 'owner') return { role, state: { ...codec.decode(ownerCodec, bytes, 'promise on the disk'), blocks } };
  return { role, state: codec.decode(witnessCodec, bytes, 'witness on the disk') };
}

/** How many different receivers, of some, got a message of this name. */
export function sentTo(sent: readonly Sent[], name: MessageName, among: readonly Key[]): number {
  return among.filter((key) =>
    includesKey(
      sent.filter((one) => one.name === name).map(({ to }) => to),
      key,
    ),
  ).length;
}
