import type { Key } from '../../ledger/keys.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import { breathe } from '../breathe.ts';
import type { Environment } from '../environment.ts';
import type { Letter } from '../exchange/sealing.ts';
import { isLoopback } from './addresses.ts';
import type { Listed } from './directory.ts';
import { isSpoilt } from './manners.ts';
import type { MessageOf } from './messages.ts';
import type { Peer } from './peer.ts';
import { Postage } from './postage.ts';

/** Letters of one peer that wait to be read: what is beyond is dropped, because letters are said again. */
const lineLimits = { letters: 64, bytes: 8 * 2 ** 20 } as const;
/** Bytes of letters of all peers that wait. */
const allBytesLimit = 32 * 2 ** 20;
/** Bytes that may wait to be sent to a peer beyond which it gets no letter. */
const bufferLimit = 4 * 2 ** 20;
/** Nodes that one letter is dialled for, at most: the newest. */
const dialledLimit = 3;
/** Letters that wait for a connection, at most. */
const outgoingLimit = 32;

/** What happens to letters that come here. */
export interface LetterModules {
  /** Whether this node speaks for an account. */
  speaksFor(account: Key): boolean;
  /** Reads a letter; the next one of the same peer waits for that. @param peer key of the node it came from, in hex */
  letter(letter: Letter, peer: string): Promise<void>;
}

export interface LettersModules extends LetterModules {
  /** Peers that are ready. */
  peers(): readonly Peer[];
  /** Other nodes that speak for an account, the newest word first. */
  speakersOf(account: Key): readonly Listed[];
  /** Connects to a node at one of its addresses; nothing if that does not come about now. */
  reach(id: string, urls: readonly string[]): Promise<Peer | undefined>;
}

interface Line {
  readonly letters: Letter[];
  /** With the one that is being read. */
  bytes: number;
}

/** Carries letters to the nodes that speak for an account, and hands on those that come. It cannot read any. */
export class Letters {
  readonly #modules: LettersModules;
  readonly #environment: Environment;
  readonly #postage: Postage;
  /** By the node that they are of: whoever comes again finds its line as it was. */
  readonly #lines = new Map<string, Line>();
  readonly #working = new Set<Promise<void>>();
  /** Bytes of all lines. */
  #bytes = 0;
  #outgoing = 0;
  #closed = false;

  constructor(modules: LettersModules, environment: Environment) {
    this.#modules = modules;
    this.#environment = environment;
    this.#postage = new Postage(environment);
  }

  close(): void {
    this.#closed = true;
    for (const line of this.#lines.values()) line.letters.length = 0;
  }

  /** Resolves when no letter is being read. */
  async settled(): Promise<void> {
    await Promise.all(this.#working);
  }

  /**
   * Hands a letter to every node that speaks for its receiver: those that are connected at once, a few of the others
   * once they are.
   * @returns how many got it; none where nobody is reached, it never fails
   */
  async send(letter: Letter): Promise<number> {
    if (this.#closed) return 0;
    const byId = new Map(this.#modules.peers().map((peer) => [peer.id, peer]));
    const speakers = this.#modules.speakersOf(letter.to);
    const handed = speakers.map(({ id }) => byId.get(id)).filter((peer) => peer !== undefined && hand(peer, letter));
    const absent = speakers.filter(({ id }) => !byId.has(id)).slice(0, dialledLimit);
    if (absent.length === 0 || this.#outgoing >= outgoingLimit) return handed.length;
    this.#outgoing++;
    try {
      const reached = await Promise.all(absent.map((listed) => this.#reach(listed)));
      return handed.length + reached.filter((peer) => peer !== undefined && hand(peer, letter)).length;
    } finally {
      this.#outgoing--;
    }
  }

  /** A letter came. What is for nobody here is nothing, and so is what comes too fast or from whoever sends rubbish. */
  take(peer: Peer, { letter }: MessageOf<'letter'>): void {
    if (this.#closed || !this.#modules.speaksFor(letter.to) || this.#postage.isUnread(peer.id)) return;
    const line = this.#lines.get(peer.id) ?? { letters: [], bytes: 0 };
    const { length } = letter.sealed;
    const isFull = line.letters.length >= lineLimits.letters || line.bytes + length > lineLimits.bytes;
    if (isFull || this.#bytes + length > allBytesLimit || !this.#postage.take(peer, length)) {
      this.#environment.logger.debug({ peer: peer.remote }, 'a letter found no place and was dropped');
      return;
    }
    line.letters.push(letter);
    line.bytes += length;
    this.#bytes += length;
    if (this.#lines.has(peer.id)) return;
    this.#lines.set(peer.id, line);
    const work = this.#run(peer.id, line).finally(() => this.#lines.delete(peer.id));
    this.#working.add(work);
    void work.finally(() => this.#working.delete(work));
  }

  async #run(id: string, line: Line): Promise<void> {
    for (let letter = line.letters.shift(); letter !== undefined; letter = line.letters.shift()) {
      if (!this.#postage.isUnread(id)) await this.#read(letter, id);
      line.bytes -= letter.sealed.length;
      this.#bytes -= letter.sealed.length;
      await breathe();
    }
  }

  async #read(letter: Letter, id: string): Promise<void> {
    const { logger } = this.#environment;
    try {
      await this.#modules.letter(letter, id);
    } catch (error) {
      if (!(error instanceof RefusedError)) logger.error({ peer: id, error }, 'a letter could not be read');
      else {
        logger.debug({ peer: id, code: error.code }, 'a letter was refused');
        if (isSpoilt(error)) this.#postage.spoil(id);
      }
    }
  }

  /** An address on one's own machine leads to the node only if the record came from there. */
  #reach({ id, record, isNear }: Listed): Promise<Peer | undefined> {
    return this.#modules.reach(
      id,
      record.urls.filter((url) => isNear || !isLoopback(url)),
    );
  }
}

/** Whether a peer got it: one that is behind with reading gets it another time. */
function hand(peer: Peer, letter: Letter): boolean {
  if (peer.buffered > bufferLimit) return false;
  peer.send({ type: 'letter', letter });
  return peer.isReady;
}
