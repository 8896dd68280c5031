import { bytesToHex } from '@noble/hashes/utils.js';
import type { KeyPair } from '../../wallet/words.ts';
import { chainRefusals } from '../chain.ts';
import { type Given, timeIn, wholeIn } from '../parameters.ts';
import type { Sources } from '../queries/sources.ts';
import { nodeRefusals } from '../refusals.ts';
import { buildTemplate } from '../template.ts';
import { Turns } from '../turns.ts';
import { findBlock } from './miner.ts';

/** Blocks found at once, at most. */
const most = 100_000;

/** Blocks on demand, on a network whose work is trivial: for tests and scripts, whose clock may be moved forward. */
export class BlocksOnDemand {
  readonly #sources: Sources;
  readonly #pair: KeyPair;
  readonly #shift: { milliseconds: number };
  /** Callers get their blocks one after the other. */
  readonly #turns = new Turns();
  #stopped = false;

  /** @param shift how far the node's clock runs ahead of the real one */
  constructor(sources: Sources, pair: KeyPair, shift: { milliseconds: number }) {
    this.#sources = sources;
    this.#pair = pair;
    this.#shift = shift;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** @throws ONLY_ON_REGTEST, CLOCK_BACKWARDS, NODE_STOPPING, PARAMETER_INVALID */
  async mine(query: Given): Promise<{ height: number; tip: string }> {
    const { genesis } = this.#sources.ledger;
    if (genesis.parameters.retarget) throw nodeRefusals.ONLY_ON_REGTEST({ network: genesis.name });
    const blocks = wholeIn(query, 'blocks', 0, most) ?? 1;
    const at = timeIn(query, 'at');
    return this.#turns.take(() => this.#mineNow(blocks, at));
  }

  async #mineNow(blocks: number, at: number | undefined): Promise<{ height: number; tip: string }> {
    const { chain, environment } = this.#sources;
    if (at !== undefined) this.#moveClock(at);
    for (let left = blocks; left > 0; ) {
      if (this.#stopped) throw chainRefusals.NODE_STOPPING();
      const template = buildTemplate(this.#sources, this.#pair.publicKey, environment.now());
      const { state } = await chain.submit(findBlock(template, this.#pair.secretKey));
      // A block that came from elsewhere meanwhile may have taken the place; then there is one still to find.
      if (state === 'connected') left--;
    }
    const { header, id } = chain.tip;
    return { height: header.height, tip: bytesToHex(id) };
  }

  #moveClock(at: number): void {
    const now = this.#sources.environment.now();
    if (at < now) throw nodeRefusals.CLOCK_BACKWARDS({ at, now });
    this.#shift.milliseconds += at - now;
  }
}
