import { noteBeginning } from './beginning.ts';
import { extendHistories, type HistoryEvent } from './history.ts';
import type { Key } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { type Movement, WatchedState } from './movements.ts';
import { dequeueDue, type QueueEntry, queueBatch, queueEvent } from './queue.ts';
import { credit, updateAccount } from './registries/accounts.ts';
import { forgetEra, setEra } from './registries/licences/rosters.ts';
import type { Overlay, State } from './state.ts';
import type { SignedTransaction } from './transaction.ts';

/** What one transaction, queue entry or reward did besides changing the state. */
export interface Outcome {
  /** Histories that it extended. */
  readonly events: readonly HistoryEvent[];
  /** Balances that it changed. */
  readonly movements: readonly Movement[];
}

/** Why something happened. */
export type Cause =
  | { readonly kind: 'entry'; readonly id: Uint8Array }
  /** Something in the queue was due; `event` names it in histories. */
  | { readonly kind: 'due'; readonly entry: QueueEntry; readonly event: Uint8Array }
  | { readonly kind: 'reward' };

export interface Happening extends Outcome {
  readonly cause: Cause;
}

/** What a block did besides changing the state. */
export interface BlockResult {
  /** Deniers of all fees together. */
  readonly fees: bigint;
  /** In the order in which it happened: what was due, the transactions, the reward. */
  readonly happenings: readonly Happening[];
}

/** A block that is being filled: by a miner, or by whoever checks it. */
export class BlockInProgress {
  readonly #ledger: Ledger;
  readonly #state: State;
  readonly #block: { readonly height: number; readonly time: number; readonly miner: Key };
  readonly #happenings: Happening[] = [];
  #fees = 0n;

  constructor(ledger: Ledger, state: State, block: { height: number; time: number; miner: Key }) {
    this.#ledger = ledger;
    this.#state = state;
    this.#block = block;
    noteBeginning(state, block);
    this.#runQueue();
  }

  /** Applies one more transaction. When it throws, the state is spoiled. */
  add(transaction: SignedTransaction): void {
    this.#remember(transaction, this.#ledger.applyTransaction(this.#state, transaction, this.#block));
  }

  /** Applies one more transaction on an overlay over this block's state and keeps it only if all went well. */
  tryAdd(transaction: SignedTransaction, overlay: Overlay): void {
    const outcome = this.#ledger.applyTransaction(overlay, transaction, this.#block);
    overlay.merge();
    this.#remember(transaction, outcome);
  }

  /** Pays the miner and, at the end of an era, writes down who may mine the one after the next. */
  finish(): BlockResult {
    const { height, miner } = this.#block;
    const { blockReward, eraLength } = this.#ledger.genesis.parameters;
    const watched = new WatchedState(this.#state);
    credit(watched, miner, blockReward + this.#fees);
    updateAccount(watched, miner, { lastMined: height });
    this.#happenings.push({ cause: { kind: 'reward' }, events: [], movements: watched.movements() });
    if ((height + 1) % eraLength === 0) {
      const era = Math.floor(height / eraLength);
      setEra(this.#state, era + 2);
      forgetEra(this.#state, era - 1);
    }
    return { fees: this.#fees, happenings: this.#happenings };
  }

  #remember({ id, body }: SignedTransaction, outcome: Outcome): void {
    this.#happenings.push({ cause: { kind: 'entry', id }, ...outcome });
    this.#fees += body.fee;
  }

  #runQueue(): void {
    const { height, time } = this.#block;
    const context = { height, time, parameters: this.#ledger.genesis.parameters };
    for (let count = 0; count < queueBatch; count++) {
      const entry = dequeueDue(this.#state, 'height', height) ?? dequeueDue(this.#state, 'time', time);
      if (entry === undefined) return;
      const watched = new WatchedState(this.#state);
      const touched = this.#ledger.registry(entry.registry)?.due?.(watched, entry.payload, context) ?? [];
      const event = queueEvent(entry);
      const events = extendHistories(this.#state, touched, this.#block, event);
      this.#happenings.push({ cause: { kind: 'due', entry, event }, events, movements: watched.movements() });
    }
  }
}
