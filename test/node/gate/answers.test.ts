import { describe, expect, test } from 'vitest';
import { regtest } from '../../../source/ledger/networks.ts';
import { slotLength } from '../../../source/ledger/registries/tickets/gate.ts';
import { proofLength } from '../../../source/node/gate/proof.ts';
import { announce, at, openHall, policy, session, show } from './hall.ts';
import { altered } from './text.ts';

describe('a holder at the door', () => {
  test('is let in, counted at once, and on the ledger with the next block', async () => {
    const hall = await openHall();
    await hall.buy('alice');
    await hall.buy('bob');
    hall.wait('19:10');
    const answer = await hall.ask(await hall.show('alice', 1));
    expect(answer).toEqual({
      ...{ answer: 'admit', code: 'ADMIT', reason: 'Let the holder in.', serial: 1, inside: 1, of: 2 },
    });
    expect(await hall.state()).toMatchObject({
      gate: 'garage',
      inside: 1,
      of: 2,
      queued: 1,
      online: false,
      conflicts: [],
    });
    await hall.mine();
    expect(await hall.state()).toMatchObject({ inside: 1, of: 2, queued: 0, asOf: at('19:10') });
    expect((await hall.node.ticket({ event: hall.event, serial: 1 })).admission).toMatchObject({ session });
    expect((await hall.node.event({ id: hall.event })).admitted).toBe(1);
  });

  test('does not come in twice: not at this gate, not at another, with a fresh code or the same', async () => {
    const hall = await openHall();
    await hall.buy('alice');
    hall.wait('19:10');
    const proof = await hall.show('alice', 1);
    const [one, other] = await Promise.all([hall.ask(proof), hall.ask(proof)]);
    expect([one.code, other.code]).toEqual(['ADMIT', 'ALREADY_INSIDE']);
    expect(other).toMatchObject({ answer: 'desk', inside: 1 });
    expect(other.reason).toContain('at 19:10 here');
    hall.wait('19:15');
    await hall.mine();
    expect(await hall.ask(await hall.show('alice', 1))).toMatchObject({ code: 'ALREADY_INSIDE', inside: 1 });
    const elsewhere = { as: 'inspector', session: 'QRSTUV' };
    expect(await hall.ask(await hall.show('alice', 1, 'QRSTUV'), elsewhere)).toMatchObject({ answer: 'desk' });
    await hall.mine();
    expect((await hall.node.ticket({ event: hall.event, serial: 1 })).conflicts).toBe(0);
  });

  test('comes in again where the organiser allows it, and is counted once; but not with a code that was used', async () => {
    const hall = await openHall({ policy: { ...policy, reentry: true } });
    await hall.buy('alice');
    hall.wait('19:10');
    const proof = await hall.show('alice', 1);
    expect(await hall.ask(proof)).toMatchObject({ code: 'ADMIT', inside: 1 });
    expect(await hall.ask(proof)).toMatchObject({ answer: 'desk', code: 'PROOF_USED' });
    hall.wait('19:40');
    const later = await hall.show('alice', 1);
    const again = await hall.ask(later);
    expect(again).toMatchObject({
      code: 'ADMIT',
      inside: 1,
      reason: 'Let the holder in again; first in at 19:10 here.',
    });
    await hall.restart();
    expect(await hall.ask(later)).toMatchObject({ code: 'PROOF_USED' });
    await hall.mine();
    const { admission, history } = await hall.node.ticket({ event: hall.event, serial: 1 });
    expect(admission?.slot).toBe(at('19:10') / slotLength);
    expect(history.filter(({ operation }) => operation === 'tickets.admit')).toHaveLength(1);
  });
});

