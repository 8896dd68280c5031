import type { Key } from '../../ledger/keys.ts';
import type { Environment } from '../environment.ts';
import type { Letter } from '../exchange/sealing.ts';
import type { Dialler } from './dialler.ts';
import { type LetterModules, Letters } from './letters.ts';
import type { MessageOf } from './messages.ts';
import type { Speaker } from './own-record.ts';
import type { Peer } from './peer.ts';
import { Reach } from './reach.ts';
import type { PeerRecord } from './record.ts';
import { Records, type RecordsModules } from './records.ts';

/** Who is where, and the letters that go there. */
export class Post {
  readonly #records: Records;
  readonly #letters: Letters;

  constructor(modules: RecordsModules & LetterModules & { readonly dialler: Dialler }, environment: Environment) {
    const peers = () => modules.peers();
    const reach = new Reach({ dialler: modules.dialler, peers }, environment);
    this.#records = new Records(modules, environment);
    this.#letters = new Letters(
      {
        peers,
        speakersOf: (account) => this.#records.speakersOf(account),
        reach: (id, urls) => reach.connect(id, urls),
        speaksFor: (account) => modules.speaksFor(account),
        letter: (letter, peer) => modules.letter(letter, peer),
      },
      environment,
    );
  }

  close(): void {
    this.#records.close();
    this.#letters.close();
  }

  /** Resolves when nothing that came is worked on. */
  async settled(): Promise<void> {
    await Promise.all([this.#records.settled(), this.#letters.settled()]);
  }

  join(peer: Peer): void {
    this.#records.join(peer);
  }

  leave(peer: Peer): void {
    this.#records.leave(peer);
  }

  /** The tip moved. @param isBehind whether it goes on moving at once, because the node catches up */
  follow(isBehind: boolean): void {
    this.#records.follow();
    if (!isBehind) this.#records.askAgain();
  }

  /** Catching up is over. */
  resume(): void {
    this.#records.askAgain();
  }

  /** Asks a peer who is where. */
  ask(peer: Peer): void {
    void this.#records.ask(peer);
  }

  /** @throws RECORD_FLOOD */
  take(peer: Peer, message: MessageOf<'newRecord'> | MessageOf<'letter'>): void {
    if (message.type === 'letter') this.#letters.take(peer, message);
    else this.#records.take(peer, message);
  }

  /** Records for a peer that asks. */
  known(peer: Peer): PeerRecord[] {
    return this.#records.known(peer);
  }

  speakFor(accounts: readonly Speaker[]): void {
    this.#records.speakFor(accounts);
  }

  /** How many other nodes are known to speak for an account. */
  speakers(account: Key): number {
    return this.#records.speakersOf(account).length;
  }

  send(letter: Letter): Promise<number> {
    return this.#letters.send(letter);
  }
}
