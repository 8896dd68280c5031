import { expect } from 'vitest';
import type { ExchangeState } from '../../../source/node/facade.ts';
import { refused } from '../refused.ts';
import { addressOf, genesis, type Library, miner, nameElsewhere } from './libraries.ts';
import { feesOn, moneyOn } from './money.ts';
import { type Followed, price, type Room } from './room.ts';

/** How a hand-over has to have ended. */
export interface Expected {
  readonly state: ExchangeState;
  readonly step: number;
  /** Where the two sides know better than the others at which step it stopped. */
  readonly known?: { readonly requester?: number; readonly owner?: number };
  /** Why, as the requester says it, where it knows better. */
  readonly told?: RegExp;
  /** The same for the owner. */
  readonly toldByOwner?: RegExp;
  /** Why, as every terminal says it; nothing where it ended well. */
  readonly reason: RegExp | null;
  /** Whether title, price and content moved. */
  readonly moved: boolean;
  /** Who has the owner's bond now; the owner if nobody is named. */
  readonly bond?: 'requester';
  /** The ledger never knew of it: only who took part can say how it stands. */
  readonly unheard?: true;
}

const { bookBond, blockReward } = genesis.parameters;

/** Either title, price and content all moved or none did; nothing is locked, and the book is free. */
export async function expectEnd(room: Room, followed: Followed, expected: Expected): Promise<void> {
  await expectBook(room, followed, expected);
  await expectMoney(room, [{ followed, expected }]);
}

/** Every terminal says how it ended, and the book is where it should be. */
export async function expectBook(room: Room, followed: Followed, expected: Expected): Promise<void> {
  await expectWords(room, followed, expected);
  await expectShelves(room, followed, expected.moved);
}

/** A hand-over, and how it has to have ended. */
export interface Ended {
  readonly followed: Followed;
  readonly expected: Expected;
}

/** What hand-overs moved that ran over the same blocks, all begun before the first of these: nothing is left locked. */
export async function expectMoney(room: Room, all: readonly Ended[]): Promise<void> {
  const node = room.node(miner);
  const now = await moneyOn(node);
  const moved = new Map<Library, bigint>();
  for (const { followed, expected } of all) {
    const paid = (expected.moved ? price : 0n) - (expected.bond === 'requester' ? bookBond : 0n);
    for (const [name, gain] of [[followed.requester, -paid] as const, [followed.owner, paid] as const]) {
      moved.set(name, (moved.get(name) ?? 0n) + gain);
    }
  }
  const [first] = all;
  for (const [name, gain] of moved) {
    const fees = await feesOn(node, name, { above: first?.followed.height ?? 0, upTo: room.height });
    const change = (now.get(name) ?? 0n) - (first?.followed.before.get(name) ?? 0n) + fees;
    expect(change, `money of ${name} that moved`).toBe(gain);
    expect(await node.account({ address: addressOf(name) }), name).toMatchObject({ locked: '0' });
  }
  await expectSupply(room);
}

/** What every terminal says of it: each is asked. */
async function expectWords(room: Room, followed: Followed, expected: Expected): Promise<void> {
  const { state, reason, unheard, known = {} } = expected;
  for (const name of [...room.libraries, miner]) {
    if (unheard && name !== followed.requester) continue;
    const view = await room.exchange(name, followed);
    const side = name === followed.requester ? known.requester : name === followed.owner ? known.owner : undefined;
    const step = side ?? expected.step;
    const own = { [followed.requester]: expected.told, [followed.owner]: expected.toldByOwner }[name];
    const why = own ?? reason;
    expect({ name, state: view.state, step: view.step }).toEqual({ name, state, step });
    if (why === null) expect(view.reason, name).toBeNull();
    else expect(elsewhere(view.reason ?? '', name), name).toMatch(why);
    expect(view.can, name).toEqual([]);
  }
}

/** A sentence as the terminals of others say it. */
function elsewhere(sentence: string, name: string): string {
  return sentence.replaceAll(name, nameElsewhere(name));
}

async function expectShelves(room: Room, followed: Followed, moved: boolean): Promise<void> {
  const { requester, owner, book, content } = followed;
  const [holder, other] = moved ? [requester, owner] : [owner, requester];
  for (const name of [...room.libraries, miner]) {
    const view = await room.node(name).book({ id: book });
    expect(view, name).toMatchObject({ owner: addressOf(holder) });
    expect(view, name).not.toHaveProperty('exchange');
  }
  expect(await room.node(holder).read({ book })).toEqual({ content });
  // The demo names' keys are everybody's: what keeps the others from a book of theirs is that it does not lie there.
  const code = holder.startsWith('library-') ? 'CONTENT_ELSEWHERE' : 'NOT_BOOK_OWNER';
  await refused(code, () => room.node(other).read({ book }));
  const third = room.libraries.find((name) => name !== requester && name !== owner);
  const free = moved ? [third] : [third, requester];
  for (const as of free) if (as !== undefined) expect(await room.node(as).checkRequest({ as, book })).toEqual({});
}

/** Nothing came from nowhere, and nothing went there. */
async function expectSupply(room: Room): Promise<void> {
  const founded = Object.values(genesis.allocations).reduce((sum, each) => sum + each, 0n);
  const money = [...(await moneyOn(room.node(miner))).values()].reduce((sum, each) => sum + each, 0n);
  expect(money).toBe(founded + blockReward * BigInt(room.height));
}
