import { bytesToHex } from '@noble/hashes/utils.js';
import { refusals } from '../../ledger/refusal.ts';
import type { Environment } from '../environment.ts';
import { checkHello, checkProof, handshakeRefusals, prove, type Side } from './handshake.ts';
import { closeCodes, type Link } from './link.ts';
import { judge } from './manners.ts';
import {
  decodeMessage,
  encodeMessage,
  type Hello,
  type Message,
  type MessageOf,
  type MessageType,
  type Tip,
} from './messages.ts';

export const peerRefusals = refusals({
  PEER_SILENT: (data: { closeCode: number; seconds: number }) => `It did not answer within ${data.seconds} s.`,
  PEER_GONE: (data: { reason: string }) => `The connection ended (${data.reason}).`,
  UNEXPECTED: (data: { type: string }) => `It sent "${data.type}" when nobody had asked for it.`,
  TOO_MANY_REQUESTS: (_: { most: number }) => 'It asked for too much at once.',
  BODY_MISSING: () => 'It announced a block that it does not give.',
  TOO_MANY_HEADERS: (data: { most: number }) => `It sent ${data.most} headers that lead to no better chain.`,
});

/** Milliseconds in which the handshake must be done. */
const handshakeTime = 5_000;
/** Milliseconds in which a request must be answered. */
const answerTime = 20_000;
/** Bytes that may wait to be sent to a slow reader, at most. */
const bufferLimit = 16 * 2 ** 20;
/** Requests that wait for an answer at once, at most. */
const openLimit = 64;

/** Answers and the questions that they belong to. */
const answers = {
  pong: 'ping',
  peers: 'getPeers',
  headers: 'getHeaders',
  blocks: 'getBlocks',
  transactions: 'getTransactions',
} as const;
export type AnswerType = keyof typeof answers;
type QuestionOf<A extends AnswerType> = (typeof answers)[A];
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

interface Open {
  readonly type: AnswerType;
  resolve(message: Message): void;
  reject(error: Error): void;
  readonly cancel: () => void;
}

export interface PeerModules {
  /** This node's hello, with its tip of now. */
  hello(): Hello;
  readonly secretKey: Uint8Array;
  /** Whether a connection that has proved itself may stay: a node is connected once. */
  admits(peer: Peer): boolean;
  /** Called once both sides have proved who they are. */
  ready(peer: Peer): void;
  /** A message that is not an answer. */
  message(peer: Peer, message: Message): void;
  /** Called once when the connection is over, ready or not. */
  closed(peer: Peer, code: number, reason: string): void;
}

/** One other node: handshake, requests with their answers, counters. It knows nothing of blocks. */
export class Peer {
  readonly side: Side;
  /** The URL that was dialled; nothing for a connection that came in. */
  readonly url: string | undefined;
  readonly since: number;
  readonly #link: Link;
  readonly #modules: PeerModules;
  readonly #environment: Environment;
  readonly #open = new Map<number, Open>();
  readonly #own: Hello;
  readonly #stopHandshake: () => void;
  #theirs: Hello | undefined;
  #ready = false;
  #closed = false;
  #requests = 0;
  #latency: number | undefined;
  #tip: Tip | undefined;
  #bytesIn = 0;
  #bytesOut = 0;
  #unknown = 0;

