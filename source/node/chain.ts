import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type Block, blockRefusals, type Header, type SealedHeader } from '../ledger/block.ts';
import type { Ledger, StateTree } from '../ledger/ledger.ts';
import { RefusedError, refusals } from '../ledger/refusal.ts';
import { Overlay } from '../ledger/state.ts';
import { signaturesOf, transactionRefusals } from '../ledger/transaction.ts';
import { rootOf } from '../ledger/tree.ts';
import { workOf } from '../ledger/work.ts';
import { StoreDamage } from '../store/damage.ts';
import { keys } from '../store/layout.ts';
import { checkLinks } from '../store/links.ts';
import type { Store } from '../store/store.ts';
import { withoutDepths } from '../store/tree-pages.ts';
import { BlockTree } from './block-tree.ts';
import {
  blockRows,
  type ChainBlock,
  chainBlock,
  condemnedRows,
  genesisRows,
  invalidRows,
  readBlock,
} from './chain-block.ts';
import type { Environment } from './environment.ts';
import { Move } from './move.ts';
import { Turns } from './turns.ts';
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
export class Chain extends BlockTree {
  readonly #ledger: Ledger;
  readonly #store: Store;
  readonly #environment: Environment;
  readonly #verifier: Verifier;
  readonly #listeners = new Set<(move: ChainMove) => void>();
  /** The store's state, with what blocks used lately; what a move writes over it stays only if it is committed. */
  readonly #state: Overlay;
  /** Blocks whose signatures are all good. */
  readonly #prepared = new WeakSet<Block>();
  #tip: ChainBlock;
  #tree: StateTree;
  #head: ChainBlock;
  #closed = false;
  /** Blocks are taken one at a time. */
  readonly #turns = new Turns();

  private constructor(ledger: Ledger, store: Store, environment: Environment, verifier: Verifier, tip: ChainBlock) {
    super(ledger, store);
    this.#ledger = ledger;
    this.#store = store;
    this.#environment = environment;
    this.#verifier = verifier;
    this.#state = new Overlay(store.state);
    this.#tip = tip;
    this.#head = tip;
    this.#tree = { top: store.treeTop(), fetch: store.treeBranch };
    if (!equalBytes(rootOf(this.#tree.top), tip.header.stateRoot)) {
      throw new StoreDamage('the state tree is not the one that the tip commits to');
    }
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

  override get tip(): ChainBlock {
    return this.#tip;
  }

  /**
   * The block that state and tree belong to. It is ahead of the tip while the disk takes a block: whoever builds on them
   * builds on this one, and what is told to others is the tip, which a crash cannot take back.
   */
  get head(): ChainBlock {
    return this.#head;
  }

  /** A state view over the head; changes to it go nowhere. */
  view(): Overlay {
    return new Overlay(this.#state);
  }

  /** The tree over the state at the head. */
  get tree(): StateTree {
    return this.#tree;
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
    return this.#turns.take(() => this.#take(block));
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
    if (parent === undefined || !this.isOnBestChainAt(parent, Math.max(settledAt, 0))) return;
    const miners = this.#ledger.minersAt(this.view(), header.height);
    if (miners !== undefined && !miners.some((key) => equalBytes(key, header.miner))) {
      throw blockRefusals.MINER_UNLICENSED({ miner: bytesToHex(header.miner), height: header.height });
    }
  }

  /**
   * Does some reading between two blocks: tip, head, state, tree and what the store holds are of one block while it
   * lasts. Blocks wait for it meanwhile, so it must be short.
   * @throws NODE_STOPPING
   */
  async still<T>(read: () => Promise<T>): Promise<T> {
    if (this.#closed) throw chainRefusals.NODE_STOPPING();
    return this.#turns.take(read);
  }

  /** Checks a block's signatures ahead of its turn, so that {@link submit} finds them done. */
  async prepare(block: Block): Promise<void> {
    const bad = await this.#verifier.firstInvalid(block.transactions);
    // More blocks may be on their way than the verifier remembers entries of.
    if (bad === undefined) this.#prepared.add(block);
  }

  /** Resolves when everything handed in before is done with. */
  async settled(): Promise<void> {
    await this.#turns.settled();
  }

  /** Takes nothing more; resolves when everything handed in before is done with. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.settled();
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

  /** The body is the one that the header promises, so a bad signature in it condemns the block for good. */
  async #checkSignatures(block: Block, work: bigint): Promise<void> {
    if (this.#prepared.has(block)) return;
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
    const { branch, fork } = this.branchOf(target);
    const move = new Move({ ledger: this.#ledger, store: this.#store }, this.#state, this.#tree, fork);
    try {
      move.disconnectDownTo(this.#tip, (id) => this.whole(id));
      for (const block of branch) move.connect(block);
    } catch (error) {
      // Before anything is awaited: whoever looks at the state meanwhile must not see a branch that failed.
      this.#state.discard();
      if (error instanceof RefusedError) await this.#condemn(branch.slice(move.connected.length), work, error.code);
      throw error;
    }
    await this.#commit(move, target, work);
  }

  /** Remembers a new block as invalid, and those before it from the first one that was refused. */
  async #condemn(refused: readonly Block[], work: bigint, code: string): Promise<void> {
    const target = refused.at(-1);
    if (target === undefined) throw new Error('nothing was refused');
    const own = invalidRows(target, work, this.#store.nextSequence(), code);
    await this.#store.write([...own, ...condemnedRows(this.#store, refused, code)]);
  }

  /** The head moves at once, so that head, state and tree fit together whenever somebody looks; the tip once the disk has it. */
  async #commit(move: Move, target: Block, work: bigint): Promise<void> {
    const tree = this.#tree;
    const own = blockRows(target, work, this.#store.nextSequence());
    const rows = [...own, ...move.rows(), { key: keys.meta('tip'), value: target.id }];
    this.#head = chainBlock(target, work);
    this.#tree = { ...tree, top: move.top };
    try {
      await this.#store.write(rows);
    } catch (error) {
      [this.#head, this.#tree] = [this.#tip, tree];
      this.#state.discard();
      throw error;
    }
    this.#tip = this.#head;
    this.#state.settle();
    this.#tree = { ...tree, top: withoutDepths(move.top) };
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
}
