import { equalBytes } from '@noble/ciphers/utils.js';
import { partiesOf } from '../ledger/affair.ts';
import type { Key } from '../ledger/keys.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ObjectReference } from '../ledger/operation.ts';
import { carKind } from '../ledger/registries/cars/car.ts';
import { transferKind } from '../ledger/registries/transfers/transfer.ts';
import { asHistoric, type StateReader, statePrefix } from '../ledger/state.ts';
import type { SignedTransaction } from '../ledger/transaction.ts';

/** The states between which something happened. */
export interface Span {
  readonly before: StateReader;
  readonly after: StateReader;
}

const cars = statePrefix(carKind);
const sales = asHistoric(transferKind);

/** Accounts that a transaction names: author, payer, cosigners, and every account in a field. */
export function accountsOf(ledger: Ledger, transaction: SignedTransaction): Key[] {
  const { body, cosignatures } = transaction;
  const accounts: Key[] = [body.author];
  const add = (key: unknown) => {
    if (key instanceof Uint8Array) addKey(accounts, key);
  };
  add(body.payer);
  for (const { key } of cosignatures) add(key);
  const { fields } = ledger.operationOf(transaction);
  for (const name in fields) if (fields[name]?.input === 'account') add(body.operation.values[name]);
  return accounts;
}

/**
 * Everybody whom it concerns that something happened to these objects, named or not, each once: the parties of affairs;
 * of a car who owned it and who owns it, and the parties of the sale in which it was or is.
 */
export function concernedBy(ledger: Ledger, span: Span, objects: readonly ObjectReference[]): Key[] {
  const found = partiesOf(ledger.affairs, span.after, objects);
  for (const { kind, id } of objects) {
    if (statePrefix(kind) !== cars) continue;
    for (const state of [span.before, span.after]) {
      const car = state.get(carKind, id);
      if (car === undefined) continue;
      addKey(found, car.owner);
      if (car.transfer === undefined) continue;
      for (const key of partiesOf(ledger.affairs, state, [{ kind: sales, id: car.transfer }])) addKey(found, key);
    }
  }
  return found;
}

function addKey(keys: Key[], key: Key): void {
  if (!keys.some((other) => equalBytes(other, key))) keys.push(key);
}
