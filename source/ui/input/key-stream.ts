import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createKeySplitter } from './key-splitter.ts';

/** The part of a terminal's input that is used here; `process.stdin` is one. */
export interface TerminalInput {
  readonly isTTY?: boolean;
  on(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
  off(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
  setRawMode?(mode: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  ref?(): unknown;
  unref?(): unknown;
}

/** How long an Esc waits for the rest of a sequence, milliseconds. A slow line may split one between two reads. */
const escapeDelay = 25;

/**
 * A terminal's input, one key at a time.
 *
 * Ink handles all keys of one read against the same state, so that Down and Enter together pick the wrong item. This
 * stream stands before Ink: it splits each read into keys and gives one on each turn of the event loop, so that the
 * screen has taken a key in before the next one comes.
 */
export class KeyStream extends Readable {
  readonly isTTY = true;
  readonly #source: TerminalInput;
  readonly #decoder = new StringDecoder('utf8');
  readonly #splitter = createKeySplitter();
  readonly #keys: string[] = [];
  #turn: NodeJS.Immediate | undefined;
  #escape: NodeJS.Timeout | undefined;
  #listening = false;

  constructor(source: TerminalInput) {
    super({ objectMode: true, highWaterMark: 1 });
    this.#source = source;
  }

  /** Ink turns raw mode on with its first listener and off with its last one; reading goes with it. */
  setRawMode(mode: boolean): this {
    this.#source.setRawMode?.(mode);
    if (mode && !this.#listening) {
      this.#listening = true;
      this.#source.on('data', this.#take);
      this.#source.resume();
    } else if (!mode && this.#listening) {
      this.#stop();
    }
    return this;
  }

  ref(): this {
    this.#source.ref?.();
    return this;
  }

  unref(): this {
    this.#source.unref?.();
    return this;
  }

  /** Keys are strings already; the decoder of `Readable` would only join them. */
  override setEncoding(): this {
    return this;
  }

  override _read(): void {
    this.#schedule();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stop();
    done(error);
  }

  readonly #take = (chunk: Buffer | string): void => {
    clearTimeout(this.#escape);
    this.#escape = undefined;
    const text = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk);
    this.#keys.push(...this.#splitter.push(text));
    if (this.#splitter.undecided) {
      this.#escape = setTimeout(() => {
        this.#keys.push(...this.#splitter.flush());
        this.#schedule();
      }, escapeDelay);
    }
    this.#schedule();
  };

  #schedule(): void {
    if (this.#turn !== undefined || this.#keys.length === 0) return;
    this.#turn = setImmediate(() => {
      this.#turn = undefined;
      const key = this.#keys.shift();
      if (key === undefined) return;
      this.push(key);
      this.#schedule();
    });
  }

  #stop(): void {
    this.#listening = false;
    clearImmediate(this.#turn);
    clearTimeout(this.#escape);
    this.#turn = undefined;
    this.#source.off('data', this.#take);
    this.#source.pause();
  }
}
