import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Block, Header, SealedHeader } from '../ledger/block.ts';
import { byteString, bytesOf } from '../ledger/byte-string.ts';
import { treeAfter } from '../ledger/commitment.ts';
import type { AppliedBlock, Ledger, StateTree } from '../ledger/ledger.ts';
import { Overlay } from '../ledger/state.ts';
import type { FetchBranch, TreeNode } from '../ledger/tree.ts';
import { StoreDamage } from '../store/damage.ts';
import { keys } from '../store/layout.ts';
import { indexRows, locationRows, pageRows, type Row, undoCodec } from '../store/rows.ts';
import { type Store, stateRow } from '../store/store.ts';
import { type ChainBlock, readBlock } from './chain-block.ts';
import { checkReads, told } from './state-tree.ts';

/** One move of the tip while it is being worked out: what it writes over the state, and the rows that will make it real. */
export class Move {
  readonly from: ChainBlock;
  readonly connected: Block[] = [];
  readonly disconnected: Block[] = [];
  readonly #ledger: Ledger;
  readonly #store: Store;
  readonly #state: Overlay;
  /** In order: a batch writes them one after the other, so what one block takes away the next may add again. */
  readonly #rows: Row[] = [];
  readonly #before: TreeNode | undefined;
  readonly #fetch: FetchBranch;
  #top: TreeNode | undefined;
  #parent: { id: Uint8Array; header: Header };

  /**
   * @param state over the store's; whoever gave it settles or discards what is written there
   * @param tree over the state before the move
   */
  constructor({ ledger, store }: { ledger: Ledger; store: Store }, state: Overlay, tree: StateTree, from: ChainBlock) {
    this.#ledger = ledger;
    this.#store = store;
    this.from = from;
    this.#state = state;
    this.#before = tree.top;
    this.#top = tree.top;
    this.#fetch = tree.fetch;
    this.#parent = from;
  }

  /** The tree over the state as far as the move has come. */
  get top(): TreeNode | undefined {
    return this.#top;
  }

  /** Takes back every block from the tip down to the fork. */
  disconnectDownTo(tip: ChainBlock, whole: (id: Uint8Array) => Block): void {
    let at: SealedHeader = tip;
    while (!equalBytes(at.id, this.from.id)) {
      const undo = this.#store.undo(at.id);
      if (undo === undefined) throw new StoreDamage(`block ${bytesToHex(at.id)} has no undo record`);
      const restored = undo.state.map(({ key, before }) => ({ key: byteString(key), after: before }));
      for (const { key, after } of restored) this.#state.restore(key, after);
      this.#top = treeAfter(this.#top, restored, this.#fetch);
      for (const key of undo.added) this.#put({ key, value: undefined });
      for (const key of undo.removed) this.#put({ key, value: new Uint8Array(0) });
      this.#put({ key: keys.chain(at.header.height), value: undefined });
      this.#put({ key: keys.undo(at.id), value: undefined });
      const block = whole(at.id);
      for (const { key } of locationRows(block)) this.#put({ key, value: undefined });
      this.disconnected.unshift(block);
      const parent = readBlock(this.#store, block.header.parent);
      if (parent === undefined) throw new StoreDamage('a connected block has lost its parent');
      at = parent;
    }
  }

  /** @throws the refusals of `Ledger.applyBlock`, StoreDamage; then the block did nothing here */
  connect(block: Block): void {
    const overlay = new Overlay(this.#state);
    const applied = this.#apply(overlay, block);
    const rows = indexRows(this.#ledger, block, applied, { before: this.#state, after: overlay });
    const undo = undoCodec.encode({
      state: applied.changes.map(({ key, before }) => ({ key: bytesOf(key), before })),
      added: rows.filter(({ value }) => value !== undefined).map(({ key }) => key),
      removed: rows.filter(({ value }) => value === undefined).map(({ key }) => key),
    });
    overlay.merge();
    for (const row of locationRows(block)) this.#put(row);
    for (const row of rows) this.#put(row);
    this.#put({ key: keys.undo(block.id), value: undo });
    this.#put({ key: keys.chain(block.header.height), value: block.id });
    this.connected.push(block);
    this.#top = applied.top;
    this.#parent = block;
  }

  /** @throws the refusals of `Ledger.applyBlock`, StoreDamage */
  #apply(overlay: Overlay, block: Block): AppliedBlock {
    const tree = { top: this.#top, fetch: this.#fetch };
    const apply = (on: Overlay) => told(() => this.#ledger.applyBlock(on, block, this.#parent, tree));
    try {
      return apply(overlay);
    } catch (error) {
      checkReads(this.#state, tree, apply);
      throw error;
    }
  }

  rows(): Row[] {
    const state = [...this.#state.written()].map(([key, bytes]) => stateRow(key, bytes));
    return [...this.#rows, ...state, ...pageRows(this.#before, this.#top)];
  }

  #put(row: Row): void {
    this.#rows.push(row);
  }
}
