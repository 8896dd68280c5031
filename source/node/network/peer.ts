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
import { type AnswerType, type Asked, isAnswer, type Question, Questions, questionRefusals } from './questions.ts';

export const peerRefusals = {
  ...questionRefusals,
  ...refusals({
    TOO_MANY_REQUESTS: (_: { most: number }) => 'It asked for too much at once.',
    BODY_MISSING: () => 'It announced a block that it does not give.',
    TOO_MANY_HEADERS: (data: { most: number }) => `It sent ${data.most} headers that lead to no better chain.`,
  }),
};

/** Milliseconds in which the handshake must be done. */
const handshakeTime = 5_000;
/** Bytes that may wait to be sent to a slow reader, at most. */
const bufferLimit = 16 * 2 ** 20;

export interface PeerModules {
  /** This node's hello, with its tip of now. */
  hello(): Hello;
  readonly secretKey: Uint8Array;
  /** Throws where a connection that has proved itself may not stay: a node is connected once, and places are few. */
  admit(peer: Peer): void;
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
  readonly #questions: Questions;
  readonly #own: Hello;
  readonly #stopHandshake: () => void;
  #theirs: Hello | undefined;
  #ready = false;
  #closed = false;
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
    const asked: Asked = {
      get received() {
        return link.received;
      },
      send: (message) => this.send(message),
    };
    this.#questions = new Questions(asked, environment);
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

  /** The end of its chain as its headers have shown it; nothing before they did. */
  get shownTip(): Tip | undefined {
    return this.#tip;
  }

  /** What its headers have shown. */
  set tip(tip: Tip) {
    this.#tip = tip;
  }

  /** Milliseconds of the last round trip. */
  get latency(): number | undefined {
    return this.#questions.latency;
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
   * @throws PEER_SILENT, PEER_TRICKLES, PEER_GONE
   */
  ask<A extends AnswerType>(answer: A, question: Question<A>): Promise<MessageOf<A>> {
    return this.#questions.ask(answer, question);
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
    else if (isAnswer(message)) this.#questions.take(message);
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
    this.#modules.admit(this);
    this.#stopHandshake();
    this.#ready = true;
    this.#modules.ready(this);
  }

  #over(code: number, reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopHandshake();
    this.#questions.end(reason === '' ? String(code) : reason);
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
