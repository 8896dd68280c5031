import { byteString } from '../../../source/ledger/byte-string.ts';
import { regtest } from '../../../source/ledger/networks.ts';
import { commitmentOf, openBlock } from '../../../source/ledger/registries/books/content.ts';
import { deliveredKey } from '../../../source/ledger/registries/books/evidence.ts';
import { price } from '../../ledger/registries/books/shelves.ts';
import { keyOf } from '../../ledger/support.ts';
import { content, owner, type Party, parties, requester, start, xid } from './ground.ts';
import type { Model } from './model.ts';
import { bookIn, holdings, requesterIn, type World } from './world.ts';

/** Whoever keeps to the rules and is awake. */
function isHonest(model: Model, world: World, party: Party): boolean {
  return model.liar?.party !== party && world.silent !== party;
}

/** Whether every machine that is awake has closed, and nothing is open on the ledger. */
export function isOver(model: Model, { tip, pool, disks, silent }: World): boolean {
  if (tip.exchange !== undefined && tip.exchange.ending === undefined) return false;
  // What was sent can still be taken.
  if (pool.some(({ entry }) => entry.author !== model.liar?.party)) return false;
  const isDone = disks.every(
    ({ party, bytes, outcome }) => party === silent || bytes === undefined || outcome !== undefined,
  );
  if (!isDone && tip.height > start + 4 * model.pace.span) throw new Error('somebody waits for ever');
  return isDone;
}

/** Either title, price and content have all moved, or none of them; and the book is free. */
export function checkEnd(model: Model, world: World): string {
  const { exchange, state } = world.tip;
  const book = bookIn(world);
  const before = holdings(new Map());
  const after = holdings(state);
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
  const { exchange } = world.tip;
  const state = requesterIn(world);
  const key = exchange && state && deliveredKey(xid, exchange, state.number);
  if (key === undefined || state === undefined || state.blocks.length !== content.length) return false;
  const place = { count: content.length, commitment: commitmentOf(content) };
  return state.blocks.every((block, index) => openBlock(block, { xid, key }, { index, ...place }) !== undefined);
}
