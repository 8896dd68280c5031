import { describe, expect, test } from 'vitest';
import { eventsOf } from '../../histories.ts';
import { keyOf, refusedBy, vinOf } from '../../support.ts';
import { hasty, idle, waits } from '../licences/hasty.ts';
import { offer, price, saleOf, vin, withCar } from './sale.ts';

describe('a sale', () => {
  test('alice buys the car of bob: livres and title in one step', () => {
    const chain = withCar();
    const [alice, bob] = [chain.account('alice'), chain.account('bob')];
    const id = offer(chain);
    expect(chain.car(vin).transfer).toEqual(saleOf(chain, id) && Uint8Array.from(Buffer.from(id, 'hex')));
    const accepted = chain.do('alice', 'transfers.accept', { id });
    expect(chain.account('alice')).toMatchObject({
      ...{ balance: alice.balance - price - accepted.body.fee, locked: price },
    });
    expect(chain.car(vin).owner).toEqual(keyOf('bob'));
    const { result } = chain.mine(chain.sign('notary', 'transfers.confirm', { id }));
    expect(chain.account('alice').locked).toBe(0n);
    expect(chain.account('bob').balance).toBeGreaterThan(bob.balance + price - 10_000n);
    expect(chain.car(vin)).toMatchObject({
      owner: keyOf('alice'),
      transfer: undefined,
      sales: 2,
      status: 'registered',
    });
    expect(saleOf(chain, id)).toMatchObject({ status: 'confirmed', historyCount: 3 });
    // The sale and the car, both.
    expect(eventsOf(result)).toHaveLength(2);
  });

  test('paid outside the ledger locks nothing', () => {
    const chain = withCar();
    const id = offer(chain, { payment: 'external', price: '99000000000000' });
    const { balance } = chain.account('bob');
    chain.do('alice', 'transfers.accept', { id });
    expect(chain.account('alice').locked).toBe(0n);
    chain.do('notary', 'transfers.confirm', { id });
    expect(chain.account('bob').balance).toBe(balance);
    expect(chain.car(vin).owner).toEqual(keyOf('alice'));
  });

  test('a buyer without a livre accepts with a fee paid by another', () => {
    const chain = withCar();
    const id = offer(chain, { payment: 'external' });
    const { balance } = chain.account('alice');
    chain.do('alice', 'coins.transfer', { to: 'bob', amount: `${balance - 200n}`, fee: '200' });
    refusedBy(chain, 'BALANCE_TOO_LOW', () => chain.do('alice', 'transfers.accept', { id }));
    const accepted = chain.do('alice', 'transfers.accept', { id, payer: 'dealer' });
    expect(accepted.cosignatures.map(({ key }) => key)).toEqual([keyOf('dealer')]);
    chain.do('notary', 'transfers.confirm', { id });
    expect(chain.car(vin).owner).toEqual(keyOf('alice'));
  });

  test('the price must be there with the fee, and the whole sum is said', () => {
    const chain = withCar();
    const { balance } = chain.account('alice');
    const id = offer(chain, { price: `${balance}` });
    const signed = chain.sign('alice', 'transfers.accept', { id });
    const error = refusedBy(chain, 'BALANCE_TOO_LOW', () => chain.mine(signed));
    expect(error.data).toEqual({ have: balance, need: balance + signed.body.fee });
  });

  test('two offers on one car', () => {
    const chain = withCar();
    const terms = { vin, buyer: 'alice', price: '5', deadline: 100 };
    refusedBy(chain, 'TRANSFER_OPEN', () =>
      chain.mine(chain.sign('bob', 'transfers.offer', terms), chain.sign('bob', 'transfers.offer', terms, 1)),
    );
    const id = offer(chain);
    refusedBy(chain, 'TRANSFER_OPEN', () => chain.do('bob', 'transfers.offer', { ...terms, buyer: 'carol' }));
    chain.do('bob', 'transfers.cancel', { id });
    offer(chain);
  });

  test('an acceptance by another key', () => {
    const chain = withCar();
    const id = offer(chain);
    refusedBy(chain, 'NOT_BUYER', () => chain.do('carol', 'transfers.accept', { id }));
    refusedBy(chain, 'NOT_BUYER', () => chain.do('bob', 'transfers.accept', { id }));
    chain.do('alice', 'transfers.accept', { id });
    refusedBy(chain, 'TRANSFER_ACCEPTED', () => chain.do('alice', 'transfers.accept', { id }));
  });

  test('a confirmation by another notary, or too early', () => {
    const chain = withCar();
    chain.do('authority', 'licences.grant', { holder: 'dealer', role: 'notary', country: 'FR', name: 'Another' });
    const id = offer(chain);
    refusedBy(chain, 'TRANSFER_NOT_ACCEPTED', () => chain.do('notary', 'transfers.confirm', { id }));
    chain.do('alice', 'transfers.accept', { id });
    refusedBy(chain, 'NOT_NOTARY', () => chain.do('dealer', 'transfers.confirm', { id }));
    refusedBy(chain, 'NOT_NOTARY', () => chain.do('dealer', 'transfers.reject', { id, reason: 'mine' }));
    chain.do('notary', 'transfers.confirm', { id });
    const error = refusedBy(chain, 'TRANSFER_ENDED', () => chain.do('notary', 'transfers.confirm', { id }));
    expect(error.message).toContain('done');
  });

  test('the notary who is a party is refused', () => {
    const chain = withCar();
    chain.do('police', 'owners.certify', { key: 'notary', commitment: '01'.repeat(32) });
    refusedBy(chain, 'NOTARY_PARTY', () => offer(chain, { buyer: 'notary' }));
    refusedBy(chain, 'NOTARY_PARTY', () =>
      chain.do('notary', 'transfers.order', { vin, to: 'notary', reason: 'court' }),
    );
    refusedBy(chain, 'BUYER_IS_SELLER', () => offer(chain, { buyer: 'bob' }));
    refusedBy(chain, 'BUYER_IS_SELLER', () =>
      chain.do('notary', 'transfers.order', { vin, to: 'bob', reason: 'court' }),
    );
  });

  test('the notary who becomes a party when a key is replaced is refused', () => {
    const chain = withCar();
    const id = offer(chain, { deadline: 100 });
    chain.do('alice', 'transfers.accept', { id });
    chain.do('police', 'owners.replace', { old: 'alice', new: 'notary' });
    idle(chain, waits.challengeBlocks + 1);
    refusedBy(chain, 'NOTARY_PARTY', () => chain.do('notary', 'transfers.confirm', { id }));
    // Nobody is left who could confirm: the buyer, which is the notary now, need not wait for the deadline.
    chain.do('notary', 'transfers.cancel', { id });
    expect(chain.account('alice').locked).toBe(0n);
  });

  test('nobody accepts where the notary lost its licence, or became a party, since the offer', () => {
    const chain = withCar();
    const id = offer(chain, { deadline: 100 });
    chain.do('authority', 'licences.accuse', { holder: 'notary', role: 'notary', reason: 'it lies' });
    refusedBy(chain, 'NOTARY_UNLICENSED', () => chain.do('alice', 'transfers.accept', { id }));
    chain.do('authority', 'licences.decide', { holder: 'notary', role: 'notary', guilty: false });
    chain.do('police', 'owners.replace', { old: 'bob', new: 'notary' });
    idle(chain, waits.challengeBlocks + 1);
    refusedBy(chain, 'NOTARY_PARTY', () => chain.do('alice', 'transfers.accept', { id }));
    expect(chain.account('alice').locked).toBe(0n);
  });

  test('the buyer alone calls it off where the seller became the notary', () => {
    const chain = withCar();
    const id = offer(chain, { deadline: 100 });
    const { balance } = chain.account('alice');
    const { body } = chain.do('alice', 'transfers.accept', { id });
    chain.do('police', 'owners.replace', { old: 'bob', new: 'notary' });
    idle(chain, waits.challengeBlocks - 1);
    refusedBy(chain, 'NOTARY_MISSING', () => chain.do('alice', 'transfers.cancel', { id, notary: 'dealer' }));
    idle(chain, 2);
    refusedBy(chain, 'TRANSFER_ACCEPTED', () => chain.do('notary', 'transfers.cancel', { id, notary: 'notary' }));
    const { body: call } = chain.do('alice', 'transfers.cancel', { id });
    expect(chain.account('alice')).toMatchObject({ balance: balance - body.fee - call.fee, locked: 0n });
  });

  test('a party that the police revoked since is not sold to, nor bought from', () => {
    for (const key of ['alice', 'bob']) {
      const chain = withCar();
      const id = offer(chain);
      chain.do('alice', 'transfers.accept', { id });
      chain.do('police', 'owners.revoke', { key });
      refusedBy(chain, 'NOT_CERTIFIED', () => chain.do('notary', 'transfers.confirm', { id }));
      chain.do('alice', 'transfers.cancel', { id, notary: 'notary' });
    }
  });

  test('a notary without its licence confirms and refuses nothing; the buyer calls it off alone', () => {
    const chain = withCar();
    const id = offer(chain);
    chain.do('alice', 'transfers.accept', { id });
    chain.do('authority', 'licences.accuse', { holder: 'notary', role: 'notary', reason: 'it lies' });
    refusedBy(chain, 'ROLE_MISSING', () => chain.do('notary', 'transfers.confirm', { id }));
    refusedBy(chain, 'ROLE_MISSING', () => chain.do('notary', 'transfers.reject', { id, reason: 'no' }));
    refusedBy(chain, 'TRANSFER_ACCEPTED', () => chain.do('bob', 'transfers.cancel', { id }));
    chain.do('alice', 'transfers.cancel', { id });
    expect(saleOf(chain, id).status).toBe('cancelled');
    expect(chain.account('alice').locked).toBe(0n);
  });

  test('whoever is named as notary has to be one', () => {
    const chain = withCar();
    for (const notary of ['garage', 'carol']) refusedBy(chain, 'NOTARY_UNLICENSED', () => offer(chain, { notary }));
  });

  test('only the owner offers, and only to somebody who is known does it come about', () => {
    const chain = withCar();
    refusedBy(chain, 'NOT_OWNER', () => chain.do('carol', 'transfers.offer', { vin, buyer: 'alice', price: '5' }));
    chain.do('police', 'owners.revoke', { key: 'alice' });
    const id = offer(chain);
    refusedBy(chain, 'NOT_CERTIFIED', () => chain.do('alice', 'transfers.accept', { id }));
    chain.do('bob', 'transfers.cancel', { id });
    const toDealer = offer(chain, { buyer: 'dealer', payment: 'external' });
    chain.do('dealer', 'transfers.accept', { id: toDealer });
    chain.do('police', 'owners.revoke', { key: 'bob' });
    refusedBy(chain, 'CAR_UNKNOWN', () => offer(chain, { vin: vinOf(9) }));
  });
});

