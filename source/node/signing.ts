import { bytesToHex } from '@noble/hashes/utils.js';
import { untilOf } from '../ledger/affair.ts';
import { formatLivres } from '../ledger/amount.ts';
import { fieldsToJson } from '../ledger/field.ts';
import type { Operation } from '../ledger/operation.ts';
import { type RefusedError, refusals } from '../ledger/refusal.ts';
import { accountOf } from '../ledger/registries/accounts.ts';
import type { Body, SignedTransaction } from '../ledger/transaction.ts';
import { type Draft, draft, type IntentInput, intentRefusals } from '../wallet/intent.ts';
import {
  checkMaySign,
  combineFiles,
  completeEntry,
  missingSigners,
  newSigningFile,
  readSigningFile,
  type SigningFile,
  signFile,
  signingFileLimit,
  writeSigningFile,
} from '../wallet/signing-file.ts';
import type { Review, SigningView } from './facade.ts';
import { mempoolRefusals } from './mempool.ts';
import { type Given, textIn } from './parameters.ts';
import { entry } from './queries/blocks.ts';
import type { Sources } from './queries/sources.ts';
import { plainRefusal } from './refusals.ts';

export const signingRefusals = refusals({
  /** The author's number in the file is used, by another entry that waits or is in a block. */
  SIGNING_FILE_OVERTAKEN: (data: { author: string; nonce: number }) =>
    `Number ${data.nonce} of ${data.author}, which this file takes, has gone to another entry, so no signature on it counts any more. Have ${data.author} make it anew.`,
  SIGNING_FILE_EARLY: (data: { author: string; nonce: number; expected: number }) =>
    `This file takes number ${data.nonce} of ${data.author}, and number ${data.expected} is not here yet. Wait for that entry, then hand this in.`,
  SIGNING_FILE_EXPIRED: (data: { author: string; expiry: number; height: number }) =>
    `This file was good until block ${data.expiry}; the next is ${data.height}. Have ${data.author} make it anew.`,
  SIGNING_FILE_DONE: (data: { height: number }) =>
    `This is on the ledger already, in block ${data.height}. Nothing to do.`,
  PAYER_CANNOT_PAY: (data: { payer: string; have: bigint; fee: bigint }) =>
    `The fee of ${formatLivres(data.fee)} LVR falls to ${data.payer}, who has ${formatLivres(data.have)}. Choose somebody else to pay it.`,
});

/** How long a file is good where nothing else is said, milliseconds. */
const usualLife = 7 * 24 * 3_600_000;
const largestHeight = 0xffffffff;
/** Files that are put together at once. */
const mostFiles = 20;

/** @throws PAYER_CANNOT_PAY where somebody else than the author pays the fee, and has less */
export function checkPayer({ wallet, mempool }: Sources, { payer, fee }: Body): void {
  if (payer === undefined) return;
  const { balance } = accountOf(mempool.view(), payer);
  if (balance < fee) throw signingRefusals.PAYER_CANNOT_PAY({ payer: wallet.shortName(payer), have: balance, fee });
}

/** What signing files need of the way of an intent. */
export interface SigningModules {
  /** What a draft would do, and what the ledger would refuse it for; whoever has the keys. */
  review(draft: Draft): Review;
  /** A file was made of an intent here. */
  made(intent: IntentInput, draft: Draft): void;
  /** Lets an entry wait here and spreads it. Throws the refusals of the ledger and the mempool. */
  admit(transaction: SignedTransaction): { id: string };
}

/**
 * Entries that several wallets sign, one after the other, in a file that goes between them. Nothing of them is kept
 * here: the file is all there is.
 */
export class SigningFiles {
  readonly #sources: Sources;
  readonly #modules: SigningModules;

  constructor(sources: Sources, modules: SigningModules) {
    this.#sources = sources;
    this.#modules = modules;
  }

  /** A file of an intent, signed by its author and its payer as far as their keys are here. */
  make(intent: Given): SigningView {
    const { ledger, wallet, chain, mempool } = this.#sources;
    const { interval, minFeePerByte } = ledger.genesis.parameters;
    const end = chain.tip.header.height + Math.ceil(usualLife / Math.max(1, interval));
    const given = { ...intent, expiry: intent.expiry ?? Math.min(largestHeight, end) };
    const made = draft(ledger, wallet, given, this.#sources.known(), {
      nextNonce: (author) => mempool.nextNonce(author),
      // Who may pay half today may not when the last has signed.
      leastFee: (_payer, size) => BigInt(size) * minFeePerByte,
    });
    const { body } = made;
    this.#modules.made(intent, made);
    let file = newSigningFile(ledger, body);
    for (const key of [body.author, ...(body.payer === undefined ? [] : [body.payer])]) {
      if (wallet.holds(key)) file = signFile(file, { key, secretKey: wallet.pairOf(key).secretKey }, this.#nameOf);
    }
    return this.#view(file);
  }

