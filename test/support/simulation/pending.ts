import { Envelopes } from '../../../source/node/exchange/envelopes.ts';
import { Vault } from '../../../source/node/exchange/vault.ts';
import { Verifier } from '../../../source/node/verifier/verifier.ts';
import { Store } from '../../../source/store/store.ts';

/** Rounds of the event loop in which nothing happens, before nothing more is expected to happen. */
const quietRounds = 16;

/** The same where nothing has begun at all, as with most ticks of a node's timers: promises have run by then. */
const idleRounds = 2;

let pending = 0;
let touched = 0;
/** What had been touched when all was settled last: what came since has begun something. */
let seenSettled = 0;
const onNonePending: (() => void)[] = [];

function returned(): void {
  pending--;
  touched++;
  if (pending === 0) for (const resume of onNonePending.splice(0)) resume();
}

type Method = (this: object, ...values: unknown[]) => Promise<unknown>;

/** Counts calls of a method that have not returned. The method itself stays what it is. */
function count(prototype: object, name: string): void {
  const real = Reflect.get(prototype, name) as Method;
  const counted: Method = function (...values) {
    pending++;
    touched++;
    return real.apply(this, values).finally(returned);
  };
  Object.defineProperty(prototype, name, { value: counted, configurable: true, writable: true });
}

// Where a node waits for something that its clock does not rule: the disk, worker threads, and the platform's ciphers.
for (const name of ['write', 'activity', 'history', 'listed', 'affairsOf']) count(Store.prototype, name);
count(Vault, 'open');
for (const name of ['write', 'read', 'has', 'places']) count(Vault.prototype, name);
for (const name of ['seal', 'open']) count(Envelopes.prototype, name);
count(Verifier.prototype, 'firstFailing');
count(Verifier.prototype, 'firstInvalid');

/** Something happened in the simulation. */
export function touch(): void {
  touched++;
}

/** Resolves when every node has done all that it can do before the clock goes on. */
export async function settled(): Promise<void> {
  let seen = seenSettled;
  let rounds = idleRounds;
  for (let quiet = 0; quiet < rounds; quiet++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (pending > 0 || touched !== seen) {
      quiet = 0;
      rounds = quietRounds;
    }
    seen = touched;
    // Whoever turned the event loop meanwhile would take the processor from the threads that are waited for.
    if (pending > 0) await new Promise<void>((resolve) => onNonePending.push(resolve));
  }
  seenSettled = seen;
}
