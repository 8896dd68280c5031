import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Affair } from './affair.ts';
import {
  type Block,
  blockRefusals,
  blockVersion,
  decodeBlock,
  type Header,
  type SealedHeader,
  transactionsRoot,
  verifySeal,
} from './block.ts';
import { BlockInProgress, type BlockResult, type Outcome } from './block-in-progress.ts';
import { treeAfter } from './commitment.ts';
import { foundState } from './founding.ts';
import type { Genesis } from './genesis.ts';
import { genesisHeader, genesisIdOf } from './genesis-block.ts';
import { extendHistories } from './history.ts';
import type { Key } from './keys.ts';
import type { Listing } from './listing.ts';
import { emptyRoot } from './merkle.ts';
import { WatchedState } from './movements.ts';
import { type Operation, OperationTable, type Registry } from './operation.ts';
import { refusals } from './refusal.ts';
import { accountKind, accountOf, accountRefusals, debit } from './registries/accounts.ts';
import { allRegistries } from './registries/index.ts';
import { activeLicence } from './registries/licences/licence.ts';
import { minersOfEra } from './registries/licences/rosters.ts';
import { verify } from './signature.ts';
import type { Change, Overlay, State, StateReader } from './state.ts';
import {
  checkCosigners,
  requiredCosigners,
  type SignedTransaction,
  signaturesOf,
  TransactionFormat,
  transactionRefusals,
} from './transaction.ts';
import { type FetchBranch, rootOf, type TreeNode } from './tree.ts';
import { asert, bitsForWork, meetsTarget, targetOf } from './work.ts';

export const ledgerRefusals = refusals({
  NONCE_USED: (data: { nonce: number; expected: number }) =>
    `The entry has number ${data.nonce}; its author has used that already and is at ${data.expected}. Sign it again.`,
  NONCE_GAP: (data: { nonce: number; expected: number }) =>
    `The entry has number ${data.nonce}, but number ${data.expected} of its author is not there yet. Send that one first.`,
  EXPIRED: (data: { expiry: number; height: number }) =>
    `The entry was good until block ${data.expiry}; the next is ${data.height}. Sign it again.`,
  FEE_TOO_LOW: (data: { fee: bigint; least: bigint }) =>
    `The fee of ${data.fee} deniers is too low; this entry costs at least ${data.least}. Raise it.`,
});

/** The block that a block is built on: what the rules need to know of it. */
export interface Parent {
  readonly id: Uint8Array;
  readonly header: Header;
}

/** The tree over a state, as far as it is at hand. */
export interface StateTree {
  readonly top: TreeNode | undefined;
  readonly fetch: FetchBranch;
}

/** A block that was applied: what happened, what changed, and the tree over the state after it. */
export interface AppliedBlock extends BlockResult {
  readonly changes: readonly Change[];
  readonly top: TreeNode | undefined;
}

/** How far ahead of the clock a block may be, milliseconds. */
export const futureLimit = 30_000;

/** A gap counts at most this many intervals, so that a long silence makes blocks easier only step by step. */
const longestGap = 20;
/** Lateness, in intervals, that doubles the target. */
const halfLife = 12;

/**
 * The rules of one network: the only door to them. Pure; every method works on what it is given and a state view.
 */
export class Ledger {
  readonly genesis: Genesis;
  readonly genesisId: Uint8Array;
  readonly genesisHeader: Header;
  /** First four bytes of the genesis id, in every transaction. */
  readonly network: Uint8Array;
  readonly operations: OperationTable;
  /** What is listed by the accounts it concerns. */
  readonly affairs: readonly Affair<unknown>[];
  /** Every way in which objects are listed. */
  readonly listings: readonly Listing<unknown>[];
  readonly format: TransactionFormat;
  readonly #registries: ReadonlyMap<number, Registry>;
  readonly #limitBits: number;

  constructor(genesis: Genesis, registries: readonly Registry[] = allRegistries) {
    this.genesis = genesis;
    this.genesisHeader = genesisHeader(genesis);
    this.genesisId = genesisIdOf(genesis);
    this.network = this.genesisId.slice(0, 4);
    this.operations = new OperationTable(registries);
    this.affairs = registries.flatMap(({ affairs = [] }) => affairs);
    this.listings = registries.flatMap(({ listings = [] }) => listings);
    this.format = new TransactionFormat(this.operations, this.genesisId);
    this.#registries = new Map(registries.map((registry) => [registry.number, registry]));
    this.#limitBits = bitsForWork(genesis.parameters.minimumWork);
  }

  /** The state after block 0. */
  foundState(state: State): void {
    foundState(state, this.genesis);
  }

  /** Reads a transaction; see {@link TransactionFormat.decode}. */
  decodeTransaction(bytes: Uint8Array): SignedTransaction {
    return this.format.decode(bytes, this.genesis.parameters.maxTransactionBytes);
  }

