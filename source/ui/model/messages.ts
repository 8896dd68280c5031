import type { Tone } from '../theme.ts';

export interface Message {
  readonly text: string;
  readonly tone?: Tone;
  /** When it was said, milliseconds since 1970. */
  readonly at: number;
  /** News of the ledger, which no key brought and no key takes away; everything else is the answer to a key. */
  readonly news: boolean;
}

/** How long a message stays, milliseconds. A refusal stays until the next key. */
const stay = 6000;

/** So many messages can be read again on the page of what was said. */
const remembered = 200;

/** The one message that row N-1 shows, and those before it. */
export class Messages {
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  #message: Message | undefined;
  #said: readonly Message[] = [];

  constructor(options: { now: () => number }) {
    this.#now = options.now;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What to show now, if anything. */
  current = (): Message | undefined => {
    const message = this.#message;
    return message && (message.tone === 'bad' || this.#now() - message.at < stay) ? message : undefined;
  };

  /** What was said since the terminal was opened, newest first. */
  said = (): readonly Message[] => this.#said;

  /** Answers a key: the next key that does something takes it away. */
  say(text: string, tone?: Tone): void {
    this.#show(text, tone, false);
  }

  /** Says what happened without a key: it stays its time, whatever is pressed. */
  tell(text: string, tone?: Tone): void {
    this.#show(text, tone, true);
  }

  /** Takes the message away; it was only about the key before. */
  clear(): void {
    this.#message = undefined;
    this.#tell();
  }

  /** A key was pressed while `message` stood there: a refusal has been read, an answer is stale if the key did something. */
  read(message: Message | undefined, did: boolean): void {
    if (message === undefined || message !== this.#message) return;
    if (message.tone === 'bad' || (did && !message.news)) this.clear();
  }

  #show(text: string, tone: Tone | undefined, news: boolean): void {
    this.#message = { text, at: this.#now(), news, ...(tone === undefined ? {} : { tone }) };
    this.#said = [this.#message, ...this.#said].slice(0, remembered);
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
