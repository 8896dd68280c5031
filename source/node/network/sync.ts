import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { blockRefusals, encodeSealedHeader } from '../../ledger/block.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import type { Chain } from '../chain.ts';
import type { Environment } from '../environment.ts';
import type { CheckedHeader, HeaderTree } from './headers.ts';
import { blocksLimit, frameLimit, headersLimit, locatorLimit, type MessageOf } from './messages.ts';
import type { Peer } from './peer.ts';

/** Blocks asked for in one request. */
const batch = 32;

/** How far catching up is. Heights. */
export interface SyncProgress {
  readonly from: number;
  readonly at: number;
  readonly target: number;
  /** When it began, milliseconds since 1970. */
  readonly since: number;
}

/**
 * Catches up with peers that have more work: headers first, checked; then bodies in order. One peer at a time; taking
 * bodies from several at once will replace `#download` alone.
 */
export class Sync {
  readonly #ledger: Ledger;
  readonly #chain: Chain;
  readonly #headers: HeaderTree;
  readonly #environment: Environment;
  readonly #changed: () => void;
  readonly #waiting = new Set<Peer>();
  #running = false;
  #progress: SyncProgress | undefined;

  constructor(
    modules: { ledger: Ledger; chain: Chain; headers: HeaderTree; changed: () => void },
    environment: Environment,
  ) {
    this.#ledger = modules.ledger;
    this.#chain = modules.chain;
    this.#headers = modules.headers;
    this.#changed = modules.changed;
    this.#environment = environment;
  }

  /** How far it is; nothing while there is nothing to catch up with. */
  get progress(): SyncProgress | undefined {
    return this.#progress;
  }

  /** Looks at a peer's chain, after all that were asked for before. */
  with(peer: Peer): void {
    this.#waiting.add(peer);
    if (!this.#running) void this.#run();
  }

  /** A peer is gone. */
  without(peer: Peer): void {
    this.#waiting.delete(peer);
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let [peer] = this.#waiting; peer !== undefined; [peer] = this.#waiting) {
      this.#waiting.delete(peer);
      try {
        await this.#catchUp(peer);
      } catch (error) {
        if (!(error instanceof RefusedError)) this.#environment.logger.error({ error }, 'catching up failed');
        peer.fail(error);
      }
    }
    this.#running = false;
    this.#setProgress(undefined);
  }

  async #catchUp(peer: Peer): Promise<void> {
    const best = await this.#fetchHeaders(peer);
    if (best === undefined || best.work <= this.#chain.tip.work) return;
    await this.#download(peer, this.#headers.missing(best.id));
  }

  /** The last header that the peer has to offer, if it has any that is not on the best chain. */
  async #fetchHeaders(peer: Peer): Promise<CheckedHeader | undefined> {
    let best: CheckedHeader | undefined;
    for (;;) {
      const { headers } = await peer.ask('headers', { locator: this.#locator(best) });
      const good = await this.#headers.add(headers);
      const last = good.at(-1);
      if (last === undefined || (best !== undefined && last.work <= best.work)) return best;
      best = last;
      peer.tip = { height: last.header.height, id: last.id, work: workBytes(last.work) };
      this.#setProgress({ ...this.#start(), target: last.header.height });
      if (headers.length < headersLimit) return best;
    }
  }

  /** Bodies in order; the next batch is on its way while the chain takes the last one. */
  async #download(peer: Peer, missing: readonly CheckedHeader[]): Promise<void> {
    this.#setProgress({ ...this.#start(), target: missing.at(-1)?.header.height ?? 0 });
    let next = this.#fetch(peer, missing.slice(0, batch));
    // Whoever awaits it later gets the error; until then nobody does.
    next.catch(() => undefined);
    for (let done = 0; done < missing.length; ) {
      const bodies = await next;
      next = this.#fetch(peer, missing.slice(done + bodies.length, done + bodies.length + batch));
      next.catch(() => undefined);
      for (const [index, bytes] of bodies.entries()) {
        const header = missing[done + index];
        if (header === undefined) break;
        await this.#connect(header, bytes);
      }
      done += bodies.length;
      this.#setProgress({ ...this.#start(), at: this.#chain.tip.header.height });
    }
  }

  async #fetch(peer: Peer, headers: readonly CheckedHeader[]): Promise<Uint8Array[]> {
    if (headers.length === 0) return [];
    const { blocks } = await peer.ask('blocks', { ids: headers.map(({ id }) => id) });
    if (blocks.length === 0) throw blockRefusals.BODY_MISMATCH();
    return blocks;
  }

  async #connect(header: CheckedHeader, bytes: Uint8Array): Promise<void> {
    const block = this.#ledger.decodeBlock(bytes);
    if (!equalBytes(block.id, header.id)) throw blockRefusals.BODY_MISMATCH();
    await this.#chain.submit(block);
    this.#headers.forget([header.id]);
  }

  /** Ids from `best` (the tip if absent) back to block 0, ever further apart: the peer answers after the first it has. */
  #locator(best: CheckedHeader | undefined): Uint8Array[] {
    if (best !== undefined) return [best.id];
    const ids: Uint8Array[] = [];
    let step = 1;
    for (let height = this.#chain.tip.header.height; height > 0 && ids.length < locatorLimit - 1; height -= step) {
      const block = this.#chain.at(height);
      if (block !== undefined) ids.push(block.id);
      if (ids.length >= 10) step *= 2;
    }
    return [...ids, this.#ledger.genesisId];
  }

  #start(): SyncProgress {
    const { height } = this.#chain.tip.header;
    return this.#progress ?? { from: height, at: height, target: height, since: this.#environment.now() };
  }

  #setProgress(progress: SyncProgress | undefined): void {
    this.#progress = progress;
    this.#changed();
  }
}

/** Answers a request for headers: those of the best chain after the first id that is on it. */
export function headersAfter(chain: Chain, locator: readonly Uint8Array[]): Uint8Array[] {
  const known = locator.map((id) => chain.block(id)).find((block) => block !== undefined && chain.isConnected(block));
  const from = (known?.header.height ?? 0) + 1;
  const found: Uint8Array[] = [];
  for (let height = from; found.length < headersLimit; height++) {
    const block = chain.at(height);
    if (block === undefined) break;
    found.push(encodeSealedHeader(block));
  }
  return found;
}

/** Answers a request for blocks: from the first on, as many as are here and fit into a frame. */
export function blocksOf(chain: Chain, ids: MessageOf<'getBlocks'>['ids']): Uint8Array[] {
  const found: Uint8Array[] = [];
  let room = frameLimit - 1_024;
  for (const id of ids.slice(0, blocksLimit)) {
    const bytes = chain.encoding(id);
    if (bytes === undefined || bytes.length + 4 > room) break;
    room -= bytes.length + 4;
    found.push(bytes);
  }
  return found;
}

/** A sum of work as 32 bytes, big-endian. */
export function workBytes(work: bigint): Uint8Array {
  return Uint8Array.from(work.toString(16).padStart(64, '0').match(/../g) ?? [], (digits) =>
    Number.parseInt(digits, 16),
  );
}

/** The opposite of {@link workBytes}. */
export function workFrom(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytesToHex(bytes)}`);
}
