import type { Key } from '../../ledger/keys.ts';
import { isLibrary, libraryOf } from '../../ledger/registries/books/book.ts';
import { activeLicence } from '../../ledger/registries/licences/licence.ts';
import type { IntentInput } from '../../wallet/intent.ts';
import type { Place, Vault } from '../exchange/vault.ts';
import { booksOf } from '../queries/books.ts';
import type { Sources } from '../queries/sources.ts';
import { Turns } from '../turns.ts';

/** What a demo library starts with: books of one digit each, as the first of these ledgers had them. */
const titles = ['Zero', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'] as const;
const startingBooks = 3;

export interface FoundingModules {
  submit(intent: IntentInput): Promise<{ id: string }>;
  vault(): Promise<Vault>;
}

/** Lets the demo library of a terminal join the others, once, and puts its first books on its shelf, once. */
export class Founding {
  readonly #sources: Sources;
  readonly #name: string;
  readonly #key: Key;
  readonly #modules: FoundingModules;
  readonly #turns = new Turns();
  #isDone = false;
  #isLooking = false;

  /** @param name the library, as the wallet names it */
  constructor(sources: Sources, name: string, modules: FoundingModules) {
    this.#sources = sources;
    this.#name = name;
    this.#key = sources.wallet.keyOf(name);
    this.#modules = modules;
  }

  settled(): Promise<void> {
    return this.#turns.settled();
  }

  /** The ledger is up to date: does what is next. */
  follow(): void {
    if (this.#isDone || this.#isLooking) return;
    this.#isLooking = true;
    this.#turns
      .take(() => this.#look())
      .catch((error: unknown) => {
        this.#sources.environment.logger.warn({ error }, 'the demo library could not join; it is tried again');
      })
      .finally(() => {
        this.#isLooking = false;
      });
  }

  async #look(): Promise<void> {
    const { mempool, chain } = this.#sources;
    if (isLibrary(chain.view(), this.#key)) return this.#addBooks();
    const ahead = mempool.view();
    const canJoin =
      libraryOf(ahead, this.#key) === undefined && activeLicence(ahead, this.#key, 'library') !== undefined;
    if (canJoin) await this.#modules.submit({ as: this.#name, operation: 'books.join' });
  }

  async #addBooks(): Promise<void> {
    const vault = await this.#modules.vault();
    // Beside the mark that this terminal speaks for it.
    const mark: Place = { section: 'voice', account: this.#key, id: new Uint8Array(32).fill(1) };
    if (!(await vault.has(mark))) {
      // Once only, even where the disk or the power fails in between: it can add the others by hand.
      await vault.write([{ ...mark, plain: new Uint8Array() }]);
      // Another terminal of the same library may have been first.
      const isFirst = (await booksOf(this.#sources, [this.#key])).length === 0;
      for (const value of isFirst ? this.#digits() : []) {
        const title = titles[value] ?? '';
        await this.#modules.submit({ as: this.#name, operation: 'books.add', title, value: String(value) });
      }
    }
    this.#isDone = true;
  }

  #digits(): number[] {
    const left = titles.map((_, digit) => digit);
    const { random } = this.#sources.environment;
    return Array.from({ length: startingBooks }, () => left.splice(Math.floor(random() * left.length), 1)).flat();
  }
}
