import type { Dialler } from './dialler.ts';
import type { Peer } from './peer.ts';

/** Addresses of one node that are dialled one after the other, at most. */
const urlsLimit = 3;

/** Finds nodes that are not connected: each is looked for once at a time, whoever wants it. */
export class Reach {
  readonly #dialler: Dialler;
  readonly #peers: () => readonly Peer[];
  readonly #under = new Map<string, Promise<Peer | undefined>>();

  constructor(dialler: Dialler, peers: () => readonly Peer[]) {
    this.#dialler = dialler;
    this.#peers = peers;
  }

  /** Connects to a node (its key in hex) at one of its addresses; nothing if that does not come about now. */
  to(id: string, urls: readonly string[]): Promise<Peer | undefined> {
    const under = this.#under.get(id);
    if (under !== undefined) return under;
    const attempt = this.#attempt(id, urls).finally(() => this.#under.delete(id));
    this.#under.set(id, attempt);
    return attempt;
  }

  async #attempt(id: string, urls: readonly string[]): Promise<Peer | undefined> {
    for (const url of urls.slice(0, urlsLimit)) {
      await this.#dialler.visit(url, id);
      // Another may answer there, and the node may have come by itself meanwhile.
      const found = this.#peers().find((peer) => peer.id === id);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}
