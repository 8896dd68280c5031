import { describe, expect, test } from 'vitest';
import { RefusedError } from '../../source/ledger/refusal.ts';
import { openWords, sealWords } from '../../source/wallet/keystore.ts';
import { checkWords, wordsFrom } from '../../source/wallet/words.ts';

const words = wordsFrom(Uint8Array.from({ length: 32 }, (_, place) => place));
const passphrase = 'un carnet à souches';
let calls = 0;
const modules = { randomBytes: (size: number) => new Uint8Array(size).fill(++calls) };
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
    expect(sealed).not.toContain(words.split(' ')[0]);
  });

  test('opens to nobody else', async () => {
    expect(await codeOf(openWords(sealed, `${passphrase}s`, {}))).toBe('PASSPHRASE_WRONG');
    const flipped = sealed.replace(/"text": "(.)/, (_, digit: string) => `"text": "${digit === '0' ? '1' : '0'}`);
    expect(flipped).not.toBe(sealed);
    expect(await codeOf(openWords(flipped, passphrase, {}))).toBe('PASSPHRASE_WRONG');
  });

  test.each([
    ['nothing', ''],
    ['no JSON', 'carnet'],
    ['null', 'null'],
    ['another file', '{"format":"other"}'],
    ['a newer version', sealed.replace('"version": 1', '"version": 2')],
    ['settings that would take all the memory', sealed.replace('131072', '1073741824')],
    ['a short salt', sealed.replace(/"salt": ".."?/, '"salt": "')],
    ['a salt that is no hex', sealed.replace(/"salt": "../, '"salt": "zz')],
    ['endless text', sealed + ' '.repeat(5_000)],
  ])('%s is refused as damaged', async (_, text) => {
    expect(await codeOf(openWords(text, passphrase, {}))).toBe('KEYSTORE_DAMAGED');
  });

  test('takes no short passphrase and no false words', async () => {
    expect(await codeOf(sealWords(words, 'short', modules))).toBe('PASSPHRASE_SHORT');
    expect(await codeOf(sealWords(words.replace(/\w+$/, 'zebra'), passphrase, modules))).toBe('WORDS_INVALID');
  });
});

test('words are found again in any case and spacing', () => {
  expect(checkWords(`  ${words.toUpperCase().replaceAll(' ', '\n ')} `)).toBe(words);
  expect(() => wordsFrom(new Uint8Array(16))).toThrow(RangeError);
});
