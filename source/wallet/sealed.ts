import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { isWork, passphraseKey, scryptSettings } from './passphrase-key.ts';

/** Characters of a passphrase, at least. */
export const shortestPassphrase = 8;

/** A secret under a passphrase, as plain JSON. */
export interface Sealed {
  readonly kdf: {
    readonly name: 'scrypt';
    readonly N: number;
    readonly r: number;
    readonly p: number;
    readonly salt: string;
  };
  readonly cipher: { readonly name: 'xchacha20-poly1305'; readonly nonce: string; readonly text: string };
}

export interface SealModules {
  /** Unpredictable bytes. */
  randomBytes(size: number): Uint8Array;
  /** Told about how far the slow part is, 0 to 1. What it throws ends the work. */
  onProgress?(share: number): void;
  /** How dear it is to open what is sealed, scrypt's N, see {@link isWork}; that of {@link scryptSettings} if absent. */
  readonly work?: number;
}

/** Why something is not a sealed secret, in words for brackets. */
export class SealFault extends Error {
  override readonly name = 'SealFault';
}

/** Whether a passphrase is too easily guessed to protect anything. */
export function isShortPassphrase(passphrase: string): boolean {
  return [...passphrase].length < shortestPassphrase;
}

/**
 * At most 500 bytes under a passphrase, by scrypt and XChaCha20-Poly1305. Takes a second or two, on a thread
 * of its own. The passphrase is taken as it is: see {@link isShortPassphrase}.
 */
export async function seal(plain: Uint8Array, passphrase: string, modules: SealModules): Promise<Sealed> {
  const salt = modules.randomBytes(32);
  const nonce = modules.randomBytes(24);
  const { work = scryptSettings.N, onProgress } = modules;
  const key = await passphraseKey(passphrase, salt, onProgress, work);
  const { r, p } = scryptSettings;
  return {
    kdf: { name: 'scrypt', N: work, r, p, salt: bytesToHex(salt) },
    cipher: {
      name: 'xchacha20-poly1305',
      nonce: bytesToHex(nonce),
      text: bytesToHex(xchacha20poly1305(key, nonce).encrypt(plain)),
    },
  };
}

/**
 * What was sealed, or nothing where this is not its passphrase: a flipped bit looks the same, but is far less likely.
 * @throws SealFault
 */
export async function unseal(
  sealed: Sealed,
  passphrase: string,
  modules: Pick<SealModules, 'onProgress'>,
): Promise<Uint8Array | undefined> {
  const { salt, nonce, box } = bytesOf(sealed);
  const key = await passphraseKey(passphrase, salt, modules.onProgress, sealed.kdf.N);
  try {
    return xchacha20poly1305(key, nonce).decrypt(box);
  } catch {
    // The cipher says no more than that its tag does not fit.
    return undefined;
  }
}

/**
 * A sealed secret as it was read from somewhere.
 * @throws SealFault
 */
export function parseSealed(value: unknown): Sealed {
  const sealed = value as Sealed;
  bytesOf(sealed);
  const { kdf, cipher } = sealed;
  const { r, p } = scryptSettings;
  return {
    kdf: { name: 'scrypt', N: kdf.N, r, p, salt: kdf.salt },
    cipher: { name: 'xchacha20-poly1305', nonce: cipher.nonce, text: cipher.text },
  };
}

/** The settings are fixed or bounded: what asks for others was not written here, and could ask for all the memory. */
function bytesOf(value: unknown): { salt: Uint8Array; nonce: Uint8Array; box: Uint8Array } {
  const { kdf, cipher } = (value ?? {}) as Partial<Sealed>;
  const isKnown = kdf?.name === 'scrypt' && isWork(kdf.N) && kdf.r === scryptSettings.r && kdf.p === scryptSettings.p;
  if (!isKnown || cipher?.name !== 'xchacha20-poly1305') throw new SealFault('its settings are unknown');
  return {
    salt: bytesFrom(kdf.salt, 32) ?? refuse('its salt'),
    nonce: bytesFrom(cipher.nonce, 24) ?? refuse('its nonce'),
    box: bytesFrom(cipher.text) ?? refuse('its text'),
  };

  function refuse(what: string): never {
    throw new SealFault(`${what} is not what was written`);
  }
}

function bytesFrom(hex: unknown, size?: number): Uint8Array | undefined {
  if (typeof hex !== 'string' || hex.length > 1_032 || !/^(?:[0-9a-f]{2})+$/.test(hex)) return undefined;
  return size === undefined || hex.length === 2 * size ? hexToBytes(hex) : undefined;
}
