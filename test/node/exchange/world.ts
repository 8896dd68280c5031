import { accountOf } from '../../../source/ledger/registries/accounts.ts';
import { requireBook } from '../../../source/ledger/registries/books/book.ts';
import type { Exchange } from '../../../source/ledger/registries/books/exchange.ts';
import { Overlay, type StateSource } from '../../../source/ledger/state.ts';
import type { Outcome } from '../../../source/node/exchange/machine.ts';
import type { Message } from '../../../source/node/exchange/messages.ts';
import { type OwnerState, ownerCodec } from '../../../source/node/exchange/owner.ts';
import { type RequesterState, requesterCodec } from '../../../source/node/exchange/requester.ts';
import { keyOf } from '../../ledger/support.ts';
import { book, type content, ground, owner, type Party, parties, requester } from './ground.ts';
import type { Numbered } from './once.ts';

/** The ledger at a tip. */
export interface Tip extends Numbered {
  readonly height: number;
  /** What differs from the ground, by state key. */
  readonly state: ReadonlyMap<string, Uint8Array | undefined>;
  /** The hand-over as it stands there. */
  readonly exchange: Exchange | undefined;
}

/** A machine as it stands on its disk; no bytes where there is none. */
export interface Disk extends Numbered {
  readonly party: Party;
  readonly bytes: Uint8Array | undefined;
  readonly outcome: Outcome | undefined;
}

/** An operation on its way into a block. */
export interface Intent {
  readonly author: Party;
  readonly operation: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly until: number;
}

/** An operation that somebody submitted: `name` tells it from every other, whenever it expires. */
export interface Submitted extends Intent, Numbered {
  readonly name: string;
}

export interface Pending {
  readonly entry: Submitted;
  /** Blocks that left it out so far. */
  readonly age: number;
}

/** A message on its way. */
export interface Posted extends Numbered {
  readonly from: Party;
  readonly to: Party;
  readonly bytes: Uint8Array;
}

/** The whole of one moment. Nothing in it is ever changed: every event gives another one. */
export interface World {
  readonly tip: Tip;
  /** In the order of the parties. */
  readonly disks: readonly Disk[];
  /** Who will never act again. */
  readonly silent: Party | undefined;
  /** Who was killed between its disk and the wire, once: it remembers, but nobody heard. */
  readonly killed: Party | undefined;
  readonly post: readonly Posted[];
  readonly pool: readonly Pending[];
  /** Whether the key was ever sent to anybody. */
  readonly delivered: boolean;
  /** What the requester put on its shelf. */
  readonly kept: string | undefined;
  /** The tip before, and what the last block took: for whoever takes that back. */
  readonly before: Tip | undefined;
  readonly undone: readonly Submitted[];
  /** Whether that was done already. */
  readonly reorganised: boolean;
}

/** What a party does that does not keep to the rules. */
export interface Liar {
  readonly name: string;
  readonly party: Party;
  /** What it sends instead; nothing for silence. */
  message?(message: Message, to: Party): Message | undefined;
  /** What it submits instead, and besides. */
  submit?(intent: Intent): readonly Intent[];
  /** What it tries with every block. */
  tries?(tip: Tip): readonly Intent[];
  /** How a hand-over with it can end on the ledger, where it is offered and accepted in time. */
  readonly endings: readonly string[];
  /** What it encrypts instead of the book. */
  readonly content?: typeof content;
}

/** The objects of a ledger. */
export function source(state: Tip['state']): StateSource {
  return { read: (key) => (state.has(key) ? state.get(key) : ground.read(key)) };
}

/** Balance and locked of each party. */
export function holdings(state: Tip['state']): { balance: bigint; locked: bigint }[] {
  const view = new Overlay(source(state));
  return parties.map((name) => {
    const { balance, locked } = accountOf(view, keyOf(name));
    return { balance, locked };
  });
}

export function bookIn({ tip }: World) {
  return requireBook(new Overlay(source(tip.state)), book);
}

/** What the disk of a party holds; nothing where it has none. */
export function diskOf({ disks }: World, party: Party): Uint8Array | undefined {
  return disks[parties.indexOf(party)]?.bytes;
}

/** What the requester remembers. */
export function requesterIn(world: World): RequesterState | undefined {
  const bytes = diskOf(world, requester);
  return bytes && requesterCodec.decode(bytes);
}

/** What the owner remembers. */
export function ownerIn(world: World): OwnerState | undefined {
  const bytes = diskOf(world, owner);
  return bytes && ownerCodec.decode(bytes);
}

/**
 * A world without the messages that are on their way, in one short text: equal texts are equal worlds.
 * Its last block is part of it where that can be taken back.
 */
export function nameOf(world: World, mayReorganise: boolean): string {
  const { tip, disks, silent, killed, delivered, kept, pool, before, reorganised } = world;
  let name = `${tip.id} ${silent ?? ''} ${killed ?? ''} ${delivered ? 1 : 0} ${reorganised ? 1 : 0} ${kept ?? ''}`;
  for (const { id } of disks) name += ` ${id}`;
  if (pool.length > 0) name += ` p${idsOf(pool.map(({ entry, age }) => entry.id * 8 + age))}`;
  if (mayReorganise && !reorganised && before !== undefined) {
    name += ` b${before.id} ${world.undone.map(({ id }) => id).join(' ')}`;
  }
  return name;
}

function idsOf(ids: number[]): string {
  return ids.sort((left, right) => left - right).join(' ');
}