describe('the desk', () => {
  test('looks at a screenshot of an old code, and at a code of a clock that is ahead', async () => {
    const hall = await openHall();
    await hall.buy('alice');
    hall.wait('19:10');
    const proof = await hall.show('alice', 1);
    hall.environment.advance(2 * slotLength);
    const old = await hall.ask(proof);
    expect(old).toMatchObject({ answer: 'desk', code: 'PROOF_OLD', serial: 1, inside: 0 });
    expect(old.reason).toContain('19:10');
    const early = await hall.show('alice', 1);
    hall.environment.setClock(-2 * slotLength);
    expect(await hall.ask(early)).toMatchObject({ answer: 'desk', code: 'PROOF_FROM_FUTURE' });
  });

  test.each([
    ['one half minute old', slotLength],
    ['the end of the one after it', 2 * slotLength - 1],
    ['one half minute ahead', -slotLength],
  ])('is not needed for a code that is %s', async (_, difference) => {
    const hall = await openHall();
    await hall.buy('alice');
    hall.wait('19:10');
    const proof = await hall.show('alice', 1);
    hall.environment.setClock(difference);
    expect(await hall.ask(proof)).toMatchObject({ code: 'ADMIT' });
  });

  test('looks at a code made for another gate, and at one before the doors or after the end', async () => {
    const hall = await openHall();
    await hall.buy('alice');
    hall.wait('18:58');
    expect(await hall.ask(await hall.show('alice', 1))).toMatchObject({ answer: 'desk', code: 'DOORS_NOT_OPEN' });
    hall.wait('19:00');
    const other = await hall.ask(await hall.show('alice', 1, 'ABCDEF'));
    expect(other).toMatchObject({ answer: 'desk', code: 'OTHER_SESSION' });
    expect(other.reason).toContain(session);
    hall.wait('23:01');
    expect(await hall.ask(await hall.show('alice', 1))).toMatchObject({ answer: 'desk', code: 'EVENT_OVER' });
  });

  test('looks at a ticket whose sale waits for a block', async () => {
    const hall = await openHall({ policy: { ...policy, lockBefore: 0 } });
    await hall.node.submit({
      ...{ as: 'alice', operation: 'tickets.buy', event: hall.event, seller: 'seller', price: '40000000' },
    });
    hall.wait('19:10');
    expect(await hall.ask(await hall.show('alice', 1))).toMatchObject({ answer: 'desk', code: 'TICKET_WAITING' });
  });
});

