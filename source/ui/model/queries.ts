import type { Facade, NodeEvent, Refusal } from '../../node/facade.ts';
import { toRefusal } from './refusal.ts';

/** What a query's answer depends on: it is asked again when the node says that one of these changed. */
export type Topic = NodeEvent['type'];

/** A query's answer as far as it is known; while it is asked again the earlier answer stays. */
export interface Answer<T> {
  readonly value?: T;
  readonly refusal?: Refusal;
  readonly loading: boolean;
}

/** Runs `task` after so many milliseconds; the returned function takes it back. */
export type Defer = (task: () => void, milliseconds: number) => () => void;

/** Whether there is nothing to show yet. */
export function isUnanswered({ value, refusal, loading }: Answer<unknown>): boolean {
  return loading && value === undefined && refusal === undefined;
}

interface Query {
  readonly topics: readonly Topic[];
  readonly load: (facade: Facade) => Promise<unknown>;
  users: number;
  dirty: boolean;
  /** Rises with each question, so that a late answer to an earlier one is dropped. */
  asked: number;
  answer: Answer<unknown>;
}

const waiting: Answer<never> = { loading: true };

/** At most this often are the answers asked again and the screen rebuilt, milliseconds. */
const rebuildInterval = 100;

/** Answers that no screen shows any more, kept so that going back is at once. */
const spareAnswers = 64;

/** The questions that the screens on show ask the node, and their answers. */
export class Queries {
  readonly #facade: Facade;
  readonly #defer: Defer;
  readonly #queries = new Map<string, Query>();
  readonly #listeners = new Set<() => void>();
  /** Queries that nobody uses any more since this turn of the event loop. */
  readonly #released = new Set<Query>();
  #cancel: (() => void) | undefined;
  #running = false;
  #closed = false;
  #underway = 0;
  #cancelTelling: (() => void) | undefined;

  constructor(options: { facade: Facade; defer: Defer }) {
    this.#facade = options.facade;
    this.#defer = options.defer;
  }

  /** Calls `listener` after answers changed, until the returned function is called. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The answer so far; the same object until it changes. */
  read<T>(key: string): Answer<T> {
    return (this.#queries.get(key)?.answer ?? waiting) as Answer<T>;
  }

  /**
   * Asks now and again after each change, until the returned function is called. What the view before was asking until
   * this moment is as good as asked now, and goes on.
   */
  retain(key: string, topics: readonly Topic[], load: (facade: Facade) => Promise<unknown>): () => void {
    const earlier = this.#queries.get(key);
    const query: Query = earlier ?? { topics, load, users: 0, dirty: false, asked: 0, answer: waiting };
    this.#queries.delete(key);
    this.#queries.set(key, query);
    query.users += 1;
    const goesOn = this.#released.delete(query) && !query.dirty;
    if (query.users === 1 && !goesOn) void this.#ask(query).then(() => this.#tellSoon());
    return () => {
      query.users -= 1;
      if (query.users === 0) this.#release(query);
      this.#forget();
    };
  }

  /** Whether an answer is on its way or a rebuild is due. */
  get busy(): boolean {
    return this.#underway > 0 || this.#running || this.#cancel !== undefined || this.#cancelTelling !== undefined;
  }

  /** Asks one thing, once, for what happens next and not for what is shown. */
  async once<T>(load: (facade: Facade) => Promise<T>): Promise<T> {
    this.#underway += 1;
    try {
      return await load(this.#facade);
    } finally {
      this.#underway -= 1;
    }
  }

  /** The node said that something changed. */
  touch(topic: Topic): void {
    for (const query of this.#queries.values()) query.dirty ||= query.topics.includes(topic);
    this.#schedule();
  }

  /** Asks everything on show again, for instance after something was signed. */
  touchAll(): void {
    for (const query of this.#queries.values()) query.dirty = true;
    this.#schedule();
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#cancelTelling?.();
    this.#listeners.clear();
  }

  #schedule(): void {
    if (this.#closed || this.#running || this.#cancel !== undefined) return;
    this.#cancel = this.#defer(() => {
      this.#cancel = undefined;
      void this.#refresh();
    }, rebuildInterval);
  }

  async #refresh(): Promise<void> {
    this.#running = true;
    const dirty = [...this.#queries.values()].filter((query) => query.dirty && query.users > 0);
    await Promise.all(dirty.map((query) => this.#ask(query)));
    this.#running = false;
    this.#tell();
    if ([...this.#queries.values()].some((query) => query.dirty && query.users > 0)) this.#schedule();
  }

  async #ask(query: Query): Promise<void> {
    query.dirty = false;
    query.asked += 1;
    const turn = query.asked;
    this.#underway += 1;
    const answer = await query.load(this.#facade).then(
      (value): Answer<unknown> => ({ value, loading: false }),
      (thrown: unknown): Answer<unknown> => ({ refusal: toRefusal(thrown), loading: false }),
    );
    this.#underway -= 1;
    if (turn === query.asked) query.answer = answer;
  }

  /** A view asks several questions at once: their first answers are told together. */
  #tellSoon(): void {
    if (this.#closed || this.#cancelTelling !== undefined) return;
    this.#cancelTelling = this.#defer(() => {
      this.#cancelTelling = undefined;
      this.#tell();
    }, 0);
  }

  #tell(): void {
    if (this.#closed) return;
    for (const listener of [...this.#listeners]) listener();
  }

  #release(query: Query): void {
    this.#released.add(query);
    queueMicrotask(() => this.#released.delete(query));
  }

  #forget(): void {
    const unused = [...this.#queries].filter(([, query]) => query.users === 0);
    for (const [key] of unused.slice(0, Math.max(0, unused.length - spareAnswers))) this.#queries.delete(key);
  }
}
