import { equalBytes } from '@noble/ciphers/utils.js';
import * as codec from '../../ledger/codec.ts';
import type { Key } from '../../ledger/keys.ts';
import { personCommitment } from '../../ledger/registries/owners/owner.ts';
import { type Person, personCodec, saltSize } from './person.ts';
import type { Secrets } from './secrets.ts';

/** A person as it lies in its box. */
interface Stored {
  readonly key: Key;
  readonly salt: Uint8Array;
  /** The encoding that was committed to, byte for byte. */
  readonly record: Uint8Array;
  readonly at: bigint;
  readonly who: string;
}

const storedCodec: codec.Codec<Stored> = codec.struct({
  key: codec.publicKey,
  salt: codec.bytes(saltSize),
  record: codec.blob(1_000),
  at: codec.u64,
  who: codec.text(80),
});

/** Somebody on file. */
export interface OnFile {
  readonly key: Key;
  readonly person: Person;
  /** What stands on the ledger for the person. */
  readonly commitment: Uint8Array;
  /** When, and by whom, the person was put on file; milliseconds since 1970. */
  readonly since: number;
  readonly by: string;
}

/** A person in a box, and what stands for the person on the ledger. */
export function closePerson(
  secrets: Secrets,
  given: { readonly key: Key; readonly salt: Uint8Array; readonly person: Person; at: bigint; who: string },
): { box: Uint8Array; commitment: Uint8Array } {
  const { key, salt, person, at, who } = given;
  const record = personCodec.encode(person);
  const box = secrets.close('person', storedCodec.encode({ key, salt, record, at, who }));
  return { box, commitment: personCommitment(salt, record) };
}

/** Who is in a box; nothing where it is not as it was closed, or lies in the place of another key. */
export function openPerson(secrets: Secrets, index: Uint8Array, box: Uint8Array): OnFile | undefined {
  const plain = secrets.open('person', box);
  if (plain === undefined) return undefined;
  const { key, salt, record, at, who } = storedCodec.decode(plain);
  if (!equalBytes(secrets.indexOf(key), index)) return undefined;
  return {
    key,
    person: personCodec.decode(record),
    commitment: personCommitment(salt, record),
    since: Number(at),
    by: who,
  };
}