  /** Reads a block; see `decodeBlock`. */
  decodeBlock(bytes: Uint8Array): Block {
    return decodeBlock(bytes, this.genesis.parameters.maxBlockBytes, (raw) => this.decodeTransaction(raw));
  }

  /** The operation of a transaction that this ledger decoded or built. */
  operationOf(transaction: SignedTransaction): Operation {
    const operation = this.operations.named(transaction.body.operation.name);
    if (operation === undefined) throw new RangeError(`no operation ${transaction.body.operation.name}`);
    return operation;
  }

  /** The target of the block after `parent`. */
  expectedBits(parent: Header, grandparent: Header | undefined): number {
    const { parameters } = this.genesis;
    if (!parameters.retarget || parent.height < 2 || grandparent === undefined) return this.genesisHeader.bits;
    return asert({
      bits: parent.bits,
      timeDelta: Math.min(parent.time - grandparent.time, longestGap * parameters.interval),
      heightDelta: 0,
      interval: parameters.interval,
      halfLife: halfLife * parameters.interval,
      limitBits: this.#limitBits,
    });
  }

  /**
   * Checks everything about a header that needs no state, the cheapest refusal first.
   * @throws the refusals of `blockRefusals`
   */
  checkHeader(sealed: SealedHeader, parent: Header, grandparent: Header | undefined, now: number): void {
    this.checkHeaderRules(sealed, parent, grandparent, now);
    if (!verifySeal(sealed)) throw blockRefusals.SEAL_INVALID();
  }

  /**
   * {@link checkHeader} without the seal, which many headers have checked together elsewhere: version, work, height,
   * target, time.
   * @throws the refusals of `blockRefusals`
   */
  checkHeaderRules(sealed: SealedHeader, parent: Header, grandparent: Header | undefined, now: number): void {
    const { header, id } = sealed;
    if (header.version !== blockVersion) throw blockRefusals.VERSION_UNKNOWN({ version: header.version });
    if (!meetsTarget(id, targetOf(header.bits))) throw blockRefusals.WORK_MISSING();
    if (header.height !== parent.height + 1) {
      throw blockRefusals.HEIGHT_WRONG({ height: header.height, expected: parent.height + 1 });
    }
    const expected = this.expectedBits(parent, grandparent);
    if (header.bits !== expected) throw blockRefusals.BITS_WRONG({ bits: header.bits, expected });
    if (header.time <= parent.time) throw blockRefusals.TIME_TOO_EARLY({ time: header.time, parent: parent.time });
    if (this.isFromFuture(header, now)) throw blockRefusals.FROM_FUTURE({ time: header.time, now });
  }

  /** Whether a header is further ahead of the clock (milliseconds) than clocks may differ: it is held, not condemned. */
  isFromFuture({ time }: Header, now: number): boolean {
    return time > now + futureLimit;
  }

  /** @throws BODY_MISMATCH unless the transactions are those that the header promises */
  checkBody(block: Block): void {
    const { header } = block;
    const matches =
      equalBytes(header.transactionsRoot, transactionsRoot(block.transactions)) &&
      equalBytes(header.votesRoot, emptyRoot);
    if (!matches) throw blockRefusals.BODY_MISMATCH();
  }

  /** The miners who may find the block at a height, if the state reaches far enough to know. */
  minersAt(state: StateReader, height: number): readonly Key[] | undefined {
    return minersOfEra(state, Math.floor(height / this.genesis.parameters.eraLength));
  }

  /**
   * Checks what a transaction says of itself: network and signers.
   * @throws WRONG_NETWORK, PAYER_IS_AUTHOR, COSIGNERS_WRONG
   */
  checkTransaction(transaction: SignedTransaction): void {
    const { body } = transaction;
    if (!equalBytes(body.network, this.network)) {
      throw transactionRefusals.WRONG_NETWORK({
        network: bytesToHex(body.network),
        expected: bytesToHex(this.network),
      });
    }
    if (body.payer !== undefined && equalBytes(body.payer, body.author)) throw transactionRefusals.PAYER_IS_AUTHOR();
    const named = this.operationOf(transaction).cosigners(body.operation.values);
    checkCosigners(transaction, requiredCosigners(body.author, body.payer, named));
  }

  /**
   * Checks every signature of a transaction.
   * @throws SIGNATURE_INVALID
   */
  checkSignatures(transaction: SignedTransaction): void {
    for (const { signature, digest, key } of signaturesOf(transaction)) {
      if (!verify(signature, digest, key)) {
        throw transactionRefusals.SIGNATURE_INVALID({ id: bytesToHex(transaction.id), signer: bytesToHex(key) });
      }
    }
  }

  /** Refuses a block time, milliseconds, that is too early for a transaction; see {@link Operation.checkBlockTime}. */
  checkBlockTime(transaction: SignedTransaction, time: number): void {
    this.operationOf(transaction).checkBlockTime(transaction.body.operation.values, time);
  }

