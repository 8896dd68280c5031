import { existsSync } from 'node:fs';
import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { RefusedError, refusals } from '../../ledger/refusal.ts';
import type { Book } from '../../ledger/registries/books/book.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import type { IntentInput } from '../../wallet/intent.ts';
import type { ChainMove } from '../chain.ts';
import { contentDeposit, contentIn, contentRemoval, hasContent } from '../exchange/contents.ts';
import { Exchanges } from '../exchange/exchanges.ts';
import { holdersOf } from '../exchange/holders.ts';
import { KeptEntries } from '../exchange/kept.ts';
import type { Letter } from '../exchange/sealing.ts';
import { Vault } from '../exchange/vault.ts';
import { Voices } from '../exchange/voices.ts';
import type { Network } from '../network/network.ts';
import type { Sources } from '../queries/sources.ts';
import { Founding } from './founding.ts';
import { type Prepared, prepared } from './intents.ts';

export const booksRefusals = refusals({
  NO_VAULT: () => 'This node was started without a place for books. Start it with one.',
});

/** How a node takes part in hand-overs. */
export interface BooksSetup {
  /** Where contents and hand-overs lie; made once there is something to keep. */
  readonly folder: string;
  /** For keys, numbers and salts. */
  randomBytes(size: number): Uint8Array;
  /** The library that this terminal speaks for from the start, a name of the wallet. */
  readonly library?: string;
  /** Whether that library joins by itself, and starts with a few books. */
  readonly founds?: boolean;
}

/** What the books need of the node around them. */
export interface BooksModules {
  network(): Network | undefined;
  submit(intent: IntentInput): { id: string };
  /** An entry that waited here alone may be spread now. */
  spread(transaction: SignedTransaction): void;
  mines(): boolean;
  changed(xid: string): void;
  notice(text: string): void;
}

/** Milliseconds after the start in which whoever wants to hear has begun to listen. */
const noticeAfter = 2_000;
/** Things that are told of a vault, at most. */
const toldLimit = 50;
/** Blocks after which a ledger that no block came to is not taken for the latest any more. */
const staleAfter = 24;

/** The books of a node: its vault, the libraries that it speaks for, their hand-overs. */
export class NodeBooks {
  readonly kept = new KeptEntries();
  readonly voices: Voices;
  readonly #sources: Sources;
  readonly #setup: BooksSetup | undefined;
  readonly #modules: BooksModules;
  readonly #founding: Founding | undefined;
  #opening: Promise<Exchanges> | undefined;
  /** There once the vault is open. */
  #exchanges: Exchanges | undefined;
  #isClosed = false;
  /** What is wrong with the vault, each thing once, by its words. */
  readonly #told = new Map<string, RefusedError>();
  #isHeard = false;
  #silence: (() => void) | undefined;

