import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sealWords } from '../../source/wallet/keystore.ts';
import { writeWalletFile } from '../../source/wallet/wallet-file.ts';
import { derive, rootOf, wordsFrom } from '../../source/wallet/words.ts';
import type { Home } from './home.ts';
import { lightWork } from './light.ts';

/** Somebody's own words. */
export const ownWords = wordsFrom(new Uint8Array(32).fill(9));
/** What opens them. */
export const passphrase = 'un carnet à souches';

const root = await rootOf(ownWords);
/** The keys of their first accounts. */
export const ownKeys = [0, 1].map((account) => derive(root, account).publicKey);

/** A wallet file of these words, locked, with these names for the first accounts. It opens at once. */
export function sealedWallet(...names: readonly string[]): Promise<string> {
  return walletOf(names, { work: lightWork });
}

/** The same as the program writes it: opening it takes a while. */
export function heavyWallet(...names: readonly string[]): Promise<string> {
  return walletOf(names, {});
}

async function walletOf(names: readonly string[], work: { work?: number }): Promise<string> {
  const randomBytes = (size: number) => new Uint8Array(size).fill(7);
  const words = await sealWords(ownWords, passphrase, { randomBytes, ...work });
  const accounts = ownKeys.flatMap((key, place) => {
    const name = names[place];
    return name === undefined ? [] : [{ name, key }];
  });
  return writeWalletFile({ accounts, backedUp: true, words });
}

/** Where the program keeps the wallet of a network. */
export function walletPath(home: Home, network: string): string {
  return join(home.path, 'config', 'carnet', network, 'wallet.json');
}

/** Puts a wallet file where the program looks for it. */
export function putWallet(home: Home, network: string, text: string): void {
  const path = walletPath(home, network);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
