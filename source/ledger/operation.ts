import type { Affair } from './affair.ts';
import type { Codec } from './codec.ts';
import { type Fields, structOf, type ValuesOf } from './field.ts';
import type { Parameters } from './genesis.ts';
import type { Key } from './keys.ts';
import type { Informed, Told } from './known.ts';
import type { Listing } from './listing.ts';
import type { Role } from './roles.ts';
import type { Historic, Kind, State, StateReader } from './state.ts';

/** What an operation may know besides the state and its own fields. Never the time of its own block. */
export interface Context {
  /** Height of the block. */
  readonly height: number;
  /** Time of the parent block, milliseconds since 1970. */
  readonly time: number;
  readonly miner: Key;
  readonly author: Key;
  /** Id of the transaction, 32 bytes. */
  readonly id: Uint8Array;
  readonly parameters: Parameters;
}

/** An object whose history an operation extends. */
export interface ObjectReference {
  readonly kind: Kind<Historic>;
  readonly id: Uint8Array;
}

/** What is known of a transaction besides its fields. */
export interface Origin {
  readonly author: Key;
  /** Id of the transaction, 32 bytes. */
  readonly id: Uint8Array;
}

/** Who must be the author, for forms and refusals; the rule itself is in `apply`. */
export interface Signer {
  /** Any one of these licences; absent where it does not depend on a licence. */
  readonly roles?: readonly Role[];
  /** Completes "It takes ...". */
  readonly words: string;
}

/** Whose transaction it is, and whose eyes see it. */
export interface Seen {
  readonly author: Key;
  readonly reader: Key;
}

/** One operation, as everybody else sees it. */
export interface Operation {
  /** Number on the wire, unique over all registries. */
  readonly tag: number;
  /** For instance `cars.inspect`. */
  readonly name: string;
  /** The same in plain words: "Record a safety test". */
  readonly label: string;
  readonly fields: Fields;
  readonly signer: Signer;
  readonly codec: Codec<Record<string, unknown>>;
  /** Keys that must sign beside the author, in order. */
  cosigners(values: object): readonly Key[];
  /** Objects whose history grows by this transaction, told from the state that it finds. */
  history(values: object, origin: Origin, state: StateReader): readonly ObjectReference[];
  /**
   * Refuses a block whose own time (milliseconds) is too early for it: the one thing that looks at it. What passes at
   * one time passes at every later one, so a miner may refresh the time while it searches.
   */
  checkBlockTime(values: object, time: number): void;
  /** Deniers that leave the author's balance besides the fee in the block at `height`, told from the state before. */
  spends(values: object, state: StateReader, author: Key, height: number): bigint;
  /** What it does, in sentences that are true for whoever reads them, before and after; `by` names the author. */
  review(values: object, known: Informed, by: string): readonly string[];
  /** What happened, in a few words: "Inspection: passed". */
  summary(values: object, known: Told): string;
  /** The same as one of the accounts sees it: who is paid reads from whom. */
  summaryFor(values: object, known: Told, seen: Seen): string;
  /** Changes the state. Throws a refusal, and then the caller forgets the state. */
  apply(state: State, values: object, context: Context): void;
}

/** The one declaration of an operation: codec, form, signers, rule and words all come from it. */
export interface Declaration<F extends Fields> {
  readonly tag: number;
  readonly name: string;
  readonly label: string;
  readonly fields: F;
  readonly signer: Signer;
  cosigners?(values: ValuesOf<F>): readonly Key[];
  history?(values: ValuesOf<F>, origin: Origin, state: StateReader): readonly ObjectReference[];
  checkBlockTime?(values: ValuesOf<F>, time: number): void;
  spends?(values: ValuesOf<F>, state: StateReader, author: Key, height: number): bigint;
  review(values: ValuesOf<F>, known: Informed, by: string): readonly string[];
  summary(values: ValuesOf<F>, known: Told): string;
  /** Where it reads otherwise for somebody; nothing for whoever reads what all read. */
  summaryFor?(values: ValuesOf<F>, known: Told, seen: Seen): string | undefined;
  apply(state: State, values: ValuesOf<F>, context: Context): void;
}

/** Completes a declaration. The values' type is known where it is declared and forgotten for everybody else. */
export function defineOperation<F extends Fields>(declaration: Declaration<F>): Operation {
  type Values = ValuesOf<F>;
  return {
    tag: declaration.tag,
    name: declaration.name,
    label: declaration.label,
    fields: declaration.fields,
    signer: declaration.signer,
    codec: structOf(declaration.fields),
    cosigners: (values) => declaration.cosigners?.(values as Values) ?? [],
    history: (values, origin, state) => declaration.history?.(values as Values, origin, state) ?? [],
    checkBlockTime: (values, time) => declaration.checkBlockTime?.(values as Values, time),
    spends: (values, state, author, height) => declaration.spends?.(values as Values, state, author, height) ?? 0n,
    // Who signs must see whom it is about: the names here are those of the wallet, or whole addresses.
    review: (values, known, by) => declaration.review(values as Values, { ...known, name: known.fullName }, by),
    summary: (values, known) => declaration.summary(values as Values, known),
    summaryFor: (values, known, seen) =>
      declaration.summaryFor?.(values as Values, known, seen) ?? declaration.summary(values as Values, known),
    apply: (state, values, context) => declaration.apply(state, values as Values, context),
  };
}

/** What is due in the queue, handed back to the registry that put it there. */
export interface DueContext {
  readonly height: number;
  readonly time: number;
  readonly parameters: Parameters;
}

/** One registry: its operations, and what it does with its own entries of the queue. */
export interface Registry {
  readonly number: number;
  readonly name: string;
  readonly operations: readonly Operation[];
  /** Kinds of its objects that are listed by the accounts they concern. */
  readonly affairs?: readonly Affair<unknown>[];
  /** How its objects are listed. */
  readonly listings?: readonly Listing<unknown>[];
  /** Carries out a queue entry that is due. Must not fail: it checks first and does nothing where nothing is left. */
  due?(state: State, payload: Uint8Array, context: DueContext): readonly ObjectReference[];
  /** What such an entry did, as a label and a few words. */
  describe?(payload: Uint8Array, known: Informed): { readonly label: string; readonly what: string };
}

/** All operations by name and by tag. */
export class OperationTable {
  readonly #byName = new Map<string, Operation>();
  readonly #byTag = new Map<number, Operation>();

  constructor(registries: readonly Registry[]) {
    for (const operation of registries.flatMap((registry) => registry.operations)) {
      if (this.#byName.has(operation.name) || this.#byTag.has(operation.tag)) {
        throw new Error(`operation ${operation.name} (${operation.tag}) is declared twice`);
      }
      this.#byName.set(operation.name, operation);
      this.#byTag.set(operation.tag, operation);
    }
  }

  named(name: string): Operation | undefined {
    return this.#byName.get(name);
  }

  tagged(tag: number): Operation | undefined {
    return this.#byTag.get(tag);
  }

  all(): Operation[] {
    return [...this.#byName.values()];
  }
}
