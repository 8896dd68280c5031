import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteString } from '../../../../source/ledger/byte-string.ts';
import { RefusedError } from '../../../../source/ledger/refusal.ts';
import { currentKey } from '../../../../source/ledger/registries/owners/owner.ts';
import { resaleCapOf } from '../../../../source/ledger/registries/tickets/event.ts';
import { slotLength } from '../../../../source/ledger/registries/tickets/gate.ts';
import type { IntentInput } from '../../../../source/wallet/intent.ts';
import { expectHistories } from '../../histories.ts';
import { keyOf, refused } from '../../support.ts';
import { idle, waits } from '../licences/hasty.ts';
import { expectBooks } from './books.ts';
import { at, BoxOffice, concert, printOf } from './box.ts';

/** Any sequence of all that can be done with tickets, by those who may and by others, from the first sale to the last payment. */

const fans = ['alice', 'bob', 'carol'];
const everybody = [...fans, 'seller', 'organiser', 'notary', 'dealer'];
const fan = fc.constantFrom(...fans);
/** Mostly whoever may: the holder of the ticket, or the first who waits. */
const owner = fc.constantFrom('owner', 'owner', 'owner', ...fans);
/** Counted round among those that were sold; 0 is one that nobody bought. */
const serial = fc.constantFrom(1, 1, 1, 1, 2, 2, 2, 3, 3, 0);
const count = fc.integer({ min: 1, max: 3 });

/** What somebody tries. `price` is in hundredths of the resale cap. */
interface Deed {
  readonly operation: string;
  readonly as?: string;
  readonly serial?: number;
  readonly count?: number;
  readonly price?: number;
  readonly to?: string;
  /** For a gate: which of its sessions, and how many half minutes after the doors. */
  readonly session?: string;
  readonly slot?: number;
}

const deed = (operation: string, fields: Record<string, fc.Arbitrary<unknown>> = {}): fc.Arbitrary<Deed> =>
  fc.record({ operation: fc.constant(operation), ...fields }) as fc.Arbitrary<Deed>;

const issue = deed('issue', {
  as: fc.constantFrom('organiser', 'organiser', 'dealer'),
  to: fc.constantFrom('seller', 'seller', 'organiser', 'dealer'),
  count,
});
const offer = deed('offer', { as: fc.constantFrom('seller', 'seller', 'organiser'), count });
const buy = deed('buy', { as: fan, to: fc.constantFrom('seller', 'seller', 'organiser') });
const wait = deed('wait', { as: fan });
const list = deed('list', { as: owner, serial, price: fc.constantFrom(0, 50, 100, 101) });
const buyListed = deed('buyListed', { as: fan, serial });
const give = deed('give', { as: owner, serial, to: fan });
const giveBack = deed('giveBack', { as: owner, serial });
const admit = deed('admit', {
  ...{ as: fc.constantFrom('garage', 'garage', 'garage', 'notary'), to: owner, serial },
  ...{ session: fc.constantFrom('ABCDEF', 'GHIJKL'), slot: fc.integer({ min: -1, max: 4 }) },
});
const wonders = [
  deed('cancelEvent', { as: fc.constantFrom('organiser', 'organiser', 'organiser', 'dealer') }),
  deed('createEvent'),
  deed('accuse'),
  deed('accuse'),
  deed('condemn'),
  deed('acquit'),
  deed('replace', { as: fan }),
  deed('revoke', { as: fan }),
  deed('suspendSeller'),
  deed('idle', { count }),
];

/** Several deeds about one ticket. */
const onOne = (...deeds: fc.Arbitrary<Deed>[]): fc.Arbitrary<Deed[]> =>
  fc.tuple(serial, ...deeds).map(([one, ...each]) => each.map((each) => ({ ...each, serial: one })));

/** Things that come to something only one after the other. */
const some: fc.Arbitrary<readonly Deed[]> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(buy) },
  { weight: 4, arbitrary: fc.tuple(issue, offer) },
  { weight: 2, arbitrary: fc.tuple(wait) },
  { weight: 2, arbitrary: fc.tuple(wait, giveBack) },
  { weight: 2, arbitrary: fc.tuple(wait, deed('unwait', { as: owner })) },
  { weight: 2, arbitrary: fc.tuple(giveBack) },
  { weight: 2, arbitrary: fc.tuple(list) },
  {
    weight: 4,
    arbitrary: onOne(list, buyListed),
  },
  { weight: 2, arbitrary: onOne(list, deed('unlist', { as: owner, serial })) },
  { weight: 3, arbitrary: onOne(give, fc.oneof(give, list)) },
  { weight: 1, arbitrary: onOne(list, fc.oneof(list, give)) },
  { weight: 2, arbitrary: onOne(admit, fc.oneof(admit, give, list)) },
  { weight: 2, arbitrary: fc.tuple(admit) },
  { weight: 2, arbitrary: fc.tuple(fc.oneof(...wonders)) },
);

