import { hexToBytes } from '@noble/hashes/utils.js';
import { type Genesis, genesisKey } from './genesis.ts';
import { accountOf, credit, updateAccount } from './registries/accounts.ts';
import { writeLicence } from './registries/licences/grant.ts';
import { refreshRosters, setEra } from './registries/licences/rosters.ts';
import { certify } from './registries/owners/owner.ts';
import type { State } from './state.ts';

/** Writes what a network starts with: authorities, licences with their guarantees, owners, balances, the first two eras. */
export function foundState(state: State, genesis: Genesis): void {
  const { parameters } = genesis;
  const keyOf = (address: string) => genesisKey(genesis, address);
  for (const [address, amount] of Object.entries(genesis.allocations)) credit(state, keyOf(address), amount);
  for (const [country, address] of Object.entries(genesis.authorities)) {
    const holder = keyOf(address);
    writeLicence(
      state,
      holder,
      'authority',
      { country, name: `Authority of ${country}`, url: '', licensedBy: holder },
      parameters,
    );
  }
  for (const { holder: address, role, country, name, url, stake } of genesis.licences) {
    const holder = keyOf(address);
    const authority = genesis.authorities[country];
    if (authority === undefined) throw new RangeError(`the genesis file names no authority of ${country}`);
    updateAccount(state, holder, { stake: accountOf(state, holder).stake + stake });
    writeLicence(state, holder, role, { country, name, url, licensedBy: keyOf(authority) }, parameters);
  }
  // Not before every guarantee is there and every licence asks for its part.
  for (const { holder } of genesis.licences) refreshRosters(state, keyOf(holder));
  for (const { key, country, commitment, certifiedBy } of genesis.owners) {
    const known = { commitment: hexToBytes(commitment), country, certifiedBy: keyOf(certifiedBy) };
    certify(state, keyOf(key), known, 0);
  }
  setEra(state, 0);
  setEra(state, 1);
}
