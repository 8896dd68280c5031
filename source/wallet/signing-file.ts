import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import * as codec from '../ledger/codec.ts';
import { type FramedText, readFramed, writeFramed } from '../ledger/framed-text.ts';
import type { Key } from '../ledger/keys.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { refusals } from '../ledger/refusal.ts';
import { sign, verify } from '../ledger/signature.ts';
import {
  type Body,
  type Cosignature,
  requiredCosigners,
  type SignedTransaction,
  transactionRefusals,
} from '../ledger/transaction.ts';

export const signingFileRefusals = refusals({
  SIGNING_FILE_TOO_LARGE: (data: { limit: number }) =>
    `A signing file has at most ${data.limit.toLocaleString('en-US')} characters, and this is longer. Give the file itself, and nothing with it.`,
  SIGNING_FILE_UNKNOWN: () =>
    'This is no signing file: one begins with "carnet-signing-file". Give the file that somebody made for you to sign.',
  SIGNING_FILE_VERSION: (data: { version: string }) =>
    `This signing file is of version ${data.version.slice(0, 20)}, and this Carnet reads version 1. Use the same Carnet as whoever made it.`,
  /** Cut short, or other characters in it: an accident on the way. */
  SIGNING_FILE_DAMAGED: () =>
    'This signing file was cut off or changed on its way. Have it sent again, whole and with nothing behind it.',
  SIGNING_FILE_FOREIGN: (data: { genesis: string; expected: string }) =>
    `This signing file is of another network (${data.genesis.slice(0, 8)}, not ${data.expected.slice(0, 8)}). Open it with a Carnet of that network.`,
  SIGNER_STRANGER: (data: { signer: string }) =>
    `This file carries a signature of ${data.signer}, which its entry does not ask for. Do not use it; have the file made anew.`,
  SIGNER_TWICE: (data: { signer: string }) =>
    `This file holds two signatures of ${data.signer}, or its signatures in a wrong order. Do not use it; have the file made anew.`,
  /** The entry is another one than was signed, or the signature was never that key's. */
  SIGNATURE_MISMATCH: (data: { signer: string }) =>
    `The signature of ${data.signer} is not for this entry: it was changed after it was signed. Do not sign it; ask ${data.signer}.`,
  SIGNING_FILES_DIFFER: () =>
    'These signing files are not of one and the same entry. Combine only copies of one file that others have signed.',
  SIGNER_NOT_ASKED: (data: { signer: string; asked: readonly string[] }) =>
    `This does not ask for the signature of ${data.signer}: it takes ${data.asked.join(' and ')}. Choose one of them.`,
  ALREADY_SIGNED: (data: { signer: string }) =>
    `This carries the signature of ${data.signer} already. Send it to whoever is left, or hand it in.`,
  SIGNATURES_MISSING: (data: { missing: readonly string[] }) =>
    `This still lacks the signature of ${data.missing.join(' and ')}. Have it signed first, then hand it in.`,
});

/** Characters of a file, at most, line breaks included: an entry as large as any network allows, and all its signers. */
export const signingFileLimit = 160_000;

/** What a file begins with. */
export const signingFileMark = 'carnet-signing-file';

const frame: FramedText = {
  mark: signingFileMark,
  version: '1',
  limit: signingFileLimit,
  refuse: {
    tooLarge: (limit) => signingFileRefusals.SIGNING_FILE_TOO_LARGE({ limit }),
    unknown: () => signingFileRefusals.SIGNING_FILE_UNKNOWN(),
    version: (version) => signingFileRefusals.SIGNING_FILE_VERSION({ version }),
    damaged: () => signingFileRefusals.SIGNING_FILE_DAMAGED(),
  },
};
/** The author, and as many cosigners as an entry may have. */
const mostSigners = 17;

const contentCodec = codec.struct({
  genesis: codec.hash32,
  body: codec.blob(0xffff),
  signatures: codec.list(codec.struct({ key: codec.publicKey, signature: codec.signature64 }), mostSigners),
});

/** An entry that is being signed: its body, who must sign it, and who has. What stands here was checked. */
export interface SigningFile {
  readonly body: Body;
  /** What everybody signs, and the name of the entry once it is complete. */
  readonly id: Uint8Array;
  /** The author, then the cosigners in the order that the entry wants, the payer last. */
  readonly required: readonly Key[];
  /** In that order, at most one by each. */
  readonly signatures: readonly Cosignature[];
}

/** How keys are called in sentences. */
type NameOf = (key: Key) => string;

/**
 * A file that nobody has signed yet.
 * @throws PAYER_IS_AUTHOR, TRANSACTION_TOO_LARGE
 */
export function newSigningFile(ledger: Ledger, body: Body): SigningFile {
  const { author, payer, operation } = body;
  if (payer !== undefined && equalBytes(payer, author)) throw transactionRefusals.PAYER_IS_AUTHOR();
  const named = ledger.operations.named(operation.name)?.cosigners(operation.values) ?? [];
  const cosigners = requiredCosigners(author, payer, named);
  const size = ledger.format.size(body, cosigners.length);
  const limit = ledger.genesis.parameters.maxTransactionBytes;
  if (size > limit) throw transactionRefusals.TRANSACTION_TOO_LARGE({ size, limit });
  return { body, id: ledger.format.id(body), required: [author, ...cosigners], signatures: [] };
}

