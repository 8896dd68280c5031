import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import * as codec from './codec.ts';
import { prefixed, taggedHash, tags } from './hash.ts';
import type { Key } from './keys.ts';
import type { OperationTable } from './operation.ts';
import { refusals } from './refusal.ts';
import { sign } from './signature.ts';
import { Fault } from './wire.ts';

/** An operation with its values. */
export interface OperationCall {
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Everything that the author signs. */
export interface Body {
  /** First four bytes of the genesis id. */
  readonly network: Uint8Array;
  readonly author: Key;
  /** Who pays the fee, if not the author. */
  readonly payer: Key | undefined;
  /** How many transactions the author made before. */
  readonly nonce: number;
  /** Deniers. */
  readonly fee: bigint;
  /** Last height at which it may stand in a block; 0 for no end. */
  readonly expiry: number;
  readonly operation: OperationCall;
}

export interface Cosignature {
  readonly key: Key;
  readonly signature: Uint8Array;
}

/** A transaction with its signatures, its encoding and its two names. */
export interface SignedTransaction {
  readonly body: Body;
  readonly signature: Uint8Array;
  readonly cosignatures: readonly Cosignature[];
  /** The whole encoding. */
  readonly bytes: Uint8Array;
  /** Names what is signed; the same under every signature. 32 bytes. */
  readonly id: Uint8Array;
  /** Names the whole encoding, signatures included. 32 bytes. */
  readonly wid: Uint8Array;
}

export const transactionRefusals = refusals({
  TRANSACTION_TOO_LARGE: (data: { size: number; limit: number }) =>
    `The entry has ${data.size} bytes; ${data.limit} are allowed. Shorten its texts.`,
  WRONG_NETWORK: (data: { network: string; expected: string }) =>
    `The entry was signed for another network (${data.network}, not ${data.expected}). Sign it for this one.`,
  SIGNATURE_INVALID: (_: { id: string; signer: string }) =>
    'A signature on the entry is not by the key that it names, or not in the one form allowed (low s). Sign it again.',
  COSIGNERS_WRONG: (data: { expected: readonly string[]; given: readonly string[] }) =>
    `The entry needs ${data.expected.length} signature(s) beside its author's and carries ${data.given.length}, or by others, or in another order. Have it signed by exactly those it names.`,
  PAYER_IS_AUTHOR: () => 'The entry names its author as payer. Leave the payer out.',
});

const cosignatures = codec.list(codec.struct({ key: codec.publicKey, signature: codec.signature64 }), 16);
const cosignatureSize = 33 + 64;

/** The codecs of transactions over one table of operations. */
export class TransactionFormat {
  readonly #body: codec.Codec<Body>;
  readonly #signed: codec.Codec<{ body: Body; signature: Uint8Array; cosignatures: Cosignature[] }>;
  readonly #genesisId: Uint8Array;