describe('the end of a sale', () => {
  test('an offer left alone expires and refunds itself', () => {
    const chain = withCar();
    const id = offer(chain);
    const before = chain.account('alice').balance;
    const { body } = chain.do('alice', 'transfers.accept', { id });
    const { deadline } = saleOf(chain, id);
    while (chain.height < deadline) chain.mine();
    expect(saleOf(chain, id).status).toBe('accepted');
    // In its own block it is over already, whoever comes first.
    refusedBy(chain, 'TRANSFER_ENDED', () => chain.do('notary', 'transfers.confirm', { id }));
    const { result } = chain.mine();
    expect(saleOf(chain, id)).toMatchObject({ status: 'expired', paidBy: undefined, historyCount: 3 });
    expect(chain.account('alice')).toMatchObject({ balance: before - body.fee, locked: 0n });
    expect(chain.car(vin)).toMatchObject({ owner: keyOf('bob'), transfer: undefined });
    expect(result.happenings[0]).toMatchObject({
      cause: { kind: 'due' },
      movements: [{ key: keyOf('alice'), change: price }],
    });
    expect(eventsOf(result)).toHaveLength(2);
    offer(chain);
  });

  test('before the acceptance either side calls it off', () => {
    for (const who of ['bob', 'alice']) {
      const chain = withCar();
      const id = offer(chain);
      refusedBy(chain, 'NOT_PARTY', () => chain.do('carol', 'transfers.cancel', { id }));
      chain.do(who, 'transfers.cancel', { id });
      expect(saleOf(chain, id).status).toBe('cancelled');
      refusedBy(chain, 'TRANSFER_ENDED', () => chain.do('alice', 'transfers.accept', { id }));
      // What the queue finds later is over already.
      idle(chain, 8);
      expect(saleOf(chain, id).status).toBe('cancelled');
    }
  });

  test('a seller who cancels after acceptance is refused, with or without the notary', () => {
    const chain = withCar();
    const id = offer(chain);
    chain.do('alice', 'transfers.accept', { id });
    refusedBy(chain, 'TRANSFER_ACCEPTED', () => chain.do('bob', 'transfers.cancel', { id }));
    refusedBy(chain, 'TRANSFER_ACCEPTED', () => chain.do('bob', 'transfers.cancel', { id, notary: 'notary' }));
  });

  test('after it the buyer needs the notary', () => {
    const chain = withCar();
    const { balance } = chain.account('alice');
    const id = offer(chain);
    const accepted = chain.do('alice', 'transfers.accept', { id });
    refusedBy(chain, 'NOTARY_MISSING', () => chain.do('alice', 'transfers.cancel', { id }));
    refusedBy(chain, 'NOTARY_MISSING', () => chain.do('alice', 'transfers.cancel', { id, notary: 'dealer' }));
    const cancelled = chain.do('alice', 'transfers.cancel', { id, notary: 'notary' });
    expect(cancelled.cosignatures.map(({ key }) => key)).toEqual([keyOf('notary')]);
    const fees = accepted.body.fee + cancelled.body.fee;
    expect(chain.account('alice')).toMatchObject({ balance: balance - fees, locked: 0n });
    expect(chain.car(vin).owner).toEqual(keyOf('bob'));
  });

  test('the notary refuses, and the money comes back', () => {
    const chain = withCar();
    const { balance } = chain.account('alice');
    const id = offer(chain);
    const { body } = chain.do('alice', 'transfers.accept', { id });
    chain.do('notary', 'transfers.reject', { id, reason: 'no money came' });
    expect(saleOf(chain, id).status).toBe('rejected');
    expect(chain.account('alice')).toMatchObject({ balance: balance - body.fee, locked: 0n });
  });

  test('a deadline behind, or too far ahead', () => {
    const chain = withCar();
    const { longestDeadline } = hasty.parameters;
    const next = chain.height + 1;
    refusedBy(chain, 'DEADLINE_INVALID', () => offer(chain, { deadline: next }));
    refusedBy(chain, 'DEADLINE_INVALID', () => offer(chain, { deadline: next + longestDeadline + 1 }));
    offer(chain, { deadline: next + 1 });
  });

  test('of a sale that nobody made', () => {
    const chain = withCar();
    const id = '07'.repeat(32);
    refusedBy(chain, 'TRANSFER_UNKNOWN', () => chain.do('alice', 'transfers.accept', { id }));
    refusedBy(chain, 'TRANSFER_UNKNOWN', () => chain.do('notary', 'transfers.confirm', { id }));
    refusedBy(chain, 'TRANSFER_UNKNOWN', () => chain.do('alice', 'transfers.cancel', { id }));
  });
});

describe('a replaced key', () => {
  test('the new one sells, buys and is paid', () => {
    const chain = withCar();
    const id = offer(chain, { deadline: 200 });
    for (const [old, next] of [
      ['alice', 'organiser'],
      ['bob', 'seller'],
    ]) {
      chain.do('police', 'owners.replace', { old, new: next });
      idle(chain, waits.challengeBlocks + 1);
    }
    refusedBy(chain, 'NOT_BUYER', () => chain.do('alice', 'transfers.accept', { id }));
    chain.do('organiser', 'transfers.accept', { id });
    const { balance } = chain.account('seller');
    chain.do('notary', 'transfers.confirm', { id });
    expect(chain.car(vin).owner).toEqual(keyOf('organiser'));
    expect(chain.account('seller').balance).toBe(balance + price);
  });
});
