import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import {
  type Block,
  blockRefusals,
  decodeSealedHeader,
  encodeSealedHeader,
  type Header,
  type SealedHeader,
} from '../ledger/block.ts';
import type { Ledger, Parent } from '../ledger/ledger.ts';
import { RefusedError } from '../ledger/refusal.ts';
import { Overlay } from '../ledger/state.ts';
import { type SignedTransaction, signaturesOf, transactionRefusals } from '../ledger/transaction.ts';
import { workOf } from '../ledger/work.ts';
import { keys, storedHeader } from '../store/layout.ts';
import { indexRows, type Row, undoCodec } from '../store/rows.ts';
import { rawStateKey, type Store, sequenceRow, stateRow } from '../store/store.ts';
import type { Environment } from './environment.ts';
import type { Verifier } from './verifier/verifier.ts';

/** A block in the tree of all known blocks. */
export interface ChainBlock extends SealedHeader {
  /** Hashes expected for it and all before it. */
  readonly work: bigint;
  readonly status: 'stored' | 'invalid';
  readonly reason: string;
  readonly entries: number;
  readonly size: number;
  /** Deniers of all fees together. */
  readonly fees: bigint;
}

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
    const tip = readBlock(store, store.tip() ?? ledger.genesisId);
    if (tip === undefined) throw new Error('the store names a tip that it does not hold');
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
   * @throws the refusals of `blockRefusals`, and what a transaction in it was refused for
   */
  submit(block: Block): Promise<Handed> {
    return this.#inTurn(() => this.#take(block));
  }

  /** Resolves when everything handed in before is done with. */
  async settled(): Promise<void> {
    await this.#inTurn(async () => undefined);
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
    this.#checkMiner(block, parent);
    this.#ledger.checkBody(block);
    await this.#checkSignatures(block.transactions);
    const work = parent.work + workOf(header.bits);
    if (work > this.#tip.work) {
      await this.#follow(block, work);
      return { id, height: header.height, state: 'connected' };
    }
    await this.#store.write(blockRows(block, work, this.#store.nextSequence()));
    return { id, height: header.height, state: 'side' };
  }

  /** The miner's licence, as far as the tip's state can tell for this branch; connecting the block checks it again. */
  #checkMiner({ header }: Block, parent: ChainBlock): void {
    const { eraLength } = this.#ledger.genesis.parameters;
    const settledAt = (Math.floor(header.height / eraLength) - 1) * eraLength - 1;
    if (!this.#isOnBestChainAt(parent, Math.max(settledAt, 0))) return;
    const miners = this.#ledger.minersAt(this.view(), header.height);
    if (miners !== undefined && !miners.some((key) => equalBytes(key, header.miner))) {
      throw blockRefusals.MINER_UNLICENSED({ miner: bytesToHex(header.miner), height: header.height });
    }
  }

  /** Whether the branch of a block and the best chain are the same up to a height. */
  #isOnBestChainAt(block: ChainBlock, height: number): boolean {
    let at: ChainBlock | undefined = block;
    while (at !== undefined && at.header.height > height) {
      if (this.#isConnected(at)) return true;
      at = this.block(at.header.parent);
    }
    return at !== undefined && this.#isConnected(at);
  }

  #isConnected(block: ChainBlock): boolean {
    const id = this.#store.idAt(block.header.height);
    return block.header.height <= this.#tip.header.height && id !== undefined && equalBytes(id, block.id);
  }

  async #checkSignatures(transactions: readonly SignedTransaction[]): Promise<void> {
    const bad = await this.#verifier.firstInvalid(transactions);
    if (bad === undefined) return;
    const [first] = signaturesOf(bad);
    throw transactionRefusals.SIGNATURE_INVALID({ id: bytesToHex(bad.id), signer: bytesToHex(first?.key ?? bad.id) });
  }

  /**
   * Moves the tip to a new block whose branch has more work; the block, the state and the indexes go to disk in one
   * batch. An invalid block on the way takes its descendants with it.
   */
  async #follow(target: Block, work: bigint): Promise<void> {
    const { branch, fork } = this.#branchOf(target);
    const own = blockRows(target, work, this.#store.nextSequence());
    const move = new Move(this.#ledger, this.#store, fork);
    move.disconnectDownTo(this.#tip, (id) => this.#whole(id));
    for (const [index, block] of branch.entries()) {
      try {
        move.connect(block);
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        await this.#store.write(own);
        await this.#condemn(branch.slice(index), error.code);
        await this.#settleFor(move);
        throw error;
      }
    }
    await this.#commit(move, own);
  }

  /** The blocks from the best chain (its last common block is `fork`) up to a new block. */
  #branchOf(target: Block): { branch: Block[]; fork: ChainBlock } {
    const branch = [target];
    let at = this.block(target.header.parent);
    while (at !== undefined && !this.#isConnected(at)) {
      branch.unshift(this.#whole(at.id));
      at = this.block(at.header.parent);
    }
    if (at === undefined) throw new Error('a stored branch that does not reach block 0');
    return { branch, fork: at };
  }

  /** What was good before an invalid block is still followed if it has more work than the tip. */
  async #settleFor(move: Move): Promise<void> {
    const last = move.connected.at(-1);
    const best = last && this.block(last.id);
    if (best !== undefined && best.work > this.#tip.work) await this.#commit(move, []);
  }

  async #commit(move: Move, own: readonly Row[]): Promise<void> {
    const tip = move.connected.at(-1);
    if (tip === undefined) throw new Error('a move of the tip that connects nothing');
    await this.#store.write([...own, ...move.rows(), { key: keys.meta('tip'), value: tip.id }]);
    const stored = this.block(tip.id);
    if (stored === undefined) throw new Error('the new tip is not in the store');
    this.#tip = stored;
    const { from, disconnected, connected } = move;
    for (const listener of this.#listeners) listener({ from: from.header.height, disconnected, connected });
  }

  async #condemn(blocks: readonly Block[], reason: string): Promise<void> {
    const rows = blocks.flatMap(({ id }) => {
      const stored = this.#store.header(id);
      return stored
        ? [{ key: keys.header(id), value: storedHeader.encode({ ...stored, status: 'invalid', reason }) }]
        : [];
    });
    await this.#store.write(rows);
  }

  #whole(id: Uint8Array): Block {
    const block = this.body(id);
    if (block === undefined) throw new Error(`the body of block ${bytesToHex(id)} is not in the store`);
    return block;
  }
}

