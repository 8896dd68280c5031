import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256Of, u32le } from '../../source/ledger/hash.ts';
import { Ledger } from '../../source/ledger/ledger.ts';
import type { Body } from '../../source/ledger/transaction.ts';
import { draft, type IntentInput } from '../../source/wallet/intent.ts';
import {
  combineFiles,
  completeEntry,
  missingSigners,
  newSigningFile,
  readSigningFile,
  type SigningFile,
  signFile,
  signingFileLimit,
  writeSigningFile,
} from '../../source/wallet/signing-file.ts';
import { highS, keyOf, refused, TestChain, vinOf, wallet } from '../ledger/support.ts';

const chain = new TestChain();
const { ledger } = chain;
const nameOf = (key: Uint8Array) => wallet.shortName(key);
const read = (text: string) => readSigningFile(ledger, text, nameOf);

const imported = {
  ...{ as: 'inspector', operation: 'cars.import', vin: vinOf(1), make: 'VW', model: 'Golf', year: 2010 },
  ...{ country: 'DE', value: 5, owner: 'alice', payer: 'dealer' },
};
const signers = ['inspector', 'alice', 'dealer'] as const;

function bodyOf(input: IntentInput = imported): Body {
  const circumstances = { nextNonce: () => 7, leastFee: (_: unknown, size: number) => BigInt(size) };
  return draft(ledger, wallet, input, chain.known(), circumstances).body;
}

function signedBy(names: readonly string[], body = bodyOf()): SigningFile {
  return names.reduce(
    (file, name) => {
      const key = keyOf(name);
      return signFile(file, { key, secretKey: wallet.pairOf(key).secretKey }, nameOf);
    },
    newSigningFile(ledger, body),
  );
}

/** The content of a file as bytes, without its checksum. */
function contentOf(text: string): Uint8Array {
  return hexToBytes(text.split(/\s+/).slice(2).join('')).slice(0, -4);
}

/** A file around any content, with the checksum that goes with it. */
function around(content: Uint8Array): string {
  return `carnet-signing-file 1\n${bytesToHex(concatBytes(content, sha256Of(content).slice(0, 4)))}\n`;
}

const u16 = (value: number) => u32le(value).slice(0, 2);

/** A file with these signatures as they are, whatever the writer would have made of them. */
function withSignatures(body: Body, signatures: readonly { key: Uint8Array; signature: Uint8Array }[]): string {
  const raw = ledger.format.encodeBody(body);
  const each = signatures.flatMap(({ key, signature }) => [key, signature]);
  return around(concatBytes(ledger.genesisId, u16(raw.length), raw, u16(signatures.length), ...each));
}

