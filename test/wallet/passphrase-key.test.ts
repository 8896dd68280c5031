import { bytesToHex } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { passphraseKey } from '../../source/wallet/passphrase-key.ts';

const salt = new Uint8Array(32).fill(7);

test('is scrypt (RFC 7914) with N 2^17, r 8, p 1, however accents are typed', async () => {
  // By the implementation of @noble/hashes.
  const key = '7f48dd44cfb685bafd0daa4c969300032b52ab9c864ad506f3896a4efcba4310';
  const shares: number[] = [];
  expect(bytesToHex(await passphraseKey('café au lait'.normalize('NFD'), salt, (share) => shares.push(share)))).toBe(
    key,
  );
  expect([shares.at(0), shares.at(-1)]).toEqual([0, 1]);
  expect([...shares].sort((left, right) => left - right)).toEqual(shares);
  expect(bytesToHex(await passphraseKey('café au lait', salt))).toBe(key);
});

test('whoever hears how far it is can end it at any point', async () => {
  for (const after of [0, 1, 2]) {
    let heard = 0;
    const working = passphraseKey('café au lait', salt, () => {
      if (heard++ === after) throw new Error('given up');
    });
    await expect(working).rejects.toThrow('given up');
  }
});