const times = ['2026-03-01T17:59:50Z', '2026-03-01T18:00Z', '2026-03-01T19:01Z', '2026-03-01T22:59:50Z'];
const part = (least: number, most: number) =>
  fc.array(some, { minLength: least, maxLength: most, size: 'max' }).map((deeds) => deeds.flat());
/** What happens, and between which deeds time passes to the next of the four times above. */
const evening = fc.tuple(
  fc.tuple(fc.tuple(buy, buy, buy), part(8, 20)).map((deeds) => deeds.flat()),
  part(0, 2),
  part(0, 2),
  fc.tuple(fc.array(admit, { maxLength: 4, size: 'max' }), part(0, 2)).map((deeds) => deeds.flat()),
  part(0, 2),
);

const policies = fc.record({
  resaleCap: fc.constantFrom(0, 3_333, 10_000, 11_000),
  commission: fc.constantFrom(0, 333, 500, 10_000),
  resellers: fc.constantFrom('holders', 'holders', 'holders', 'holders', 'sellers', 'none'),
  perHolder: fc.integer({ min: 1, max: 3 }),
  freeTransfers: fc.nat(2),
  lockBefore: fc.constantFrom(3_600, 3_600, 0),
  certified: fc.constantFrom(false, false, true),
  reentry: fc.boolean(),
  sellerFee: fc.constantFrom(0, 333, 10_000),
});
const offers = fc.record({
  policy: policies,
  price: fc.constantFrom('0', '1', '333', '100000000'),
  onSale: fc.integer({ min: 1, max: 3 }),
});

/** Keys that take the place of those that were lost. */
const spare: Readonly<Record<string, string>> = { alice: 'manufacturer', bob: 'inspector', carol: 'miner-2' };

/** Who acts for a ticket, or waits first where none is named. */
function ownerOf(box: BoxOffice, of: number | undefined): string {
  const key = of === undefined ? box.now.firstWaiting : box.ticket(of)?.holder;
  if (key === undefined) return 'alice';
  const now = byteString(currentKey(box.chain.view(), key, box.chain.height + 1));
  return [...everybody, ...Object.values(spare)].find((name) => byteString(keyOf(name)) === now) ?? 'alice';
}

const licence = { holder: 'organiser', role: 'organiser' };

/** What a deed is in operations: of tickets, or of what goes on around them. */
function submit(
  box: BoxOffice,
  {
    operation,
    as: who = 'alice',
    serial: counted,
    count: many = 1,
    price = 0,
    to = 'seller',
    session = '',
    slot = 0,
  }: Deed,
): void {
  const { chain, now } = box;
  const number = counted && 1 + ((counted - 1) % Math.max(1, now.sold));
  const as = who === 'owner' ? ownerOf(box, number) : who;
  const ticket = number === undefined ? {} : { ticket: box.ticketName(number === 0 ? now.sold + 1 : number) };
  const event = { event: box.id };
  const holder = printOf(as);
  const doors = at(concert.doorsAt) / slotLength;
  const by = to === 'owner' ? ownerOf(box, number) : to;
  const ask = `${(resaleCapOf(now) * BigInt(price)) / 100n + (price === 101 ? 1n : 0n)}`;
  const fields: Readonly<Record<string, () => IntentInput>> = {
    createEvent: () => concert,
    issue: () => ({ ...event, count: many, seller: to, eventKey: 'library-0' }),
    offer: () => ({ ...event, count: many }),
    cancelEvent: () => ({ ...event, reason: 'rain' }),
    buy: () => ({ ...event, seller: to, price: `${now.price}`, holder }),
    wait: () => ({ ...event, holder }),
    unwait: () => event,
    giveBack: () => ticket,
    unlist: () => ticket,
    list: () => ({ ...ticket, price: ask }),
    buyListed: () => ({ ...ticket, price: `${box.ticket(number ?? 1)?.listed ?? 0n}`, holder }),
    give: () => ({ ...ticket, to, holder }),
    admit: () => ({
      ...ticket,
      session,
      slot: doors + slot,
      signature: box.proof(by, number ?? 1, session, doors + slot),
    }),
  };
  const around: Readonly<Record<string, () => unknown>> = {
    accuse: () => chain.do('authority', 'licences.accuse', { ...licence, reason: 'no hall' }),
    acquit: () => chain.do('authority', 'licences.decide', { ...licence, guilty: false }),
    condemn: () => {
      chain.do('authority', 'licences.accuse', { ...licence, reason: 'no hall' });
      idle(chain, waits.defenceBlocks);
      chain.do('authority', 'licences.decide', { ...licence, guilty: true });
    },
    replace: () => chain.do('police', 'owners.replace', { old: as, new: spare[as] ?? 'miner-2' }),
    revoke: () => chain.do('police', 'owners.revoke', { key: as }),
    suspendSeller: () => chain.do('authority', 'licences.accuse', { holder: 'seller', role: 'seller', reason: 'air' }),
    idle: () => idle(chain, many),
  };
  const more = fields[operation];
  if (more === undefined) around[operation]?.();
  else chain.do(operation === 'createEvent' ? 'organiser' : as, `tickets.${operation}`, more());
}

