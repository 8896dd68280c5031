import { byteString } from '../../../source/ledger/byte-string.ts';
import { sha256, sha256Text } from '../../../source/ledger/hash.ts';
import { regtest } from '../../../source/ledger/networks.ts';
import { dequeueDue } from '../../../source/ledger/queue.ts';
import { RefusedError } from '../../../source/ledger/refusal.ts';
import { exchangeOf } from '../../../source/ledger/registries/books/exchange.ts';
import { Overlay } from '../../../source/ledger/state.ts';
import { keyOf } from '../../ledger/support.ts';
import { ledger, type Pace, start, xid } from './ground.ts';
import { Once } from './once.ts';
import { type Submitted, source, type Tip } from './world.ts';

/** A block: the tip that it makes, and which of its entries the rules took. */
export interface Mined {
  readonly tip: Tip;
  readonly taken: readonly Submitted[];
}

/** The ledger by its own rules, every block made once. */
export class Blocks {
  readonly first: Tip;
  readonly #parameters;
  readonly #tips = new Once<Omit<Tip, 'id'>>();
  readonly #mined = new Map<string, Mined>();

  constructor(pace: Pace) {
    this.#parameters = { ...regtest.parameters, ...pace };
    this.first = this.#tip(start, new Map());
  }

  /** The block after a tip with these entries, in their order. What the rules refuse changes nothing. */
  after(tip: Tip, entries: readonly Submitted[]): Mined {
    let place = `${tip.id}`;
    for (const { id } of entries) place += ` ${id}`;
    const known = this.#mined.get(place) ?? this.#mine(tip, entries);
    this.#mined.set(place, known);
    return known;
  }

  #mine({ height: below, state: before }: Tip, entries: readonly Submitted[]): Mined {
    const height = below + 1;
    const state = new Overlay(source(before));
    this.#runQueue(state, height);
    const taken = entries.filter((entry) => this.#apply(state, entry, height));
    const changed = new Map(before);
    for (const { key, after } of state.changes()) changed.set(key, after);
    return { tip: this.#tip(height, changed), taken };
  }

  #tip(height: number, state: Tip['state']): Tip {
    const lines = [...state].map(([key, value]) => `${key}=${value === undefined ? '' : byteString(value)}`);
    const text = sha256Text(Buffer.from(lines.sort().join('\n'), 'latin1'));
    return this.#tips.of(`${height} ${text}`, () => {
      return { height, state, exchange: exchangeOf(new Overlay(source(state)), xid) };
    });
  }

  #runQueue(state: Overlay, height: number): void {
    const context = { height, time: 0, parameters: this.#parameters };
    for (
      let entry = dequeueDue(state, 'height', height);
      entry !== undefined;
      entry = dequeueDue(state, 'height', height)
    ) {
      ledger.registry(entry.registry)?.due?.(state, entry.payload, context);
    }
  }

  /** Whether the rules took it. */
  #apply(state: Overlay, { author, operation, values, until }: Submitted, height: number): boolean {
    if (height > until) return false;
    const view = new Overlay(state);
    const its = ledger.operations.named(operation);
    if (its === undefined) throw new Error(`no operation ${operation}`);
    // Over the wire and back: what does not fit its own encoding is nothing.
    const read = its.codec.decode(its.codec.encode(values as Record<string, unknown>));
    const id = sha256(its.codec.encode(read));
    const key = keyOf(author);
    try {
      its.apply(view, read, { height, time: 0, miner: key, author: key, id, parameters: this.#parameters });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return false;
    }
    view.merge();
    return true;
  }
}
