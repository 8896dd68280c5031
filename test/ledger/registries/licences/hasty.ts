import type { Genesis } from '../../../../source/ledger/genesis.ts';
import { regtest } from '../../../../source/ledger/networks.ts';
import type { IntentInput } from '../../../../source/wallet/intent.ts';
import { addressOf } from '../../story.ts';
import { TestChain } from '../../support.ts';

/** Waiting times that a test can sit out. */
export const waits = { unbondingBlocks: 6, defenceBlocks: 3, decisionBlocks: 8, challengeBlocks: 4 } as const;

/** Regtest in a hurry. */
export const hasty: Genesis = { ...regtest, parameters: { ...regtest.parameters, ...waits } };

/** The same with a second country, whose authority is the organiser and whose police is the seller. */
export const twoCountries: Genesis = {
  ...hasty,
  authorities: { ...hasty.authorities, DE: addressOf('organiser') },
  licences: [
    ...hasty.licences,
    { holder: addressOf('seller'), role: 'police', country: 'DE', name: 'German police', url: '', stake: 0n },
  ],
};

/** Mines empty blocks. */
export function idle(chain: TestChain, blocks: number): void {
  for (let block = 0; block < blocks; block++) chain.mine();
}

/** A chain on which an authority has accused somebody in the block before. */
export function accused(holder: string, role: string, genesis = hasty): TestChain {
  const chain = new TestChain(genesis);
  chain.do('authority', 'licences.accuse', { holder, role, reason: 'a reading made up' });
  return chain;
}

/** Accuses somebody, waits, and finds it guilty. */
export function condemn(chain: TestChain, holder: string, role: string, more: IntentInput = {}): void {
  chain.do('authority', 'licences.accuse', { holder, role, reason: 'a reading made up' });
  idle(chain, waits.defenceBlocks);
  chain.do('authority', 'licences.decide', { holder, role, guilty: true, ...more });
}
