import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { blockRefusals, decodeSealedHeader, type Header, type SealedHeader, sealDigest } from '../../ledger/block.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { workOf } from '../../ledger/work.ts';
import { breathe } from '../breathe.ts';
import type { Chain } from '../chain.ts';
import type { Environment } from '../environment.ts';
import type { Verifier } from '../verifier/verifier.ts';

/** A header that was checked, and all the work up to it. */
export interface CheckedHeader extends SealedHeader {
  readonly work: bigint;
}

/** What became of headers that were handed in. */
export interface AddedHeaders {
  /** Those that are good, known ones included, oldest first. */
  readonly good: readonly CheckedHeader[];
  /** The first that is too far ahead of the clock; it and all behind it were left out. */
  readonly held: Header | undefined;
}

/** Headers ahead of the bodies that are kept, at most. */
const aheadLimit = 200_000;
/** Headers checked without a pause. */
const headersAtOnce = 250;

/**
 * Headers that were checked before their bodies are here: links, heights, targets, times, seals, and the miners'
 * licences where the era is known. They live in memory only; what is stored is stored with its body.
 */
export class HeaderTree {
  readonly #ledger: Ledger;
  readonly #chain: Chain;
  readonly #verifier: Verifier;
  readonly #environment: Environment;
  /** By id in hex, in the order in which they came. */
  readonly #ahead = new Map<string, CheckedHeader>();

  constructor(modules: { ledger: Ledger; chain: Chain; verifier: Verifier }, environment: Environment) {
    this.#ledger = modules.ledger;
    this.#chain = modules.chain;
    this.#verifier = modules.verifier;
    this.#environment = environment;
  }

  /** Headers whose bodies are not here. */
  get size(): number {
    return this.#ahead.size;
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
   * Takes headers that follow one another; the first must follow one that is known.
   * @throws the refusals of `blockRefusals` for the first that is not good; then none is kept
   */
  async add(encoded: readonly Uint8Array[]): Promise<AddedHeaders> {
    const good: CheckedHeader[] = [];
    const fresh = new Map<string, CheckedHeader>();
    const lookUp = (id: Uint8Array): CheckedHeader | undefined => fresh.get(bytesToHex(id)) ?? this.find(id);
    let held: CheckedHeader | undefined;
    for (const [index, bytes] of encoded.entries()) {
      if (index % headersAtOnce === headersAtOnce - 1) await breathe();
      const sealed = decodeSealedHeader(bytes);
      const parent = good.at(-1) ?? this.find(sealed.header.parent);
      if (parent === undefined || !equalBytes(sealed.header.parent, parent.id)) {
        throw blockRefusals.PARENT_UNKNOWN({ parent: bytesToHex(sealed.header.parent) });
      }
      this.#refuseInvalid(parent.id);
      this.#refuseInvalid(sealed.id);
      let checked = this.find(sealed.id);
      if (checked === undefined) {
        checked = this.#check(sealed, parent, lookUp(parent.header.parent)?.header);
        // The clock comes last: what is held has cost its sender as much work as any other block.
        if (this.#ledger.isFromFuture(sealed.header, this.#environment.now())) {
          held = checked;
          break;
        }
        fresh.set(bytesToHex(checked.id), checked);
      }
      good.push(checked);
    }
    await this.#checkSeals(held === undefined ? [...fresh.values()] : [...fresh.values(), held]);
    this.#keep(fresh);
    return { good, held: held?.header };
  }

  /** Those that came first make room: a branch that nobody sent bodies for is the oldest there is. */
  #keep(fresh: ReadonlyMap<string, CheckedHeader>): void {
    for (const [id, checked] of fresh) this.#ahead.set(id, checked);
    for (const id of this.#ahead.keys()) {
      if (this.#ahead.size <= aheadLimit) break;
      this.#ahead.delete(id);
    }
  }

  #refuseInvalid(id: Uint8Array): void {
    const stored = this.#chain.block(id);
    if (stored?.status === 'invalid') throw blockRefusals.BLOCK_INVALID({ id: bytesToHex(id), reason: stored.reason });
  }

  #check(sealed: SealedHeader, parent: CheckedHeader, grandparent: Header | undefined): CheckedHeader {
    // By a clock that is never too late: what is only ahead of time is held, not condemned.
    this.#ledger.checkHeaderRules(sealed, parent.header, grandparent, sealed.header.time);
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
