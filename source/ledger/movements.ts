import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from './keys.ts';
import { accountKind, accountOf } from './registries/accounts.ts';
import type { Kind, State } from './state.ts';

/** What one event did to one balance. */
export interface Movement {
  readonly key: Key;
  /** Deniers, negative where they left. */
  readonly change: bigint;
}

/** A state that notes whose account is touched, so that every change of a balance can be told, whatever rule made it. */
export class WatchedState implements State {
  readonly #state: State;
  /** One event touches few accounts: looking through them is faster than a map. */
  readonly #before: { readonly key: Key; readonly balance: bigint }[] = [];

  constructor(state: State) {
    this.#state = state;
  }

  get<T>(kind: Kind<T>, id: Uint8Array): T | undefined {
    return this.#state.get(kind, id);
  }

  put<T>(kind: Kind<T>, id: Uint8Array, value: T): void {
    if (kind.registry === accountKind.registry && kind.kind === accountKind.kind) this.#note(id);
    this.#state.put(kind, id, value);
  }

  delete<T>(kind: Kind<T>, id: Uint8Array): void {
    this.#state.delete(kind, id);
  }

  /** The balances that changed since this was made. */
  movements(): Movement[] {
    const movements: Movement[] = [];
    for (const { key, balance } of this.#before) {
      const change = accountOf(this.#state, key).balance - balance;
      if (change !== 0n) movements.push({ key, change });
    }
    return movements;
  }

  #note(key: Key): void {
    if (this.#before.some((other) => equalBytes(other.key, key))) return;
    this.#before.push({ key, balance: accountOf(this.#state, key).balance });
  }
}