  /** The file with one more signature. Not one that can never stand on the ledger: nobody should believe in it. */
  sign(query: Given): SigningView {
    const { wallet } = this.#sources;
    const as = textIn(query, 'as');
    if (as === undefined) throw intentRefusals.PARAMETER_INVALID({ parameter: 'as', expected: 'a name' });
    const file = this.#read(query.file, 'file');
    const key = wallet.keyOf(as);
    checkMaySign(file, key, this.#nameOf);
    const fault = this.#fault(file);
    if (fault !== undefined && fault.code !== 'SIGNING_FILE_EARLY') throw fault;
    return this.#view(signFile(file, { key, secretKey: wallet.pairOf(key).secretKey }, this.#nameOf));
  }

  /** All signatures of some files in one. */
  combine(query: Given): SigningView {
    const { files } = query;
    if (!Array.isArray(files) || files.length > mostFiles) {
      const expected = `a list of 1 to ${mostFiles} signing files`;
      throw intentRefusals.PARAMETER_INVALID({ parameter: 'files', expected });
    }
    const [first, ...others] = files.map((text: unknown) => this.#read(text, 'files'));
    if (first === undefined) {
      throw intentRefusals.PARAMETER_INVALID({ parameter: 'files', expected: 'a list of one signing file or more' });
    }
    return this.#view(combineFiles([first, ...others]));
  }

  /** Hands in a file that everybody has signed. */
  submit(query: Given): { id: string } {
    const file = this.#read(query.file, 'file');
    const transaction = completeEntry(this.#sources.ledger, file, this.#nameOf);
    const fault = this.#fault(file);
    if (fault !== undefined) throw fault;
    checkPayer(this.#sources, file.body);
    return this.#modules.admit(transaction);
  }

  readonly #nameOf = (key: Uint8Array) => this.#sources.wallet.shortName(key);

  #read(text: unknown, parameter: string): SigningFile {
    if (typeof text !== 'string') {
      const expected = `the text of a signing file, at most ${signingFileLimit} characters`;
      throw intentRefusals.PARAMETER_INVALID({ parameter, expected });
    }
    return readSigningFile(this.#sources.ledger, text, this.#nameOf);
  }

  /** Why the entry cannot be handed in whoever signs, from what only time can change. */
  #fault({ body, id }: SigningFile): RefusedError | undefined {
    const { chain, mempool } = this.#sources;
    const there = entry(this.#sources, { id: bytesToHex(id) });
    if (there?.place.state === 'in block') return signingRefusals.SIGNING_FILE_DONE({ height: there.place.height });
    if (there !== undefined) return mempoolRefusals.ALREADY_WAITING({ id: bytesToHex(id) });
    const { nonce, expiry } = body;
    const author = this.#nameOf(body.author);
    const expected = mempool.nextNonce(body.author);
    if (nonce < expected) return signingRefusals.SIGNING_FILE_OVERTAKEN({ author, nonce });
    const height = chain.tip.header.height + 1;
    if (expiry !== 0 && height > expiry) return signingRefusals.SIGNING_FILE_EXPIRED({ author, expiry, height });
    return nonce > expected ? signingRefusals.SIGNING_FILE_EARLY({ author, nonce, expected }) : undefined;
  }

  #view(file: SigningFile): SigningView {
    const { ledger } = this.#sources;
    const { body, id, required } = file;
    const known = this.#sources.known();
    const operation = this.#operationOf(body);
    const review = this.#modules.review({ operation, body, cosigners: required.slice(1) });
    // Said better here than by the ledger, which does not know that there is a file.
    const fault = this.#fault(file);
    return {
      file: writeSigningFile(ledger, file),
      id: bytesToHex(id),
      operation: operation.name,
      fields: fieldsToJson(operation.fields, body.operation.values, known),
      review: fault === undefined ? review : { ...review, refusal: plainRefusal(fault) },
      nonce: body.nonce,
      expiry: body.expiry,
      goodUntil: this.#goodUntil(file, operation),
      needs: missingSigners(file).map((key) => known.address(key)),
      has: file.signatures.map(({ key }) => known.address(key)),
    };
  }

  /** Whoever signs a sale or a contract has no more time than that has, however long the file itself is good. */
  #goodUntil({ body, id }: SigningFile, operation: Operation): number {
    const { ledger, mempool } = this.#sources;
    const { values } = body.operation;
    const state = mempool.view();
    const objects = operation.history(values, { author: body.author, id }, state);
    const ends = [body.expiry, untilOf(ledger.affairs, state, objects) ?? 0];
    // What it is to begin is not there yet, and says itself how long it will be open.
    if (typeof values.deadline === 'number') ends.push(values.deadline);
    const known = ends.filter((end) => end > 0);
    return known.length === 0 ? 0 : Math.min(...known);
  }

  #operationOf({ operation: { name } }: Body): Operation {
    const operation = this.#sources.ledger.operations.named(name);
    if (operation === undefined) throw intentRefusals.OPERATION_UNKNOWN({ operation: name });
    return operation;
  }
}
