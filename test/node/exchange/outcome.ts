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
  const { requester, owner } = followed;
  await expectWords(room, followed, expected);
  await expectShelves(room, followed, expected.moved);
  const paid = expected.moved ? price : 0n;
  const forfeited = expected.bond === 'requester' ? bookBond : 0n;
  const node = room.node(miner);
  const now = await moneyOn(node);
  const change = async (name: Library) =>
    (now.get(name) ?? 0n) -
    (followed.before.get(name) ?? 0n) +
    (await feesOn(node, name, { above: followed.height, upTo: room.height }));
  expect({ requester: await change(requester), owner: await change(owner) }, 'money that moved').toEqual({
    requester: forfeited - paid,
    owner: paid - forfeited,
  });
  for (const name of [requester, owner]) {
    expect(await room.node(miner).account({ address: addressOf(name) }), name).toMatchObject({ locked: '0' });
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
