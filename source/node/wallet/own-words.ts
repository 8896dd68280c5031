import { bytesToHex } from '@noble/hashes/utils.js';
import type { HDKey } from '@scure/bip32';
import { address } from '../../ledger/keys.ts';
import { demoWords } from '../../ledger/networks.ts';
import { refusals } from '../../ledger/refusal.ts';
import { checkAccountName, firstName } from '../../wallet/account-name.ts';
import { checkPassphrase, keystoreRefusals, openWords, sealWords } from '../../wallet/keystore.ts';
import type { SealModules } from '../../wallet/sealed.ts';
import type { Wallet } from '../../wallet/wallet.ts';
import { accountLimit, parseWalletFile, type WalletFile, writeWalletFile } from '../../wallet/wallet-file.ts';
import { checkWords, derive, type KeyPair, rootOf, wordsFrom } from '../../wallet/words.ts';
import { breathe } from '../breathe.ts';
import type { WalletView } from '../facade.ts';
import { createWalletFile, readWalletFile, replaceWalletFile, walletDiskRefusals } from './disk.ts';

export const ownWordsRefusals = refusals({
  WORDS_MISSING: () =>
    'There are no words of your own here yet. Make them with `carnet wallet new` or on the Wallet screen.',
  WALLET_BUSY: () => 'The wallet is at work with a passphrase already. Wait a moment and ask again.',
  WALLET_STOPPED: () => 'The work with the passphrase was given up. Nothing was written.',
  DEMO_WORDS: () => 'These are the demo words: everybody has them, and whatever they hold. Choose words of your own.',
  WORDS_OTHER: () => 'These words are not the ones in the wallet file. Nothing was noted.',
  ACCOUNTS_FULL: (data: { most: number }) => `A wallet has at most ${data.most} accounts. Use one that is there.`,
  /** `place` is the first that is wrong, from 1. */
  BACKUP_WRONG: (data: { place: number }) =>
    `Word ${data.place} is not the one that you were shown. Look at your paper, or have the words shown again.`,
});

/** What {@link OwnWords} is made for. */
export interface OwnWordsOptions {
  /** Where the wallet file lies, or will. */
  readonly file: string;
  /** Whether a name stands for somebody on this network without any words. */
  reserved(name: string): boolean;
}

export interface OwnWordsModules extends Pick<SealModules, 'randomBytes' | 'work'> {
  /** Its own names are kept up to date with the file. */
  readonly wallet: Wallet;
}

/** Told that the wallet changed or, with a share from 0 to 1, how far the work with a passphrase is. */
export type WordsListener = (progress?: number) => void;

interface Opened {
  readonly root: HDKey;
  /** Which sealed words these are. */
  readonly seal: string;
  readonly pairs: KeyPair[];
}

/** The owner's words: the file they lie in, whether they are open, and the names that come from them. */
export class OwnWords {
  readonly #options: OwnWordsOptions;
  readonly #modules: OwnWordsModules;
  readonly #listeners = new Set<WordsListener>();
  #text: string | undefined;
  #content: WalletFile | undefined;
  #opened: Opened | undefined;
  #isBusy = false;
  #isStopped = false;

  constructor(options: OwnWordsOptions, modules: OwnWordsModules) {
    this.#options = options;
    this.#modules = modules;
  }

