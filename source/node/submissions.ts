import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type NameOf, RefusedError } from '../ledger/refusal.ts';
import { updateAccount } from '../ledger/registries/accounts.ts';
import { Overlay } from '../ledger/state.ts';
import type { SignedTransaction } from '../ledger/transaction.ts';
import { checkKeys, type Draft, draft, type IntentInput, missingKeys, signDraft } from '../wallet/intent.ts';
import type { ChainMove } from './chain.ts';
import type { Refusal, Review } from './facade.ts';
import type { Origin } from './mempool.ts';
import { OwnEntries } from './own-entries.ts';
import type { Sources } from './queries/sources.ts';
import { plainRefusal } from './refusals.ts';
import { checkPayer, SigningFiles } from './signing.ts';
import { doorLine, doorNameIn } from './tickets/door.ts';

/** What others do when something was taken or has to be said. */
export interface SubmissionListener {
  /** A transaction waits for a block now. */
  admitted(transaction: SignedTransaction): void;
  notice(text: string): void;
}

/** The way of an intent: reviewed, signed by the wallet, taken by the mempool, and followed until it is in a block. */
export class Submissions {
  /** Entries that take signatures of several wallets. */
  readonly files: SigningFiles;
  readonly #sources: Sources;
  readonly #listener: SubmissionListener;
  readonly #own: OwnEntries;

