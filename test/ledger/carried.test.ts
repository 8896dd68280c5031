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
    expect(currentKey(chain.view(), keyOf('alice'))).toEqual(keyOf('alice'));
    chain.mine();
    expect(currentKey(chain.view(), keyOf('alice'))).toEqual(keyOf('organiser'));
  });
});
