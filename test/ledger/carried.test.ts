import { bytesToHex } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { queueBatch } from '../../source/ledger/queue.ts';
import { licenceIn } from '../../source/ledger/registries/licences/licence.ts';
import { currentKey, ownerOf } from '../../source/ledger/registries/owners/owner.ts';
import { transferOf } from '../../source/ledger/registries/transfers/transfer.ts';
import { withPlanned } from './planned.ts';
import { hasty, waits } from './registries/licences/hasty.ts';
import { keyOf, refusedBy, TestChain, vinOf } from './support.ts';

/** Fills the queue at a height, so that whatever is queued for it later is carried over to the next block. */
function crowd(chain: TestChain, due: number): void {
  chain.do('dealer', 'planned.plan', { clock: 'height', due, first: 0, count: queueBatch });
}

/** Mines until the next block is the one at a height. */
function mineUpTo(chain: TestChain, height: number): void {
  while (chain.height < height - 1) chain.mine();
}

describe('an entry of the queue that is carried over gives nobody extra time', () => {
  test('to accept or to confirm a sale', () => {
    for (const accepted of [false, true]) {
      const chain = new TestChain(hasty, withPlanned);
      const deadline = 8;
      crowd(chain, deadline + 1);
      const vin = vinOf(1);
      chain.do('manufacturer', 'cars.manufacture', { vin, make: 'VW', model: 'Golf', year: 2026, country: 'DE' });
      const { id } = chain.do('manufacturer', 'transfers.offer', { vin, buyer: 'alice', price: '500', deadline });
      const sale = bytesToHex(id);
      if (accepted) chain.do('alice', 'transfers.accept', { id: sale });
      mineUpTo(chain, deadline + 1);
      const error = refusedBy(chain, 'TRANSFER_EXPIRED', () =>
        accepted
          ? chain.do('notary', 'transfers.confirm', { id: sale })
          : chain.do('alice', 'transfers.accept', { id: sale }),
      );
      expect(error.data).toEqual({ deadline, height: deadline + 1 });
      chain.mine();
      expect(transferOf(chain.view(), id)?.status).toBe(accepted ? 'accepted' : 'offered');
      chain.mine();
      expect(transferOf(chain.view(), id)?.status).toBe('expired');
      expect(chain.account('alice').locked).toBe(0n);
    }
  });

  test('to decide an accusation', () => {
    const chain = new TestChain(hasty, withPlanned);
    crowd(chain, 2 + waits.decisionBlocks + 1);
    chain.do('authority', 'licences.accuse', { holder: 'garage', role: 'garage', reason: 'late' });
    mineUpTo(chain, 2 + waits.decisionBlocks + 1);
    const guilty = { holder: 'garage', role: 'garage', guilty: true };
    refusedBy(chain, 'DECISION_LATE', () => chain.do('authority', 'licences.decide', guilty));
    chain.mine();
    expect(licenceIn(chain.view(), keyOf('garage'), 'garage')?.status).toBe('suspended');
    chain.mine();
    expect(licenceIn(chain.view(), keyOf('garage'), 'garage')?.status).toBe('active');
  });

  test('to object to a replacement', () => {
    const chain = new TestChain(hasty, withPlanned);
    const due = 2 + waits.challengeBlocks + 1;
    crowd(chain, due);
    chain.do('police', 'owners.replace', { old: 'alice', new: 'organiser' });
    expect(ownerOf(chain.view(), keyOf('alice'))?.challenge?.due).toBe(due);
    mineUpTo(chain, due);
    refusedBy(chain, 'NOTHING_TO_OBJECT', () => chain.do('alice', 'owners.object'));
    chain.mine();
    expect(ownerOf(chain.view(), keyOf('alice'))?.status).toBe('certified');
    chain.mine();
    expect(ownerOf(chain.view(), keyOf('alice'))?.status).toBe('replaced');
  });

  test('to sell with a key whose replacement is due: the new one stands for it already', () => {
    const chain = new TestChain(hasty, withPlanned);
    const vin = vinOf(1);
    chain.do('manufacturer', 'cars.manufacture', { vin, make: 'VW', model: 'Golf', year: 2026, country: 'DE' });
    chain.do('notary', 'transfers.order', { vin, to: 'alice', reason: 'court' });
    chain.do('bob', 'coins.transfer', { to: 'organiser', amount: '5000' });
    const due = chain.height + 2 + waits.challengeBlocks + 1;
    crowd(chain, due);
    chain.do('police', 'owners.replace', { old: 'alice', new: 'organiser' });
    const sale = { vin, buyer: 'bob', price: '500', deadline: due + 20 };
    mineUpTo(chain, due);
    const late = () => ownerOf(chain.view(), keyOf('alice'));
    refusedBy(chain, 'NOT_OWNER', () => chain.do('alice', 'transfers.offer', sale));
    refusedBy(chain, 'NOT_OWNER', () => chain.do('alice', 'cars.retire', { vin, reason: 'exported' }));
    refusedBy(chain, 'OWNER_REPLACED', () =>
      chain.do('alice', 'agreements.propose', {
        title: 'Loan',
        text: 'So be it.',
        counterparty: 'bob',
        deadline: due + 9,
      }),
    );
    // Nor does anybody else take the new key out of its place now.
    refusedBy(chain, 'OWNER_CERTIFIED', () =>
      chain.do('police', 'owners.certify', { key: 'organiser', commitment: '5a'.repeat(32) }),
    );
    refusedBy(chain, 'NOT_CERTIFIED', () =>
      chain.do('notary', 'transfers.order', { vin, to: 'alice', reason: 'court' }),
    );
    chain.do('organiser', 'transfers.offer', sale);
    expect(chain.height).toBe(due);
    expect(late()).toMatchObject({ status: 'certified', challenge: { due } });
    chain.mine();
    expect(late()).toMatchObject({ status: 'replaced', successor: keyOf('organiser') });
    expect(ownerOf(chain.view(), keyOf('organiser'))?.status).toBe('certified');
  });

  test('to a key whose successor somebody put on file in time: it stays', () => {
    const chain = new TestChain(hasty, withPlanned);
    const due = 2 + waits.challengeBlocks + 1;
    crowd(chain, due);
    chain.do('police', 'owners.replace', { old: 'alice', new: 'organiser' });
    chain.do('police', 'owners.certify', { key: 'organiser', commitment: '5a'.repeat(32) });
    mineUpTo(chain, due + 1);
    expect(ownerOf(chain.view(), keyOf('alice'))?.challenge?.due).toBe(due);
    expect(currentKey(chain.view(), keyOf('alice'), due)).toEqual(keyOf('alice'));
    chain.mine();
    expect(ownerOf(chain.view(), keyOf('alice'))).toMatchObject({ status: 'certified', challenge: undefined });
  });

  test('to answer an accusation', () => {
    const chain = new TestChain(hasty, withPlanned);
    const until = 2 + waits.decisionBlocks;
    crowd(chain, until + 1);
    chain.do('authority', 'licences.accuse', { holder: 'garage', role: 'garage', reason: 'late' });
    mineUpTo(chain, until + 1);
    const error = refusedBy(chain, 'DECISION_LATE', () => chain.do('garage', 'licences.defend', { statement: 'no' }));
    expect(error.data).toEqual({ until });
  });
});
