import type { Key } from '../../ledger/keys.ts';
import { activeLicence, licenceId, licenceIn, licenceKind } from '../../ledger/registries/licences/licence.ts';
import { type Role, roles } from '../../ledger/roles.ts';
import { stateKey } from '../../ledger/state.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import type { IssuerView } from '../facade.ts';
import { isGuilty, licenceStatus } from '../views/licence.ts';
import type { Sources } from './sources.ts';

/**
 * The licence under which an entry was signed, as it is now: of the roles that its operation takes, the first one that
 * its author held in that block. `height` is 0 while it waits.
 */
export function issuerOf(sources: Sources, transaction: SignedTransaction, height: number): IssuerView | undefined {
  const { ledger, chain } = sources;
  const { author } = transaction.body;
  const { signer } = ledger.operationOf(transaction);
  const state = chain.view();
  for (const role of signer.roles ?? roles) {
    const licence = licenceIn(state, author, role);
    if (licence === undefined) continue;
    // Where no licence is asked for, one that ended has nothing to do with it.
    if (signer.roles === undefined && activeLicence(state, author, role) === undefined) continue;
    if (licence.status === 'revoked' && isAfterVerdict(sources, author, role, height)) continue;
    const { country, name } = licence;
    return { role, country, name, status: licenceStatus(state, author, licence) };
  }
  return undefined;
}

/** Whether a block lies after the one that took a licence away: what is signed there is signed under another one. */
function isAfterVerdict({ store, chain }: Sources, holder: Key, role: Role, height: number): boolean {
  if (height === 0) return true;
  const key = stateKey(licenceKind, licenceId(holder, role));
  const count = licenceIn(chain.view(), holder, role)?.historyCount ?? 0;
  for (let number = count - 1; number >= 0; number--) {
    const row = store.event(key, number);
    if (row !== undefined && isGuilty(chain.transaction(row.event)?.transaction)) return height > row.height;
  }
  return false;
}
