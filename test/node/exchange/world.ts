import { bytesToHex } from '@noble/hashes/utils.js';
import { byteString } from '../../../source/ledger/byte-string.ts';
import { sha256Text } from '../../../source/ledger/hash.ts';
import type { Key } from '../../../source/ledger/keys.ts';
import { Ledger } from '../../../source/ledger/ledger.ts';
import { regtest } from '../../../source/ledger/networks.ts';
import { accountOf } from '../../../source/ledger/registries/accounts.ts';
import { requireBook } from '../../../source/ledger/registries/books/book.ts';
import { commitmentOf, lockContent } from '../../../source/ledger/registries/books/content.ts';
import { type Exchange, exchangeOf } from '../../../source/ledger/registries/books/exchange.ts';
import { chooseWitnesses } from '../../../source/ledger/registries/books/witnesses.ts';
import { Overlay, type StateSource } from '../../../source/ledger/state.ts';
import type { Rules } from '../../../source/node/exchange/machine.ts';
import type { Message } from '../../../source/node/exchange/messages.ts';
import { type OwnerState, ownerCodec } from '../../../source/node/exchange/owner.ts';
import { type RequesterState, requesterCodec } from '../../../source/node/exchange/requester.ts';
import { type WitnessState, witnessCodec } from '../../../source/node/exchange/witness.ts';
import { bytesOf, libraries, salted } from '../../ledger/registries/books/shelves.ts';
import { keyOf, type MemoryState, TestChain } from '../../ledger/support.ts';

/** Who takes part: the requester, the owner and two witnesses. */
export const parties = ['library-0', 'library-1', 'library-2', 'library-3'] as const;
export type Party = (typeof parties)[number];
export const requester: Party = 'library-0';
export const owner: Party = 'library-1';

/** How a world ticks: short waits, so that all of it can be gone through. */
export interface Pace extends Rules {
  readonly disputeBlocks: number;
  /** Blocks from the request to the deadline. */
  readonly span: number;
}

const chain = new TestChain();
for (const name of libraries) chain.do(name, 'books.join', { sealingKey: bytesToHex(bytesOf(name)) });
export const content = salted(new TextEncoder().encode('7'));
const entry = { title: 'Seven', chunks: content.length, commitment: bytesToHex(commitmentOf(content)) };
export const book = chain.do(owner, 'books.add', entry).id;
export const ledger = new Ledger(regtest);
/** What every world starts from. */
const ground: MemoryState = chain.state;
export const start = chain.height;

export const xid = bytesOf('model xid');
export const secrets = { number: bytesOf('model number'), key: bytesOf('model key') } as const;
/** The parties by their keys. */
export const names: ReadonlyMap<string, Party> = new Map(parties.map((name) => [byteString(keyOf(name)), name]));
export const witnesses: readonly Key[] = chooseWitnesses(
  chain.view(),
  { xid, owner: keyOf(owner), requester: keyOf(requester) },
  regtest.parameters.mostWitnesses,
);

/** An operation on its way into a block. */
export interface Pending {
  readonly author: Party;
  readonly operation: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly until: number;
  /** Blocks that left it out so far. */
  readonly age: number;
}

/** A message on its way. */
export interface Posted {
  readonly from: Party;
  readonly to: Party;
  readonly bytes: Uint8Array;
}

/** The whole of one moment. Nothing in it is ever changed: every event gives another one. */
export interface World {
  readonly height: number;
  /** What differs from the ground, by state key. */
  readonly state: ReadonlyMap<string, Uint8Array | undefined>;
  /** Every machine as it stands on its disk; nothing where there is none. */
  readonly machines: Readonly<Partial<Record<Party, Uint8Array>>>;
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
  /** The block before, and what the last one took: for whoever takes that back. */
  readonly before: Pick<World, 'height' | 'state'> | undefined;
  readonly undone: readonly Pending[];
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
  submit?(pending: Pending): readonly Pending[];
  /** What it tries with every block. */
  tries?(world: World): readonly Pending[];
  /** How a hand-over with it can end on the ledger, where it is offered and accepted in time. */
  readonly endings: readonly string[];
  /** What it encrypts instead of the book. */
  readonly content?: typeof content;
}

