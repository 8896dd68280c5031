import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { Point } from '@noble/secp256k1';
import { expect } from 'vitest';
import {
  assembleBlock,
  type Block,
  blockId,
  type Header,
  sealBlock,
  transactionsRoot,
} from '../../source/ledger/block.ts';
import { allAtHand, treeAfter } from '../../source/ledger/commitment.ts';
import { dayFromText, dayOfTime } from '../../source/ledger/day.ts';
import type { Genesis } from '../../source/ledger/genesis.ts';
import type { Key } from '../../source/ledger/keys.ts';
import type { Informed } from '../../source/ledger/known.ts';
import { type AppliedBlock, Ledger, type Parent, type StateTree } from '../../source/ledger/ledger.ts';
import { emptyRoot } from '../../source/ledger/merkle.ts';
import { regtest } from '../../source/ledger/networks.ts';
import type { Registry } from '../../source/ledger/operation.ts';
import { RefusedError } from '../../source/ledger/refusal.ts';
import { type Account, accountKind, accountOf } from '../../source/ledger/registries/accounts.ts';
import { type Car, requireCar } from '../../source/ledger/registries/cars/car.ts';
import { guaranteeOf, treasury } from '../../source/ledger/registries/licences/guarantee.ts';
import { rolesOf } from '../../source/ledger/registries/licences/licence.ts';
import { eventKind } from '../../source/ledger/registries/tickets/event.ts';
import { type Change, idOf, type Kind, Overlay, type StateSource, statePrefix } from '../../source/ledger/state.ts';
import type { Body, SignedTransaction } from '../../source/ledger/transaction.ts';
import { emptyStateRoot, rootOf, type TreeNode } from '../../source/ledger/tree.ts';
import { meetsTarget, targetOf } from '../../source/ledger/work.ts';
import { draft, type IntentInput, signDraft } from '../../source/wallet/intent.ts';
import { demoWallet } from '../../source/wallet/wallet.ts';

/** The demo wallet: every name of `demoNames` can sign. */
export const wallet = await demoWallet(regtest);

/** Names of the demo wallet with different keys. */
export const people = wallet.names().filter(({ name }) => !name.startsWith('miner-'));

export function keyOf(name: string): Key {
  return wallet.keyOf(name);
}

export function secretOf(name: string): Uint8Array {
  return wallet.pairOf(wallet.keyOf(name)).secretKey;
}

/** The day that `YYYY-MM-DD` names. */
export function day(text: string): number {
  const found = dayFromText(text);
  if (found === undefined) throw new Error(`${text} is not a day`);
  return found;
}

/** A valid European VIN for each number. */
export function vinOf(number: number): string {
  return `WMWXP7C5${String(number).padStart(9, '0')}`;
}

/** The other s of a signature: as good for the curve, refused by the rules. */
export function highS(signature: Uint8Array): Uint8Array {
  const s = BigInt(`0x${bytesToHex(signature.subarray(32))}`);
  const other = (Point.CURVE().n - s).toString(16).padStart(64, '0');
  return concatBytes(signature.subarray(0, 32), hexToBytes(other));
}

/** State objects by key, in memory: what a store is to the rules. */
export class MemoryState implements StateSource {
  readonly #objects = new Map<string, Uint8Array>();

  read(key: string): Uint8Array | undefined {
    return this.#objects.get(key);
  }

  write(key: string, bytes: Uint8Array | undefined): void {
    if (bytes === undefined) this.#objects.delete(key);
    else this.#objects.set(key, bytes);
  }

