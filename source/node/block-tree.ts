import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Block } from '../ledger/block.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { SignedTransaction } from '../ledger/transaction.ts';
import { StoreDamage } from '../store/damage.ts';
import type { Store } from '../store/store.ts';
import { type ChainBlock, readBlock } from './chain-block.ts';

/** Every block that is kept, on the best chain or beside it, as others may read it. */
export abstract class BlockTree {
  readonly #ledger: Ledger;
  readonly #store: Store;

  constructor(ledger: Ledger, store: Store) {
    this.#ledger = ledger;
    this.#store = store;
  }

  /** The end of the best chain. */
  abstract get tip(): ChainBlock;

  /** A known block of any branch. */
  block(id: Uint8Array): ChainBlock | undefined {
    return readBlock(this.#store, id);
  }

  /** The block at a height of the best chain. */
  at(height: number): ChainBlock | undefined {
    const id = height <= this.tip.header.height ? this.#store.idAt(height) : undefined;
    return id && readBlock(this.#store, id);
  }

  /** Header and seal, as they travel, of the block at a height of the best chain. */
  sealedAt(height: number): Uint8Array | undefined {
    const id = height <= this.tip.header.height ? this.#store.idAt(height) : undefined;
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

  /** Whether the branch of a block and the best chain are the same up to a height. */
  isOnBestChainAt(block: ChainBlock, height: number): boolean {
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
    return block.header.height <= this.tip.header.height && id !== undefined && equalBytes(id, block.id);
  }

  /** The blocks from the best chain (its last common block is `fork`) up to a new block. */
  protected branchOf(target: Block): { branch: Block[]; fork: ChainBlock } {
    const branch = [target];
    let at = this.block(target.header.parent);
    while (at !== undefined && !this.isConnected(at)) {
      branch.unshift(this.whole(at.id));
      at = this.block(at.header.parent);
    }
    if (at === undefined) throw new StoreDamage('a branch does not reach block 0');
    return { branch, fork: at };
  }

  /** The body of a block that must be here. */
  protected whole(id: Uint8Array): Block {
    const block = this.body(id);
    if (block === undefined) throw new StoreDamage(`the body of block ${bytesToHex(id)} is missing`);
    return block;
  }
}