/** Whoever must still sign, in the order of the entry. */
export function missingSigners({ required, signatures }: SigningFile): Key[] {
  return required.filter((key) => !signatures.some((one) => equalBytes(one.key, key)));
}

/**
 * The file with one more signature.
 * @throws SIGNER_NOT_ASKED, ALREADY_SIGNED
 */
export function signFile(
  file: SigningFile,
  { key, secretKey }: { readonly key: Key; readonly secretKey: Uint8Array },
  nameOf: NameOf,
): SigningFile {
  checkMaySign(file, key, nameOf);
  return withSignatures(file, [...file.signatures, { key, signature: sign(file.id, secretKey) }]);
}

/**
 * Refuses a key whose signature a file has no place for.
 * @throws SIGNER_NOT_ASKED, ALREADY_SIGNED
 */
export function checkMaySign(file: SigningFile, key: Key, nameOf: NameOf): void {
  const { required, signatures } = file;
  if (!required.some((each) => equalBytes(each, key))) {
    throw signingFileRefusals.SIGNER_NOT_ASKED({ signer: nameOf(key), asked: required.map(nameOf) });
  }
  if (signatures.some((each) => equalBytes(each.key, key))) {
    throw signingFileRefusals.ALREADY_SIGNED({ signer: nameOf(key) });
  }
}

/**
 * Every signature of some files of one entry in one file; the same in whatever order they are given.
 * @throws SIGNING_FILES_DIFFER
 */
export function combineFiles(files: readonly [SigningFile, ...SigningFile[]]): SigningFile {
  const [first] = files;
  if (files.some(({ id }) => !equalBytes(id, first.id))) throw signingFileRefusals.SIGNING_FILES_DIFFER();
  return withSignatures(
    first,
    files.flatMap(({ signatures }) => signatures),
  );
}

/** In the entry's order; of two good signatures by one key the one with the smaller bytes, so that order means nothing. */
function withSignatures(file: SigningFile, given: readonly Cosignature[]): SigningFile {
  const signatures = file.required.flatMap((key) => {
    const own = given.filter((each) => equalBytes(each.key, key));
    const [least] = own.sort((left, right) => (bytesToHex(left.signature) < bytesToHex(right.signature) ? -1 : 1));
    return least === undefined ? [] : [least];
  });
  return { ...file, signatures };
}

/**
 * The entry, ready to be handed in.
 * @throws SIGNATURES_MISSING
 */
export function completeEntry(ledger: Ledger, file: SigningFile, nameOf: NameOf): SignedTransaction {
  const missing = missingSigners(file);
  const [first, ...others] = file.signatures;
  if (missing.length > 0 || first === undefined) {
    throw signingFileRefusals.SIGNATURES_MISSING({ missing: missing.map(nameOf) });
  }
  return ledger.format.assemble(file.body, first.signature, others);
}

/** The file as text: its mark and version, then hex in short lines. Blanks and line breaks mean nothing. */
export function writeSigningFile(ledger: Ledger, { body, signatures }: SigningFile): string {
  const content = contentCodec.encode({
    genesis: ledger.genesisId,
    body: ledger.format.encodeBody(body),
    signatures: [...signatures],
  });
  return writeFramed(frame, content);
}

/**
 * Reads a file that anybody may have written or changed. What it gives is an entry of this network, with signatures
 * that are good, by whom the entry names, at most one by each.
 * @throws the refusals of this file, MALFORMED, PAYER_IS_AUTHOR, TRANSACTION_TOO_LARGE
 */
export function readSigningFile(ledger: Ledger, text: string, nameOf: NameOf): SigningFile {
  const { genesis, body: raw, signatures } = codec.decode(contentCodec, readFramed(frame, text), 'signing file');
  if (!equalBytes(genesis, ledger.genesisId)) throw foreign(ledger, genesis);
  const body = ledger.format.decodeBody(raw);
  // One network's file around another's entry: whoever signs it here would sign it for nobody.
  if (!equalBytes(body.network, ledger.network)) throw foreign(ledger, body.network);
  const file = newSigningFile(ledger, body);
  let last = -1;
  for (const { key } of signatures) {
    const place = file.required.findIndex((each) => equalBytes(each, key));
    if (place < 0) throw signingFileRefusals.SIGNER_STRANGER({ signer: nameOf(key) });
    if (place <= last) throw signingFileRefusals.SIGNER_TWICE({ signer: nameOf(key) });
    last = place;
  }
  for (const { key, signature } of signatures) {
    if (!verify(signature, file.id, key)) throw signingFileRefusals.SIGNATURE_MISMATCH({ signer: nameOf(key) });
  }
  return { ...file, signatures };
}

function foreign(ledger: Ledger, network: Uint8Array) {
  return signingFileRefusals.SIGNING_FILE_FOREIGN({
    genesis: bytesToHex(network),
    expected: bytesToHex(ledger.genesisId),
  });
}
