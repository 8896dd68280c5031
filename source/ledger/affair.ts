import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from './keys.ts';
import type { ObjectReference } from './operation.ts';
import { type Kind, type StateReader, statePrefix } from './state.ts';

/**
 * Something between a few accounts that is open for a while and then over: a sale, a contract. Whoever stores the ledger
 * can list them by account, so that nobody has to search for what waits for a person.
 */
export interface Affair<T> {
  readonly kind: Kind<T>;
  /** Whom it concerns, each at most once. */
  parties(value: T): readonly Key[];
  /** What is over never opens again. */
  isOpen(value: T): boolean;
  /** Last height at which something can be done about it. */
  until(value: T): number;
}

/** Declares an affair. The type of its objects is known where it is declared and forgotten for everybody else. */
export function defineAffair<T>(affair: Affair<T>): Affair<unknown> {
  return affair as unknown as Affair<unknown>;
}

/** Everybody whom the affairs among some objects concern, each once. */
export function partiesOf(
  affairs: readonly Affair<unknown>[],
  state: StateReader,
  objects: readonly ObjectReference[],
): Key[] {
  const found: Key[] = [];
  for (const { kind, id } of objects) {
    const affair = affairs.find((one) => statePrefix(one.kind) === statePrefix(kind));
    const value = affair && state.get(affair.kind, id);
    for (const key of (value !== undefined && affair?.parties(value)) || []) {
      if (!found.some((other) => equalBytes(other, key))) found.push(key);
    }
  }
  return found;
}

/** Last height at which something can be done about the open affairs among some objects; nothing where there is none. */
export function untilOf(
  affairs: readonly Affair<unknown>[],
  state: StateReader,
  objects: readonly ObjectReference[],
): number | undefined {
  const ends = objects.flatMap(({ kind, id }) => {
    const affair = affairs.find((one) => statePrefix(one.kind) === statePrefix(kind));
    const value = affair && state.get(affair.kind, id);
    return affair !== undefined && value !== undefined && affair.isOpen(value) ? [affair.until(value)] : [];
  });
  return ends.length === 0 ? undefined : Math.min(...ends);
}
