import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { accountOf } from '../ledger/registries/accounts.ts';
import type { StateReader } from '../ledger/state.ts';
import type { SignedTransaction } from '../ledger/transaction.ts';
import type { IntentInput } from '../wallet/intent.ts';
import type { ChainMove } from './chain.ts';
import { leastReplacement, passingRefusals } from './mempool.ts';
import type { Sources } from './queries/sources.ts';
import { asRefusal } from './refusals.ts';

/** Things remembered that somebody here wanted done. */
const limit = 5_000;
/** Times that one of them is signed, at most. */
const signingsLimit = 32;
/** What signs, and what an entry goes through to wait for a block. */
export interface Signer {
  /** Throws the refusals of the wallet and the fields. */
  sign(intent: IntentInput): SignedTransaction;
  /** Lets it wait here and spreads it. Throws the refusals of the ledger and the mempool. */
  take(transaction: SignedTransaction): void;
  notice(text: string): void;
}

/** One thing that somebody here wanted done, and every entry that was signed for it. */
interface Undertaking {
  readonly intent: IntentInput;
  readonly label: string;
  /** Each has a higher number than the one before it. */
  readonly signings: SignedTransaction[];
  /** Those on the best chain, ids in hex. */
  readonly included: Set<string>;
  /** Nothing is signed for it any more: it was refused, or replaced by hand. */
  isGivenUp: boolean;
  /** What was said of it: each once. */
  readonly said: Set<'waits' | 'twice' | 'stuck'>;
}

/**
 * Sees to it that what was signed here happens, and happens once. Two terminals may sign as one person with one number:
 * when a block has taken the other's entry, the own one is signed again with the next number. A reorganisation can make
 * both signings good; then the one with the higher number gives way to an entry that does nothing.
 */
export class OwnEntries {
  readonly #sources: Sources;
  readonly #signer: Signer;
  /** Oldest first. */
  readonly #all = new Set<Undertaking>();
  readonly #byId = new Map<string, Undertaking>();
  /** Those that the next block may have to do with: not in a block, or signed more than once. */
  readonly #open = new Set<Undertaking>();

  constructor(sources: Sources, signer: Signer) {
    this.#sources = sources;
    this.#signer = signer;
  }

