import { equalBytes } from '@noble/ciphers/utils.js';
import { type Block, emptyBlockSize, sizeInBlock } from '../ledger/block.ts';
import type { BlockResult, Happening } from '../ledger/block-in-progress.ts';
import * as codec from '../ledger/codec.ts';
import type { Key } from '../ledger/keys.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type Car, carKind } from '../ledger/registries/cars/car.ts';
import { type ObjectChange, type Overlay, stateKey } from '../ledger/state.ts';
import type { SignedTransaction } from '../ledger/transaction.ts';
import type { TreeNode } from '../ledger/tree.ts';
import { keys, location, storedActivity, storedEvent, storedExecutions } from './layout.ts';
import { changedPages } from './tree-pages.ts';

/** One write: a value, or nothing to take the key away. */
export interface Row {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

const nothing = new Uint8Array(0);
/** A reward has no event. */
const noEvent = new Uint8Array(32);

/** Accounts that a transaction concerns: author, payer, cosigners, and every account that a field names. */
export function accountsOf(ledger: Ledger, transaction: SignedTransaction): Key[] {
  const { body, cosignatures } = transaction;
  const accounts: Key[] = [body.author];
  const add = (key: unknown) => {
    if (key instanceof Uint8Array && !accounts.some((other) => equalBytes(other, key))) accounts.push(key);
  };
  add(body.payer);
  for (const { key } of cosignatures) add(key);
  const { fields } = ledger.operationOf(transaction);
  for (const name in fields) if (fields[name]?.input === 'account') add(body.operation.values[name]);
  return accounts;
}

/**
 * Index rows that a connected block adds: transactions, activity, histories, what the queue did, and cars by owner.
 */
export function indexRows(ledger: Ledger, block: Block, result: BlockResult, state: Overlay): Row[] {
  const { height } = block.header;
  const rows: Row[] = [];
  let offset = emptyBlockSize;
  block.transactions.forEach((transaction, index) => {
    const size = transaction.bytes.length;
    const at = { height, index, offset: offset + sizeInBlock(0), size };
    offset += sizeInBlock(size);
    rows.push({ key: keys.transaction(transaction.id), value: location.encode(at) });
  });
  const transactions = block.transactions.values();
  result.happenings.forEach((happening, index) => {
    const { cause } = happening;
    const transaction = cause.kind === 'entry' ? transactions.next().value : undefined;
    const concerned = transaction === undefined ? [] : accountsOf(ledger, transaction);
    rows.push(...activityRows(happening, concerned, height, index), ...historyRows(happening, height));
  });
  const executed = result.happenings.flatMap(({ cause }) =>
    cause.kind === 'due' ? [{ event: cause.event, registry: cause.entry.registry, payload: cause.entry.payload }] : [],
  );
  if (executed.length > 0) rows.push({ key: keys.executed(height), value: storedExecutions.encode(executed) });
  for (const change of state.changesOf(carKind)) rows.push(...ownerRows(change));
  return rows;
}

/** Whoever is named, and whoever gained or lost. */
function activityRows({ cause, movements }: Happening, concerned: Key[], height: number, index: number): Row[] {
  const event = cause.kind === 'entry' ? cause.id : cause.kind === 'due' ? cause.event : noEvent;
  const moved = movements.filter(({ key }) => !concerned.some((other) => equalBytes(other, key)));
  return [...concerned, ...moved.map(({ key }) => key)].map((account) => {
    const change = movements.find(({ key }) => equalBytes(key, account))?.change ?? 0n;
    const sums = change < 0n ? { gained: 0n, lost: -change } : { gained: change, lost: 0n };
    return {
      key: keys.activity(account, height, index),
      value: storedActivity.encode({ cause: cause.kind, event, ...sums }),
    };
  });
}

function historyRows({ events }: Happening, height: number): Row[] {
  return events.map(({ kind, id, event, number }) => {
    return { key: keys.history(stateKey(kind, id), number), value: storedEvent.encode({ event, height }) };
  });
}

/** Pages of the state tree that differ between two trees. */
export function pageRows(before: TreeNode | undefined, after: TreeNode | undefined): Row[] {
  const rows: Row[] = [];
  changedPages(before, after, (place, page) => rows.push({ key: keys.tree(place), value: page }));
  return rows;
}

function ownerRows({ id: vin, before, after }: ObjectChange<Car>): Row[] {
  if (before && after && equalBytes(before.owner, after.owner)) return [];
  return [
    ...(before ? [{ key: keys.owner(before.owner, vin), value: undefined }] : []),
    ...(after ? [{ key: keys.owner(after.owner, vin), value: nothing }] : []),
  ];
}

/** What it takes to disconnect a block: the state before, and the index rows to take back. */
export interface Undo {
  readonly state: { readonly key: Uint8Array; readonly before: Uint8Array | undefined }[];
  /** Index keys that were added. */
  readonly added: Uint8Array[];
  /** Index keys, with empty values, that were taken away. */
  readonly removed: Uint8Array[];
}

/** Of its own making, and under a checksum: a bound that no block comes near. */
const most = 2 ** 24;

export const undoCodec: codec.Codec<Undo> = codec.struct({
  state: codec.longList(codec.struct({ key: codec.blob(64), before: codec.optional(codec.longBlob(most)) }), most),
  added: codec.longList(codec.blob(128), most),
  removed: codec.longList(codec.blob(128), most),
});