describe('a gate refuses', () => {
  test('what is no proof, and every byte of one that was altered', async () => {
    const hall = await openHall();
    await hall.buy('alice');
    hall.wait('19:10');
    const proof = await hall.show('alice', 1);
    for (const text of ['', 'HELLO', proof.slice(0, -3), `${proof}000`, `${proof}:::`, proof.toLowerCase()]) {
      expect(await hall.ask(text)).toMatchObject({ answer: 'refuse', code: 'PROOF_UNREADABLE' });
    }
    for (let place = 0; place < proofLength; place++) {
      const { answer, code } = await hall.ask(altered(proof, place));
      expect(answer, `byte ${place} altered: ${code}`).toBe('refuse');
    }
    expect(await hall.ask(altered(proof, proofLength - 1))).toMatchObject({ code: 'COUNTERFEIT', inside: 0 });
    expect(await hall.ask(proof)).toMatchObject({ code: 'ADMIT' });
  });

  test('tickets of another event, and of a cancelled one', async () => {
    const hall = await openHall();
    await hall.buy('alice');
    const derby = await announce(hall.ground, { name: 'Derby' });
    hall.wait('19:10');
    const proof = await hall.show('alice', 1);
    expect(await hall.node.gate({ event: derby, proof, session })).toMatchObject({
      answer: 'refuse',
      code: 'OTHER_EVENT',
      reason:
        'This ticket is for another event: Concert, Olympia, doors 1 Mar 2026 19:00. Send the holder to the right door.',
    });
    await hall.node.submit({ as: 'organiser', operation: 'tickets.cancelEvent', event: hall.event, reason: 'rain' });
    await hall.mine();
    expect(await hall.ask(proof)).toMatchObject({ answer: 'refuse', code: 'EVENT_CANCELLED' });
  });

  test('a ticket that was returned, and whoever sold it or gave it away', async () => {
    const hall = await openHall();
    await hall.buy('alice');
    await hall.buy('bob');
    await hall.buy('carol');
    const ticket = (serial: number) => `${hall.event}/${serial}`;
    // What the former holders show was signed while they had it: the clock of their terminals is ahead.
    hall.environment.setClock(at('19:10') - hall.environment.now());
    const [alice, bob, carol] = await Promise.all(
      ['alice', 'bob', 'carol'].map((as, place) => hall.show(as, place + 1)),
    );
    hall.environment.setClock(at('12:00') - hall.environment.now());
    await hall.node.submit({ as: 'alice', operation: 'tickets.list', ticket: ticket(1), price: '40000000' });
    await hall.mine();
    await hall.node.submit({ as: 'bob', operation: 'tickets.buyListed', ticket: ticket(1), price: '40000000' });
    await hall.node.submit({ as: 'bob', operation: 'tickets.give', ticket: ticket(2), to: 'dealer' });
    await hall.node.submit({ as: 'carol', operation: 'tickets.giveBack', ticket: ticket(3) });
    await hall.mine();
    hall.wait('19:10');
    expect(await hall.ask(alice ?? '')).toMatchObject({ answer: 'refuse', code: 'TICKET_PASSED_ON', serial: 1 });
    expect(await hall.ask(bob ?? '')).toMatchObject({ answer: 'refuse', code: 'TICKET_PASSED_ON', serial: 2 });
    expect(await hall.ask(carol ?? '')).toMatchObject({ answer: 'refuse', code: 'TICKET_VOID', serial: 3, of: 2 });
    expect(await hall.ask(await hall.show('bob', 1))).toMatchObject({ code: 'ADMIT' });
    expect(await hall.ask(await hall.show('dealer', 2))).toMatchObject({ code: 'ADMIT', inside: 2, of: 2 });
  });

  test('a key that was lost and replaced; the holder comes in with the new one', async () => {
    const hall = await openHall();
    await hall.buy('alice');
    hall.environment.setClock(at('19:10') - hall.environment.now());
    const lost = await hall.show('alice', 1);
    hall.environment.setClock(at('12:00') - hall.environment.now());
    await hall.node.submit({ as: 'police', operation: 'owners.replace', old: 'alice', new: 'seller' });
    await hall.node.mine({ blocks: regtest.parameters.challengeBlocks + 2 });
    hall.wait('19:10');
    expect(await hall.ask(lost)).toMatchObject({ answer: 'refuse', code: 'KEY_REPLACED' });
    expect(await hall.ask(await hall.show('seller', 1))).toMatchObject({ code: 'ADMIT' });
    await hall.mine();
    expect(await hall.state()).toMatchObject({ queued: 0, inside: 1 });
    // What was typed under the lost key is hidden under it; this wallet has both.
    expect(await hall.node.showName({ as: 'seller', event: hall.event, serial: 1 })).toMatchObject({ name: 'alice' });
  });

  test('whoever has no key of the gate, an account that the event does not name, and letters that are no code', async () => {
    const hall = await openHall({ gateKeys: [] });
    await hall.buy('alice');
    hall.wait('19:10');
    const proof = await hall.show('alice', 1);
    await expect(hall.node.gate({ event: hall.event, proof, session })).rejects.toMatchObject({
      code: 'GATE_KEY_MISSING',
    });
    await expect(hall.ask(proof, { as: 'bob' })).rejects.toMatchObject({ code: 'NOT_GATE' });
    await expect(hall.ask(proof, { session: 'ABC12' })).rejects.toMatchObject({ code: 'PARAMETER_INVALID' });
    await expect(hall.show('bob', 1)).rejects.toMatchObject({ code: 'NOT_HOLDER' });
    await expect(hall.show('alice', 2)).rejects.toMatchObject({ code: 'TICKET_UNKNOWN' });
    await expect(show(hall.node, 'ab'.repeat(32), 'alice', 1)).rejects.toMatchObject({ code: 'EVENT_UNKNOWN' });
  });
});
