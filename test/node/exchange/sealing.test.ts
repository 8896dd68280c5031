import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../source/ledger/codec.ts';
import { chunkLimit } from '../../../source/ledger/registries/books/content.ts';
import { type Message, messageCodec, messageLimit } from '../../../source/node/exchange/messages.ts';
import { letterCodec, open, type Posting, seal, sealingPair, suite } from '../../../source/node/exchange/sealing.ts';
import { bytesOf } from '../../ledger/registries/books/shelves.ts';
import { keyOf, secretOf } from '../../ledger/support.ts';

/** RFC 9180, appendix A.2.1: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305. */
const vector = {
  info: '4f6465206f6e2061204772656369616e2055726e',
  ikmE: '909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b',
  ikmR: '1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df',
  pkRm: '4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a',
  skRm: '8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb',
  enc: '1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a',
  pt: '4265617574792069732074727574682c20747275746820626561757479',
  aad: '436f756e742d30',
  ct: '1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28',
} as const;
const bytes = (name: keyof typeof vector) => hexToBytes(vector[name]);

describe('RFC 9180', () => {
  test('derives the pair of the receiver', async () => {
    const { publicKey, privateKey } = await suite.kem.deriveKeyPair(bytes('ikmR'));
    expect(bytesToHex(new Uint8Array(await suite.kem.serializePublicKey(publicKey)))).toBe(vector.pkRm);
    expect(bytesToHex(new Uint8Array(await suite.kem.serializePrivateKey(privateKey)))).toBe(vector.skRm);
  });

  test('seals to the bytes of the vector, and opens them', async () => {
    const recipientPublicKey = await suite.kem.deserializePublicKey(bytes('pkRm'));
    const ekm = await suite.kem.deriveKeyPair(bytes('ikmE'));
    const made = await suite.seal({ recipientPublicKey, info: bytes('info'), ekm }, bytes('pt'), bytes('aad'));
    expect(bytesToHex(new Uint8Array(made.enc))).toBe(vector.enc);
    expect(bytesToHex(new Uint8Array(made.ct))).toBe(vector.ct);
    const recipientKey = await suite.kem.deserializePrivateKey(bytes('skRm'));
    const opened = await suite.open(
      { recipientKey, enc: bytes('enc'), info: bytes('info') },
      bytes('ct'),
      bytes('aad'),
    );
    expect(bytesToHex(new Uint8Array(opened))).toBe(vector.pt);
  });
});

const genesisId = bytesOf('genesis');
const pair = await sealingPair(secretOf('library-1'));
const posting: Posting = {
  genesisId,
  from: { publicKey: keyOf('library-0'), secretKey: secretOf('library-0') },
  to: keyOf('library-1'),
  sealingKey: pair.publicKey,
};
const message: Message = { xid: bytesOf('xid'), name: 'number', number: bytesOf('number') };
const refusal = (code: string) => expect.objectContaining({ code });

