import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { blockRefusals, decodeSealedHeader, type Header, type SealedHeader, sealDigest } from '../../ledger/block.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { workOf } from '../../ledger/work.ts';
import type { Chain } from '../chain.ts';
import type { Environment } from '../environment.ts';
import type { Verifier } from '../verifier/verifier.ts';

/** A header that was checked, and all the work up to it. */
export interface CheckedHeader extends SealedHeader {
  readonly work: bigint;
}

/** Headers ahead of the bodies that are kept, at most. */
const aheadLimit = 200_000;

/**
 * Headers that were checked before their bodies are here: links, heights, targets, times, seals, and the miners'
 * licences where the era is known. They live in memory only; what is stored is stored with its body.
 */
export class HeaderTree {
  readonly #ledger: Ledger;
  readonly #chain: Chain;
  readonly #verifier: Verifier;
  readonly #environment: Environment;
  readonly #ahead = new Map<string, CheckedHeader>();

  constructor(modules: { ledger: Ledger; chain: Chain; verifier: Verifier }, environment: Environment) {
    this.#ledger = modules.ledger;
    this.#chain = modules.chain;
    this.#verifier = modules.verifier;
    this.#environment = environment;
  }

  /** A header whose body is here or still on its way. */
  find(id: Uint8Array): CheckedHeader | undefined {
    return this.#ahead.get(bytesToHex(id)) ?? this.#chain.block(id);
  }

  /** Headers from the first whose body is not here up to `id`, oldest first. */
  missing(id: Uint8Array): CheckedHeader[] {
    const path: CheckedHeader[] = [];
    for (
      let at = this.#ahead.get(bytesToHex(id));
      at !== undefined;
      at = this.#ahead.get(bytesToHex(at.header.parent))
    ) {
      if (this.#chain.block(at.id) !== undefined) break;
      path.push(at);
    }
    return path.reverse();
  }

  /** Forgets headers whose bodies came, or of whom nobody will ask again. */
  forget(ids: readonly Uint8Array[]): void {
    for (const id of ids) this.#ahead.delete(bytesToHex(id));
  }

  /**
   * Takes headers that follow one another; the first must follow one that is known. Those too far ahead of the clock
   * and all behind them are left out. Gives back those that are good, known ones included.
   * @throws the refusals of `blockRefusals` for the first that is not; then none is kept
   */
  async add(encoded: readonly Uint8Array[]): Promise<CheckedHeader[]> {
    const headers = encoded.map(decodeSealedHeader);
    const [first] = headers;
    let parent = first && this.find(first.header.parent);
    if (first !== undefined && parent === undefined) {
      throw blockRefusals.PARENT_UNKNOWN({ parent: bytesToHex(first.header.parent) });
    }
    const good: CheckedHeader[] = [];
    const fresh = new Map<string, CheckedHeader>();
    const lookUp = (id: Uint8Array): Header | undefined => (fresh.get(bytesToHex(id)) ?? this.find(id))?.header;
    for (const sealed of headers) {
      if (parent === undefined || !equalBytes(sealed.header.parent, parent.id)) {
        throw blockRefusals.PARENT_UNKNOWN({ parent: bytesToHex(sealed.header.parent) });
      }
      this.#refuseInvalid(sealed.id);
      const known = this.find(sealed.id);
      if (known === undefined && this.#isFromFuture(sealed.header)) break;
      const checked = known ?? this.#check(sealed, parent, lookUp(parent.header.parent));
      if (known === undefined) fresh.set(bytesToHex(checked.id), checked);
      good.push(checked);
      parent = checked;
    }
    await this.#checkSeals([...fresh.values()]);
    if (this.#ahead.size + fresh.size > aheadLimit) this.#ahead.clear();
    for (const [id, checked] of fresh) this.#ahead.set(id, checked);
    return good;
  }

  #refuseInvalid(id: Uint8Array): void {
    const stored = this.#chain.block(id);
    if (stored?.status === 'invalid') throw blockRefusals.BLOCK_INVALID({ id: bytesToHex(id), reason: stored.reason });
  }

  #isFromFuture(header: Header): boolean {
    return this.#ledger.isFromFuture(header, this.#environment.now());
  }

  #check(sealed: SealedHeader, parent: CheckedHeader, grandparent: Header | undefined): CheckedHeader {
    this.#ledger.checkHeaderRules(sealed, parent.header, grandparent, this.#environment.now());
    this.#chain.checkMiner(sealed.header, parent.id);
    return { ...sealed, work: parent.work + workOf(sealed.header.bits) };
  }

  async #checkSeals(headers: readonly CheckedHeader[]): Promise<void> {
    const checks = headers.map(({ id, seal, header }) => ({
      signature: seal,
      digest: sealDigest(id),
      key: header.miner,
    }));
    if ((await this.#verifier.firstFailing(checks)) !== undefined) throw blockRefusals.SEAL_INVALID();
  }
}
