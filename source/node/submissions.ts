import { bytesToHex } from '@noble/hashes/utils.js';
import { RefusedError } from '../ledger/refusal.ts';
import { Overlay } from '../ledger/state.ts';
import type { SignedTransaction } from '../ledger/transaction.ts';
import { type Draft, draft, type IntentInput, signDraft } from '../wallet/intent.ts';
import type { Refusal, Review } from './facade.ts';
import type { Sources } from './queries/sources.ts';
import { asRefusal, plainRefusal } from './refusals.ts';

/** Own entries remembered while they wait, at most. */
const ownLimit = 5_000;

/** What others do when something was taken or has to be said. */
export interface SubmissionListener {
  /** A transaction waits for a block now. */
  admitted(transaction: SignedTransaction): void;
  notice(text: string): void;
}

/** The way of an intent: reviewed, signed by the wallet, taken by the mempool, and signed again if its nonce was lost. */
export class Submissions {
  readonly #sources: Sources;
  readonly #listener: SubmissionListener;
  /** Why own transactions that wait were made, by id in hex. */
  readonly #own = new Map<string, IntentInput>();

  constructor(sources: Sources, listener: SubmissionListener) {
    this.#sources = sources;
    this.#listener = listener;
  }

  /** Signs and hands in. Throws the refusals of the wallet, the ledger and the mempool. */
  submit(intent: IntentInput): { id: string } {
    const { ledger, wallet } = this.#sources;
    const transaction = signDraft(ledger, wallet, this.#draft(intent));
    const admitted = this.admit(transaction);
    // One whose nonce the caller chose is the caller's own business.
    if (intent.nonce === undefined && this.#own.size < ownLimit) this.#own.set(admitted.id, intent);
    return admitted;
  }

  /** Takes a signed transaction that somebody here hands in. Throws the refusals of the ledger and the mempool. */
  admit(transaction: SignedTransaction): { id: string } {
    this.#sources.mempool.add(transaction);
    this.#listener.admitted(transaction);
    return { id: bytesToHex(transaction.id) };
  }

  /**
   * Takes a transaction from another node. Where it has the number of an own one and a better fee, another terminal
   * signs as the same person, and the own one is signed again. Throws the refusals of the ledger and the mempool.
   */
  admitFromPeer(transaction: SignedTransaction): void {
    const left = this.#sources.mempool.add(transaction);
    this.#listener.admitted(transaction);
    this.follow(left);
  }

  /** What an intent would do, and what it would be refused for. Throws where it cannot even be written down. */
  review(intent: IntentInput): Review {
    const made = this.#draft(intent);
    const { operation, body, cosigners } = made;
    const known = this.#sources.known();
    const spends = operation.spends(body.operation.values);
    const refusal = this.#dryRun(made);
    return {
      label: operation.label,
      lines: operation.review(body.operation.values, known, known.name(body.author)),
      author: known.address(body.author),
      cosigners: cosigners.map((key) => known.address(key)),
      ...(body.payer === undefined ? {} : { payer: known.address(body.payer) }),
      fee: body.fee.toString(),
      total: (spends + body.fee).toString(),
      ...(refusal === undefined ? {} : { refusal }),
    };
  }

  /**
   * The tip moved and some do not wait any more. Two terminals may sign as one person at once, with one nonce: the
   * entry that lost it is signed again with the next, so that both arrive.
   */
  follow(dropped: readonly SignedTransaction[]): void {
    const { chain, ledger, environment } = this.#sources;
    for (const { id } of dropped) {
      const intent = this.#own.get(bytesToHex(id));
      this.#own.delete(bytesToHex(id));
      if (intent === undefined || chain.transaction(id) !== undefined) continue;
      const label = ledger.operations.named(String(intent.operation))?.label ?? String(intent.operation);
      try {
        this.submit(intent);
        this.#listener.notice(`${label}: another terminal used its number first. It was signed again and waits.`);
      } catch (error) {
        this.#listener.notice(`${label} was not taken: ${asRefusal(error, environment).message}`);
      }
    }
  }

  #draft(intent: IntentInput): Draft {
    const { ledger, wallet, chain, mempool } = this.#sources;
    const view = mempool.view();
    const height = chain.tip.header.height + 1;
    return draft(ledger, wallet, intent, this.#sources.known(), {
      nextNonce: (author) => mempool.nextNonce(author),
      leastFee: (payer, size) => ledger.leastFee(view, payer, size, height),
    });
  }

  /** What the ledger would say now, without a signature. */
  #dryRun({ operation, body, cosigners }: Draft): Refusal | undefined {
    const { ledger, wallet, chain, mempool, environment } = this.#sources;
    const { header } = chain.tip;
    const unsigned = ledger.format.assemble(
      body,
      new Uint8Array(64),
      cosigners.map((key) => ({ key, signature: new Uint8Array(64) })),
    );
    try {
      for (const key of [body.author, ...cosigners]) wallet.pairOf(key);
      operation.checkBlockTime(body.operation.values, environment.now());
      const block = { height: header.height + 1, time: header.time, miner: header.miner };
      ledger.applyTransaction(new Overlay(mempool.view()), unsigned, block);
      return undefined;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return plainRefusal(error);
    }
  }
}
