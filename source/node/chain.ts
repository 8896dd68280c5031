import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type Block, blockRefusals, type Header, type SealedHeader } from '../ledger/block.ts';
import type { Ledger, Parent } from '../ledger/ledger.ts';
import { RefusedError, refusals } from '../ledger/refusal.ts';
import { Overlay } from '../ledger/state.ts';
import { type SignedTransaction, signaturesOf, transactionRefusals } from '../ledger/transaction.ts';
import { workOf } from '../ledger/work.ts';
import { StoreDamage } from '../store/damage.ts';
import { keys, storedHeader } from '../store/layout.ts';
import { checkLinks } from '../store/links.ts';
import type { Row } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { blockRows, type ChainBlock, genesisRows, invalidRows, readBlock } from './chain-block.ts';
import type { Environment } from './environment.ts';
import { Move } from './move.ts';
import type { Verifier } from './verifier/verifier.ts';

export const chainRefusals = refusals({
  NODE_STOPPING: () => 'This node is stopping. Ask again when it runs.',
});

/** What handing in a block led to. */
export interface Handed {
  readonly id: Uint8Array;
  readonly height: number;
  /** `known`: had it already; `side`: kept beside the best chain; `connected`: the best chain ends in it now. */
  readonly state: 'known' | 'side' | 'connected';
}

/** The best chain moved. Ids of blocks from the fork on, oldest first. */
export interface ChainMove {
  /** Height of the last common block. */
  readonly from: number;
  readonly disconnected: readonly Block[];
  readonly connected: readonly Block[];
}

/**
 * The tree of blocks: checks what is handed in, keeps the best branch connected, and commits each move of the tip in
 * one atomic batch. Every decision about the chain is here.
 */
export class Chain {
  readonly #ledger: Ledger;
  readonly #store: Store;
  readonly #environment: Environment;
  readonly #verifier: Verifier;
  readonly #listeners = new Set<(move: ChainMove) => void>();
  #tip: ChainBlock;
  #closed = false;
  /** Blocks are taken one at a time: the next waits for this. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(ledger: Ledger, store: Store, environment: Environment, verifier: Verifier, tip: ChainBlock) {
    this.#ledger = ledger;
    this.#store = store;
    this.#environment = environment;
    this.#verifier = verifier;
    this.#tip = tip;
  }

  /** Opens the chain of a store; a new store gets block 0. */
  static async open(
    modules: { ledger: Ledger; store: Store; verifier: Verifier },
    environment: Environment,
  ): Promise<Chain> {
    const { ledger, store, verifier } = modules;
    if (store.tip() === undefined) await store.write(genesisRows(ledger, store));
    const id = store.tip() ?? ledger.genesisId;
    checkLinks(store, id, ledger.genesisId);
    const tip = readBlock(store, id);
    if (tip === undefined) throw new StoreDamage('the tip is missing');
    return new Chain(ledger, store, environment, verifier, tip);
  }

  get tip(): ChainBlock {
    return this.#tip;
  }

