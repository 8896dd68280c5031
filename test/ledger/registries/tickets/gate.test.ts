import { hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { slotLength } from '../../../../source/ledger/registries/tickets/gate.ts';
import { keyOf, refusedBy } from '../../support.ts';
import { hasty, idle } from '../licences/hasty.ts';
import { at, BoxOffice, concert, evening, policy, printOf } from './box.ts';

const late = '2026-03-01T19:45Z';

/** An evening in whose first hour alice stands at the gate. */
function opened(over: object = {}): BoxOffice {
  const box = new BoxOffice(over);
  box.buy('alice');
  box.waitUntil(late);
  return box;
}

describe('tickets.admit', () => {
  test('lets the holder in once, and keeps a second admission as evidence', () => {
    const box = opened();
    box.admit(1);
    expect(box.now.admitted).toBe(1);
    expect(box.ticket(1)).toMatchObject({
      admission: { gate: keyOf('garage'), session: 'ABCDEF', slot: evening },
      conflicts: 0,
    });
    refusedBy(box.chain, 'ADMISSION_KNOWN', () => box.admit(1));
    box.admit(1, { session: 'GHIJKL', slot: evening + 1 });
    expect(box.ticket(1)).toMatchObject({ admission: { session: 'ABCDEF' }, conflicts: 1, historyCount: 3 });
    expect(box.now.admitted).toBe(1);
  });

  test('one proof counts once, whichever gate hands it in and how often', () => {
    const box = opened({ gateKeys: ['garage', 'notary'] });
    box.admit(1);
    refusedBy(box.chain, 'ADMISSION_KNOWN', () => box.admit(1, { as: 'notary' }));
    box.admit(1, { session: 'GHIJKL', as: 'notary' });
    for (const as of ['garage', 'notary']) {
      refusedBy(box.chain, 'ADMISSION_KNOWN', () => box.admit(1, { session: 'GHIJKL', as }));
    }
    expect(box.ticket(1)?.conflicts).toBe(1);
    box.admit(1, { session: 'MNOPQR' });
    expect(box.ticket(1)?.conflicts).toBe(2);
  });

  test('where re-entry is allowed, coming in again is no conflict', () => {
    const box = opened({ policy: { ...policy, reentry: true } });
    box.admit(1);
    box.admit(1, { slot: evening + 9 });
    expect(box.ticket(1)).toMatchObject({ conflicts: 0 });
    refusedBy(box.chain, 'ADMISSION_KNOWN', () => box.admit(1, { slot: evening + 9 }));
  });

  test('a proof by another key, or for another session, is refused', () => {
    const box = opened();
    refusedBy(box.chain, 'PROOF_FALSE', () => box.admit(1, { by: 'bob' }));
    const signature = box.proof('alice', 1, 'ABCDEF', evening);
    for (const over of [{ session: 'ABCDEG' }, { slot: evening - 1 }]) {
      refusedBy(box.chain, 'PROOF_FALSE', () =>
        box.do('garage', 'admit', 1, { session: 'ABCDEF', slot: evening, signature, ...over }),
      );
    }
  });

  test('a proof from the future is refused, until the block’s time comes within a half minute of it', () => {
    const box = opened();
    const slot = at('2026-03-01T20:00Z') / slotLength;
    refusedBy(box.chain, 'PROOF_FROM_FUTURE', () => box.admit(1, { slot }));
    const signature = box.proof('alice', 1, 'ABCDEF', slot);
    const entry = box.chain.sign('garage', 'tickets.admit', {
      ...{ ticket: box.ticketName(1), session: 'ABCDEF', slot, signature },
    });
    const early = (slot - 1) * slotLength - 1;
    refusedBy(box.chain, 'PROOF_FROM_FUTURE', () =>
      box.chain.take(box.chain.build({ transactions: [entry], time: early })),
    );
    box.chain.take(box.chain.build({ transactions: [entry], time: early + 1 }));
    expect(box.now.admitted).toBe(1);
  });

  test('outside of the hours of the event is refused', () => {
    const box = new BoxOffice();
    box.buy('alice');
    box.waitUntil('2026-03-01T23:02Z');
    const [doors, end] = [at('2026-03-01T19:00Z') / slotLength, at('2026-03-01T23:00Z') / slotLength];
    for (const slot of [doors - 1, end + 1, 0]) refusedBy(box.chain, 'SLOT_OUTSIDE', () => box.admit(1, { slot }));
    box.admit(1, { slot: doors });
    // What a gate saw while it was alone arrives when it is no longer: nothing of it is lost.
    box.admit(1, { slot: end });
    expect(box.now).toMatchObject({ status: 'settled', admitted: 1 });
  });

  test('by a key that the event does not name is refused', () => {
    const box = opened();
    for (const as of ['notary', 'organiser', 'alice']) refusedBy(box.chain, 'NOT_GATE', () => box.admit(1, { as }));
  });

  test('of a ticket that nobody bought, or that was returned, is refused', () => {
    const box = new BoxOffice();
    box.buy('alice');
    box.do('alice', 'giveBack', 1);
    box.waitUntil(late);
    refusedBy(box.chain, 'TICKET_VOID', () => box.admit(1));
    refusedBy(box.chain, 'TICKET_UNKNOWN', () => box.admit(2));
  });

  test('a ticket of another event at the gate is refused, and so is a proof that was signed for it', () => {
    const box = new BoxOffice();
    const other = box.chain.do('organiser', 'tickets.createEvent', { ...concert, gateKeys: ['notary'] }).id;
    const id = Buffer.from(other).toString('hex');
    box.chain.do('organiser', 'tickets.issue', { event: id, count: 1, seller: 'seller', eventKey: 'library-0' });
    box.chain.do('seller', 'tickets.offer', { event: id, count: 1 });
    for (const event of [box.id, id]) box.chain.do('alice', 'tickets.buy', { ...box.order('alice'), event });
    box.waitUntil(late);
    const proof = { session: 'ABCDEF', slot: evening, signature: box.proof('alice', 1, 'ABCDEF', evening) };
    refusedBy(box.chain, 'NOT_GATE', () => box.chain.do('garage', 'tickets.admit', { ticket: `${id}/1`, ...proof }));
    refusedBy(box.chain, 'PROOF_FALSE', () => box.chain.do('notary', 'tickets.admit', { ticket: `${id}/1`, ...proof }));
    expect(hexToBytes(id)).not.toEqual(box.event);
  });

  test('a cancelled event lets nobody in, and who was in already has the money back', () => {
    const box = opened();
    box.admit(1);
    box.chain.do('organiser', 'tickets.cancelEvent', { event: box.id, reason: 'power cut' });
    refusedBy(box.chain, 'EVENT_CANCELLED', () => box.admit(1, { session: 'GHIJKL' }));
    expect(box.gain('alice', () => idle(box.chain, 1))).toBe(box.now.price);
    expect(box.ticket(1)).toMatchObject({ status: 'refunded', held: 0n, admission: { session: 'ABCDEF' } });
  });

  test('a used ticket changes hands no more, where tickets may until the doors open', () => {
    // The half minute in which the doors open counts whole; a block may still lie before it.
    const doors = at('2026-03-01T19:00:10Z');
    const box = new BoxOffice({ policy: { ...policy, lockBefore: 0 }, doorsAt: '2026-03-01T19:00:10Z' });
    box.buy('alice');
    box.do('alice', 'list', 1, { price: '5' });
    box.waitUntil(doors - 5_000);
    box.admit(1, { slot: Math.floor(doors / slotLength) });
    expect(box.ticket(1)?.listed).toBeUndefined();
    const gift = { to: 'bob', holder: printOf('bob') };
    for (const [operation, more] of [
      ['list', { price: '5' }],
      ['give', gift],
      ['giveBack', {}],
      ['unlist', {}],
    ] as const) {
      refusedBy(box.chain, 'TICKET_USED', () => box.do('alice', operation, 1, more));
    }
    refusedBy(box.chain, 'NOT_LISTED', () => box.do('bob', 'buyListed', 1, { price: '5', holder: printOf('b') }));
  });

  test('a key that replaced a lost one comes in with its tickets, and lets in where the lost one did', () => {
    const box = new BoxOffice();
    box.buy('alice');
    box.chain.do('police', 'owners.certify', { key: 'garage', commitment: '07'.repeat(32) });
    box.chain.do('police', 'owners.replace', { old: 'alice', new: 'library-2' });
    box.chain.do('police', 'owners.replace', { old: 'garage', new: 'library-3' });
    idle(box.chain, hasty.parameters.challengeBlocks + 1);
    box.waitUntil(late);
    refusedBy(box.chain, 'NOT_GATE', () => box.admit(1, { by: 'library-2' }));
    box.admit(1, { as: 'library-3', by: 'library-2' });
    expect(box.now.admitted).toBe(1);
  });

  test('a holder’s key that was replaced while a gate was apart: what it let in is evidence, and nobody else’s is', () => {
    const box = new BoxOffice();
    box.buy('alice');
    for (const [old, next] of [
      ['alice', 'library-2'],
      ['library-2', 'library-3'],
    ] as const) {
      box.chain.do('police', 'owners.replace', { old, new: next });
      idle(box.chain, hasty.parameters.challengeBlocks + 1);
    }
    box.waitUntil(late);
    box.admit(1);
    expect(box.ticket(1)).toMatchObject({ admission: { session: 'ABCDEF' }, conflicts: 0 });
    box.admit(1, { by: 'library-2', session: 'GHIJKL' });
    box.admit(1, { by: 'library-3', session: 'MNOPQR' });
    expect(box.ticket(1)?.conflicts).toBe(2);
    for (const by of ['bob', 'library-0', 'police']) {
      refusedBy(box.chain, 'PROOF_FALSE', () => box.admit(1, { by, session: 'STUVWX' }));
    }
  });

  test('a key that was only announced, and one that had the ticket before a sale, prove nothing', () => {
    const box = new BoxOffice();
    box.buy('alice');
    box.do('alice', 'give', 1, { to: 'bob', holder: printOf('bob') });
    box.chain.do('police', 'owners.replace', { old: 'bob', new: 'library-2' });
    box.waitUntil(late);
    for (const by of ['alice', 'library-2']) refusedBy(box.chain, 'PROOF_FALSE', () => box.admit(1, { by }));
    box.admit(1, { by: 'bob' });
  });
});
