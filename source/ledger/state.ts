import { byteString, byteStringBehind, bytesOf } from './byte-string.ts';
import type { Codec } from './codec.ts';
import { RecentMap } from './recent-map.ts';

/**
 * A kind of object in the state. Its key is registry u8, kind u8, then an id of fixed length.
 */
export interface Kind<T> {
  readonly registry: number;
  readonly kind: number;
  readonly name: string;
  /** Bytes of the id behind the two leading bytes. */
  readonly idLength: number;
  readonly codec: Codec<T>;
}

/** What every object with a history carries. */
export interface Historic {
  readonly historyCount: number;
  /** Head of the hash chain over every event of the object, 32 bytes; zeros before the first. */
  readonly historyHead: Uint8Array;
}

/** A kind whose objects carry a history, seen as no more than that. */
export function asHistoric<T extends Historic>(kind: Kind<T>): Kind<Historic> {
  return kind as unknown as Kind<Historic>;
}

/** Reads typed objects. Values are shared: never change one, put a new one. */
export interface StateReader {
  get<T>(kind: Kind<T>, id: Uint8Array): T | undefined;
}

/** Reads and writes typed objects. */
export interface State extends StateReader {
  put<T>(kind: Kind<T>, id: Uint8Array, value: T): void;
  delete<T>(kind: Kind<T>, id: Uint8Array): void;
}

/** Where an overlay reads what it does not hold: raw encodings by state key. */
export interface StateSource {
  read(key: string): Uint8Array | undefined;
}

/** One object that changed: its encodings before and after; nothing where it did not or does not exist. */
export interface Change {
  /** State key. */
  readonly key: string;
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

/** One object of a known kind that was written: as it was and as it is; nothing where it did not or does not exist. */
export interface ObjectChange<T> {
  readonly id: Uint8Array;
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** The state key of an object: registry, kind and id as a {@link byteString}, so that maps can be keyed by it. */
export function stateKey<T>(kind: Kind<T>, id: Uint8Array): string {
  if (id.length !== kind.idLength) throw new RangeError(`an id of ${kind.name} has ${kind.idLength} bytes`);
  return byteStringBehind(prefixOf(kind).bytes, id);
}

/** The first two bytes of every key of a kind, as a {@link byteString}. */
export function statePrefix<T>(kind: Kind<T>): string {
  return prefixOf(kind).text;
}

interface Prefix {
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** Worked out once a kind: every look-up needs one. */
const prefixes = new WeakMap<object, Prefix>();

function prefixOf<T>(kind: Kind<T>): Prefix {
  let prefix = prefixes.get(kind);
  if (prefix === undefined) {
    const bytes = Uint8Array.of(kind.registry, kind.kind);
    prefix = { bytes, text: byteString(bytes) };
    prefixes.set(kind, prefix);
  }
  return prefix;
}

/** The id behind a state key. */
export function idOf(key: string): Uint8Array {
  return bytesOf(key.slice(2));
}

/** A value that was put but not encoded yet, an encoding that was not decoded yet, or both; neither means deleted. */
interface Entry {
  bytes: Uint8Array | undefined;
  value: unknown;
  /** Of the kind under which the value was put. */
  codec: { encode(value: unknown): Uint8Array } | undefined;
}

function encoded(entry: Entry): Uint8Array | undefined {
  if (entry.bytes === undefined && entry.codec !== undefined) entry.bytes = entry.codec.encode(entry.value);
  return entry.bytes;
}

function decoded<T>(kind: Kind<T>, entry: Entry): T | undefined {
  if (entry.value === undefined && entry.bytes !== undefined) entry.value = kind.codec.decode(entry.bytes, true);
  return entry.value as T | undefined;
}

/** Objects that an overlay keeps of what it read, at least: some ten megabytes of cars. */
const kept = 8_192;

/**
 * A state on top of a source or of another overlay. Nothing below changes until {@link merge} or until somebody
 * stores {@link changes}. Objects are decoded once and encoded once, however often they are touched.
 */
export class Overlay implements State, StateSource {
  readonly #parent: StateSource;
  readonly #written = new Map<string, Entry>();
  /** What was read of the source lately; an overlay below has its own. */
  readonly #seen: RecentMap<Entry> | undefined;

  constructor(parent: StateSource) {
    this.#parent = parent;
    if (!(parent instanceof Overlay)) this.#seen = new RecentMap(kept);
  }

  get<T>(kind: Kind<T>, id: Uint8Array): T | undefined {
    return decoded(kind, this.#find(stateKey(kind, id)));
  }

  put<T>(kind: Kind<T>, id: Uint8Array, value: T): void {
    this.#written.set(stateKey(kind, id), { bytes: undefined, value, codec: kind.codec });
  }

  delete<T>(kind: Kind<T>, id: Uint8Array): void {
    this.restore(stateKey(kind, id), undefined);
  }

  read(key: string): Uint8Array | undefined {
    return encoded(this.#find(key));
  }

  /** Puts a raw encoding, or takes the object away: what undoing a block does. */
  restore(key: string, bytes: Uint8Array | undefined): void {
    this.#written.set(key, { bytes, value: undefined, codec: undefined });
  }

  /** Everything written here that differs from what lies below, in ascending order of keys. */
  changes(): Change[] {
    const changes: Change[] = [];
    for (const key of [...this.#written.keys()].sort()) {
      const entry = this.#written.get(key);
      const after = entry && encoded(entry);
      const before = encoded(this.#below(key));
      if (!sameBytes(before, after)) changes.push({ key, before, after });
    }
    return changes;
  }

  /**
   * Every object of some kinds, by their {@link statePrefix}, that was written here, whether it differs from what lies
   * below or not; with the prefix of its kind.
   */
  *changesAmong(kinds: ReadonlyMap<string, Kind<unknown>>): Generator<ObjectChange<unknown> & { prefix: string }> {
    for (const [key, entry] of this.#written) {
      const prefix = key.slice(0, 2);
      const kind = kinds.get(prefix);
      if (kind === undefined) continue;
      yield { prefix, id: idOf(key), before: decoded(kind, this.#below(key)), after: decoded(kind, entry) };
    }
  }

  /** Everything written here, whether it differs from what lies below or not: key and encoding, nothing for deleted. */
  *written(): Generator<[key: string, bytes: Uint8Array | undefined]> {
    for (const [key, entry] of this.#written) yield [key, encoded(entry)];
  }

  /** Hands everything written here to the overlay below and forgets it here. */
  merge(): void {
    if (!(this.#parent instanceof Overlay)) throw new TypeError('only an overlay on an overlay can be merged');
    for (const [key, entry] of this.#written) this.#parent.#written.set(key, entry);
    this.discard();
  }

  /**
   * Whoever stores what lies below has stored everything written here: from now on it was read from there. The next
   * block finds it decoded.
   */
  settle(): void {
    for (const [key, entry] of this.#written) this.#seen?.set(key, entry);
    this.#written.clear();
  }

  /** Forgets everything written here, and everything read. */
  discard(): void {
    this.#written.clear();
    this.#seen?.clear();
  }

  #find(key: string): Entry {
    return this.#written.get(key) ?? this.#below(key);
  }

  /** What lies below, read once. */
  #below(key: string): Entry {
    if (this.#parent instanceof Overlay) return this.#parent.#find(key);
    const seen = this.#seen?.get(key);
    if (seen !== undefined) return seen;
    const entry: Entry = { bytes: this.#parent.read(key), value: undefined, codec: undefined };
    this.#seen?.set(key, entry);
    return entry;
  }
}

function sameBytes(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}