/** The objects of a world. */
export function source(state: World['state']): StateSource {
  return { read: (key) => (state.has(key) ? state.get(key) : ground.read(key)) };
}

export function viewOf(world: Pick<World, 'state'>): Overlay {
  return new Overlay(source(world.state));
}

const exchanges = new WeakMap<World['state'], { readonly value: Exchange | undefined }>();

/** The hand-over on the ledger of a world. Most worlds share a state with the one before. */
export function exchangeIn(world: Pick<World, 'state'>): Exchange | undefined {
  const known = exchanges.get(world.state) ?? { value: exchangeOf(viewOf(world), xid) };
  exchanges.set(world.state, known);
  return known.value;
}

/** Balance and locked of a party, and the owner of the book. */
export function holdings(world: Pick<World, 'state'>): { balance: bigint; locked: bigint }[] {
  return parties.map((name) => {
    const { balance, locked } = accountOf(viewOf(world), keyOf(name));
    return { balance, locked };
  });
}

export function bookIn(world: Pick<World, 'state'>) {
  return requireBook(viewOf(world), book);
}

/** Whether two lists of bytes are the same. */
export function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

const prints = new WeakMap<object, string>();

/** An operation in one text. */
export function print({ author, operation, values }: Pending): string {
  let bytes = prints.get(values);
  if (bytes === undefined) {
    const its = ledger.operations.named(operation);
    bytes = byteString(its?.codec.encode(values as Record<string, unknown>) ?? new Uint8Array());
    prints.set(values, bytes);
  }
  return `${author} ${operation} ${bytes}`;
}

const hidden = [
  secrets.key,
  secrets.number,
  ...content.flatMap(({ salt }) => [salt]),
  ...lockContent(content, { xid, key: secrets.key }),
].map((bytes) => byteString(bytes));

/** A witness is told neither key nor number nor any part of the book; of the key nobody is told before the ledger is. */
export function expectHidden(bytes: Uint8Array, from: Party, to: Party): void {
  const text = byteString(bytes);
  const isWitness = to !== requester && to !== owner;
  if (isWitness && hidden.some((secret) => text.includes(secret))) throw new Error(`${from} told a witness a secret`);
  if (text.includes(byteString(secrets.key))) throw new Error(`${from} sent the key`);
}

/** The machines of a world, read back from their disks. */
export function readMachines(world: World): {
  requester: RequesterState | undefined;
  owner: OwnerState | undefined;
  witnesses: WitnessState[];
} {
  const { [requester]: asks, [owner]: owns } = world.machines;
  const others = parties.slice(2).flatMap((name) => world.machines[name] ?? []);
  return {
    requester: asks && requesterCodec.decode(asks),
    owner: owns && ownerCodec.decode(owns),
    witnesses: others.map((disk) => witnessCodec.decode(disk)),
  };
}

const stateNames = new WeakMap<World['state'], string>();

function stateName(state: World['state']): string {
  let name = stateNames.get(state);
  if (name === undefined) {
    const lines = [...state].map(([key, value]) => `${key}=${value === undefined ? '' : byteString(value)}`);
    name = sha256Text(Buffer.from(lines.sort().join('\n'), 'latin1'));
    stateNames.set(state, name);
  }
  return name;
}

/** A world in one short text: equal texts are equal worlds. Its last block is part of it where it can be taken back. */
export function nameOf(world: World, mayReorganise: boolean): string {
  const { height, silent, killed, delivered, kept, machines, post, pool, state, before, reorganised } = world;
  const undone =
    !mayReorganise || reorganised || before === undefined ? [] : [stateName(before.state), ...world.undone.map(print)];
  const parts = [
    [height, silent, killed, delivered, kept, reorganised, ...undone].join(' '),
    stateName(state),
    ...parties.map((name) => `${name} ${byteString(machines[name] ?? new Uint8Array())}`),
    ...post.map(({ from, to, bytes }) => `${from} ${to} ${byteString(bytes)}`).sort(),
    ...pool.map((pending) => `${print(pending)} ${pending.age}`).sort(),
  ];
  return sha256Text(Buffer.from(parts.join('\n'), 'latin1'));
}
