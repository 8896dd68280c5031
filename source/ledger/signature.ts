import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import * as noble from '@noble/secp256k1';

noble.hashes.sha256 = sha256;
noble.hashes.hmacSha256 = (key, message) => hmac(sha256, key, message);

type Verify = (signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array) => boolean;

function verifyInJavaScript(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean {
  return noble.verify(signature, digest, publicKey, { prehash: false, lowS: true });
}

/**
 * The bindings of libsecp256k1 verify about thirty times as fast as JavaScript does, and sign in constant time. They
 * are optional: where no binary was built for the machine, the import fails and JavaScript does both. The two agree on
 * every public vector, and sign the same bytes.
 */
async function loadBindings() {
  try {
    return (await import('secp256k1/bindings.js')).default;
  } catch {
    return undefined;
  }
}

const bindings = await loadBindings();
const native: Verify | undefined =
  bindings && ((signature, digest, publicKey) => bindings.ecdsaVerify(signature, digest, publicKey));

/** What verifies and signs here: `libsecp256k1`, or `javascript` where its bindings do not load. */
export const backend: 'libsecp256k1' | 'javascript' = native === undefined ? 'javascript' : 'libsecp256k1';

const implementations = { libsecp256k1: native, javascript: verifyInJavaScript } as const;

function wellFormed(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64 || digest.length !== 32) return false;
  const prefix = publicKey[0];
  if (publicKey.length === 33) return prefix === 2 || prefix === 3;
  return publicKey.length === 65 && prefix === 4;
}

/**
 * Whether `signature` (64 bytes, r and s, low s only) signs `digest` (32 bytes) under `publicKey` (SEC 1, 33 bytes;
 * 65 bytes uncompressed are understood too). ECDSA over secp256k1. Never throws: what is not a signature is `false`.
 */
export function verify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean {
  return verifyWith(backend, signature, digest, publicKey);
}

/** {@link verify} by one named implementation, so that tests can hold the two against each other. */
export function verifyWith(
  implementation: keyof typeof implementations,
  signature: Uint8Array,
  digest: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  const run = implementations[implementation];
  if (run === undefined || !wellFormed(signature, digest, publicKey)) return false;
  try {
    return run(signature, digest, publicKey);
  } catch {
    // Both libraries throw for a key that is not on the curve or an r or s out of range: such a signature is invalid.
    return false;
  }
}

/** 64-byte compact signature with low s over a 32-byte digest, deterministic by RFC 6979. */
export function sign(digest: Uint8Array, secretKey: Uint8Array): Uint8Array {
  return signWith(backend, digest, secretKey);
}

/** {@link sign} by one named implementation: both give the same bytes. Throws where that does not load. */
export function signWith(
  implementation: keyof typeof implementations,
  digest: Uint8Array,
  secretKey: Uint8Array,
): Uint8Array {
  if (implementation === 'javascript') return noble.sign(digest, secretKey, { prehash: false, lowS: true });
  return loaded().ecdsaSign(digest, secretKey).signature;
}

/** The 33-byte compressed public key of a 32-byte secret key. */
export function publicKeyOf(secretKey: Uint8Array): Uint8Array {
  return publicKeyWith(backend, secretKey);
}

/** {@link publicKeyOf} by one named implementation. Throws where that does not load. */
export function publicKeyWith(implementation: keyof typeof implementations, secretKey: Uint8Array): Uint8Array {
  if (implementation === 'javascript') return noble.getPublicKey(secretKey, true);
  return loaded().publicKeyCreate(secretKey, true);
}

function loaded(): NonNullable<typeof bindings> {
  if (bindings === undefined) throw new Error('the bindings of libsecp256k1 are not there');
  return bindings;
}

/** Whether these 33 bytes are a point of the curve. Costs a square root: for the edge, not for the hot path. */
export function isPublicKey(publicKey: Uint8Array): boolean {
  return isPublicKeyWith(backend, publicKey);
}

/** {@link isPublicKey} by one named implementation; `false` where that does not load. */
export function isPublicKeyWith(implementation: keyof typeof implementations, publicKey: Uint8Array): boolean {
  if (publicKey.length !== 33) return false;
  if (implementation === 'javascript') return noble.utils.isValidPublicKey(publicKey, true);
  return bindings?.publicKeyVerify(publicKey) ?? false;
}

/** Whether 32 bytes are a secret key: not zero, and below the order of the curve. */
export function isSecretKey(secretKey: Uint8Array): boolean {
  return secretKey.length === 32 && noble.utils.isValidSecretKey(secretKey);
}
