import { describe, expect, test } from 'vitest';
import { RefusedError } from '../../source/ledger/refusal.ts';
import { openWords, parseSealed, type SealedWords, sealWords } from '../../source/wallet/keystore.ts';
import { checkWords, wordsFrom } from '../../source/wallet/words.ts';
import { refused } from '../ledger/support.ts';
import { lightWork } from '../support/light.ts';

const words = wordsFrom(Uint8Array.from({ length: 32 }, (_, place) => place));
const passphrase = 'un carnet à souches';
let calls = 0;
const modules = { randomBytes: (size: number) => new Uint8Array(size).fill(++calls), work: lightWork };
const sealed = await sealWords(words, passphrase, modules);

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RefusedError)) throw new Error(`not refused: ${String(error)}`);
  expect(error.message).toMatch(/^[A-Z].*\.$/);
  return error.code;
}

describe('a wallet file', () => {
  test('gives its words back to the passphrase, however its accents are typed', async () => {
    const shares: number[] = [];
    expect(await openWords(sealed, passphrase.normalize('NFD'), { onProgress: (share) => shares.push(share) })).toBe(
      words,
    );
    expect(shares.at(-1)).toBe(1);
    expect(JSON.stringify(sealed)).not.toContain(words.split(' ')[0]);
  });

  test('opens to nobody else', async () => {
    expect(await codeOf(openWords(sealed, `${passphrase}s`, {}))).toBe('PASSPHRASE_WRONG');
    const text = sealed.cipher.text.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    const flipped: SealedWords = { ...sealed, cipher: { ...sealed.cipher, text } };
    expect(await codeOf(openWords(flipped, passphrase, {}))).toBe('PASSPHRASE_WRONG');
  });

  test('is dear to guess unless its maker says otherwise, and says itself how dear', async () => {
    const { randomBytes } = modules;
    const dear = await sealWords(words, passphrase, { randomBytes });
    expect(dear.kdf).toMatchObject({ name: 'scrypt', N: 2 ** 17, r: 8, p: 1 });
    expect(await openWords(dear, passphrase, {})).toBe(words);
    expect(sealed.kdf).toMatchObject({ N: lightWork, r: 8, p: 1 });
    expect(await codeOf(openWords({ ...sealed, kdf: { ...sealed.kdf, N: 2 ** 13 } }, passphrase, {}))).toBe(
      'PASSPHRASE_WRONG',
    );
  });

  test('is the same after it was read again', () => {
    expect(parseSealed(JSON.parse(JSON.stringify(sealed)))).toEqual(sealed);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'carnet'],
    ['nothing in it', {}],
    ['other settings', { ...sealed, kdf: { ...sealed.kdf, r: 16 } }],
    ['several at a time', { ...sealed, kdf: { ...sealed.kdf, p: 2 } }],
    ['another derivation', { ...sealed, kdf: { ...sealed.kdf, name: 'argon2' } }],
    ['another cipher', { ...sealed, cipher: { ...sealed.cipher, name: 'none' } }],
    ['a short salt', { ...sealed, kdf: { ...sealed.kdf, salt: '00' } }],
    ['a salt that is no hex', { ...sealed, kdf: { ...sealed.kdf, salt: 'zz'.repeat(32) } }],
    ['a long nonce', { ...sealed, cipher: { ...sealed.cipher, nonce: '00'.repeat(25) } }],
    ['a text that is none', { ...sealed, cipher: { ...sealed.cipher, text: 5 } }],
    ['an endless text', { ...sealed, cipher: { ...sealed.cipher, text: '00'.repeat(5_000) } }],
  ])('%s is refused as damaged', (_, value) => {
    refused('KEYSTORE_DAMAGED', () => parseSealed(value));
  });

  test.each([2 ** 30, 2 ** 18, 2 ** 17 - 1, 2 ** 11, 1, 0, -(2 ** 12), Number.NaN, '4096', null])(
    'work of %s is refused as damaged',
    (N) => {
      refused('KEYSTORE_DAMAGED', () => parseSealed({ ...sealed, kdf: { ...sealed.kdf, N } }));
    },
  );

  test('takes no short passphrase and no false words', async () => {
    expect(await codeOf(sealWords(words, 'short', modules))).toBe('PASSPHRASE_SHORT');
    expect(await codeOf(sealWords(words.replace(/\w+$/, 'zebra'), passphrase, modules))).toBe('WORDS_INVALID');
  });
});

test('words are found again in any case and spacing', () => {
  expect(checkWords(`  ${words.toUpperCase().replaceAll(' ', '\n ')} `)).toBe(words);
  expect(() => wordsFrom(new Uint8Array(16))).toThrow(RangeError);
});