  constructor(link: Link, side: Side, url: string | undefined, modules: PeerModules, environment: Environment) {
    this.#link = link;
    this.side = side;
    this.url = url;
    this.#modules = modules;
    this.#environment = environment;
    this.since = environment.now();
    this.#own = modules.hello();
    this.#stopHandshake = after(environment, handshakeTime, () => {
      judge(this, handshakeRefusals.NO_HANDSHAKE({ closeCode: closeCodes.noProof }), environment);
    });
  }

  /** Says hello, and takes what comes: frames may wait already, and are answered after the hello. */
  start(): void {
    this.send({ type: 'hello', ...this.#own });
    this.#link.listen({ frame: (bytes) => this.#frame(bytes), closed: (code, reason) => this.#over(code, reason) });
  }

  /** Whether both sides have proved who they are, and the connection still stands. */
  get isReady(): boolean {
    return this.#ready && !this.#closed;
  }

  /** Bytes that wait for the peer to read them. */
  get buffered(): number {
    return this.#link.buffered;
  }

  /** Whether it has said who it is. */
  get hasHello(): boolean {
    return this.#theirs !== undefined;
  }

  get remote(): string {
    return this.#link.remote;
  }

  /** What it said of itself. Throws before its hello. */
  get hello(): Hello {
    if (this.#theirs === undefined) throw new Error('the peer has not said who it is');
    return this.#theirs;
  }

  /** Names the node in lists and calls: its key in hex. */
  get id(): string {
    return bytesToHex(this.hello.nodeKey);
  }

  /** The end of this node's chain, as the hello told it. */
  get toldTip(): Tip {
    return this.#own.tip;
  }

  /** The end of its chain, as far as it told. */
  get tip(): Tip {
    return this.#tip ?? this.hello.tip;
  }

  set tip(tip: Tip) {
    this.#tip = tip;
  }

  /** Milliseconds of the last round trip. */
  get latency(): number | undefined {
    return this.#latency;
  }

  get traffic(): { bytesIn: number; bytesOut: number; unknown: number } {
    return { bytesIn: this.#bytesIn, bytesOut: this.#bytesOut, unknown: this.#unknown };
  }

  send<T extends MessageType>(message: MessageOf<T>): void {
    if (this.#closed) return;
    const frame = encodeMessage(message);
    if (this.#link.buffered + frame.length > bufferLimit) {
      this.close(closeCodes.tooSlow, 'It reads too slowly.');
      return;
    }
    this.#bytesOut += frame.length;
    this.#link.send(frame);
  }

  /**
   * Asks, and waits for the answer.
   * @throws PEER_SILENT, PEER_GONE
   */
  ask<A extends AnswerType>(
    answer: A,
    question: Without<MessageOf<QuestionOf<A>>, 'type' | 'request'>,
  ): Promise<MessageOf<A>> {
    return new Promise((resolve, reject) => {
      if (this.#closed || this.#open.size >= openLimit) {
        reject(peerRefusals.PEER_GONE({ reason: this.#closed ? 'closed' : 'too many open requests' }));
        return;
      }
      const request = this.#requests++;
      const start = this.#environment.now();
      const cancel = after(this.#environment, answerTime, () => {
        this.#open.delete(request);
        reject(peerRefusals.PEER_SILENT({ closeCode: closeCodes.tooSlow, seconds: answerTime / 1_000 }));
      });
      this.#open.set(request, {
        type: answer,
        cancel,
        reject,
        resolve: (message) => {
          this.#latency = this.#environment.now() - start;
          resolve(message as MessageOf<A>);
        },
      });
      this.send({ type: answers[answer], request, ...question } as MessageOf<QuestionOf<A>>);
    });
  }

  /** Ends the connection; whoever waits for an answer gets PEER_GONE. */
  close(code: number, reason: string): void {
    if (this.#closed) return;
    this.#link.close(code, shorten(reason));
    this.#over(code, reason);
  }

  #frame(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.#bytesIn += bytes.length;
    try {
      const message = decodeMessage(bytes);
      if (message === undefined) this.#unknown++;
      else this.#take(message);
    } catch (error) {
      judge(this, error, this.#environment);
    }
  }

  #take(message: Message): void {
    if (message.type === 'hello') this.#takeHello(message);
    else if (message.type === 'prove') this.#takeProof(message.signature);
    else if (!this.#ready) throw peerRefusals.UNEXPECTED({ type: message.type });
    else if (message.type in answers && 'request' in message) this.#takeAnswer(message);
    else if (message.type === 'ping') this.send({ type: 'pong', request: message.request });
    else this.#modules.message(this, message);
  }

  #takeHello(theirs: MessageOf<'hello'>): void {
    if (this.#theirs !== undefined) throw peerRefusals.UNEXPECTED({ type: 'hello' });
    checkHello(this.#own, theirs);
    this.#theirs = theirs;
    this.send({ type: 'prove', signature: prove(this.side, this.#own, theirs, this.#modules.secretKey) });
  }

  #takeProof(signature: Uint8Array): void {
    if (this.#theirs === undefined || this.#ready) throw peerRefusals.UNEXPECTED({ type: 'prove' });
    checkProof(this.side, this.#own, this.#theirs, signature);
    if (!this.#modules.admits(this)) {
      throw handshakeRefusals.ALREADY_CONNECTED({ closeCode: closeCodes.alreadyConnected });
    }
    this.#stopHandshake();
    this.#ready = true;
    this.#modules.ready(this);
  }

  #takeAnswer(message: Message & { readonly request: number }): void {
    const open = this.#open.get(message.request);
    if (open?.type !== message.type) throw peerRefusals.UNEXPECTED({ type: message.type });
    this.#open.delete(message.request);
    open.cancel();
    open.resolve(message);
  }

  #over(code: number, reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopHandshake();
    for (const { reject, cancel } of this.#open.values()) {
      cancel();
      reject(peerRefusals.PEER_GONE({ reason: reason === '' ? String(code) : reason }));
    }
    this.#open.clear();
    this.#modules.closed(this, code, reason);
  }
}

/** Calls back once after so many milliseconds, unless the returned function is called before. */
export function after(environment: Environment, milliseconds: number, callback: () => void): () => void {
  const stop = environment.every(milliseconds, () => {
    stop();
    callback();
  });
  return stop;
}

/** A close reason has at most 123 bytes. */
function shorten(reason: string): string {
  const encoded = new TextEncoder().encode(reason);
  return encoded.length <= 123 ? reason : new TextDecoder().decode(encoded.subarray(0, 120)).replace(/\ufffd+$/, '');
}