  /** An entry was signed here for an intent, and waits. */
  remember(intent: IntentInput, transaction: SignedTransaction): void {
    if (this.#all.size >= limit && !this.#forgetOldest()) return;
    const { name } = transaction.body.operation;
    const label = this.#sources.ledger.operations.named(name)?.label ?? name;
    const undertaking: Undertaking = {
      intent,
      label,
      signings: [transaction],
      included: new Set(),
      isGivenUp: false,
      said: new Set(),
    };
    this.#all.add(undertaking);
    this.#byId.set(bytesToHex(transaction.id), undertaking);
    this.#open.add(undertaking);
  }

  /** Somebody here put another entry in its place, on purpose: it is not signed again. */
  giveUp(transaction: SignedTransaction): void {
    const undertaking = this.#byId.get(bytesToHex(transaction.id));
    if (undertaking !== undefined) undertaking.isGivenUp = true;
  }

  /** The signing that stands for what an own entry was signed for: itself, or a later one. Ids in hex. */
  standsFor(id: string): string | undefined {
    const undertaking = this.#byId.get(id);
    if (undertaking === undefined || undertaking.isGivenUp) return undefined;
    const [included] = undertaking.included;
    const last = undertaking.signings.at(-1);
    return included ?? (last && bytesToHex(last.id));
  }

  /** Entries came to wait here, or wait no more, without a block. */
  look(transactions: readonly SignedTransaction[]): void {
    if (this.#byId.size === 0) return;
    const concerned = new Set(transactions.map(({ id }) => this.#byId.get(bytesToHex(id))));
    const state = this.#sources.chain.view();
    for (const undertaking of concerned) if (undertaking !== undefined) this.#look(undertaking, state);
  }

  /** The tip moved, and the mempool has followed. */
  follow({ disconnected, connected }: ChainMove): void {
    for (const [id, undertaking] of this.#within(disconnected)) undertaking.included.delete(id);
    for (const [id, undertaking] of this.#within(connected)) undertaking.included.add(id);
    const state = this.#sources.chain.view();
    for (const undertaking of [...this.#open]) this.#look(undertaking, state);
  }

  #within(blocks: ChainMove['connected']): [string, Undertaking][] {
    return blocks.flatMap(({ transactions }) => {
      return transactions.flatMap((transaction): [string, Undertaking][] => {
        const id = bytesToHex(transaction.id);
        const undertaking = this.#byId.get(id);
        if (undertaking === undefined) return [];
        this.#open.add(undertaking);
        return [[id, undertaking]];
      });
    });
  }

  #look(undertaking: Undertaking, state: StateReader): void {
    const { signings, included, isGivenUp } = undertaking;
    const [first] = signings;
    if (first === undefined) return;
    const { nonce } = accountOf(state, first.body.author);
    const live = signings.filter(({ id, body }) => body.nonce >= nonce && !included.has(bytesToHex(id)));
    const isDone = included.size > 0;
    if (included.size > 1) this.#sayTwice(undertaking);
    for (const signing of isDone ? live : live.slice(1)) this.#takeBack(undertaking, signing);
    if (isDone || isGivenUp) {
      // One entry can only come back with its block, and that is heard of.
      if (signings.length === 1) this.#open.delete(undertaking);
      return;
    }
    const [next] = live;
    if (next === undefined) this.#signAgain(undertaking);
    else if (this.#sources.mempool.get(next.id) === undefined) this.#offer(undertaking, next);
  }

  /** Its number is not used by a block: another node may still put it into one, so it is not signed a second time. */
  #offer(undertaking: Undertaking, signing: SignedTransaction): void {
    try {
      this.#signer.take(signing);
    } catch (error) {
      const { code, message } = asRefusal(error, this.#sources.environment);
      if (!passingRefusals.has(code)) this.#refuse(undertaking, message);
      else if (code === 'REPLACEMENT_TOO_CHEAP') {
        this.#say(
          undertaking,
          'waits',
          `another terminal used its number for a better fee. It waits for a block to decide.`,
        );
      }
    }
  }

  /** Blocks have used every number that it was signed with. */
  #signAgain(undertaking: Undertaking): void {
    const { intent, signings, label } = undertaking;
    if (signings.length >= signingsLimit) {
      this.#refuse(
        undertaking,
        `It was signed ${signingsLimit} times, and each time its number was gone. Sign it anew.`,
      );
      return;
    }
    try {
      const transaction = this.#signer.sign(intent);
      this.#signer.take(transaction);
      signings.push(transaction);
      this.#byId.set(bytesToHex(transaction.id), undertaking);
      undertaking.said.delete('waits');
    } catch (error) {
      this.#refuse(undertaking, asRefusal(error, this.#sources.environment).message);
      return;
    }
    this.#signer.notice(`${label}: another terminal used its number first. It was signed again and waits.`);
  }

  /** Puts an entry that does nothing in the place of one that must not happen any more. */
  #takeBack(undertaking: Undertaking, signing: SignedTransaction): void {
    const { mempool, environment } = this.#sources;
    const { author, nonce } = signing.body;
    const there = mempool.waitingAt(author, nonce);
    // Whatever else has its place keeps it out; a number that is not the next cannot be filled yet.
    if (there === undefined ? mempool.nextNonce(author) !== nonce : !equalBytes(there.id, signing.id)) {
      return;
    }
    try {
      this.#signer.take(this.#nothing(undertaking, signing));
    } catch (error) {
      const { message } = asRefusal(error, environment);
      this.#say(undertaking, 'stuck', `it was signed twice, and the second cannot be taken back. ${message}`);
      return;
    }
    const [id] = undertaking.included;
    const why = id === undefined ? 'neither is in a block any more' : `${shortId(id)} is in a block`;
    const what = `it was signed twice and ${why}. The later one was replaced by an entry that does nothing.`;
    this.#signer.notice(`${undertaking.label}: ${what}`);
  }

  /** A denier to oneself, under the same number, for a fee that others take it for. */
  #nothing({ intent }: Undertaking, signing: SignedTransaction): SignedTransaction {
    const { author, nonce } = signing.body;
    const to = this.#sources.known().address(author);
    const idle = { as: intent.as, payer: intent.payer, operation: 'coins.transfer', to, amount: '1', nonce };
    const cheapest = this.#signer.sign(idle);
    const least = leastReplacement(signing);
    return cheapest.body.fee >= least ? cheapest : this.#signer.sign({ ...idle, fee: least.toString() });
  }

  #refuse(undertaking: Undertaking, why: string): void {
    undertaking.isGivenUp = true;
    this.#signer.notice(`${undertaking.label} was not taken: ${why}`);
  }

  #sayTwice(undertaking: Undertaking): void {
    const ids = [...undertaking.included].map(shortId).join(' and ');
    this.#say(undertaking, 'twice', `it happened twice, as ${ids}: both were mined before one could be taken back.`);
  }

  #say(undertaking: Undertaking, what: 'waits' | 'twice' | 'stuck', text: string): void {
    if (undertaking.said.has(what)) return;
    undertaking.said.add(what);
    this.#signer.notice(`${undertaking.label}: ${text}`);
  }

  /** Whether there is room: those in a block make it, the oldest first. */
  #forgetOldest(): boolean {
    for (const undertaking of this.#all) {
      if (this.#open.has(undertaking)) continue;
      this.#all.delete(undertaking);
      for (const { id } of undertaking.signings) this.#byId.delete(bytesToHex(id));
      return true;
    }
    return false;
  }
}

/** Enough of an id to find it by. */
function shortId(id: string): string {
  return id.slice(0, 12);
}
