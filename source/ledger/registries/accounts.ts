import { add, formatLivres } from '../amount.ts';
import * as codec from '../codec.ts';
import type { Key } from '../keys.ts';
import { refusals } from '../refusal.ts';
import type { Kind, State, StateReader } from '../state.ts';

/** What a key has. Amounts in deniers. */
export interface Account {
  /** Free to spend. */
  readonly balance: bigint;
  /** Held for something under way: a price, a bond. */
  readonly locked: bigint;
  /** Guarantee behind its licences. */
  readonly stake: bigint;
  /** Transactions made so far, which is the nonce of the next. */
  readonly nonce: number;
  /** Height of the last block it found; 0 for none. */
  readonly lastMined: number;
}

/** Number of the coins registry. */
export const coinsRegistry = 1;

export const accountKind: Kind<Account> = {
  registry: coinsRegistry,
  kind: 1,
  name: 'account',
  idLength: 33,
  codec: codec.struct({
    balance: codec.u64,
    locked: codec.u64,
    stake: codec.u64,
    nonce: codec.u32,
    lastMined: codec.u32,
  }),
};

export const accountRefusals = refusals({
  BALANCE_TOO_LOW: (data: { have: bigint; need: bigint }) =>
    `You have ${formatLivres(data.have)} LVR; this needs ${formatLivres(data.need)}.`,
});

const empty: Account = { balance: 0n, locked: 0n, stake: 0n, nonce: 0, lastMined: 0 };

/** The account of a key; an empty one if it never appeared. */
export function accountOf(state: StateReader, key: Key): Account {
  return state.get(accountKind, key) ?? empty;
}

/** Changes some members of an account. */
export function updateAccount(state: State, key: Key, change: Partial<Account>): void {
  state.put(accountKind, key, { ...accountOf(state, key), ...change });
}

/**
 * Adds deniers to a balance.
 * @throws AMOUNT_OVERFLOW past 2^64 - 1
 */
export function credit(state: State, key: Key, amount: bigint): void {
  const account = accountOf(state, key);
  state.put(accountKind, key, { ...account, balance: add(account.balance, amount) });
}

/**
 * Takes deniers from a balance.
 * @throws BALANCE_TOO_LOW
 */
export function debit(state: State, key: Key, amount: bigint): void {
  const account = accountOf(state, key);
  const { balance } = account;
  if (balance < amount) throw accountRefusals.BALANCE_TOO_LOW({ have: balance, need: amount });
  state.put(accountKind, key, { ...account, balance: balance - amount });
}

/**
 * Moves deniers of an account from what is free to what is locked.
 * @throws BALANCE_TOO_LOW
 */
export function lock(state: State, key: Key, amount: bigint): void {
  debit(state, key, amount);
  updateAccount(state, key, { locked: add(accountOf(state, key).locked, amount) });
}

/** Takes deniers out of what an account has locked; whoever calls gives them to somebody. */
export function takeLocked(state: State, key: Key, amount: bigint): void {
  const { locked } = accountOf(state, key);
  if (locked < amount) throw new RangeError('more than is locked');
  updateAccount(state, key, { locked: locked - amount });
}
