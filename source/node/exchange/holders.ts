import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { currentKey } from '../../ledger/registries/owners/owner.ts';
import { keysOf } from '../queries/owners.ts';
import type { Sources } from '../queries/sources.ts';

/**
 * The accounts under which what belongs to one can lie in the vault, as far as they can be opened here: itself, the key
 * that took its place, and those whose place that took. A book goes to whoever holds when it changes hands; its content
 * lies where it was asked for.
 */
export function holdersOf(sources: Sources, account: Key): Key[] {
  const { chain, wallet } = sources;
  const current = currentKey(chain.view(), account, chain.tip.header.height + 1);
  const others = [current, ...keysOf(sources, current)].filter((key) => !equalBytes(key, account));
  return [account, ...others].filter((key) => wallet.holds(key) && !wallet.isLocked(key));
}