  constructor(sources: Sources, listener: SubmissionListener) {
    this.#sources = sources;
    this.#listener = listener;
    this.#own = new OwnEntries(sources, {
      sign: (intent) => this.#sign(this.#draft(intent)),
      take: (transaction) => this.#take(transaction, 'person'),
      notice: (text) => listener.notice(text),
    });
    this.files = new SigningFiles(sources, {
      review: (made) => this.#reviewOf(made),
      admit: (transaction) => this.admit(transaction),
      made: (intent, made) => this.#rememberDoor(intent, made),
    });
  }

  /**
   * Signs and hands in; or hands in the signing file that is given in the place of an intent. Throws the refusals of the
   * wallet, the ledger and the mempool.
   */
  submit(intent: IntentInput): { id: string } {
    if (intent.operation === undefined && intent.file !== undefined) return this.files.submit(intent);
    const made = this.#draft(intent);
    const transaction = this.#sign(made);
    const admitted = this.#named(() => this.admit(transaction));
    this.#rememberDoor(intent, made);
    // One whose nonce the caller chose is the caller's own business.
    if (intent.nonce === undefined) this.#own.remember(intent, transaction);
    return admitted;
  }

  /** Takes a signed transaction that somebody here hands in. Throws the refusals of the ledger and the mempool. */
  admit(transaction: SignedTransaction): { id: string } {
    const left = this.#sources.mempool.add(transaction);
    // Whoever hands in another entry with the same number wants it instead.
    for (const replaced of left) if (hasNumberOf(replaced, transaction)) this.#own.giveUp(replaced);
    this.#listener.admitted(transaction);
    this.#own.look(left);
    return { id: bytesToHex(transaction.id) };
  }

  /**
   * Takes a transaction from another node. Where it has the number of an own one and a better fee, another terminal
   * signs as the same person. Throws the refusals of the ledger and the mempool.
   */
  admitFromPeer(transaction: SignedTransaction): void {
    this.#take(transaction, 'peer');
  }

  /** Whatever is refused meanwhile is refused with the names that this wallet knows. */
  #named<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      throw new RefusedError(error.code, error.tell(this.#sources.known().name), error.data);
    }
  }

  #take(transaction: SignedTransaction, origin: Origin): void {
    const left = this.#sources.mempool.add(transaction, origin);
    this.#listener.admitted(transaction);
    this.#own.look([...left, transaction]);
  }

  /** What an intent would do, and what it would be refused for. Throws where it cannot even be written down. */
  review(intent: IntentInput): Review {
    const made = this.#draft(intent);
    const { wallet, known } = this.#sources;
    const review = this.#reviewOf(made);
    const { address } = known();
    const missing = missingKeys(wallet, made).map((key) => address(key));
    const keys = refusalOf(() => checkKeys(wallet, made));
    // Others are asked to sign only what the ledger would take.
    const refusal = keys?.code === 'COSIGNER_ELSEWHERE' ? (review.refusal ?? keys) : (keys ?? review.refusal);
    const door = doorNameIn(intent, made, known());
    return {
      ...review,
      ...(door === undefined ? {} : { lines: [...review.lines, doorLine(door.name)] }),
      ...(missing.length === 0 ? {} : { missing }),
      ...(refusal === undefined ? {} : { refusal }),
    };
  }

  /** The same for what is written down already, whoever has the keys. */
  #reviewOf(made: Draft): Review {
    const { operation, body, cosigners } = made;
    // What waits for a block counts, as for the dry run: it may be about something that no block has yet.
    const state = this.#sources.mempool.view();
    const known = { ...this.#sources.known(), state };
    const refusal = this.#dryRun(made);
    const { ledger, chain, mempool } = this.#sources;
    const next = chain.head.header.height + 1;
    const spends = operation.spends(body.operation.values, state, body.author, next);
    const paysHalf = ledger.paysHalf(mempool.view(), body.payer ?? body.author, next);
    return {
      label: operation.label,
      lines: operation.review(body.operation.values, known, known.fullName(body.author)),
      author: known.address(body.author),
      cosigners: cosigners.map((key) => known.address(key)),
      ...(body.payer === undefined ? {} : { payer: known.address(body.payer) }),
      fee: body.fee.toString(),
      ...(paysHalf ? { halfFee: true } : {}),
      total: (spends + body.fee).toString(),
      ...(refusal === undefined ? {} : { refusal }),
    };
  }

  /** The id in hex of the entry that stands for an own one which neither waits here nor is in a block. */
  standsFor(id: string): string | undefined {
    return this.#own.standsFor(id);
  }

  /** The tip moved, and the mempool has followed: own entries that lost their number are signed again. */
  follow(move: ChainMove): void {
    this.#own.follow(move);
  }

  #sign(made: Draft): SignedTransaction {
    const { ledger, wallet } = this.#sources;
    return signDraft(ledger, wallet, made);
  }

  /** Who comes with a ticket is not on the ledger: it is kept here, for the gate. */
  #rememberDoor(intent: IntentInput, made: Draft): void {
    const { known, names } = this.#sources;
    const door = doorNameIn(intent, made, known());
    if (door !== undefined) names.remember(door.print, door.name);
  }

  #draft(intent: IntentInput): Draft {
    const { ledger, wallet, chain, mempool } = this.#sources;
    const view = mempool.view();
    const height = chain.head.header.height + 1;
    return draft(ledger, wallet, intent, this.#sources.known(), {
      nextNonce: (author) => mempool.nextNonce(author),
      leastFee: (payer, size) => ledger.leastFee(view, payer, size, height),
    });
  }

  /** What the ledger would say now, without a signature. */
  #dryRun({ operation, body, cosigners }: Draft): Refusal | undefined {
    const { ledger, chain, mempool, environment, known } = this.#sources;
    const { header } = chain.head;
    const { name } = known();
    const unsigned = ledger.format.assemble(
      body,
      new Uint8Array(64),
      cosigners.map((key) => ({ key, signature: new Uint8Array(64) })),
    );
    const block = { height: header.height + 1, time: header.time, miner: header.miner };
    const refusal = refusalOf(() => {
      ledger.checkTransaction(unsigned);
      operation.checkBlockTime(body.operation.values, environment.now());
      checkPayer(this.#sources, body);
      ledger.applyTransaction(new Overlay(mempool.view()), unsigned, block);
    }, name);
    if (refusal === undefined || !aboutMoney.has(refusal.code)) return refusal;
    // Nobody looks for money only to hear then that it would be refused all the same.
    const rich = new Overlay(mempool.view());
    for (const key of [body.author, body.payer ?? body.author]) updateAccount(rich, key, { balance: plenty });
    const other = refusalOf(() => ledger.applyTransaction(rich, unsigned, block), name);
    return other === undefined || aboutMoney.has(other.code) ? refusal : other;
  }
}

/** What more money mends. */
const aboutMoney: ReadonlySet<string> = new Set(['BALANCE_TOO_LOW', 'PAYER_CANNOT_PAY']);
/** Deniers: more than anything costs, and far from what an amount can be. */
const plenty = 2n ** 62n;

/** What is refused, if something is, with names where they are known. */
function refusalOf(act: () => void, name?: NameOf): Refusal | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return plainRefusal(error, name);
  }
}

/** Whether two entries are of one author with one number. */
function hasNumberOf({ body: one }: SignedTransaction, { body: other }: SignedTransaction): boolean {
  return one.nonce === other.nonce && equalBytes(one.author, other.author);
}
