import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { scryptAsync } from '@noble/hashes/scrypt.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { refusals } from '../ledger/refusal.ts';
import { checkWords } from './words.ts';

export const keystoreRefusals = refusals({
  PASSPHRASE_SHORT: (data: { least: number }) =>
    `A passphrase needs at least ${data.least} characters. Whoever has the file and guesses it has the money.`,
  PASSPHRASE_WRONG: () => 'That is not the passphrase of this wallet. Try again; without it only the 24 words help.',
  KEYSTORE_DAMAGED: (data: { reason: string }) =>
    `The wallet file cannot be read (${data.reason}). Restore the wallet from its 24 words.`,
});

/** Characters of a passphrase, at least. */
const shortest = 8;
/** scrypt (RFC 7914) with 128 MiB: about a second on a laptop, and as dear for whoever guesses. */
const scrypt = { N: 2 ** 17, r: 8, p: 1, dkLen: 32 } as const;

/** Words under a passphrase, as plain JSON. */
export interface SealedWords {
  readonly kdf: {
    readonly name: 'scrypt';
    readonly N: number;
    readonly r: number;
    readonly p: number;
    readonly salt: string;
  };
  readonly cipher: { readonly name: 'xchacha20-poly1305'; readonly nonce: string; readonly text: string };
}

export interface KeystoreModules {
  /** Unpredictable bytes. */
  randomBytes(size: number): Uint8Array;
  /** Told how far the slow part is, 0 to 1. What it throws ends the work. */
  onProgress?(share: number): void;
}

/**
 * 24 words under a passphrase, by scrypt and XChaCha20-Poly1305. Takes a second or two, a few milliseconds at a time.
 * @throws PASSPHRASE_SHORT, WORDS_INVALID
 */
export async function sealWords(words: string, passphrase: string, modules: KeystoreModules): Promise<SealedWords> {
  checkPassphrase(passphrase);
  const plain = utf8ToBytes(checkWords(words));
  const salt = modules.randomBytes(32);
  const nonce = modules.randomBytes(24);
  const key = await derive(passphrase, salt, modules);
  const { N, r, p } = scrypt;
  return {
    kdf: { name: 'scrypt', N, r, p, salt: bytesToHex(salt) },
    cipher: {
      name: 'xchacha20-poly1305',
      nonce: bytesToHex(nonce),
      text: bytesToHex(xchacha20poly1305(key, nonce).encrypt(plain)),
    },
  };
}

/**
 * Refuses what is too easily guessed to protect words.
 * @throws PASSPHRASE_SHORT
 */
export function checkPassphrase(passphrase: string): void {
  if ([...passphrase].length < shortest) throw keystoreRefusals.PASSPHRASE_SHORT({ least: shortest });
}

/**
 * The 24 words that were sealed.
 * @throws KEYSTORE_DAMAGED, PASSPHRASE_WRONG
 */
export async function openWords(
  sealed: SealedWords,
  passphrase: string,
  modules: Pick<KeystoreModules, 'onProgress'>,
): Promise<string> {
  const { salt, nonce, box } = bytesOf(sealed);
  const key = await derive(passphrase, salt, modules);
  let plain: Uint8Array;
  try {
    plain = xchacha20poly1305(key, nonce).decrypt(box);
  } catch {
    // The tag fails for a wrong key and for a flipped bit alike; a wrong passphrase is by far the likelier.
    throw keystoreRefusals.PASSPHRASE_WRONG();
  }
  return checkWords(new TextDecoder().decode(plain));
}

function derive(
  passphrase: string,
  salt: Uint8Array,
  { onProgress }: Pick<KeystoreModules, 'onProgress'>,
): Promise<Uint8Array> {
  const options = onProgress === undefined ? scrypt : { ...scrypt, onProgress };
  return scryptAsync(utf8ToBytes(passphrase.normalize('NFKC')), salt, options);
}

/**
 * Sealed words as they were read from somewhere.
 * @throws KEYSTORE_DAMAGED
 */
export function parseSealed(value: unknown): SealedWords {
  const sealed = value as SealedWords;
  bytesOf(sealed);
  const { kdf, cipher } = sealed;
  const { N, r, p } = scrypt;
  return {
    kdf: { name: 'scrypt', N, r, p, salt: kdf.salt },
    cipher: { name: 'xchacha20-poly1305', nonce: cipher.nonce, text: cipher.text },
  };
}

/** The settings are fixed: what asks for other ones was not written here, and could ask for all the memory. */
function bytesOf(value: unknown): { salt: Uint8Array; nonce: Uint8Array; box: Uint8Array } {
  const damaged = (reason: string) => keystoreRefusals.KEYSTORE_DAMAGED({ reason });
  const { kdf, cipher } = (value ?? {}) as Partial<SealedWords>;
  const isKnown = kdf?.name === 'scrypt' && kdf.N === scrypt.N && kdf.r === scrypt.r && kdf.p === scrypt.p;
  if (!isKnown || cipher?.name !== 'xchacha20-poly1305') throw damaged('its settings are unknown');
  return {
    salt: bytesFrom(kdf.salt, 32) ?? refuse('its salt'),
    nonce: bytesFrom(cipher.nonce, 24) ?? refuse('its nonce'),
    box: bytesFrom(cipher.text) ?? refuse('its text'),
  };

  function refuse(what: string): never {
    throw damaged(`${what} is not what was written`);
  }
}

function bytesFrom(hex: unknown, size?: number): Uint8Array | undefined {
  if (typeof hex !== 'string' || hex.length > 1_000 || !/^(?:[0-9a-f]{2})+$/.test(hex)) return undefined;
  return size === undefined || hex.length === 2 * size ? hexToBytes(hex) : undefined;
}
