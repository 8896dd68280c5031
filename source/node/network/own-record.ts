import { byteString } from '../../ledger/byte-string.ts';
import type { Key } from '../../ledger/keys.ts';
import { type Claim, claimOf, type PeerRecord, recordAccountsLimit, recordUrlsLimit, signRecord } from './record.ts';

/** An account that this node speaks for, and what it signs that with. */
export interface Speaker {
  readonly publicKey: Key;
  readonly secretKey: Uint8Array;
}

/** This node's own record: signed anew with every word, always newer than the one before. */
export class OwnRecord {
  readonly #node: { readonly key: Key; readonly secretKey: Uint8Array; readonly genesisId: Uint8Array };
  /** The accounts' own words by account. The keys that signed them are not kept. */
  #claims = new Map<string, Claim>();
  #sequence = 0;
  /** Accounts of the last record that was signed. */
  #said: readonly Key[] = [];

  constructor(node: { readonly key: Key; readonly secretKey: Uint8Array; readonly genesisId: Uint8Array }) {
    this.#node = node;
  }

  /** Of the newest record that is known of this node; 0 before there is one. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Sets the accounts. Each signs once. */
  speakFor(accounts: readonly Speaker[]): void {
    const { genesisId, key } = this.#node;
    const claims = accounts.map((account) => {
      const name = byteString(account.publicKey);
      return [name, this.#claims.get(name) ?? claimOf(account, genesisId, key)] as const;
    });
    this.#claims = new Map(claims);
  }

  /** Whether a record signed now would name other accounts than the last one. */
  isStale(isUsable: (account: Key) => boolean): boolean {
    const now = this.#usable(isUsable).map(({ key }) => byteString(key));
    const said = new Set(this.#said.map(byteString));
    return now.length !== said.size || now.some((key) => !said.has(key));
  }

  /** Somebody has a newer one, of a run whose clock was ahead: the next one is newer still. */
  overtake(sequence: number): void {
    this.#sequence = Math.max(this.#sequence, sequence);
  }

  /** A record of now (milliseconds since 1970). */
  sign(now: number, urls: readonly string[], isUsable: (account: Key) => boolean): PeerRecord {
    const { key, secretKey, genesisId } = this.#node;
    const accounts = this.#usable(isUsable);
    this.#sequence = Math.max(this.#sequence + 1, now);
    this.#said = accounts.map((claim) => claim.key);
    const word = { nodeKey: key, sequence: this.#sequence, urls: urls.slice(0, recordUrlsLimit), accounts };
    return signRecord(word, genesisId, secretKey);
  }

  #usable(isUsable: (account: Key) => boolean): Claim[] {
    return [...this.#claims.values()].filter(({ key }) => isUsable(key)).slice(0, recordAccountsLimit);
  }
}
