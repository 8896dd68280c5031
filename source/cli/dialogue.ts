import { StringDecoder } from 'node:string_decoder';
import { RefusedError, refusals } from '../ledger/refusal.ts';
import { clean } from '../ui/text/width.ts';
import { shown } from './output.ts';
import { SecretTyping } from './secret-typing.ts';
import { type Output, wrapped } from './wrap.ts';

export const dialogueRefusals = refusals({
  /** Ctrl-C, or nobody answers any more. */
  ABANDONED: () => 'Stopped. Nothing was changed.',
});

/** Whether somebody gave up rather than something being refused. */
export function isAbandoned(error: unknown): boolean {
  return error instanceof RefusedError && error.code === 'ABANDONED';
}

/** Characters of an answer, at most; nobody types more, and what is piped in has no say in how much is kept. */
const answerLimit = 10_000;

/** Where answers come from: a terminal, or a pipe with one answer a line. */
export type DialogueInput = NodeJS.ReadableStream & {
  readonly isTTY?: boolean;
  readonly readableEnded?: boolean;
  readonly destroyed?: boolean;
  setRawMode?(on: boolean): unknown;
  ref?(): unknown;
  unref?(): unknown;
};

export interface DialogueModules {
  readonly input: DialogueInput;
  /** Where questions and remarks go; what was asked for goes elsewhere. */
  readonly output: NodeJS.WritableStream & Output;
  /** Gives up when it aborts. */
  readonly signal: AbortSignal;
  /** Does what Ctrl-C does: while a terminal shows nothing of what is typed, that key comes as any other. */
  interrupt(): void;
}

/**
 * Questions and answers, one line each, on a terminal or through a pipe. Nothing is read between two questions, unless
 * both are about a secret.
 */
export class Dialogue {
  readonly #modules: DialogueModules;
  readonly #decoder = new StringDecoder('utf8');
  /** What was typed or piped in beyond the answers so far. */
  #ahead = '';
  #isOver = false;
  /** Pieces of work about a secret that are going on, one within the other. */
  #secrets = 0;
  /** Takes what is typed where no question waits for it. */
  readonly #between = (chunk: Buffer | string): void => {
    this.#hear(chunk);
    this.#heed();
  };

  constructor(modules: DialogueModules) {
    this.#modules = modules;
  }

  /** Whether a person sits there. */
  get isTerminal(): boolean {
    return this.#modules.input.isTTY === true && this.#modules.output.isTTY === true;
  }

  say(...lines: readonly string[]): void {
    const { output } = this.#modules;
    output.write(
      shown(
        lines.flatMap((line) => line.split('\n')),
        output,
      ),
    );
  }

  /**
   * The answer to a question, without spaces around it.
   * @throws ABANDONED
   */
  async ask(question: string): Promise<string> {
    const { output } = this.#modules;
    output.write(wrapped([clean(question)], output).join('\n'));
    return (await this.#lineOfItsOwn()).trim();
  }

  /**
   * The answer to a question, which is shown as dots while it is typed.
   * @throws ABANDONED
   */
  askSecret(question: string): Promise<string> {
    const { output } = this.#modules;
    return this.secretly(async () => {
      output.write(question);
      if (!this.#isSilent) return this.#lineOfItsOwn();
      try {
        return await this.#line();
      } finally {
        output.write('\n');
      }
    });
  }

  /**
   * Does work in which secrets are asked for. From its start to its end a terminal shows nothing of what is typed, also
   * between two questions: what is typed then is an answer to the next, and is dropped if there is none. Ctrl-C stops
   * the work then too.
   */
  async secretly<T>(work: () => Promise<T>): Promise<T> {
    const { input } = this.#modules;
    if (input.isTTY !== true) return work();
    if (this.#secrets === 0) {
      input.setRawMode?.(true);
      this.#listen();
    }
    this.#secrets += 1;
    try {
      return await work();
    } finally {
      this.#secrets -= 1;
      if (!this.#isSilent) {
        input.off('data', this.#between);
        input.pause();
        this.#ahead = '';
        input.setRawMode?.(false);
      }
    }
  }

  /** Whether the terminal shows nothing by itself. */
  get #isSilent(): boolean {
    return this.#secrets > 0;
  }

  #listen(): void {
    const { input } = this.#modules;
    input.on('data', this.#between);
    input.resume();
    this.#heed();
  }

  /** Looks for Ctrl-C in what was typed ahead, which is no answer then, as little as what is too long for one. */
  #heed(): void {
    const isStop = this.#ahead.includes('\u0003');
    if (isStop || this.#ahead.length > answerLimit) this.#ahead = '';
    if (isStop) this.#modules.interrupt();
  }

  #hear(chunk: Buffer | string): void {
    this.#ahead += typeof chunk === 'string' ? chunk : this.#decoder.write(chunk);
  }

  /** One line, not edited here; where none comes, what is said next does not stand behind the question. */
  async #lineOfItsOwn(): Promise<string> {
    try {
      return await this.#line();
    } catch (error) {
      this.#modules.output.write('\n');
      throw error;
    }
  }

  /** One line; of raw keys if the terminal does not edit it. */
  #line(): Promise<string> {
    const { input, output, signal } = this.#modules;
    const isRaw = this.#isSilent;
    return new Promise((resolve, reject) => {
      const typing = new SecretTyping((text) => {
        // Dots and the steps back over them are for eyes alone.
        if (output.isTTY === true) output.write(text);
      });
      let isDone = false;
      const finish = (act: () => void) => {
        isDone = true;
        input.off('data', onData);
        input.off('end', onEnd);
        input.off('close', onEnd);
        signal.removeEventListener('abort', giveUp);
        if (isRaw) this.#listen();
        else input.pause();
        // A pipe that nobody closes must not keep the program from ending.
        if (input.isTTY !== true) input.unref?.();
        act();
      };
      const giveUp = () => finish(() => reject(dialogueRefusals.ABANDONED()));
      const look = () => {
        const found = isRaw ? typing.take(this.#ahead) : this.#takeLine();
        if (isRaw) this.#ahead = typing.rest;
        if (found === 'stop') giveUp();
        else if (found !== undefined) finish(() => resolve(found.line));
      };
      const onData = (chunk: Buffer | string) => {
        this.#hear(chunk);
        if (this.#ahead.length > answerLimit) giveUp();
        else look();
      };
      const onEnd = () => {
        this.#isOver = true;
        // A last line without its end is an answer too.
        const line = this.#ahead;
        this.#ahead = '';
        if (line === '') giveUp();
        else finish(() => resolve(line));
      };
      input.ref?.();
      input.off('data', this.#between);
      signal.addEventListener('abort', giveUp, { once: true });
      input.on('data', onData);
      input.on('end', onEnd);
      input.on('close', onEnd);
      if (signal.aborted) giveUp();
      if (!isDone) look();
      // A pipe may have ended between two questions, when nobody was listening.
      if (!isDone && (this.#isOver || input.readableEnded === true || input.destroyed === true)) onEnd();
      if (!isDone) input.resume();
    });
  }

  #takeLine(): { line: string } | undefined {
    const end = this.#ahead.indexOf('\n');
    if (end < 0) return undefined;
    const line = this.#ahead.slice(0, end).replace(/\r$/, '');
    this.#ahead = this.#ahead.slice(end + 1);
    return { line };
  }
}