describe('a letter', () => {
  test('is opened by whom it is for, who learns who wrote it', async () => {
    const letter = await seal(message, posting);
    expect(await open(letter, genesisId, pair.privateKey)).toEqual({ from: keyOf('library-0'), message });
    expect(decode(letterCodec, letterCodec.encode(letter), 'letter')).toEqual(letter);
  });

  test('shows neither its words nor its writer', async () => {
    const text = bytesToHex(letterCodec.encode(await seal(message, posting)));
    expect(text).not.toContain(bytesToHex(bytesOf('number')));
    expect(text).not.toContain(bytesToHex(message.xid));
    expect(text).not.toContain(bytesToHex(keyOf('library-0')));
  });

  test('is opened by nobody else, in no other network, for no other receiver', async () => {
    const letter = await seal(message, posting);
    const other = await sealingPair(secretOf('library-2'));
    await expect(open(letter, genesisId, other.privateKey)).rejects.toEqual(refusal('LETTER_UNREADABLE'));
    await expect(open(letter, bytesOf('other'), pair.privateKey)).rejects.toEqual(refusal('LETTER_UNREADABLE'));
    const moved = { ...letter, to: keyOf('library-2') };
    await expect(open(moved, genesisId, pair.privateKey)).rejects.toEqual(refusal('LETTER_UNREADABLE'));
  });

  test('that was changed anywhere is refused', async () => {
    const letter = await seal(message, posting);
    for (let at = 0; at < letter.sealed.length; at += 7) {
      const sealed = letter.sealed.map((byte, place) => (place === at ? byte ^ 1 : byte));
      await expect(open({ ...letter, sealed }, genesisId, pair.privateKey)).rejects.toEqual(
        refusal('LETTER_UNREADABLE'),
      );
    }
    const empty = { ...letter, sealed: new Uint8Array() };
    await expect(open(empty, genesisId, pair.privateKey)).rejects.toEqual(refusal('LETTER_UNREADABLE'));
    const low = { ...letter, enc: new Uint8Array(32) };
    await expect(open(low, genesisId, pair.privateKey)).rejects.toEqual(refusal('LETTER_UNREADABLE'));
  });

  test('in the name of somebody else is refused', async () => {
    const from = { publicKey: keyOf('library-2'), secretKey: secretOf('library-0') };
    const letter = await seal(message, { ...posting, from });
    await expect(open(letter, genesisId, pair.privateKey)).rejects.toEqual(refusal('LETTER_UNSIGNED'));
  });

  test('that was written to somebody else cannot be sealed again for another', async () => {
    const mine = await sealingPair(secretOf('library-2'));
    const letter = await seal(message, { ...posting, to: keyOf('library-2'), sealingKey: mine.publicKey });
    const { privateKey } = mine;
    const opened = await suite.open(
      { recipientKey: privateKey, enc: letter.enc, info: genesisId },
      letter.sealed,
      letter.to,
    );
    const recipientPublicKey = await suite.kem.deserializePublicKey(pair.publicKey);
    const again = await suite.seal({ recipientPublicKey, info: genesisId }, opened, keyOf('library-1'));
    const forwarded = { to: keyOf('library-1'), enc: new Uint8Array(again.enc), sealed: new Uint8Array(again.ct) };
    await expect(open(forwarded, genesisId, pair.privateKey)).rejects.toEqual(refusal('LETTER_UNSIGNED'));
  });

  test('carries the largest book', async () => {
    const blocks = Array.from({ length: chunkLimit }, () => new Uint8Array(1_392));
    const book: Message = { xid: bytesOf('xid'), name: 'content', blocks };
    expect(messageCodec.encode(book).length).toBeLessThanOrEqual(messageLimit);
    const letter = await seal(book, posting);
    expect(letterCodec.encode(letter).length).toBeLessThan(2 * 2 ** 20);
    expect((await open(letter, genesisId, pair.privateKey)).message).toEqual(book);
  });
});

test('the sealing pair of an account is always the same, and another for each', async () => {
  expect((await sealingPair(secretOf('library-1'))).publicKey).toEqual(pair.publicKey);
  expect((await sealingPair(secretOf('library-2'))).publicKey).not.toEqual(pair.publicKey);
});

describe('messages', () => {
  const xid = bytesOf('xid');
  const [first, second] = [bytesOf('first'), bytesOf('second')];
  const all: Message[] = [
    { xid, name: 'announce', seed: second, owner: keyOf('library-1'), book: first, requestHash: second },
    { xid, name: 'ask', seed: second, book: first, price: 5n, latest: 9 },
    { xid, name: 'decline' },
    { xid, name: 'content', blocks: [new Uint8Array(49), new Uint8Array(70)] },
    { xid, name: 'print', requester: keyOf('library-0'), book: first, keyHash: second, ciphertextRoot: first },
    { xid, name: 'askKey', keyHash: first, ciphertextRoot: second },
    { xid, name: 'askRequest', requestHash: first },
    { xid, name: 'vote', step: 'request', signature: new Uint8Array(64).fill(3) },
    { xid, name: 'number', number: first },
    { xid, name: 'withdraw' },
  ];

  test.each(all.map((one) => [one.name, one] as const))(
    '%s comes back, and nothing longer or shorter does',
    (_, one) => {
      const raw = messageCodec.encode(one);
      expect(decode(messageCodec, raw, 'message')).toEqual(one);
      expect(() => decode(messageCodec, Uint8Array.of(...raw, 0), 'message')).toThrow('not a valid message');
      for (let size = 0; size < raw.length; size++) {
        expect(() => decode(messageCodec, raw.subarray(0, size), 'message')).toThrow('not a valid message');
      }
    },
  );

  test('of an unknown number are refused', () => {
    const raw = messageCodec.encode(all[2]!).slice();
    raw[32] = all.length;
    expect(() => decode(messageCodec, raw, 'message')).toThrow('not one of');
  });
});