  entries(): [string, Uint8Array][] {
    return [...this.#objects].sort(([left], [right]) => (left < right ? -1 : 1));
  }

  /** Those whose keys begin alike, in no order. */
  under(prefix: string): [string, Uint8Array][] {
    return [...this.#objects].filter(([key]) => key.startsWith(prefix));
  }

  /** Everything in one text: equal texts are equal states. */
  dump(): string {
    return this.entries()
      .map(([key, bytes]) => `${key} ${bytesToHex(bytes)}`)
      .join('\n');
  }
}

/** What a block looks like that differs from what the rules ask for. */
export interface BlockOptions {
  readonly transactions?: readonly SignedTransaction[];
  /** Named in the header. */
  readonly miner?: string;
  /** Who signs the id; the miner if not given. */
  readonly sealedBy?: string;
  /** Milliseconds since 1970; a second after the parent's if not given. */
  readonly time?: number;
  /** Changes to the header before it is worked for. */
  readonly header?: Partial<Header>;
  /** Whether to look for an id below the target (the default) or above it. */
  readonly worked?: boolean;
}

/** A block that was taken, with all that its undoing needs. */
export interface Taken {
  readonly block: Block;
  readonly parent: Parent;
  readonly result: AppliedBlock;
  readonly changes: readonly Change[];
  /** The tree over the state before it. */
  readonly before: TreeNode | undefined;
}

/** One chain in memory: mines blocks, takes them by the whole set of rules, and undoes them. */
export class TestChain {
  readonly ledger: Ledger;
  readonly state = new MemoryState();
  readonly taken: Taken[] = [];
  readonly #genesis: Parent;
  #tree: TreeNode | undefined;

  constructor(genesis: Genesis = regtest, registries?: readonly Registry[]) {
    this.ledger = new Ledger(genesis, registries);
    this.#genesis = { id: this.ledger.genesisId, header: this.ledger.genesisHeader };
    const founded = this.view();
    this.ledger.foundState(founded);
    const changes = founded.changes();
    this.#commit(changes);
    this.#tree = treeAfter(undefined, changes);
  }

  /** The tree over the state at the tip. */
  get tree(): StateTree {
    return { top: this.#tree, fetch: allAtHand };
  }

  get tip(): Parent {
    return this.taken.at(-1)?.block ?? this.#genesis;
  }

  get height(): number {
    return this.tip.header.height;
  }

  /** A state view over the tip; changes to it go nowhere. */
  view(): Overlay {
    return new Overlay(this.state);
  }

  account(name: string): Account {
    return accountOf(this.view(), keyOf(name));
  }

  /** What an account has locked, deniers. */
  lockedOf(key: Key): bigint {
    return accountOf(this.view(), key).locked;
  }

  car(vin: string): Car {
    return requireCar(this.view(), vin);
  }

  /** Every object of a kind, with its id. */
  all<T extends object>(kind: Kind<T>): (T & { readonly key: Uint8Array })[] {
    const prefix = statePrefix(kind);
    return this.state.under(prefix).map(([key, bytes]) => ({ ...kind.codec.decode(bytes), key: idOf(key) }));
  }

  /** Everything that anybody has, what is on its way back, was taken for good or is held by events included; deniers. */
  supply(): bigint {
    const events = this.all(eventKind).reduce((sum, { held, commissions }) => sum + held + commissions, 0n);
    return this.all(accountKind).reduce(
      (sum, { key, balance, locked, stake }) =>
        sum + balance + locked + stake + guaranteeOf(this.view(), key).unbonding,
      treasury(this.view()) + events,
    );
  }

  known(): Informed {
    const state = this.view();
    const at = { today: dayOfTime(this.tip.header.time), height: this.height };
    const known = wallet.known(at, (key, role) => rolesOf(state, key).includes(role));
    return { ...known, state, parameters: this.ledger.genesis.parameters };
  }

  /** Signs an operation; `before` are the author's transactions that wait for the same block. */
  sign(as: string, operation: string, input: IntentInput = {}, before = 0): SignedTransaction {
    const state = this.view();
    const circumstances = {
      nextNonce: (author: Key) => accountOf(state, author).nonce + before,
      leastFee: (payer: Key, size: number) => this.ledger.leastFee(state, payer, size, this.height + 1),
    };
    const made = draft(this.ledger, wallet, { as, operation, ...input }, this.known(), circumstances);
    return signDraft(this.ledger, wallet, made);
  }

  /** A transaction with changes to its body that no form would make, signed again by everybody who signed it. */
  resign({ body, cosignatures }: SignedTransaction, change: Partial<Body>): SignedTransaction {
    const cosigners = cosignatures.map(({ key }) => ({ key, secretKey: wallet.pairOf(key).secretKey }));
    return this.ledger.format.sign({ ...body, ...change }, wallet.pairOf(body.author).secretKey, cosigners);
  }

  /** The same for the values of its operation. */
  bend(transaction: SignedTransaction, values: Readonly<Record<string, unknown>>): SignedTransaction {
    const { operation } = transaction.body;
    return this.resign(transaction, { operation: { ...operation, values: { ...operation.values, ...values } } });
  }

  /** A block on the tip. */
  build(options: BlockOptions = {}): Block {
    const { transactions = [], miner = 'miner-0', sealedBy = miner, worked = true } = options;
    const parent = this.tip;
    const { header: grandparent } = this.taken.at(-1)?.parent ?? { header: undefined };
    const template: Header = {
      version: 1,
      height: parent.header.height + 1,
      time: options.time ?? parent.header.time + 1_000,
      bits: this.ledger.expectedBits(parent.header, grandparent),
      parent: parent.id,
      transactionsRoot: transactionsRoot(transactions),
      votesRoot: emptyRoot,
      stateRoot: this.#rootAfter(transactions, miner),
      miner: keyOf(miner),
      nonce: 0,
      ...options.header,
    };
    for (let nonce = 0; ; nonce++) {
      const header = { ...template, nonce };
      const id = blockId(header);
      if (meetsTarget(id, targetOf(header.bits)) !== worked) continue;
      return assembleBlock(header, sealBlock(id, secretOf(sealedBy)), transactions);
    }
  }

  /** The root that a block has to promise; one of nothing where the block cannot be applied anyway. */
  #rootAfter(transactions: readonly SignedTransaction[], miner: string): Uint8Array {
    const state = this.view();
    try {
      const progress = this.ledger.openBlock(state, this.tip, keyOf(miner));
      for (const transaction of transactions) progress.add(transaction);
      progress.finish();
    } catch (error) {
      if (error instanceof RefusedError) return emptyStateRoot;
      throw error;
    }
    return rootOf(treeAfter(this.#tree, state.changes()));
  }

  /** Checks a block by every rule, in the order of the protocol, and connects it to the tip. */
  take(block: Block, now = block.header.time): Taken {
    const parent = this.tip;
    const { header: grandparent } = this.taken.at(-1)?.parent ?? { header: undefined };
    const decoded = this.ledger.decodeBlock(block.bytes);
    this.ledger.checkHeader(decoded, parent.header, grandparent, now);
    this.ledger.checkBody(decoded);
    for (const transaction of decoded.transactions) this.ledger.checkSignatures(transaction);
    const state = this.view();
    const result = this.ledger.applyBlock(state, decoded, parent, this.tree);
    const taken: Taken = { block: decoded, parent, result, changes: result.changes, before: this.#tree };
    this.#tree = result.top;
    this.#commit(taken.changes);
    this.taken.push(taken);
    return taken;
  }

  /** Mines a block and takes it. */
  mine(...transactions: readonly SignedTransaction[]): Taken {
    return this.take(this.build({ transactions }));
  }

  /** Mines one operation. */
  do(as: string, operation: string, input: IntentInput = {}): SignedTransaction {
    const transaction = this.sign(as, operation, input);
    this.mine(transaction);
    return transaction;
  }

  /** Mines an empty block on the morning of a day, so that readings of that day can be recorded. */
  wait(until: string): void {
    this.take(this.build({ time: day(until) * 86_400_000 }));
  }

  /** Takes the last block away again, by the values recorded before it. */
  undo(): void {
    const last = this.taken.pop();
    for (const { key, before } of last?.changes ?? []) this.state.write(key, before);
    if (last !== undefined) this.#tree = last.before;
  }

  #commit(changes: readonly Change[]): void {
    for (const { key, after } of changes) this.state.write(key, after);
  }
}

/** One plain sentence or more: capital first, full stop last, no trace of the program in it. */
const sentence = /^["A-Z0-9].*\.$/;
const programmers = /undefined|\bnull\b|NaN|\[object|Error|Reader|Writer|0x|_|\bu(8|16|32|64)\b/;

/** Sentences that were looked at. */
const plain = new Set<string>();

/** Runs `act`, which must be refused with this code and a plain sentence. */
export function refused(code: string, act: () => unknown): RefusedError {
  const caught = catchFrom(act);
  if (!(caught instanceof RefusedError)) throw caught ?? new Error(`nothing was refused; ${code} was expected`);
  const { message } = caught;
  // A file of truncations refuses ten thousand times with the same few sentences: each is looked at once.
  if (caught.code !== code || !plain.has(message)) {
    expect({ code: caught.code, message }).toEqual({ code, message });
    expect(message).toMatch(sentence);
    // What somebody typed is quoted as it is.
    expect(message.replaceAll(/"[^"]*"/g, '""')).not.toMatch(programmers);
    plain.add(message);
  }
  // Throws where the data could not go to another thread.
  structuredClone(caught.data);
  return caught;
}

function catchFrom(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The same, on a chain whose state and tip must stay as they are. */
export function refusedBy(chain: TestChain, code: string, act: () => unknown): RefusedError {
  const before = chain.state.dump();
  const { tip } = chain;
  const error = refused(code, act);
  expect(chain.state.dump()).toBe(before);
  expect(chain.tip).toBe(tip);
  return error;
}
