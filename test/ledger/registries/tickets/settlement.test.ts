import { hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { gateDigest, slotLength } from '../../../../source/ledger/registries/tickets/gate.ts';
import { sign } from '../../../../source/ledger/signature.ts';
import { refusedBy, secretOf } from '../../support.ts';
import { condemn, hasty, idle } from '../licences/hasty.ts';
import { at, BoxOffice, policy, price, printOf } from './box.ts';

describe('tickets.cancelEvent', () => {
  test('refunds every holder over several blocks by itself, and whoever waits', () => {
    const box = new BoxOffice({ capacity: 250, policy: { ...policy, perHolder: 100 } }, 250);
    const buyers = ['alice', 'bob', 'carol'];
    const before = new Map(buyers.map((name) => [name, box.balance(name)]));
    const spent = new Map<string, bigint>();
    for (let count = 0; count < 250; count += 25) {
      const orders = Array.from({ length: 25 }, (_, place) => {
        const name = buyers[(count + place) % 3] ?? 'alice';
        const mine = Math.floor(place / 3);
        return { name, order: box.chain.sign(name, 'tickets.buy', box.order(name), mine) };
      });
      box.chain.mine(...orders.map(({ order }) => order));
      for (const { name, order } of orders) spent.set(name, (spent.get(name) ?? 0n) + order.body.fee);
    }
    box.chain.do('dealer', 'tickets.wait', { event: box.id, holder: printOf('dealer') });
    box.chain.do('organiser', 'tickets.cancelEvent', { event: box.id, reason: 'rain' });
    expect(box.now).toMatchObject({ status: 'cancelled', reason: 'rain', held: 250n * price });
    const held = [150n, 50n, 0n].map((left) => left * price);
    for (const left of held) {
      box.chain.mine();
      expect(box.now.held).toBe(left);
    }
    for (const name of buyers) expect(before.get(name)! - box.balance(name)).toBe(spent.get(name));
    expect(box.chain.account('dealer').locked).toBe(0n);
    expect(box.ticket(250)).toMatchObject({ status: 'refunded', held: 0n, historyCount: 2 });
    refusedBy(box.chain, 'EVENT_ENDED', () => box.buy('alice'));
    refusedBy(box.chain, 'EVENT_ENDED', () => box.do('alice', 'giveBack', 1));
  });

  test('by anybody but the organiser is refused, until that has lost its licence', () => {
    const box = new BoxOffice();
    box.buy('alice');
    const cancel = () => box.chain.do('alice', 'tickets.cancelEvent', { event: box.id, reason: 'fraud' });
    refusedBy(box.chain, 'NOT_YOURS_TO_CANCEL', cancel);
    box.chain.do('organiser', 'licences.retire', { role: 'organiser' });
    cancel();
    expect(box.now.status).toBe('cancelled');
  });

  test('by rule when the licence is lost', () => {
    const box = new BoxOffice();
    box.buy('alice');
    condemn(box.chain, 'organiser', 'organiser');
    const before = box.balance('alice');
    idle(box.chain, 2);
    expect(box.now).toMatchObject({ status: 'cancelled', held: 0n });
    expect(box.balance('alice') - before).toBe(price);
  });
});

describe('after the event', () => {
  test('seller and organiser are paid by the queue to the last denier', () => {
    const box = new BoxOffice({ price: '333', policy: { ...policy, sellerFee: 1_000, commission: 333 } });
    for (const name of ['alice', 'bob']) box.chain.do(name, 'tickets.buy', { ...box.order(name), price: '333' });
    box.do('alice', 'list', 1, { price: '300' });
    box.do('carol', 'buyListed', 1, { price: '300', holder: printOf('carol') });
    expect(box.now).toMatchObject({ held: 666n, commissions: 10n });
    const [organiser, seller] = [box.balance('organiser'), box.balance('seller')];
    box.waitUntil('2026-03-01T23:00Z');
    expect(box.balance('seller')).toBe(seller);
    idle(box.chain, 1);
    expect(box.balance('seller') - seller).toBe(66n);
    expect(box.balance('organiser') - organiser).toBe(610n);
    expect(box.now).toMatchObject({ status: 'settled', held: 0n, commissions: 0n, historyCount: 4 });
    refusedBy(box.chain, 'EVENT_ENDED', () =>
      box.chain.do('organiser', 'tickets.cancelEvent', { event: box.id, reason: 'x' }),
    );
  });

  test('an organiser that lost its licence gets nothing: the holders do', () => {
    const box = new BoxOffice();
    box.buy('alice');
    box.chain.do('authority', 'licences.accuse', { holder: 'organiser', role: 'organiser', reason: 'no hall' });
    idle(box.chain, 3);
    box.chain.take(
      box.chain.build({
        time: at('2026-03-01T23:00Z'),
        transactions: [
          box.chain.sign('authority', 'licences.decide', { holder: 'organiser', role: 'organiser', guilty: true }),
        ],
      }),
    );
    const before = box.balance('alice');
    idle(box.chain, 3);
    expect(box.balance('alice') - before).toBe(price);
    expect(box.now).toMatchObject({ status: 'cancelled', held: 0n });
  });
});

/** What the holder's terminal shows at a gate. */
function proof(box: BoxOffice, holder: string, serial: number, session: string, slot: number): string {
  const digest = gateDigest({ event: hexToBytes(box.id), serial }, session, slot);
  return Buffer.from(sign(digest, secretOf(holder))).toString('hex');
}

const evening = at('2026-03-01T19:30Z') / slotLength;

function letIn(box: BoxOffice, over: { as?: string; by?: string; session?: string; slot?: number } = {}): void {
  const { as = 'garage', by = 'alice', session = 'ABCDEF', slot = evening } = over;
  box.do(as, 'admit', 1, { session, slot, signature: proof(box, by, 1, session, slot) });
}

describe('tickets.admit', () => {
  test('lets the holder in once, and keeps a second admission as evidence', () => {
    const box = new BoxOffice();
    box.buy('alice');
    letIn(box);
    expect(box.now.admitted).toBe(1);
    expect(box.ticket(1)).toMatchObject({ admission: { session: 'ABCDEF', slot: evening }, conflicts: 0 });
    refusedBy(box.chain, 'ADMISSION_KNOWN', () => letIn(box));
    letIn(box, { session: 'GHIJKL', slot: evening + 1 });
    expect(box.ticket(1)).toMatchObject({ admission: { session: 'ABCDEF' }, conflicts: 1, historyCount: 3 });
    expect(box.now.admitted).toBe(1);
    refusedBy(box.chain, 'TICKET_USED', () => box.do('alice', 'list', 1, { price: '5' }));
  });

  test('where re-entry is allowed, coming in again is no conflict', () => {
    const box = new BoxOffice({ policy: { ...policy, reentry: true } });
    box.buy('alice');
    letIn(box);
    letIn(box, { slot: evening + 9 });
    expect(box.ticket(1)).toMatchObject({ conflicts: 0 });
  });

  test('a proof by another key, for another session, or outside of the hours is refused', () => {
    const box = new BoxOffice();
    box.buy('alice');
    refusedBy(box.chain, 'PROOF_FALSE', () => letIn(box, { by: 'bob' }));
    const signature = proof(box, 'alice', 1, 'ABCDEF', evening);
    refusedBy(box.chain, 'PROOF_FALSE', () =>
      box.do('garage', 'admit', 1, { session: 'ABCDEG', slot: evening, signature }),
    );
    for (const slot of [at('2026-03-01T18:59Z') / slotLength, at('2026-03-01T23:01Z') / slotLength]) {
      refusedBy(box.chain, 'SLOT_OUTSIDE', () => letIn(box, { slot }));
    }
    refusedBy(box.chain, 'NOT_GATE', () => letIn(box, { as: 'notary' }));
    refusedBy(box.chain, 'TICKET_UNKNOWN', () =>
      box.do('garage', 'admit', 2, {
        session: 'ABCDEF',
        slot: evening,
        signature: proof(box, 'alice', 2, 'ABCDEF', evening),
      }),
    );
  });

  test('a key that replaced a lost one comes in with its tickets', () => {
    const box = new BoxOffice();
    box.buy('alice');
    box.chain.do('police', 'owners.replace', { old: 'alice', new: 'library-2' });
    idle(box.chain, hasty.parameters.challengeBlocks + 1);
    refusedBy(box.chain, 'PROOF_FALSE', () => letIn(box));
    letIn(box, { by: 'library-2' });
    expect(box.now.admitted).toBe(1);
  });
});