  constructor(operations: OperationTable, genesisId: Uint8Array) {
    this.#genesisId = genesisId;
    const own = genesisId.slice(0, 4);
    this.#body = codec.struct({
      // The same bytes in every entry: thousands of copies would be carried along while blocks wait.
      network: codec.mapped(
        codec.bytes(4),
        (network) => (equalBytes(network, own) ? own : network),
        (network) => network,
      ),
      author: codec.publicKey,
      payer: codec.optional(codec.publicKey),
      nonce: codec.u32,
      fee: codec.u64,
      expiry: codec.u32,
      operation: operationCodec(operations),
    });
    this.#signed = codec.struct({ body: this.#body, signature: codec.signature64, cosignatures });
  }

  /** What every signer signs: taggedHash("carnet/transaction", genesis id, body). */
  id(body: Body): Uint8Array {
    return this.#idOf(this.#body.encode(body));
  }

  /** The encoding of a body alone, for what carries it without its signatures. */
  encodeBody(body: Body): Uint8Array {
    return this.#body.encode(body);
  }

  /**
   * Reads a body alone.
   * @throws MALFORMED for anything but the one canonical encoding
   */
  decodeBody(bytes: Uint8Array): Body {
    return codec.decode(this.#body, bytes, 'entry');
  }

  /** Bytes of the encoding with `cosigners` signatures beside the author's. */
  size(body: Body, cosigners: number): number {
    return this.#body.encode(body).length + 64 + 2 + cosigners * cosignatureSize;
  }

  /** Signs a body; `cosigners` sign in the order given. */
  sign(
    body: Body,
    secretKey: Uint8Array,
    cosigners: readonly { key: Key; secretKey: Uint8Array }[],
  ): SignedTransaction {
    const id = this.id(body);
    return this.assemble(
      body,
      sign(id, secretKey),
      cosigners.map((signer) => ({ key: signer.key, signature: sign(id, signer.secretKey) })),
    );
  }

  /** Puts a transaction together from its body and signatures. */
  assemble(body: Body, signature: Uint8Array, given: readonly Cosignature[]): SignedTransaction {
    const raw = this.#body.encode(body);
    const bytes = concatBytes(raw, signature, cosignatures.encode([...given]));
    return {
      body,
      signature,
      cosignatures: given,
      bytes,
      id: this.#idOf(raw),
      wid: taggedHash(tags.signed, ...prefixed(bytes)),
    };
  }

  /**
   * Reads a transaction.
   * @param bytes kept by the transaction: they must not change any more
   * @throws TRANSACTION_TOO_LARGE above `limit` bytes, MALFORMED for anything but the one canonical encoding
   */
  decode(bytes: Uint8Array, limit: number): SignedTransaction {
    if (bytes.length > limit) throw transactionRefusals.TRANSACTION_TOO_LARGE({ size: bytes.length, limit });
    const { body, signature, cosignatures: given } = codec.decode(this.#signed, bytes, 'entry', true);
    const bodySize = bytes.length - 64 - 2 - given.length * cosignatureSize;
    const id = this.#idOf(bytes.subarray(0, bodySize));
    return { body, signature, cosignatures: given, bytes, id, wid: taggedHash(tags.signed, ...prefixed(bytes)) };
  }

  #idOf(body: Uint8Array): Uint8Array {
    return taggedHash(tags.transaction, this.#genesisId, ...prefixed(body));
  }
}

function operationCodec(operations: OperationTable): codec.Codec<OperationCall> {
  return codec.codec(
    (writer, call) => {
      const operation = operations.named(call.name);
      if (operation === undefined) throw new Fault(`no operation ${call.name}`);
      writer.u8(operation.tag);
      operation.codec.write(writer, call.values);
    },
    (reader) => {
      const tag = reader.u8();
      const operation = operations.tagged(tag);
      if (operation === undefined) throw new Fault(`no operation with number ${tag}`);
      return { name: operation.name, values: operation.codec.read(reader) };
    },
  );
}

/** One signature to check. */
export interface SignatureCheck {
  readonly signature: Uint8Array;
  readonly digest: Uint8Array;
  readonly key: Key;
}

/** Every signature that a transaction carries, the author's first. */
export function signaturesOf({ body, id, signature, cosignatures: given }: SignedTransaction): SignatureCheck[] {
  return [
    { signature, digest: id, key: body.author },
    ...given.map((one) => ({ signature: one.signature, digest: id, key: one.key })),
  ];
}

/**
 * The keys that must sign beside the author: those the operation names, in its order, then the payer. A key signs
 * once, so whoever stands there twice, or is the author, is not asked again.
 */
export function requiredCosigners(author: Key, payer: Key | undefined, named: readonly Key[]): Key[] {
  const required: Key[] = [];
  for (const key of payer === undefined ? named : [...named, payer]) {
    if (!equalBytes(key, author) && !required.some((other) => equalBytes(other, key))) required.push(key);
  }
  return required;
}

/** @throws COSIGNERS_WRONG unless the cosignatures are by exactly these keys in this order */
export function checkCosigners({ cosignatures: given }: SignedTransaction, required: readonly Key[]): void {
  const matches =
    given.length === required.length &&
    given.every(({ key }, index) => equalBytes(key, required[index] ?? new Uint8Array()));
  if (!matches) {
    throw transactionRefusals.COSIGNERS_WRONG({
      expected: required.map(bytesToHex),
      given: given.map(({ key }) => bytesToHex(key)),
    });
  }
}
