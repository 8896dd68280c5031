import type { Tone } from '../theme.ts';

export interface Message {
  readonly text: string;
  readonly tone?: Tone;
  /** When it was said, milliseconds since 1970. */
  readonly at: number;
}

/** How long a message stays, milliseconds. A refusal stays until the next key. */
const stay = 8000;

/** The one message that row N-1 shows. */
export class Messages {
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  #message: Message | undefined;

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

  say(text: string, tone?: Tone): void {
    this.#message = { text, at: this.#now(), ...(tone === undefined ? {} : { tone }) };
    this.#tell();
  }

  /** A key was pressed: a refusal has been read. */
  read(): void {
    if (this.#message?.tone !== 'bad') return;
    this.#message = undefined;
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
