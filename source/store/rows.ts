import { equalBytes } from '@noble/ciphers/utils.js';
import { type Block, emptyBlockSize, sizeInBlock } from '../ledger/block.ts';
import * as codec from '../ledger/codec.ts';
import type { Key } from '../ledger/keys.ts';
import type { BlockResult, Ledger } from '../ledger/ledger.ts';
import { type Car, carKind } from '../ledger/registries/cars/car.ts';
import { type ObjectChange, type Overlay, stateKey } from '../ledger/state.ts';
import type { SignedTransaction } from '../ledger/transaction.ts';
import { keys, location, storedEvent } from './layout.ts';

/** One write: a value, or nothing to take the key away. */
export interface Row {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

const nothing = new Uint8Array(0);

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

/** Index rows that a connected block adds: transactions, activity, histories, and cars by owner. */
export function indexRows(ledger: Ledger, block: Block, result: BlockResult, state: Overlay): Row[] {
  const { height } = block.header;
  const rows: Row[] = [];
  let offset = emptyBlockSize;
  block.transactions.forEach((transaction, index) => {
    const size = transaction.bytes.length;
    const at = { height, index, offset: offset + sizeInBlock(0), size };
    offset += sizeInBlock(size);
    rows.push({ key: keys.transaction(transaction.id), value: location.encode(at) });
    for (const account of accountsOf(ledger, transaction)) {
      rows.push({ key: keys.activity(account, height, index), value: transaction.id });
    }
  });
  for (const { kind, id, event, number } of result.events) {
    rows.push({ key: keys.history(stateKey(kind, id), number), value: storedEvent.encode({ event, height }) });
  }
  for (const change of state.changesOf(carKind)) rows.push(...ownerRows(change));
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