/** Tries it, and says what came of it: the operation's name, or the code of the refusal. */
function attempt(box: BoxOffice, deed: Deed): string {
  const before = box.chain.tip;
  try {
    submit(box, deed);
    return deed.operation;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    if (deed.operation !== 'condemn') expect(box.chain.tip).toBe(before);
    return error.code;
  }
}

/** Whether the queue has still to pay somebody. */
function isOwing({ now }: BoxOffice): boolean {
  return now.status === 'open' || now.held + now.commissions > 0n || now.waiting > 0;
}

/** Plays evenings and holds every block to the books; gives back what was done and refused. */
function play(parameters: { readonly numRuns: number; readonly seed?: number }): Set<string> {
  const seen = new Set<string>();
  fc.assert(
    fc.property(offers, evening, ({ onSale, ...terms }, parts) => {
      const sellers = ['seller', 'organiser'];
      const box = new BoxOffice({ ...terms, sellers, capacity: 4, gateKeys: ['garage'] }, onSale);
      const { chain } = box;
      const { blockReward } = chain.ledger.genesis.parameters;
      const [founded, begin, dump] = [chain.supply(), chain.taken.length, chain.state.dump()];
      const expectAll = () => {
        expect(chain.supply()).toBe(founded + blockReward * BigInt(chain.taken.length - begin));
        expectBooks(chain);
      };
      const done = new Map<string, number>();
      for (const [place, deeds] of parts.entries()) {
        for (const deed of deeds) {
          const came = attempt(box, deed);
          seen.add(came);
          done.set(came, (done.get(came) ?? 0) + 1);
          expectAll();
        }
        const next = times[place];
        if (next !== undefined && chain.tip.header.time < at(next)) box.waitUntil(next);
        expectAll();
      }
      expect(box.now.resales).toBe(done.get('buyListed') ?? 0);
      if (chain.tip.header.time < at(concert.endsAt)) box.waitUntil(concert.endsAt);
      // An accusation may have to lapse first.
      for (let left = 2 * waits.decisionBlocks + 4; left > 0 && isOwing(box); left--) idle(chain, 1);
      expectAll();
      expect(box.now).toMatchObject({ held: 0n, commissions: 0n, waiting: 0, firstWaiting: undefined });
      expect(['settled', 'cancelled']).toContain(box.now.status);
      for (const name of [...everybody, ...Object.values(spare)]) expect(chain.account(name).locked).toBe(0n);
      refused('EVENT_ENDED', () => chain.do('organiser', 'tickets.cancelEvent', { event: box.id, reason: 'late' }));
      expectHistories(chain);
      while (chain.taken.length > begin) chain.undo();
      expect(chain.state.dump()).toBe(dump);
    }),
    parameters,
  );
  return seen;
}

test('whatever is tried in whatever order: no denier made or lost, no seat twice, nobody over the limit, no price over the cap', () => {
  play({ numRuns: 8 });
});

test('had all of it been refused, or nothing, that would say little', () => {
  const seen = [...play({ numRuns: 26, seed: 7 })];
  expect(seen).toEqual(
    expect.arrayContaining([
      ...['createEvent', 'issue', 'offer', 'cancelEvent', 'buy', 'giveBack', 'wait', 'unwait'],
      ...['list', 'unlist', 'buyListed', 'give', 'admit', 'accuse', 'condemn', 'replace', 'revoke', 'suspendSeller'],
      ...['PRICE_OVER_CAP', 'TICKET_LIMIT', 'SALE_LOCKED', 'EVENT_ENDED', 'SOLD_OUT', 'NOT_HOLDER', 'TICKET_LISTED'],
      ...['ORGANISER_UNLICENSED', 'SEATS_LEFT', 'NOT_GATE', 'TRANSFERS_USED', 'RESALE_FORBIDDEN'],
    ]),
  );
});
