import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { activeLicence, licenceId, licenceIn, licenceKind } from '../../ledger/registries/licences/licence.ts';
import { isRevoked } from '../../ledger/registries/licences/verdict.ts';
import { type Role, roles } from '../../ledger/roles.ts';
import { stateKey } from '../../ledger/state.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import type { IssuerView } from '../facade.ts';
import { isGuilty, licenceStatus } from '../views/licence.ts';
import type { Sources } from './sources.ts';

/**
 * The licence under which an entry was signed, as it is now: of the roles that its operation takes, the first one that
 * its author held in that block; revoked where its author was found guilty since, whatever it was granted afterwards.
 * `height` is 0 while it waits.
 */
export function issuerOf(sources: Sources, transaction: SignedTransaction, height: number): IssuerView | undefined {
  const { ledger, chain } = sources;
  const { author } = transaction.body;
  const { signer } = ledger.operationOf(transaction);
  // Where no licence is asked for, one that ended has nothing to do with it.
  const taken = signer.roles ?? roles.filter((role) => activeLicence(chain.view(), author, role) !== undefined);
  return licenceOfThen(sources, author, taken, height);
}

/** The first of some licences that an account held in a block, as it is now; see {@link issuerOf}. */
export function licenceOfThen(
  sources: Sources,
  holder: Key,
  taken: readonly Role[],
  height: number,
): IssuerView | undefined {
  const state = sources.chain.view();
  const at = height === 0 ? Number.POSITIVE_INFINITY : height;
  for (const role of taken) {
    const licence = licenceIn(state, holder, role);
    if (licence === undefined || !wasHeld(sources, { holder, role, count: licence.historyCount }, at)) continue;
    const { country, name } = licence;
    const status = isRevoked(state, holder, role, at) ? 'revoked' : licenceStatus(state, holder, role, licence);
    return { role, country, name, status };
  }
  return undefined;
}

/** Whether a licence was there in a block, be it suspended; what gave or took it in that very block does not matter. */
function wasHeld(
  { store, chain }: Sources,
  { holder, role, count }: { readonly holder: Key; readonly role: Role; readonly count: number },
  height: number,
): boolean {
  const key = stateKey(licenceKind, licenceId(holder, role));
  // What nothing gave is from the start of the network.
  let isHeld = true;
  for (let number = 0; number < count; number++) {
    const row = store.event(key, number);
    const change = row && changeBy(chain.transaction(row.event)?.transaction, holder);
    if (row === undefined || change === undefined) continue;
    if (number === 0 && change === 'given') isHeld = false;
    if (change === 'given' ? row.height > height : row.height >= height) break;
    isHeld = change === 'given';
  }
  return isHeld;
}

/** What an event of a licence's history did to it, if it gave or ended it. */
function changeBy(transaction: SignedTransaction | undefined, holder: Key): 'given' | 'ended' | undefined {
  if (transaction === undefined) return undefined;
  const { author, operation } = transaction.body;
  switch (operation.name) {
    case 'licences.grant':
      return 'given';
    case 'licences.rotateAuthority':
      return equalBytes(author, holder) ? 'given' : 'ended';
    case 'licences.retire':
      return 'ended';
    default:
      return isGuilty(transaction) ? 'ended' : undefined;
  }
}
