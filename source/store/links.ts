import { equalBytes } from '@noble/ciphers/utils.js';
import { decodeSealedHeader } from '../ledger/block.ts';
import { StoreDamage } from './damage.ts';
import type { Store } from './store.ts';

/**
 * LevelDB keeps the latest writes in one or two logs of about 4 MiB. Where a log is broken it leaves out single
 * batches and reads on, so blocks that were written later may stand on one that is gone.
 */
const logBytes = 12 * 2 ** 20;
/** What a block's batch takes beside its body, at least. */
const leastBatch = 1_000;

/**
 * Walks back from the tip over every block that may still be in a log, and sees that each is there and in its place.
 * @throws StoreDamage
 */
export function checkLinks(store: Store, tip: Uint8Array, genesisId: Uint8Array): void {
  let id = tip;
  for (let left = logBytes; left > 0; ) {
    const stored = store.header(id);
    if (stored === undefined) throw new StoreDamage('a block of the chain is missing');
    const { header } = decodeSealedHeader(stored.sealed);
    const placed = store.idAt(header.height);
    if (placed === undefined || !equalBytes(placed, id)) throw new StoreDamage('a block is not in its place');
    if (header.height === 0) {
      if (!equalBytes(id, genesisId)) throw new StoreDamage('block 0 is another');
      return;
    }
    left -= stored.size + leastBatch;
    id = header.parent;
  }
}