  /** Calls `listener` until the returned function is called. */
  onChange(listener: WordsListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Gives up work with a passphrase that is going on, and takes none from now on. */
  stop(): void {
    this.#isStopped = true;
  }

  /**
   * How it stands, by the file as it is now.
   * @throws KEYSTORE_DAMAGED, WALLET_UNREADABLE
   */
  view(): WalletView {
    this.#read();
    const { wallet } = this.#modules;
    return {
      state: this.#content === undefined ? 'none' : this.#opened === undefined ? 'locked' : 'open',
      accounts: (this.#content?.accounts ?? []).map(({ name, key }) => ({
        name,
        address: address(wallet.prefix, key),
      })),
      backedUp: this.#content?.backedUp ?? false,
      file: this.#options.file,
    };
  }

  /**
   * Makes a wallet file, of fresh words unless some are given, and leaves it open.
   * @throws WALLET_EXISTS, PASSPHRASE_SHORT, WORDS_INVALID, DEMO_WORDS, NAME_INVALID and what a file can be refused for
   */
  async create(input: { passphrase: string; words?: string; name?: string }): Promise<string> {
    const { file } = this.#options;
    if (readWalletFile(file) !== undefined) throw walletDiskRefusals.WALLET_EXISTS({ file });
    checkPassphrase(input.passphrase);
    const words = input.words === undefined ? this.#freshWords() : checkOwnWords(input.words);
    const name = this.#checkName(input.name ?? firstName, []);
    // Whoever typed them has them.
    const backedUp = input.words !== undefined;
    return this.#alone(async (onProgress) => {
      const root = await rootOf(words);
      const pair = derive(root, 0);
      const sealed = await sealWords(words, input.passphrase, { ...this.#modules, onProgress });
      const content = { accounts: [{ name, key: pair.publicKey }], backedUp, words: sealed };
      const text = writeWalletFile(content);
      createWalletFile(file, text);
      this.#take(text, content, { root, seal: sealOf(content), pairs: [pair] });
      return words;
    });
  }

  /**
   * Opens the words, so that their names can sign.
   * @throws WORDS_MISSING, PASSPHRASE_WRONG, KEYSTORE_DAMAGED
   */
  async unlock(passphrase: string): Promise<WalletView> {
    const content = this.#there();
    return this.#alone(async (onProgress) => {
      const root = await rootOf(await openWords(content.words, passphrase, { onProgress }));
      const pairs: KeyPair[] = [];
      for (const place of content.accounts.keys()) {
        await breathe();
        pairs.push(derive(root, place));
      }
      this.#opened = { root, seal: sealOf(content), pairs };
      // Somebody may have added an account meanwhile, or put other words in their place.
      this.#text = undefined;
      return this.view();
    });
  }

  /** Forgets the keys until the passphrase is given again. */
  lock(): WalletView {
    this.#opened = undefined;
    this.#text = undefined;
    return this.view();
  }

  /** @throws WORDS_MISSING, PASSPHRASE_WRONG, KEYSTORE_DAMAGED */
  async show(passphrase: string): Promise<string> {
    const content = this.#there();
    return this.#alone((onProgress) => openWords(content.words, passphrase, { onProgress }));
  }

  /**
   * Notes that the words are on paper, if those asked for are right.
   * @throws BACKUP_WRONG, and as {@link OwnWords.show}
   */
  async checkBackup(passphrase: string, asked: readonly { place: number; word: string }[]): Promise<WalletView> {
    const words = (await this.show(passphrase)).split(' ');
    const wrong = asked.find(({ place, word }) => words[place - 1] !== word.trim().toLowerCase());
    if (wrong !== undefined) throw ownWordsRefusals.BACKUP_WRONG({ place: wrong.place });
    return this.noteBackup(words.join(' '));
  }

  /**
   * Notes that the words are on paper, where somebody has all of them at hand already.
   * @throws WORDS_MISSING, WORDS_INVALID, WORDS_OTHER
   */
  async noteBackup(words: string): Promise<WalletView> {
    const content = this.#there();
    const { publicKey } = derive(await rootOf(words), 0);
    const [first] = content.accounts;
    if (first === undefined || bytesToHex(first.key) !== bytesToHex(publicKey)) throw ownWordsRefusals.WORDS_OTHER();
    return this.#rewrite({ ...content, backedUp: true });
  }

  /**
   * Names the next account of the words.
   * @throws WORDS_MISSING, WALLET_LOCKED, NAME_INVALID, ACCOUNTS_FULL
   */
  addAccount(name: string): WalletView {
    const content = this.#there();
    const { accounts } = content;
    const [first] = accounts;
    // Asked of the wallet, so that it is refused like everything else that a locked wallet cannot do.
    if (first !== undefined) this.#modules.wallet.pairOf(first.key);
    this.checkNewName(name);
    const key = this.#pair(accounts.length)?.publicKey;
    if (key === undefined) throw new Error('open words without a key');
    return this.#rewrite({ ...content, accounts: [...accounts, { name, key }] });
  }

  /**
   * Looks whether a name can be the next account's, which takes no passphrase.
   * @throws WORDS_MISSING, NAME_INVALID, ACCOUNTS_FULL
   */
  checkNewName(name: string): void {
    const { accounts } = this.#there();
    this.#checkName(name, accounts);
    if (accounts.length >= accountLimit) throw ownWordsRefusals.ACCOUNTS_FULL({ most: accountLimit });
  }

  #freshWords(): string {
    return wordsFrom(this.#modules.randomBytes(32));
  }

  #checkName(name: string, accounts: WalletFile['accounts']): string {
    const taken = (text: string) => this.#options.reserved(text) || accounts.some((each) => each.name === text);
    return checkAccountName(name, this.#modules.wallet.prefix, taken);
  }

  #there(): WalletFile {
    this.#read();
    if (this.#content === undefined) throw ownWordsRefusals.WORDS_MISSING();
    return this.#content;
  }

  #rewrite(content: WalletFile): WalletView {
    const text = writeWalletFile(content);
    replaceWalletFile(this.#options.file, text);
    this.#take(text, content, this.#opened);
    return this.view();
  }

  /** Looks whether another process changed the file, and follows. */
  #read(): void {
    const text = readWalletFile(this.#options.file);
    if (text === this.#text && (text === undefined) === (this.#content === undefined)) return;
    try {
      const content = text === undefined ? undefined : this.#parse(text);
      const opened = content !== undefined && sealOf(content) === this.#opened?.seal ? this.#opened : undefined;
      this.#take(text, content, opened);
    } catch (error) {
      // Names of a file that is not there any more must not go on signing.
      this.#take(undefined, undefined, undefined);
      throw error;
    }
  }

  #parse(text: string): WalletFile {
    const content = parseWalletFile(text);
    if (content.accounts.some(({ name }) => this.#options.reserved(name))) {
      throw keystoreRefusals.KEYSTORE_DAMAGED({ reason: 'an account has the name of somebody else' });
    }
    return content;
  }

  #take(text: string | undefined, content: WalletFile | undefined, opened: Opened | undefined): void {
    this.#opened = opened;
    const accounts = (content?.accounts ?? []).map((account, place) => {
      const pair = this.#pair(place);
      if (pair !== undefined && bytesToHex(pair.publicKey) !== bytesToHex(account.key)) {
        throw keystoreRefusals.KEYSTORE_DAMAGED({ reason: `the key of ${account.name} is not of these words` });
      }
      return pair === undefined ? account : { ...account, pair };
    });
    this.#text = text;
    this.#content = content;
    this.#modules.wallet.setOwn(accounts);
    this.#tell();
  }

  #pair(account: number): KeyPair | undefined {
    if (this.#opened === undefined) return undefined;
    const { pairs, root } = this.#opened;
    pairs[account] ??= derive(root, account);
    return pairs[account];
  }

  /** One at a time: each takes 128 MiB, and its share of a core. */
  async #alone<T>(work: (onProgress: (share: number) => void) => Promise<T>): Promise<T> {
    if (this.#isBusy) throw ownWordsRefusals.WALLET_BUSY();
    let told = -1;
    const onProgress = (share: number) => {
      if (this.#isStopped) throw ownWordsRefusals.WALLET_STOPPED();
      const hundredths = Math.floor(share * 100);
      if (hundredths > told) this.#tell(share);
      told = hundredths;
    };
    this.#isBusy = true;
    try {
      return await work(onProgress);
    } finally {
      this.#isBusy = false;
    }
  }

  #tell(progress?: number): void {
    for (const listener of this.#listeners) listener(progress);
  }
}

/**
 * Words in their one form, if they can be somebody's own.
 * @throws WORDS_INVALID, DEMO_WORDS
 */
export function checkOwnWords(words: string): string {
  const normal = checkWords(words);
  if (normal === demoWords) throw ownWordsRefusals.DEMO_WORDS();
  return normal;
}

function sealOf({ words }: WalletFile): string {
  return words.cipher.text;
}
