import type { Facade, OwnerView } from '../../../node/facade.ts';
import { toRefusal } from '../../model/refusal.ts';

/** What the ledger says of a key as an owner; nothing where no police ever confirmed it. */
export async function ownerOf(facade: Facade, key: string): Promise<OwnerView | undefined> {
  try {
    return await facade.owner({ key });
  } catch (thrown) {
    if (toRefusal(thrown).code === 'OWNER_UNKNOWN') return undefined;
    throw thrown;
  }
}