describe('a signing file', () => {
  test('goes from the author to the last signer, and is what the ledger takes', () => {
    let text = writeSigningFile(ledger, newSigningFile(ledger, bodyOf()));
    expect(missingSigners(read(text)).map(nameOf)).toEqual(signers);
    for (const name of signers) {
      const pair = wallet.pairOf(keyOf(name));
      text = writeSigningFile(ledger, signFile(read(text), { key: keyOf(name), secretKey: pair.secretKey }, nameOf));
    }
    const entry = completeEntry(ledger, read(text), nameOf);
    ledger.checkTransaction(entry);
    ledger.checkSignatures(entry);
    expect(ledger.decodeTransaction(entry.bytes)).toEqual(entry);
  });

  test('is short lines of text that come back the same through mail and paste', () => {
    const file = signedBy(['inspector']);
    const text = writeSigningFile(ledger, file);
    expect(text).toMatch(/^carnet-signing-file 1\n(?:[0-9a-f]{1,72}\n)+$/);
    expect(read(text)).toEqual(file);
    const mangled = [
      text.replaceAll('\n', '\r\n'),
      text.replaceAll('\n', ' '),
      `\ufeff\n\n  ${text}\n\n`,
      text.replaceAll(/([0-9a-f]{31})/g, '$1\n\t '),
    ];
    for (const each of mangled) expect(read(each)).toEqual(file);
  });

  test('any order of signers and of files gives the same file', () => {
    const order = fc.shuffledSubarray([...signers], { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(order, order, fc.integer({ min: 1, max: 3 }), (first, second, parts) => {
        const whole = writeSigningFile(ledger, signedBy(first));
        const files = second.map((_, index) => signedBy(second.slice(index % parts, index + 1)));
        const [head, ...others] = [...files, ...second.map((name) => signedBy([name]))];
        if (head === undefined) throw new Error('no files');
        expect(writeSigningFile(ledger, combineFiles([head, ...others]))).toBe(whole);
        const [last, ...before] = [...others, head].reverse();
        if (last === undefined) throw new Error('no files');
        expect(writeSigningFile(ledger, combineFiles([last, ...before]))).toBe(whole);
      }),
      { numRuns: 30 },
    );
  });

  test('of two good signatures by one key the same one stays, whichever file came first', () => {
    const file = signedBy(['alice']);
    const [one] = file.signatures;
    if (one === undefined) throw new Error('not signed');
    // The second is not good, but the choice is the same: it is by the bytes.
    const other = { ...file, signatures: [{ key: one.key, signature: highS(one.signature) }] };
    expect(combineFiles([file, other])).toEqual(combineFiles([other, file]));
  });

  test('combining with itself changes nothing', () => {
    const file = signedBy(['dealer', 'inspector']);
    expect(combineFiles([file, file, file])).toEqual(file);
  });

  test('whatever one byte is changed to, nothing is taken that is not the file', () => {
    const file = signedBy(['inspector', 'alice']);
    const content = contentOf(writeSigningFile(ledger, file));
    fc.assert(
      fc.property(fc.nat(content.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = content.slice();
        altered[at] = (altered[at] ?? 0) ^ change;
        expect(() => read(around(altered))).toThrow();
      }),
      { numRuns: 300 },
    );
  });

  test('no text makes it fail otherwise than by a refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (content) => {
        expect(() => read(around(content))).toThrow(expect.objectContaining({ name: 'RefusedError' }));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const given = `carnet-signing-file 1 ${text}`;
        expect(() => read(given)).toThrow(expect.objectContaining({ name: 'RefusedError' }));
      }),
    );
  });
});

