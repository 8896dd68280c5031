import { byteString } from '../../../source/ledger/byte-string.ts';
import { regtest } from '../../../source/ledger/networks.ts';
import { commitmentOf, openBlock } from '../../../source/ledger/registries/books/content.ts';
import { deliveredKey } from '../../../source/ledger/registries/books/evidence.ts';
import { price } from '../../ledger/registries/books/shelves.ts';
import { keyOf } from '../../ledger/support.ts';
import type { Model } from './model.ts';
import {
  bookIn,
  content,
  exchangeIn,
  holdings,
  nameOf,
  owner,
  type Party,
  type Pending,
  parties,
  readMachines,
  requester,
  start,
  type World,
  xid,
} from './world.ts';

/** How far a model is gone through. */
export interface Reach {
  /** Who may fall silent for ever, at any moment. */
  readonly mayFallSilent?: readonly Party[];
  /** Who may be killed between its disk and the wire, once, at any moment. */
  readonly mayBeKilled?: readonly Party[];
  /** Whether the last block may be taken back, once. */
  readonly mayReorganise?: boolean;
  /** Blocks that may leave an operation out. */
  readonly delay: number;
}

/** What was found: how many worlds, and how the hand-over ended in the last ones. */
export interface Found {
  readonly worlds: number;
  readonly endings: ReadonlySet<string>;
}

/** Goes through every world that can follow, each once, and holds each last one to what must be true. */
export function explore(model: Model, reach: Reach): Found {
  const first = model.begin();
  const seen = new Set<string>([nameOf(first, reach.mayReorganise === true)]);
  const open: World[] = [first];
  const endings = new Set<string>();
  for (let world = open.pop(); world !== undefined; world = open.pop()) {
    const next = isOver(model, world) ? [] : followers(model, world, reach);
    if (next.length === 0) endings.add(checkEnd(model, world));
    for (const follower of next) {
      const name = nameOf(follower, reach.mayReorganise === true);
      if (seen.has(name)) continue;
      seen.add(name);
      open.push(follower);
    }
  }
  return { worlds: seen.size, endings };
}

function followers(
  model: Model,
  world: World,
  { mayFallSilent = [], mayBeKilled = [], mayReorganise = false, delay }: Reach,
): World[] {
  const delivered = world.post.map((posted) => model.deliver(world, posted));
  const silenced = world.silent === undefined ? mayFallSilent.map((silent) => ({ ...world, silent })) : [];
  const mined = blocks(world, delay).map((entries) => model.mine(world, entries));
  const killed = (world.killed === undefined ? mayBeKilled : []).flatMap((party) => [
    ...world.post.filter(({ to }) => to === party).map((posted) => model.deliver(world, posted, party)),
    ...blocks(world, delay).map((entries) => model.mine(world, entries, party)),
  ]);
  const undone = mayReorganise ? model.reorganise(world) : undefined;
  return [...delivered, ...silenced, ...mined, ...killed, ...(undone === undefined ? [] : [undone])];
}

/** What the next block may hold: everything in either order, or nothing as long as nothing has waited too long. */
function blocks({ pool }: World, delay: number): (readonly Pending[])[] {
  if (pool.length === 0) return [[]];
  const orders = pool.length === 1 ? [pool] : [pool, pool.toReversed()];
  const mayWait = pool.every(({ age }) => age < delay);
  return mayWait ? [...orders, []] : orders;
}

/** Whoever keeps to the rules and is awake. */
function isHonest(model: Model, world: World, party: Party): boolean {
  return model.liar?.party !== party && world.silent !== party;
}

/** Whether every machine that is awake has closed, and nothing is open on the ledger. */
function isOver(model: Model, world: World): boolean {
  const exchange = exchangeIn(world);
  if (exchange !== undefined && exchange.ending === undefined) return false;
  // What was sent can still be taken.
  if (world.pool.some(({ author }) => author !== model.liar?.party)) return false;
  const { requester: asks, owner: owns, witnesses } = readMachines(world);
  const awake = [
    ...(world.silent === requester ? [] : [asks]),
    ...(world.silent === owner ? [] : [owns]),
    ...witnesses.filter(
      ({ self }) => world.silent === undefined || byteString(keyOf(world.silent)) !== byteString(self),
    ),
  ];
  const isDone = awake.every((machine) => machine === undefined || machine.outcome !== undefined);
  if (!isDone && world.height > start + 4 * model.pace.span) throw new Error('somebody waits for ever');
  return isDone;
}

/** Either title, price and content have all moved, or none of them; and the book is free. */
function checkEnd(model: Model, world: World): string {
  const exchange = exchangeIn(world);
  const book = bookIn(world);
  const before = holdings({ state: new Map() });
  const after = holdings(world);
  const gain = (party: Party) => {
    const at = parties.indexOf(party);
    return (after[at]?.balance ?? 0n) - (before[at]?.balance ?? 0n);
  };
  const must = (isTrue: boolean, what: string) => {
    if (!isTrue)
      throw new Error(`${what} (${exchange?.ending ?? 'never offered'}, ${model.liar?.name ?? 'nobody lies'})`);
  };
  must(
    after.every(({ locked }) => locked === 0n),
    'something stays locked',
  );
  must(book.exchange === undefined, 'the book is not free');
  const isMoved = byteString(book.owner) === byteString(keyOf(requester));
  const isRead = world.kept === byteString(commitmentOf(content));
  must(world.kept === undefined || isRead, 'another content was kept');
  if (exchange?.status === 'done') {
    must(isMoved && gain(owner) === price && gain(requester) === -price, 'title and price did not move together');
    if (isHonest(model, world, requester)) must(isRead, 'the requester paid for what it cannot read');
    if (isHonest(model, world, owner)) must(isReadable(world), 'what was paid for cannot be read');
  } else {
    const bond = exchange?.status === 'disputed' ? regtest.parameters.bookBond : 0n;
    must(!isMoved && gain(requester) === bond && gain(owner) === -bond, 'title or price moved alone');
    must(!isRead, 'the content moved alone');
    if (isHonest(model, world, owner)) must(!world.delivered && bond === 0n, 'an honest owner lost its book or bond');
  }
  return exchange?.ending ?? 'nothing';
}

/** Whether the requester can read the book from what it has and what stands on the ledger, did it or not. */
function isReadable(world: World): boolean {
  const exchange = exchangeIn(world);
  const { requester: state } = readMachines(world);
  const key = exchange && state && deliveredKey(xid, exchange, state.number);
  if (key === undefined || state === undefined || state.blocks.length !== content.length) return false;
  const place = { count: content.length, commitment: commitmentOf(content) };
  return state.blocks.every((block, index) => openBlock(block, { xid, key }, { index, ...place }) !== undefined);
}