/** One move of the tip while it is being worked out: an overlay, and the rows that will make it real. */
class Move {
  readonly from: ChainBlock;
  readonly connected: Block[] = [];
  readonly disconnected: Block[] = [];
  readonly #ledger: Ledger;
  readonly #store: Store;
  readonly #state: Overlay;
  /** Later rows win, so a row that one block takes away and the next adds ends as it should. */
  readonly #rows = new Map<string, Row>();
  #parent: { id: Uint8Array; header: Header };

  constructor(ledger: Ledger, store: Store, from: ChainBlock) {
    this.#ledger = ledger;
    this.#store = store;
    this.from = from;
    this.#state = new Overlay(store.state);
    this.#parent = from;
  }

  /** Takes back every block from the tip down to the fork. */
  disconnectDownTo(tip: ChainBlock, whole: (id: Uint8Array) => Block): void {
    let at: SealedHeader = tip;
    while (!equalBytes(at.id, this.from.id)) {
      const undo = this.#store.undo(at.id);
      if (undo === undefined) throw new Error(`block ${bytesToHex(at.id)} has no undo record`);
      for (const { key, before } of undo.state) this.#state.restore(bytesToHex(key), before);
      for (const key of undo.added) this.#put({ key, value: undefined });
      for (const key of undo.removed) this.#put({ key, value: new Uint8Array(0) });
      this.#put({ key: keys.chain(at.header.height), value: undefined });
      this.#put({ key: keys.undo(at.id), value: undefined });
      const block = whole(at.id);
      this.disconnected.unshift(block);
      const parent = readBlock(this.#store, block.header.parent);
      if (parent === undefined) throw new Error('a connected block without its parent');
      at = parent;
    }
  }

  /** @throws the refusals of `Ledger.applyBlock`; then the block did nothing here */
  connect(block: Block): void {
    const overlay = new Overlay(this.#state);
    const result = this.#ledger.applyBlock(overlay, block, this.#parent);
    const changes = overlay.changes();
    const rows = indexRows(this.#ledger, block, result, changes);
    const undo = undoCodec.encode({
      state: changes.map(({ key, before }) => ({ key: rawStateKey(key), before })),
      added: rows.filter(({ value }) => value !== undefined).map(({ key }) => key),
      removed: rows.filter(({ value }) => value === undefined).map(({ key }) => key),
    });
    overlay.merge();
    for (const row of rows) this.#put(row);
    this.#put({ key: keys.undo(block.id), value: undo });
    this.#put({ key: keys.chain(block.header.height), value: block.id });
    this.connected.push(block);
    this.#parent = block;
  }

  rows(): Row[] {
    return [...this.#rows.values(), ...this.#state.changes().map(({ key, after }) => stateRow(key, after))];
  }

  #put(row: Row): void {
    this.#rows.set(bytesToHex(row.key), row);
  }
}

function readBlock(store: Store, id: Uint8Array): ChainBlock | undefined {
  const stored = store.header(id);
  if (stored === undefined) return undefined;
  const { status, reason, entries, size, fees } = stored;
  const work = BigInt(`0x${bytesToHex(stored.work)}`);
  return { ...decodeSealedHeader(stored.sealed), work, status, reason, entries, size, fees };
}

function workBytes(work: bigint): Uint8Array {
  return hexToBytes(work.toString(16).padStart(64, '0'));
}

/** Rows that keep a block, whether it will be connected or not. */
function blockRows(block: Block, work: bigint, sequence: bigint): Row[] {
  const { id, bytes, transactions } = block;
  const value = storedHeader.encode({
    sealed: encodeSealedHeader(block),
    work: workBytes(work),
    sequence,
    status: 'stored',
    reason: '',
    entries: transactions.length,
    size: bytes.length,
    fees: transactions.reduce((sum, { body }) => sum + body.fee, 0n),
  });
  return [{ key: keys.header(id), value }, { key: keys.body(id), value: bytes }, sequenceRow(sequence)];
}

/** Block 0: a header without a body, and the state that the genesis file gives. */
function genesisRows(ledger: Ledger, store: Store): Row[] {
  const { genesisId: id, genesisHeader: header } = ledger;
  const value = storedHeader.encode({
    sealed: encodeSealedHeader({ header, id, seal: new Uint8Array(64) }),
    work: workBytes(0n),
    sequence: 0n,
    status: 'stored',
    reason: '',
    entries: 0,
    size: 0,
    fees: 0n,
  });
  const state = new Overlay(store.state);
  ledger.foundState(state);
  return [
    { key: keys.header(id), value },
    { key: keys.chain(0), value: id },
    { key: keys.meta('tip'), value: id },
    ...state.changes().map(({ key, after }) => stateRow(key, after)),
  ];
}
