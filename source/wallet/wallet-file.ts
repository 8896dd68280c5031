import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { Key } from '../ledger/keys.ts';
import { isPublicKey } from '../ledger/signature.ts';
import { isAccountName } from './account-name.ts';
import { keystoreRefusals, parseSealed, type SealedWords } from './keystore.ts';

/** What a wallet file holds: the words under their passphrase; in the clear what a locked wallet shows. */
export interface WalletFile {
  /** Account n of the words is the n-th, from 0. */
  readonly accounts: readonly { readonly name: string; readonly key: Key }[];
  /** Whether somebody has proved to have the words on paper. */
  readonly backedUp: boolean;
  readonly words: SealedWords;
}

/** Accounts of one wallet, at most. */
export const accountLimit = 64;
/** Bytes of a wallet file, at most: 64 accounts take a quarter of it. */
export const walletFileLimit = 32_768;

const format = 'carnet wallet';

/** A wallet file's text. */
export function writeWalletFile({ accounts, backedUp, words }: WalletFile): string {
  const listed = accounts.map(({ name, key }) => ({ name, publicKey: bytesToHex(key) }));
  return `${JSON.stringify({ format, version: 1, backedUp, accounts: listed, words }, undefined, 2)}\n`;
}

/**
 * What a wallet file's text holds.
 * @throws KEYSTORE_DAMAGED
 */
export function parseWalletFile(text: string): WalletFile {
  if (text.length > walletFileLimit) throw damaged('it is too long');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged('it is not JSON');
  }
  if (typeof value !== 'object' || value === null) throw damaged('it is not a Carnet wallet');
  const { format: itsFormat, version, backedUp, accounts, words } = value as Readonly<Record<string, unknown>>;
  if (itsFormat !== format) throw damaged('it is not a Carnet wallet');
  if (version !== 1) throw damaged('a newer Carnet wrote it');
  if (typeof backedUp !== 'boolean') throw damaged('it does not say whether the words were checked');
  return { accounts: parseAccounts(accounts), backedUp, words: parseSealed(words) };
}

function parseAccounts(value: unknown): WalletFile['accounts'] {
  if (!Array.isArray(value) || value.length === 0 || value.length > accountLimit) {
    throw damaged(`it must list 1 to ${accountLimit} accounts`);
  }
  const accounts = value.map((each: unknown) => {
    const { name, publicKey } = (each ?? {}) as Readonly<Record<string, unknown>>;
    if (!isAccountName(name)) throw damaged('the name of an account is not one');
    const key = typeof publicKey === 'string' && /^[0-9a-f]{66}$/.test(publicKey) ? hexToBytes(publicKey) : undefined;
    if (key === undefined || !isPublicKey(key)) throw damaged('the key of an account is not one');
    return { name, key };
  });
  if (new Set(accounts.map(({ name }) => name)).size < accounts.length) throw damaged('two accounts have one name');
  return accounts;
}

function damaged(reason: string): Error {
  return keystoreRefusals.KEYSTORE_DAMAGED({ reason });
}
