import type { Informed } from '../../ledger/known.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Store } from '../../store/store.ts';
import type { Wallet } from '../../wallet/wallet.ts';
import type { Chain } from '../chain.ts';
import type { Environment } from '../environment.ts';
import type { Mempool } from '../mempool.ts';
import type { HolderNames } from '../tickets/names.ts';

/** What questions are answered from. */
export interface Sources {
  readonly ledger: Ledger;
  readonly store: Store;
  readonly chain: Chain;
  readonly mempool: Mempool;
  readonly wallet: Wallet;
  readonly environment: Environment;
  /** Who comes with tickets that were bought here. */
  readonly names: HolderNames;
  known(): Informed;
}

/** What is known with everything that waits for a block. */
export function ahead(sources: Sources): Informed {
  return { ...sources.known(), state: sources.mempool.view() };
}