  /** A state view over the tip; changes to it go nowhere. */
  view(): Overlay {
    return new Overlay(this.#store.state);
  }

  /** A known block of any branch. */
  block(id: Uint8Array): ChainBlock | undefined {
    return readBlock(this.#store, id);
  }

  /** The block at a height of the best chain. */
  at(height: number): ChainBlock | undefined {
    const id = height <= this.#tip.header.height ? this.#store.idAt(height) : undefined;
    return id && readBlock(this.#store, id);
  }

  /** Header and seal, as they travel, of the block at a height of the best chain. */
  sealedAt(height: number): Uint8Array | undefined {
    const id = height <= this.#tip.header.height ? this.#store.idAt(height) : undefined;
    return id && this.#store.header(id)?.sealed;
  }

  /** The encoding of a block of any branch. */
  encoding(id: Uint8Array): Uint8Array | undefined {
    return this.#store.body(id);
  }

  /** A whole block of any branch; block 0 has no body. */
  body(id: Uint8Array): Block | undefined {
    const bytes = this.#store.body(id);
    return bytes && this.#ledger.decodeBlock(bytes);
  }

  /** A transaction of the best chain and where it stands. */
  transaction(id: Uint8Array): { transaction: SignedTransaction; height: number; index: number } | undefined {
    const location = this.#store.locate(id);
    const block = location && this.#store.idAt(location.height);
    const bytes = block && this.#store.body(block);
    if (location === undefined || bytes === undefined) return undefined;
    const { height, index, offset, size } = location;
    return { transaction: this.#ledger.decodeTransaction(bytes.slice(offset, offset + size)), height, index };
  }

  /** What a block after the tip is built on. */
  get parent(): Parent {
    return this.#tip;
  }

  /** The target of the block after a known one. */
  bitsAfter(parent: SealedHeader): number {
    return this.#ledger.expectedBits(parent.header, this.block(parent.header.parent)?.header);
  }

  /** Calls `listener` after every move of the tip. */
  onMove(listener: (move: ChainMove) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Takes a block: checks it, keeps it, and follows it if its branch has more work than the best chain.
   * @throws the refusals of `blockRefusals`, what a transaction in it was refused for, NODE_STOPPING
   */
  async submit(block: Block): Promise<Handed> {
    if (this.#closed) throw chainRefusals.NODE_STOPPING();
    return this.#inTurn(() => this.#take(block));
  }

  /**
   * The miner's licence, as far as the tip's state can tell for a branch; connecting the block checks it again.
   * @param parentId a stored block below it; where that is not known the licence cannot be told yet
   * @throws MINER_UNLICENSED
   */
  checkMiner(header: Header, parentId: Uint8Array): void {
    const parent = this.block(parentId);
    const { eraLength } = this.#ledger.genesis.parameters;
    const settledAt = (Math.floor(header.height / eraLength) - 1) * eraLength - 1;
    if (parent === undefined || !this.#isOnBestChainAt(parent, Math.max(settledAt, 0))) return;
    const miners = this.#ledger.minersAt(this.view(), header.height);
    if (miners !== undefined && !miners.some((key) => equalBytes(key, header.miner))) {
      throw blockRefusals.MINER_UNLICENSED({ miner: bytesToHex(header.miner), height: header.height });
    }
  }

  /** Checks a block's signatures ahead of its turn, so that {@link submit} finds them done. */
  async prepare(block: Block): Promise<void> {
    await this.#verifier.firstInvalid(block.transactions);
  }

  /** Resolves when everything handed in before is done with. */
  async settled(): Promise<void> {
    await this.#inTurn(async () => undefined);
  }

  /** Takes nothing more; resolves when everything handed in before is done with. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.settled();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work);
    // A refused block must not stop the next one; whoever handed it in gets the refusal from `mine`.
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #take(block: Block): Promise<Handed> {
    const { id, header } = block;
    const known = this.block(id);
    if (known?.status === 'invalid') throw blockRefusals.BLOCK_INVALID({ id: bytesToHex(id), reason: known.reason });
    if (known !== undefined) return { id, height: header.height, state: 'known' };
    const parent = this.block(header.parent);
    if (parent === undefined) throw blockRefusals.PARENT_UNKNOWN({ parent: bytesToHex(header.parent) });
    if (parent.status === 'invalid') {
      throw blockRefusals.BLOCK_INVALID({ id: bytesToHex(parent.id), reason: parent.reason });
    }
    this.#ledger.checkHeader(block, parent.header, this.block(parent.header.parent)?.header, this.#environment.now());
    this.checkMiner(header, parent.id);
    this.#ledger.checkBody(block);
    const work = parent.work + workOf(header.bits);
    await this.#checkSignatures(block, work);
    if (work > this.#tip.work) {
      await this.#follow(block, work);
      return { id, height: header.height, state: 'connected' };
    }
    await this.#store.write(blockRows(block, work, this.#store.nextSequence()));
    return { id, height: header.height, state: 'side' };
  }

  /** Whether the branch of a block and the best chain are the same up to a height. */
  #isOnBestChainAt(block: ChainBlock, height: number): boolean {
    let at: ChainBlock | undefined = block;
    while (at !== undefined && at.header.height > height) {
      if (this.isConnected(at)) return true;
      at = this.block(at.header.parent);
    }
    return at !== undefined && this.isConnected(at);
  }

  /** Whether a block is on the best chain. */
  isConnected(block: ChainBlock): boolean {
    const id = this.#store.idAt(block.header.height);
    return block.header.height <= this.#tip.header.height && id !== undefined && equalBytes(id, block.id);
  }

  /** The body is the one that the header promises, so a bad signature in it condemns the block for good. */
  async #checkSignatures(block: Block, work: bigint): Promise<void> {
    const bad = await this.#verifier.firstInvalid(block.transactions);
    if (bad === undefined) return;
    const [first] = signaturesOf(bad);
    const refusal = transactionRefusals.SIGNATURE_INVALID({
      id: bytesToHex(bad.id),
      signer: bytesToHex(first?.key ?? bad.id),
    });
    await this.#store.write(invalidRows(block, work, this.#store.nextSequence(), refusal.code));
    throw refusal;
  }

  /**
   * Moves the tip to a new block whose branch has more work; the block, the state and the indexes go to disk in one
   * batch. An invalid block on the way takes its descendants with it, and the tip stays.
   */
  async #follow(target: Block, work: bigint): Promise<void> {
    const { branch, fork } = this.#branchOf(target);
    const move = new Move(this.#ledger, this.#store, fork);
    move.disconnectDownTo(this.#tip, (id) => this.#whole(id));
    for (const [index, block] of branch.entries()) {
      try {
        move.connect(block);
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        const own = invalidRows(target, work, this.#store.nextSequence(), error.code);
        await this.#store.write([...own, ...this.#condemn(branch.slice(index), error.code)]);
        throw error;
      }
    }
    await this.#commit(move, blockRows(target, work, this.#store.nextSequence()));
  }

  /** The blocks from the best chain (its last common block is `fork`) up to a new block. */
  #branchOf(target: Block): { branch: Block[]; fork: ChainBlock } {
    const branch = [target];
    let at = this.block(target.header.parent);
    while (at !== undefined && !this.isConnected(at)) {
      branch.unshift(this.#whole(at.id));
      at = this.block(at.header.parent);
    }
    if (at === undefined) throw new StoreDamage('a branch does not reach block 0');
    return { branch, fork: at };
  }

  async #commit(move: Move, own: readonly Row[]): Promise<void> {
    const tip = move.connected.at(-1);
    if (tip === undefined) throw new Error('a move of the tip that connects nothing');
    await this.#store.write([...own, ...move.rows(), { key: keys.meta('tip'), value: tip.id }]);
    const stored = this.block(tip.id);
    if (stored === undefined) throw new Error('the new tip is not in the store');
    this.#tip = stored;
    const { from, disconnected, connected } = move;
    for (const listener of this.#listeners) this.#tell(listener, { from: from.header.height, disconnected, connected });
  }

  /** The tip has moved whatever a listener makes of it, and the next listener must hear of it too. */
  #tell(listener: (move: ChainMove) => void, move: ChainMove): void {
    try {
      listener(move);
    } catch (error) {
      this.#environment.logger.error({ error }, 'a listener failed after a move of the tip');
    }
  }

  /** Rows that mark stored blocks as invalid. */
  #condemn(blocks: readonly Block[], reason: string): Row[] {
    return blocks.flatMap(({ id }) => {
      const stored = this.#store.header(id);
      if (stored === undefined) return [];
      return [{ key: keys.header(id), value: storedHeader.encode({ ...stored, status: 'invalid', reason }) }];
    });
  }

  #whole(id: Uint8Array): Block {
    const block = this.body(id);
    if (block === undefined) throw new StoreDamage(`the body of block ${bytesToHex(id)} is missing`);
    return block;
  }
}
