import { refusals } from '../../ledger/refusal.ts';
import type { Environment } from '../environment.ts';
import { closeCodes } from './link.ts';
import type { Message, MessageOf, MessageType } from './messages.ts';

export const questionRefusals = refusals({
  PEER_SILENT: (data: { closeCode: number; seconds: number }) =>
    `It owed an answer, and nothing came from it for ${data.seconds} s.`,
  PEER_TRICKLES: (data: { closeCode: number; seconds: number }) => `Its answer was not whole after ${data.seconds} s.`,
  PEER_GONE: (data: { reason: string }) => `The connection ended (${data.reason}).`,
  UNEXPECTED: (data: { type: string }) => `It sent "${data.type}" when nobody had asked for it.`,
});

/** Answers and the questions that they belong to. */
const answers = {
  pong: 'ping',
  peers: 'getPeers',
  headers: 'getHeaders',
  blocks: 'getBlocks',
  transactions: 'getTransactions',
  records: 'getRecords',
} as const;
export type AnswerType = keyof typeof answers;
/** A message that answers something. */
export type Answer = Extract<Message, { readonly type: AnswerType }>;
type QuestionOf<A extends AnswerType> = (typeof answers)[A];
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** A question without its number. */
export type Question<A extends AnswerType> = Without<MessageOf<QuestionOf<A>>, 'type' | 'request'>;

/** Milliseconds in which some byte must come while an answer is owed: the first, and each after it. */
const silence = 10_000;
/**
 * Milliseconds in which an answer must be whole: a full frame of blocks takes that long at 70 KB a second, and what was
 * asked meanwhile is answered behind it.
 */
const answerTime = 60_000;
/** Milliseconds between two looks at what has come. */
const lookEvery = 1_000;
/** Questions that wait for an answer at once, at most. */
const openLimit = 64;

interface Open {
  readonly type: AnswerType;
  readonly since: number;
  resolve(message: Message): void;
  reject(error: Error): void;
}

/** What the questions of a peer need of it. */
export interface Asked {
  /** Bytes that have come from it, those of frames that are not whole yet included. */
  readonly received: number;
  send<T extends MessageType>(message: MessageOf<T>): void;
}

/** Whether a message is an answer to something. */
export function isAnswer(message: Message): message is Answer {
  return message.type in answers;
}

/** The questions that one peer was asked, until each is answered, too late, or the connection over. */
export class Questions {
  readonly #asked: Asked;
  readonly #environment: Environment;
  readonly #open = new Map<number, Open>();
  #stop: (() => void) | undefined;
  #requests = 0;
  #latency: number | undefined;
  /** What had come when something last came, and when that was seen. */
  #received = 0;
  #receivedAt = 0;
  #ended: string | undefined;

  constructor(asked: Asked, environment: Environment) {
    this.#asked = asked;
    this.#environment = environment;
  }

  /** Milliseconds of the last round trip. */
  get latency(): number | undefined {
    return this.#latency;
  }

  /**
   * Asks, and waits for the answer.
   * @throws PEER_SILENT, PEER_TRICKLES, PEER_GONE
   */
  ask<A extends AnswerType>(answer: A, question: Question<A>): Promise<MessageOf<A>> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined || this.#open.size >= openLimit) {
        reject(questionRefusals.PEER_GONE({ reason: this.#ended ?? 'too many open requests' }));
        return;
      }
      const request = this.#requests++;
      const since = this.#environment.monotonic();
      // What came until now came for something else.
      this.#received = this.#asked.received;
      this.#open.set(request, { type: answer, since, reject, resolve: (message) => resolve(message as MessageOf<A>) });
      this.#stop ??= this.#environment.every(lookEvery, () => this.#look());
      this.#asked.send({ type: answers[answer], request, ...question } as MessageOf<QuestionOf<A>>);
    });
  }

  /** @throws UNEXPECTED where nobody asked for it */
  take(message: Answer): void {
    const open = this.#open.get(message.request);
    if (open?.type !== message.type) throw questionRefusals.UNEXPECTED({ type: message.type });
    this.#latency = this.#environment.monotonic() - open.since;
    this.#settle(message.request);
    open.resolve(message);
  }

  /** The connection is over; whoever waits for an answer gets PEER_GONE. */
  end(reason: string): void {
    this.#ended = reason;
    for (const [request, open] of [...this.#open]) {
      this.#settle(request);
      open.reject(questionRefusals.PEER_GONE({ reason }));
    }
  }

  #look(): void {
    const now = this.#environment.monotonic();
    if (this.#asked.received !== this.#received) {
      this.#received = this.#asked.received;
      this.#receivedAt = now;
    }
    for (const [request, open] of [...this.#open]) {
      const error = this.#lateness(open, now);
      if (error === undefined) continue;
      this.#settle(request);
      open.reject(error);
    }
  }

  #lateness({ since }: Open, now: number): Error | undefined {
    const closeCode = closeCodes.tooSlow;
    // A question gets its own time: the silence before it does not count.
    const quietSince = Math.max(since, this.#receivedAt);
    if (now - quietSince >= silence) {
      const seconds = silence / 1_000;
      return questionRefusals.PEER_SILENT({ closeCode, seconds });
    }
    if (now - since < answerTime) return undefined;
    return questionRefusals.PEER_TRICKLES({ closeCode, seconds: answerTime / 1_000 });
  }

  #settle(request: number): void {
    this.#open.delete(request);
    if (this.#open.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
  }
}
