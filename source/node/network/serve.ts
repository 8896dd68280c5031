import { breathe } from '../breathe.ts';
import type { Chain } from '../chain.ts';
import type { Environment } from '../environment.ts';
import { judge } from './manners.ts';
import { blocksLimit, frameLimit, headersLimit, type Message, type MessageOf } from './messages.ts';
import { type Peer, peerRefusals } from './peer.ts';
import type { PeerRecord } from './record.ts';

/** Headers read without a pause. */
const headersAtOnce = 250;
/** Questions of one peer that may wait for their answer. Quotas by message will come in here. */
const waitingLimit = 64;
/** Room in a frame for what stands around a list. */
const frameSpare = 1_024;

const questions: ReadonlySet<Message['type']> = new Set(['getPeers', 'getHeaders', 'getBlocks', 'getRecords']);

export type Question =
  | MessageOf<'getPeers'>
  | MessageOf<'getHeaders'>
  | MessageOf<'getBlocks'>
  | MessageOf<'getRecords'>;

/** Whether a message is a question that is answered in line. */
export function isQuestion(message: Message): message is Question {
  return questions.has(message.type);
}

export interface ServiceModules {
  readonly chain: Chain;
  /** Addresses for a peer. */
  shared(peer: Peer): string[];
  /** Records for a peer of who is where. */
  records(peer: Peer): PeerRecord[];
}

interface Line {
  readonly questions: Question[];
  running: boolean;
}

/**
 * Answers what peers ask, one question of each peer at a time and with a pause after each: whoever asks much waits
 * for itself, not others for it.
 */
export class Service {
  readonly #modules: ServiceModules;
  readonly #environment: Environment;
  readonly #lines = new Map<Peer, Line>();
  readonly #working = new Set<Promise<void>>();

  constructor(modules: ServiceModules, environment: Environment) {
    this.#modules = modules;
    this.#environment = environment;
  }

  /** Puts a question in the peer's line. Throws TOO_MANY_REQUESTS. */
  take(peer: Peer, question: Question): void {
    const line = this.#lines.get(peer) ?? { questions: [], running: false };
    this.#lines.set(peer, line);
    if (line.questions.length >= waitingLimit) throw peerRefusals.TOO_MANY_REQUESTS({ most: waitingLimit });
    line.questions.push(question);
    if (line.running) return;
    line.running = true;
    const work = this.#run(peer, line);
    this.#working.add(work);
    void work.finally(() => this.#working.delete(work));
  }

  /** Nobody waits for these answers any more. */
  leave(peer: Peer): void {
    this.#lines.get(peer)?.questions.splice(0);
    this.#lines.delete(peer);
  }

  /** Resolves when nothing is being read from the chain. */
  async settled(): Promise<void> {
    await Promise.all(this.#working);
  }

  async #run(peer: Peer, line: Line): Promise<void> {
    for (let question = line.questions.shift(); question !== undefined; question = line.questions.shift()) {
      try {
        await this.#answer(peer, question);
      } catch (error) {
        judge(peer, error, this.#environment);
      }
      await breathe();
    }
    line.running = false;
  }

  async #answer(peer: Peer, question: Question): Promise<void> {
    const { request } = question;
    const { chain, shared, records } = this.#modules;
    if (question.type === 'getPeers') peer.send({ type: 'peers', request, urls: shared(peer) });
    else if (question.type === 'getRecords') peer.send({ type: 'records', request, records: records(peer) });
    else if (question.type === 'getHeaders') {
      peer.send({ type: 'headers', request, headers: await headersAfter(chain, question.locator) });
    } else peer.send({ type: 'blocks', request, blocks: blocksOf(chain, question.ids) });
  }
}

/** Answers a request for headers: those of the best chain after the first id that is on it. */
async function headersAfter(chain: Chain, locator: readonly Uint8Array[]): Promise<Uint8Array[]> {
  let from = 1;
  for (const id of locator) {
    const block = chain.block(id);
    if (block === undefined || !chain.isConnected(block)) continue;
    from = block.header.height + 1;
    break;
  }
  const found: Uint8Array[] = [];
  const { tip } = chain;
  while (found.length < headersLimit) {
    const sealed = chain.sealedAt(from + found.length);
    if (sealed === undefined) break;
    found.push(sealed);
    if (found.length % headersAtOnce === 0) await breathe();
    // A reorganisation in a pause may have broken the row: what was read until then stands.
    if (chain.tip !== tip) break;
  }
  return found;
}

/** Answers a request for blocks: from the first on, as many as are here and fit into a frame. */
function blocksOf(chain: Chain, ids: readonly Uint8Array[]): Uint8Array[] {
  const found: Uint8Array[] = [];
  let room = frameLimit - frameSpare;
  for (const id of ids.slice(0, blocksLimit)) {
    const bytes = chain.encoding(id);
    if (bytes === undefined || bytes.length + 4 > room) break;
    room -= bytes.length + 4;
    found.push(bytes);
  }
  return found;
}