  /** The least fee, in deniers, of an encoding of `size` bytes paid by `payer` in a block at `height`. */
  leastFee(state: StateReader, payer: Key, size: number, height: number, account = accountOf(state, payer)): bigint {
    const full = BigInt(size) * this.genesis.parameters.minFeePerByte;
    return this.paysHalf(state, payer, height, account) ? (full + 1n) / 2n : full;
  }

  /** Whether half the fee is enough of a key in a block at `height`: it is a licensed miner and found one lately. */
  paysHalf(state: StateReader, payer: Key, height: number, { lastMined } = accountOf(state, payer)): boolean {
    const isLate = height - lastMined > this.genesis.parameters.halfFeeBlocks;
    return lastMined > 0 && !isLate && activeLicence(state, payer, 'miner') !== undefined;
  }

  /**
   * Applies one transaction whose signatures are known to be good. When it throws, the state is spoiled: use an overlay.
   * @throws the refusals of this file, and of the operation
   */
  applyTransaction(
    state: State,
    transaction: SignedTransaction,
    block: { height: number; time: number; miner: Key },
  ): Outcome {
    const { body, bytes, id } = transaction;
    const { height, time, miner } = block;
    if (body.expiry !== 0 && height > body.expiry) throw ledgerRefusals.EXPIRED({ expiry: body.expiry, height });
    // Read once: this is done for each of the thousands of entries of a block.
    const account = accountOf(state, body.author);
    const { nonce, balance } = account;
    if (body.nonce < nonce) throw ledgerRefusals.NONCE_USED({ nonce: body.nonce, expected: nonce });
    if (body.nonce > nonce) throw ledgerRefusals.NONCE_GAP({ nonce: body.nonce, expected: nonce });
    const { author, fee, payer } = body;
    const paying = payer === undefined ? account : accountOf(state, payer);
    const least = this.leastFee(state, payer ?? author, bytes.length, height, paying);
    if (fee < least) throw ledgerRefusals.FEE_TOO_LOW({ fee, least });
    const operation = this.operationOf(transaction);
    const { values } = body.operation;
    // The whole sum that is missing, fee included, rather than its last part.
    const need = (payer === undefined ? fee : 0n) + operation.spends(values, state, author, height);
    if (balance < need) throw accountRefusals.BALANCE_TOO_LOW({ have: balance, need });
    const touched = operation.history(values, { author, id }, state);
    const watched = new WatchedState(state);
    if (payer !== undefined) debit(watched, payer, fee);
    const left = payer === undefined ? balance - fee : balance;
    watched.put(accountKind, author, { ...account, balance: left, nonce: nonce + 1 });
    const { parameters } = this.genesis;
    operation.apply(watched, values, { height, time, miner, author, id, parameters });
    return { events: extendHistories(state, touched, block, id), movements: watched.movements() };
  }

  /**
   * Starts a block at the height after `parent`: what is due in the queue is carried out. A miner uses it without a
   * header; whoever checks a block compares the roots afterwards.
   */
  openBlock(state: State, parent: Parent, miner: Key): BlockInProgress {
    const block = { height: parent.header.height + 1, time: parent.header.time, miner };
    return new BlockInProgress(this, state, block);
  }

  /**
   * Applies a block whose header, body and signatures were checked. When it throws, the state is spoiled.
   * @param state over the parent's state, with nothing written yet
   * @param tree the tree of the parent's state
   * @throws MINER_UNLICENSED, STATE_ROOT_MISMATCH and what {@link applyTransaction} throws
   */
  applyBlock(state: Overlay, block: Block, parent: Parent, tree: StateTree): AppliedBlock {
    const { header } = block;
    const miners = this.minersAt(state, header.height);
    if (!miners?.some((key) => equalBytes(key, header.miner))) {
      throw blockRefusals.MINER_UNLICENSED({ miner: bytesToHex(header.miner), height: header.height });
    }
    const progress = this.openBlock(state, parent, header.miner);
    for (const transaction of block.transactions) {
      this.checkTransaction(transaction);
      this.checkBlockTime(transaction, header.time);
      progress.add(transaction);
    }
    const result = progress.finish();
    const changes = state.changes();
    const top = treeAfter(tree.top, changes, tree.fetch);
    if (!equalBytes(header.stateRoot, rootOf(top))) throw blockRefusals.STATE_ROOT_MISMATCH();
    return { ...result, changes, top };
  }

  /** The registry with a name, for instance `cars`. */
  registryNamed(name: string): Registry | undefined {
    return [...this.#registries.values()].find((registry) => registry.name === name);
  }

  /** The registry with a number. */
  registry(number: number): Registry | undefined {
    return this.#registries.get(number);
  }
}
