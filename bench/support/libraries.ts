import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { NodeEvent } from '../../source/node/facade.ts';
import type { Node } from '../../source/node/node.ts';
import { openPeer, type Peer } from './peers.ts';

/** How one hand-over went, milliseconds. */
export interface Course {
  /** From the request until book and price have changed hands in all nodes, with everything. */
  readonly whole: number;
  /** Each part of it that ends with a block. */
  readonly parts: readonly { readonly until: string; readonly milliseconds: number }[];
}

/** What has to wait for a block and who finds that; the depth of the acceptance takes one with nothing in it. */
const steps = [
  { until: 'offer', by: 'owner' },
  { until: 'accept', by: 'requester' },
  { until: 'depth', by: 'requester' },
  { until: 'deliver', by: 'owner' },
  { until: 'transfer', by: 'requester' },
] as const;
/** Blocks of one hand-over. */
export const blocksPerHandover: number = steps.length;

/** Four libraries, a node each, with real sockets between them and real vaults: enough for two witnesses. */
export class Libraries {
  readonly #peers: readonly Peer[];

  private constructor(peers: readonly Peer[]) {
    this.#peers = peers;
  }

  static async open(folder: string): Promise<Libraries> {
    const peers: Peer[] = [];
    for (let place = 0; place < 4; place++) {
      const directory = join(folder, String(place));
      const books = {
        folder: join(directory, 'books'),
        randomBytes: (size: number) => Uint8Array.from(randomBytes(size)),
        library: `library-${place}`,
      };
      peers.push(await openPeer(directory, { minerName: `miner-${place}`, books }));
    }
    const libraries = new Libraries(peers);
    await libraries.#meet();
    return libraries;
  }

  async close(): Promise<void> {
    for (const { node } of this.#peers) await node.close();
    for (const { listener } of this.#peers) await listener.close();
  }

  /** Milliseconds of one block with nothing in it, from the search for it until every node has it. */
  async blockAlone(): Promise<number> {
    const start = performance.now();
    await this.#mine(0);
    return performance.now() - start;
  }

  /** Puts a book with this content on the shelf of a library. Gives its id. */
  async add(owner: number, content: Uint8Array): Promise<string> {
    const hex = Buffer.from(content).toString('hex');
    const { id } = await this.#node(owner).addBook({ as: `library-${owner}`, title: 'Measured', content: hex });
    await this.#mine(owner);
    return id;
  }

  /**
   * Hands a book over, with a block as soon as something waits for one. Whoever has an entry finds its block: entries
   * are passed on after a pause, which is no part of what is measured.
   */
  async handOver(book: string, sides: { readonly owner: number; readonly requester: number }): Promise<Course> {
    const { requester } = sides;
    const parts: { until: string; milliseconds: number }[] = [];
    const start = performance.now();
    let last = start;
    const { id } = await this.#node(requester).request({ as: `library-${requester}`, book, price: '1' });
    for (const { until, by } of steps) {
      if (until !== 'depth') await this.#waits(sides[by], `books.${until}`);
      await this.#mine(sides[by]);
      const now = performance.now();
      parts.push({ until, milliseconds: now - last });
      last = now;
    }
    const { state, reason } = await this.#node(requester).exchange({ id });
    if (state !== 'done') throw new Error(`the hand-over is ${state}: ${reason}`);
    return { whole: last - start, parts };
  }

  async #meet(): Promise<void> {
    const [first, ...others] = this.#peers;
    if (first === undefined) throw new Error('there are no nodes');
    for (const { node } of others) await node.dial({ url: first.url });
    for (const [place, { node }] of this.#peers.entries()) {
      await node.submit({ as: `library-${place}`, operation: 'books.join' });
      await this.#mine(place);
    }
    // Letters go to whoever is known to speak for a library, and that is told with the next word of its node.
    for (const { node } of this.#peers) {
      while ((await node.libraries()).some(({ here, elsewhere }) => !here && elsewhere === 0)) await setTimeout(20);
    }
  }

  #node(place: number): Node {
    const peer = this.#peers[place];
    if (peer === undefined) throw new RangeError(`there is no library ${place}`);
    return peer.node;
  }

  /** Resolves when an entry waits in a node. */
  async #waits(place: number, operation: string): Promise<void> {
    const node = this.#node(place);
    for (;;) {
      const next = happens(node, ({ type }) => type === 'mempool');
      const waiting = await node.mempool();
      if (waiting.some((entry) => entry.operation === operation)) return;
      await next;
    }
  }

  async #mine(place: number): Promise<void> {
    const { height } = await this.#node(place).status();
    const everywhere = this.#peers.map(({ node }) =>
      happens(node, (event) => event.type === 'tip' && event.height > height),
    );
    await this.#node(place).mine({ blocks: 1 });
    await Promise.all(everywhere);
  }
}

function happens(node: Node, isIt: (event: NodeEvent) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = node.subscribe((event) => {
      if (!isIt(event)) return;
      stop();
      resolve();
    });
  });
}
