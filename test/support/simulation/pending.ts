import { Envelopes } from '../../../source/node/exchange/envelopes.ts';
import { Vault } from '../../../source/node/exchange/vault.ts';
import { Verifier } from '../../../source/node/verifier/verifier.ts';
import { Store } from '../../../source/store/store.ts';

/** Rounds of the event loop in which nothing happens, before nothing more is expected to happen. */
const quietRounds = 16;

let pending = 0;
let touched = 0;

type Method = (this: object, ...values: unknown[]) => Promise<unknown>;

/** Counts calls of a method that have not returned. The method itself stays what it is. */
function count(prototype: object, name: string): void {
  const real = Reflect.get(prototype, name) as Method;
  const counted: Method = function (...values) {
    pending++;
    return real.apply(this, values).finally(() => pending--);
  };
  Object.defineProperty(prototype, name, { value: counted, configurable: true, writable: true });
}

// Where a node waits for something that its clock does not rule: the disk, worker threads, and the platform's ciphers.
count(Store.prototype, 'write');
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
  let seen = touched;
  for (let quiet = 0; quiet < quietRounds; quiet++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (pending > 0 || touched !== seen) quiet = 0;
    seen = touched;
  }
}
