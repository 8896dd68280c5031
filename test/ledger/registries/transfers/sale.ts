import { bytesToHex } from '@noble/hashes/utils.js';
import { type Transfer, transferOf } from '../../../../source/ledger/registries/transfers/transfer.ts';
import type { IntentInput } from '../../../../source/wallet/intent.ts';
import { TestChain, vinOf } from '../../support.ts';
import { hasty } from '../licences/hasty.ts';

export const vin = vinOf(1);
/** Deniers. */
export const price = 9_500_000_000n;

/** A chain in February on which bob owns a car that was read in January. */
export function withCar(genesis = hasty): TestChain {
  const chain = new TestChain(genesis);
  chain.do('manufacturer', 'cars.manufacture', { vin, make: 'VW', model: 'Golf', year: 2020, country: 'DE' });
  chain.wait('2026-02-01');
  chain.do('inspector', 'cars.inspect', { vin, readOn: '2026-01-20', value: 42_000 });
  chain.do('notary', 'transfers.order', { vin, to: 'bob', reason: 'court' });
  return chain;
}

/** Offers bob's car to alice; gives back the id of the sale. */
export function offer(chain: TestChain, more: IntentInput = {}): string {
  const terms = { vin, buyer: 'alice', notary: 'notary', price: `${price}`, deadline: chain.height + 6, ...more };
  return bytesToHex(chain.do('bob', 'transfers.offer', terms).id);
}

export function saleOf(chain: TestChain, id: string): Transfer {
  const found = transferOf(chain.view(), Uint8Array.from(Buffer.from(id, 'hex')));
  if (found === undefined) throw new Error('there is no such sale');
  return found;
}
