import { byteString } from '../../ledger/byte-string.ts';
import type { Key } from '../../ledger/keys.ts';
import type { Claim, PeerRecord } from './record.ts';

/** Records kept, at most. */
const recordsLimit = 1_000;
/** Nodes known to speak for one account, at most: the newest. */
const perAccountLimit = 8;
/** Milliseconds after its last newer record at which a node that is not connected is forgotten. */
const keptFor = 600_000;

/** A record as it is known here. */
export interface Listed {
  readonly record: PeerRecord;
  /** The node as it is called everywhere, its key in hex. */
  readonly id: string;
  /** When it came, by the monotonic clock. */
  readonly since: number;
  /** Whether it came from this machine: then addresses on it lead to where they should. */
  readonly isNear: boolean;
}

/** Which nodes speak for which accounts, as far as is known here. It trusts what it is given. */
export class Directory {
  /** By node; whoever was silent longest stands first. */
  readonly #byNode = new Map<string, Listed>();
  /** Nodes by account. */
  readonly #speakers = new Map<string, Set<string>>();

  get size(): number {
    return this.#byNode.size;
  }

  get(id: string): Listed | undefined {
    return this.#byNode.get(id);
  }

  all(): Listed[] {
    return [...this.#byNode.values()];
  }

  /** Whether a node said so before, in the same words. */
  hasClaim(id: string, { key, signature }: Claim): boolean {
    const claims = this.#byNode.get(id)?.record.accounts ?? [];
    return claims.some((claim) => isSame(claim.key, key) && isSame(claim.signature, signature));
  }

  /** Those that speak for an account, the newest first. */
  speakersOf(account: Key): Listed[] {
    const ids = this.#speakers.get(byteString(account)) ?? [];
    return [...ids]
      .map((id) => this.#byNode.get(id))
      .filter((listed) => listed !== undefined)
      .sort((left, right) => right.record.sequence - left.record.sequence);
  }

  /** Puts a record in the place of an older one of its node. */
  put(listed: Listed): void {
    this.forget(listed.id);
    this.#byNode.set(listed.id, listed);
    for (const { key } of listed.record.accounts) this.#addSpeaker(byteString(key), listed.id);
    const [oldest] = this.#byNode.keys();
    if (this.#byNode.size > recordsLimit && oldest !== undefined) this.forget(oldest);
  }

  forget(id: string): void {
    const listed = this.#byNode.get(id);
    if (listed === undefined) return;
    this.#byNode.delete(id);
    for (const { key } of listed.record.accounts) this.#dropSpeaker(byteString(key), id);
  }

  /** Forgets those that were silent for too long and are not connected, and those that are of no use any more. */
  tidy(now: number, judge: (listed: Listed) => { readonly isConnected: boolean; readonly isUseful: boolean }): void {
    for (const listed of this.all()) {
      const { isConnected, isUseful } = judge(listed);
      if (!isUseful || (!isConnected && now - listed.since > keptFor)) this.forget(listed.id);
    }
  }

  /** Of too many nodes for one account the one leaves whose record is the oldest. */
  #addSpeaker(account: string, id: string): void {
    const ids = this.#speakers.get(account) ?? new Set();
    this.#speakers.set(account, ids.add(id));
    if (ids.size <= perAccountLimit) return;
    const sequenceOf = (each: string) => this.#byNode.get(each)?.record.sequence ?? 0;
    const oldest = [...ids].reduce((one, other) => (sequenceOf(other) < sequenceOf(one) ? other : one));
    this.#dropSpeaker(account, oldest);
    const accounts = this.#byNode.get(oldest)?.record.accounts ?? [];
    if (!accounts.some(({ key }) => this.#speakers.get(byteString(key))?.has(oldest))) this.#byNode.delete(oldest);
  }

  #dropSpeaker(account: string, id: string): void {
    const ids = this.#speakers.get(account);
    ids?.delete(id);
    if (ids?.size === 0) this.#speakers.delete(account);
  }
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return byteString(left) === byteString(right);
}
