import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { Point } from '@noble/secp256k1';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../source/ledger/hash.ts';
import {
  backend,
  isPublicKey,
  isPublicKeyWith,
  publicKeyOf,
  publicKeyWith,
  sign,
  signWith,
  verify,
  verifyWith,
} from '../../source/ledger/signature.ts';
import { wycheproof } from './vectors/wycheproof.ts';

const order = Point.CURVE().n;
const implementations = ['javascript', ...(backend === 'libsecp256k1' ? (['libsecp256k1'] as const) : [])] as const;

function withS(signature: Uint8Array, s: bigint): Uint8Array {
  return concatBytes(signature.subarray(0, 32), hexToBytes(s.toString(16).padStart(64, '0')));
}

function sOf(signature: Uint8Array): bigint {
  return BigInt(`0x${bytesToHex(signature.subarray(32))}`);
}

describe('Wycheproof ecdsa_secp256k1_sha256_p1363', () => {
  for (const { publicKey, cases } of wycheproof) {
    for (const [id, comment, message, signature, result] of cases) {
      test(`${id}: ${comment} is ${result}`, () => {
        const uncompressed = hexToBytes(publicKey);
        const compressed = Point.fromBytes(uncompressed).toBytes(true);
        const digest = sha256(hexToBytes(message));
        const raw = hexToBytes(signature);
        for (const implementation of implementations) {
          for (const key of [compressed, uncompressed]) {
            expect(verifyWith(implementation, raw, digest, key), implementation).toBe(result === 'valid');
            // The other form of a signature refused for its high s alone is the one that counts.
            if (result === 'highS') {
              expect(sOf(raw) > order / 2n).toBe(true);
              expect(verifyWith(implementation, withS(raw, order - sOf(raw)), digest, key), implementation).toBe(true);
            }
          }
        }
      });
    }
  }
});

describe('RFC 6979 over secp256k1', () => {
  const one = '1'.padStart(64, '0');
  const table = [
    [
      one,
      'Satoshi Nakamoto',
      '934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d82442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5',
    ],
    [
      one,
      'All those moments will be lost in time, like tears in rain. Time to die...',
      '8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21',
    ],
    [
      'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140',
      'Satoshi Nakamoto',
      'fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d06b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5',
    ],
    [
      'f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181',
      'Alan Turing',
      '7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c58dfcc1e00a35e1572f366ffe34ba0fc47db1e7189759b9fb233c5b05ab388ea',
    ],
    [
      'cca9fbcc1b41e5a95d369eaa6ddcff73b61a4efaa279cfc6567e8daa39cbaf50',
      'sample',
      'af340daf02cc15c8d5d08d7735dfe6b98a474ed373bdb5fbecf7571be52b38425009fb27f37034a9b24b707b7c6b79ca23ddef9e25f7282e8a797efe53a8f124',
    ],
  ] as const;
  for (const [secretKey, message, signature] of table) {
    test(`"${message}" by ${secretKey.slice(0, 8)}`, () => {
      for (const implementation of implementations) {
        const made = signWith(implementation, sha256(utf8ToBytes(message)), hexToBytes(secretKey));
        expect(bytesToHex(made), implementation).toBe(signature);
      }
    });
  }

  test('both implementations make the same keys and signatures, and refuse the same secret keys', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(bytes, bytes, (digest, secretKey) => {
        const made = implementations.map((one) => bytesToHex(signWith(one, digest, secretKey)));
        expect(new Set(made).size).toBe(1);
        const keys = implementations.map((one) => bytesToHex(publicKeyWith(one, secretKey)));
        expect(new Set(keys).size).toBe(1);
      }),
      { numRuns: 40 },
    );
    for (const none of [new Uint8Array(32), hexToBytes(order.toString(16)), new Uint8Array(31)]) {
      for (const one of implementations) {
        expect(() => signWith(one, new Uint8Array(32), none)).toThrow();
        expect(() => publicKeyWith(one, none)).toThrow();
      }
    }
  });
});

describe('verify', () => {
  const secretKey = sha256(utf8ToBytes('a secret of this test'));
  const key = publicKeyOf(secretKey);
  const digest = sha256(utf8ToBytes('a message of this test'));
  const signature = sign(digest, secretKey);

  test('every key signs what only it verifies, with the lower s', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.integer({ min: 0, max: 95 }),
        (message, place) => {
          const made = sign(message, secretKey);
          expect(sOf(made) <= order / 2n).toBe(true);
          const bent = concatBytes(message, made);
          bent[place] = (bent[place] ?? 0) ^ 1;
          for (const implementation of implementations) {
            expect(verifyWith(implementation, made, message, key)).toBe(true);
            expect(verifyWith(implementation, withS(made, order - sOf(made)), message, key)).toBe(false);
            expect(verifyWith(implementation, bent.subarray(32), bent.subarray(0, 32), key)).toBe(false);
            expect(verifyWith(implementation, made, message, publicKeyOf(message))).toBe(false);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('what is no signature, digest or key is false and throws nothing', () => {
    const hybrid = Point.fromBytes(key).toBytes(false);
    hybrid[0] = 6 + ((hybrid[64] ?? 0) & 1);
    const offCurve = concatBytes(Uint8Array.of(2), new Uint8Array(32).fill(0xff));
    const cases: readonly (readonly [Uint8Array, Uint8Array, Uint8Array])[] = [
      [new Uint8Array(0), digest, key],
      [signature.subarray(1), digest, key],
      [concatBytes(signature, Uint8Array.of(0)), digest, key],
      [signature, digest.subarray(1), key],
      [signature, concatBytes(digest, Uint8Array.of(0)), key],
      [signature, digest, new Uint8Array(33)],
      [signature, digest, new Uint8Array(0)],
      [signature, digest, hybrid],
      [signature, digest, offCurve],
    ];
    expect(verify(signature, digest, key)).toBe(true);
    for (const implementation of implementations) {
      for (const [given, over, by] of cases) expect(verifyWith(implementation, given, over, by)).toBe(false);
    }
  });

  test('a public key is a point of the curve in 33 bytes', () => {
    expect(isPublicKey(key)).toBe(true);
    expect(isPublicKey(Point.fromBytes(key).toBytes(false))).toBe(false);
    expect(isPublicKey(concatBytes(Uint8Array.of(2), new Uint8Array(32)))).toBe(false);
    expect(isPublicKey(concatBytes(Uint8Array.of(5), key.subarray(1)))).toBe(false);
  });

  test('what a public key is, each implementation says alike', () => {
    fc.assert(
      fc.property(fc.constantFrom(0, 2, 3, 4, 5, 6), fc.uint8Array({ minLength: 32, maxLength: 32 }), (first, rest) => {
        const bytes = Uint8Array.of(first, ...rest);
        expect(isPublicKeyWith(backend, bytes)).toBe(isPublicKeyWith('javascript', bytes));
      }),
    );
    // The field's prime and what lies above it are no coordinates.
    const prime = hexToBytes('fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f');
    for (const over of [0, 1, 4]) {
      const bytes = Uint8Array.of(2, ...prime);
      bytes[32] = (bytes[32] ?? 0) + over;
      for (const implementation of [backend, 'javascript'] as const) {
        expect(isPublicKeyWith(implementation, bytes)).toBe(false);
      }
    }
  });
});