describe('refused is', () => {
  const text = writeSigningFile(ledger, signedBy(['inspector']));
  const content = contentOf(text);

  test.each([
    ['SIGNING_FILE_UNKNOWN', 'nothing', ''],
    ['SIGNING_FILE_UNKNOWN', 'another text', 'Dear alice, please sign'],
    ['SIGNING_FILE_UNKNOWN', 'a quoted mail', text.replaceAll(/^/gm, '> ')],
    ['SIGNING_FILE_VERSION', 'a later version', text.replace(' 1\n', ' 2\n')],
    ['SIGNING_FILE_DAMAGED', 'no version', text.replace(' 1\n', '\n')],
    ['SIGNING_FILE_DAMAGED', 'a file without content', 'carnet-signing-file 1\n'],
    ['SIGNING_FILE_DAMAGED', 'one cut short', text.slice(0, -80)],
    ['SIGNING_FILE_DAMAGED', 'one with half a byte', text.slice(0, -2)],
    ['SIGNING_FILE_DAMAGED', 'upper case', text.toUpperCase().replace('CARNET-SIGNING-FILE', 'carnet-signing-file')],
    ['SIGNING_FILE_DAMAGED', 'a greeting behind it', `${text}Regards, bob`],
    ['SIGNING_FILE_DAMAGED', 'two files in one', `${text}${text}`],
    ['SIGNING_FILE_DAMAGED', 'another digit', text.replace(/([0-9a-f]{40})0?[1-9a-f]/, '$100')],
    ['SIGNING_FILE_TOO_LARGE', 'what is longer than any', `${text}${' '.repeat(signingFileLimit)}`],
    ['MALFORMED', 'content with something behind it', around(concatBytes(content, Uint8Array.of(0)))],
    ['MALFORMED', 'content that ends early', around(content.slice(0, -1))],
    [
      'MALFORMED',
      'a signature more than it counts',
      around(content.map((byte, at) => (at === content.length - 99 ? 0 : byte))),
    ],
    ['SIGNING_FILE_FOREIGN', 'another network', around(concatBytes(new Uint8Array(32).fill(9), content.slice(32)))],
  ])('%s: %s', (code, _what, given) => {
    refused(code, () => read(given));
  });

  test('SIGNING_FILE_FOREIGN: an entry of another network in a file of this one', () => {
    const body = { ...bodyOf(), network: Uint8Array.of(1, 2, 3, 4) };
    refused('SIGNING_FILE_FOREIGN', () => read(withSignatures(body, [])));
  });

  test('SIGNATURE_MISMATCH: an entry that was changed after somebody signed', () => {
    const { signatures } = signedBy(['inspector', 'alice']);
    const dearer = { ...bodyOf(), fee: bodyOf().fee + 1n };
    const error = refused('SIGNATURE_MISMATCH', () => read(withSignatures(dearer, signatures)));
    expect(error.message).toContain('The signature of inspector is not for this entry');
  });

  test('SIGNATURE_MISMATCH: a signature of another key, or in the other form', () => {
    const [one] = signedBy(['alice']).signatures;
    if (one === undefined) throw new Error('not signed');
    const named = { key: keyOf('inspector'), signature: one.signature };
    refused('SIGNATURE_MISMATCH', () => read(withSignatures(bodyOf(), [named])));
    const high = { key: one.key, signature: highS(one.signature) };
    refused('SIGNATURE_MISMATCH', () => read(withSignatures(bodyOf(), [high])));
  });

  test('SIGNER_STRANGER: a good signature that nobody asked for', () => {
    const [one] = signedBy(['bob'], bodyOf({ ...imported, owner: 'bob' })).signatures;
    if (one === undefined) throw new Error('not signed');
    refused('SIGNER_STRANGER', () => read(withSignatures(bodyOf(), [one])));
  });

  test('SIGNER_TWICE: two signatures of one key, or a wrong order', () => {
    const { signatures } = signedBy(['inspector', 'alice']);
    const [author, owner] = signatures;
    if (author === undefined || owner === undefined) throw new Error('not signed');
    refused('SIGNER_TWICE', () => read(withSignatures(bodyOf(), [author, author])));
    refused('SIGNER_TWICE', () => read(withSignatures(bodyOf(), [owner, author])));
  });

  test('MALFORMED: more signatures than any entry has', () => {
    const [one] = signedBy(['inspector']).signatures;
    if (one === undefined) throw new Error('not signed');
    refused('MALFORMED', () =>
      read(
        withSignatures(
          bodyOf(),
          Array.from({ length: 18 }, () => one),
        ),
      ),
    );
  });

  test('TRANSACTION_TOO_LARGE: an entry over the limit of the network', () => {
    const { genesis } = ledger;
    const limit = ledger.format.size(bodyOf(), 2) - 1;
    const narrow = new Ledger({ ...genesis, parameters: { ...genesis.parameters, maxTransactionBytes: limit } });
    refused('TRANSACTION_TOO_LARGE', () => newSigningFile(narrow, bodyOf()));
  });

  test('PAYER_IS_AUTHOR', () => {
    const body = { ...bodyOf(), payer: keyOf('inspector') };
    refused('PAYER_IS_AUTHOR', () => newSigningFile(ledger, body));
    refused('PAYER_IS_AUTHOR', () => read(withSignatures(body, [])));
  });

  test('SIGNER_NOT_ASKED and ALREADY_SIGNED', () => {
    refused('SIGNER_NOT_ASKED', () => signedBy(['bob']));
    refused('ALREADY_SIGNED', () => signedBy(['alice', 'alice']));
  });

  test('SIGNING_FILES_DIFFER: files of two entries', () => {
    const other = signedBy(['alice'], bodyOf({ ...imported, value: 6 }));
    refused('SIGNING_FILES_DIFFER', () => combineFiles([signedBy(['alice']), other]));
  });

  test('SIGNATURES_MISSING: handing in too early, and it says whose', () => {
    const error = refused('SIGNATURES_MISSING', () => completeEntry(ledger, signedBy(['alice']), nameOf));
    expect(error.message).toContain('inspector and dealer');
  });
});