  constructor(sources: Sources, setup: BooksSetup | undefined, modules: BooksModules) {
    this.#sources = sources;
    this.#setup = setup;
    this.#modules = modules;
    this.voices = new Voices(sources.wallet);
    const { library } = setup ?? {};
    if (library !== undefined) this.voices.add(sources.wallet.keyOf(library));
    if (setup?.founds === true && library !== undefined) {
      this.#founding = new Founding(sources, library, {
        submit: (intent) => this.submit(intent),
        vault: () => this.vault(),
      });
    }
  }

  /** Goes on where it stopped. The ledger runs without the books too: whoever asks for them hears what is wrong. */
  async start(): Promise<void> {
    try {
      await this.known();
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.#tell(error);
    }
    this.#speak();
    // Nobody listens before the node is there as a whole.
    const stop = this.#sources.environment.every(noticeAfter, () => {
      stop();
      this.#isHeard = true;
      for (const refusal of this.#told.values()) this.#modules.notice(refusal.message);
    });
    this.#silence = stop;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#silence?.();
    await this.#founding?.settled();
    const opening = this.#opening;
    if (opening !== undefined)
      await opening.then(
        (exchanges) => exchanges.close(),
        () => undefined,
      );
  }

  /** The tip moved, words were opened or locked, or peers told something new. */
  follow(move?: ChainMove): void {
    if (this.#isClosed) return;
    this.#speak();
    this.#exchanges?.follow(move);
    if (this.isCurrent()) this.#founding?.follow();
  }

  /** The words were opened or locked. */
  reopen(): void {
    if (this.#isClosed) return;
    this.#speak();
    this.#exchanges?.resume().catch((error: unknown) => {
      if (error instanceof RefusedError) this.#tell(error);
      else this.#log(error);
    });
  }

  speaksFor(account: Key): boolean {
    return this.voices.pairOf(this.#sources.chain.view(), account) !== undefined;
  }

  /** Whatever is wrong with a letter is its sender's matter, and is thrown. */
  async takeLetter(letter: Letter): Promise<void> {
    if (this.#setup === undefined || this.#isClosed) return;
    await (await this.exchanges()).takeLetter(letter);
  }

  /** The hand-overs, with the vault that is opened for them. @throws NO_VAULT, VAULT_FAILED, VAULT_DAMAGED */
  exchanges(): Promise<Exchanges> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async vault(): Promise<Vault> {
    return (await this.exchanges()).vault;
  }

  /** Those that are at work already; nothing where no vault was opened yet. */
  get open(): Exchanges | undefined {
    return this.#exchanges;
  }

  /** The same, with what an earlier run left; nothing where there is none. @throws VAULT_FAILED, VAULT_DAMAGED */
  async known(): Promise<Exchanges | undefined> {
    const isThere = this.#exchanges !== undefined || (this.#setup !== undefined && existsSync(this.#setup.folder));
    return isThere ? this.exchanges() : undefined;
  }

  /** How many other terminals are known to speak for an account. */
  speakers(account: Key): number {
    return this.#modules.network()?.speakers(account) ?? 0;
  }

  randomBytes(size: number): Uint8Array {
    if (this.#setup === undefined) throw booksRefusals.NO_VAULT();
    return this.#setup.randomBytes(size);
  }

  /** From now on this terminal speaks for an account, after a restart too. */
  async speakAs(account: Key): Promise<void> {
    const vault = await this.vault();
    await vault.write([{ section: 'voice', account, id: new Uint8Array(32), plain: new Uint8Array() }]);
    if (this.voices.add(account)) this.#speak();
  }

  /** An intent as the ledger takes it. @throws the refusals of the wallet and of a content */
  prepare(intent: IntentInput): Promise<Prepared> {
    const { wallet } = this.#sources;
    return prepared(intent, {
      pairOf: (as) => wallet.pairOf(wallet.keyOf(as)),
      randomBytes: (size) => this.randomBytes(size),
    });
  }

  /** Signs and submits an intent. A content is on the disk before anybody hears of its print. */
  async submit(intent: IntentInput): Promise<{ id: string }> {
    if (intent.operation !== 'books.join' && intent.operation !== 'books.add') return this.#modules.submit(intent);
    const { intent: whole, content } = await this.prepare(intent);
    const author = this.#sources.wallet.keyOf(String(whole.as));
    if (content !== undefined) await (await this.vault()).write([contentDeposit(author, content)]);
    const made = await this.#submitWith(whole, author, content);
    if (this.#setup !== undefined) await this.speakAs(author);
    return made;
  }

  /** What the ledger refuses leaves no content behind; what it took keeps it, whatever fails afterwards. */
  async #submitWith(intent: IntentInput, author: Key, content: Prepared['content']): Promise<{ id: string }> {
    try {
      return this.#modules.submit(intent);
    } catch (error) {
      if (content !== undefined) await (await this.vault()).write([contentRemoval(author, content.commitment)]);
      throw error;
    }
  }

  /** Whether a book's owner is here, with its key and the content. */
  async canRead({ owner, commitment }: Book): Promise<boolean> {
    const { wallet } = this.#sources;
    if (this.#setup === undefined || !wallet.holds(owner) || wallet.isLocked(owner)) return false;
    if (this.#exchanges === undefined && !existsSync(this.#setup.folder)) return false;
    try {
      return await hasContent(await this.vault(), holdersOf(this.#sources, owner), commitment);
    } catch (error) {
      // The shelves are on the ledger and can be looked at without a vault; whoever reads or asks hears what it has.
      if (!(error instanceof RefusedError)) throw error;
      this.#tell(error);
      return false;
    }
  }

  /** The content of a book of an own account, if it lies here. @throws VAULT_FAILED, VAULT_DAMAGED, WALLET_LOCKED */
  async contentOf({ owner, commitment }: Book): Promise<Uint8Array | undefined> {
    const exchanges = await this.known();
    return exchanges && contentIn(exchanges.vault, holdersOf(this.#sources, owner), commitment);
  }

  /** Whether an account hands over whatever it is asked for: the published ones are nobody's in particular. */
  agreesByItself(account: Key): boolean {
    return !this.#sources.wallet.names().some(({ key, own }) => own && equalBytes(key, account));
  }

  /** Whether the ledger here is the latest, as far as anybody knows: on an old one nothing is decided. */
  isCurrent(): boolean {
    const health = this.#modules.network()?.health;
    if (health === 'syncing' || health === 'behind') return false;
    const { chain, ledger, environment } = this.#sources;
    const { retarget, interval } = ledger.genesis.parameters;
    return !retarget || environment.now() - chain.tip.header.time < staleAfter * interval;
  }

  async #open(): Promise<Exchanges> {
    const setup = this.#setup;
    if (setup === undefined || this.#isClosed) throw booksRefusals.NO_VAULT();
    const { wallet } = this.#sources;
    const vault = await Vault.open({
      folder: setup.folder,
      randomBytes: (size) => setup.randomBytes(size),
      secretKey: (account) => wallet.pairOf(account).secretKey,
    });
    const exchanges = this.#exchangesIn(vault, setup);
    this.#exchanges = exchanges;
    try {
      for (const { account } of await vault.places('voice')) this.voices.add(account);
      if (vault.loss !== undefined) this.#tell(vault.loss);
      await exchanges.resume();
    } catch (error) {
      // It is opened again by whoever asks next, and must not meet its own lock.
      this.#exchanges = undefined;
      await exchanges.close();
      throw error;
    }
    return exchanges;
  }

  #exchangesIn(vault: Vault, setup: BooksSetup): Exchanges {
    return new Exchanges(this.#sources, {
      vault,
      voices: this.voices,
      kept: this.kept,
      way: () => this.#modules.network(),
      randomBytes: (size) => setup.randomBytes(size),
      submit: (intent) => void this.#modules.submit(intent),
      release: (id) => this.#release(id),
      mines: () => this.#modules.mines(),
      isCurrent: () => this.isCurrent(),
      agreesByItself: (account) => this.agreesByItself(account),
      changed: (xid) => this.#modules.changed(bytesToHex(xid)),
      damaged: (refusal) => this.#tell(refusal),
    });
  }

  #release(id: Uint8Array): void {
    if (!this.kept.release({ id })) return;
    const waiting = this.#sources.mempool.get(id);
    if (waiting !== undefined) this.#modules.spread(waiting);
  }

  /** Tells the others whom this terminal speaks for. */
  #speak(): void {
    this.#modules.network()?.speakFor(this.voices.pairs(this.#sources.chain.view()));
  }

  /** A person should read what is wrong with a vault, not only whoever looks into the log. */
  #tell(refusal: RefusedError): void {
    const { message, code } = refusal;
    if (this.#told.has(message) || this.#told.size >= toldLimit) return;
    this.#told.set(message, refusal);
    this.#sources.environment.logger.error({ error: refusal, code }, 'something is wrong with the books kept here');
    if (this.#isHeard) this.#modules.notice(message);
  }

  #log(error: unknown): void {
    this.#sources.environment.logger.error({ error }, 'the hand-overs could not go on');
  }
}
