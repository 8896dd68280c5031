import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isSecretKey } from '../ledger/signature.ts';
import type { KnownAddress } from '../node/network/addresses.ts';
import { systemFailure } from '../store/failure.ts';

/** The secret that names this node to its peers, 32 bytes: made at the first start, kept for the owner only. */
export function nodeSecret(directory: string): Uint8Array {
  const path = join(directory, 'node.key');
  if (existsSync(path)) {
    const kept = Uint8Array.from(readFileSync(path));
    if (isSecretKey(kept)) return kept;
  }
  let secret = Uint8Array.from(randomBytes(32));
  while (!isSecretKey(secret)) secret = Uint8Array.from(randomBytes(32));
  replace(path, secret);
  return secret;
}

/** A fresh X25519 public key, 32 bytes: for sealing the frames of this run. */
export function ephemeralKey(): Uint8Array {
  const { publicKey } = generateKeyPairSync('x25519');
  return Uint8Array.from(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
}

const addressFile = 'peers.json';

/** Addresses that an earlier run knew; none where the file is missing or cannot be read as that. */
export function loadAddresses(directory: string): KnownAddress[] {
  const path = join(directory, addressFile);
  if (!existsSync(path)) return [];
  let saved: unknown;
  try {
    saved = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Half a file costs nothing but the memory of where others were: the seeds are tried anyway.
    return [];
  }
  return Array.isArray(saved) ? saved.filter(isAddress) : [];
}

/** Keeps addresses for the next run; those that were never good are not worth it. */
export function saveAddresses(directory: string, known: readonly KnownAddress[]): void {
  const worth = known.filter(({ lastGood, source }) => lastGood > 0 || source === 'person');
  replace(join(directory, addressFile), `${JSON.stringify(worth)}\n`);
}

function isAddress(value: unknown): value is KnownAddress {
  if (typeof value !== 'object' || value === null) return false;
  const { url, source, lastGood } = value as Partial<Record<keyof KnownAddress, unknown>>;
  return typeof url === 'string' && typeof source === 'string' && typeof lastGood === 'number';
}

/**
 * Writes a file whole or not at all, for the owner only.
 * @throws those of `failureRefusals`
 */
function replace(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(`${path}.new`, content, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw systemFailure(error, { directory: dirname(path), height: undefined })?.refusal ?? error;
  }
}
