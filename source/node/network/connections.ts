import { bytesToHex } from '@noble/hashes/utils.js';
import { RecentMap } from '../../ledger/recent-map.ts';
import { publicKeyOf } from '../../ledger/signature.ts';
import type { Environment } from '../environment.ts';
import { hostOf } from './addresses.ts';
import { dialRefusals } from './dialler.ts';
import { Doorway } from './doorway.ts';
import { handshakeRefusals, type Side } from './handshake.ts';
import { closeCodes, type Link } from './link.ts';
import type { Hello, Message } from './messages.ts';
import { Peer } from './peer.ts';

/** Connections from others that have proved who they are, at most. */
const inboundLimit = 32;
/** Connections from others that have not, beside those. */
const unprovenLimits = { all: 32, perHost: 8 } as const;

/** Milliseconds for which a node stays out that a person disconnected. */
const awayFor = 600_000;
/** Nodes that stay out, at least remembered. */
const awayLimit = 100;

export interface ConnectionsModules {
  /** Names this node; 32 bytes. */
  readonly secretKey: Uint8Array;
  /** This node's hello, with its tip of now, for whoever is at the other end (`host:port`). */
  hello(remote: string): Hello;
  /** Both sides have proved who they are. `isNew`: the node was not connected before. */
  joined(peer: Peer, isNew: boolean): void;
  message(peer: Peer, message: Message): void;
  /** A connection is over. `wasReady`: it had joined; `isReplaced`: by another one of the same node. */
  left(peer: Peer, end: { readonly code: number; readonly wasReady: boolean; readonly isReplaced: boolean }): void;
}

/** Who is connected, who may be, and who waits to prove who it is. */
export class Connections {
  readonly #modules: ConnectionsModules;
  readonly #environment: Environment;
  readonly #nodeKey: string;
  readonly #ready = new Set<Peer>();
  readonly #unready = new Set<Peer>();
  /** Of those that are not ready, the ones that came in. */
  readonly #doorway = new Doorway<Peer>(unprovenLimits);
  /** Nodes whose second connection takes the place of the first: nobody came or went. */
  readonly #replacing = new Set<string>();
  /** Until when nodes stay out that a person disconnected, by id. Bans that last will stand beside it. */
  #away = new RecentMap<number>(awayLimit);
  #closed = false;

  constructor(modules: ConnectionsModules, environment: Environment) {
    this.#modules = modules;
    this.#environment = environment;
    this.#nodeKey = bytesToHex(publicKeyOf(modules.secretKey));
  }

  /** Peers that have proved who they are. */
  ready(): Peer[] {
    return [...this.#ready];
  }

  /** Connections of any state. */
  all(): Peer[] {
    return [...this.#ready, ...this.#unready];
  }

  get size(): number {
    return this.#ready.size;
  }

  close(): void {
    this.#closed = true;
    for (const peer of this.all()) peer.close(closeCodes.leaving, 'It is stopping.');
  }

  /** Disconnects a node for a while, whoever dials. */
  turnAway(peer: Peer): void {
    this.#away.set(peer.id, this.#environment.monotonic() + awayFor);
    peer.close(closeCodes.turnedAway, 'A person disconnected it for ten minutes.');
  }

  /** A person wants a connection: whoever was turned away may come. */
  forgive(): void {
    this.#away = new RecentMap(awayLimit);
  }

  /** Takes a link that somebody else opened. */
  accept(link: Link): void {
    if (this.#closed || this.#isFull) link.close(closeCodes.full, 'All its places are taken.');
    else this.meet(link, 'accepted', undefined).catch((error: unknown) => this.#environment.logger.debug({ error }));
  }

  /** Shakes hands over a link. Rejects with DIAL_REFUSED if it ends before both sides have proved who they are. */
  meet(link: Link, side: Side, url: string | undefined): Promise<Peer> {
    return new Promise((resolve, reject) => {
      const modules = {
        hello: () => this.#modules.hello(link.remote),
        secretKey: this.#modules.secretKey,
        admit: (peer: Peer) => this.#admit(peer),
        ready: (peer: Peer) => {
          this.#welcome(peer);
          resolve(peer);
        },
        message: (peer: Peer, message: Message) => this.#modules.message(peer, message),
        closed: (peer: Peer, code: number, reason: string) => {
          this.#lose(peer, code);
          const why = reason === '' ? `It closed the connection (${code}).` : reason;
          reject(dialRefusals.DIAL_REFUSED({ url: url ?? link.remote, reason: why }));
        },
      };
      const peer = new Peer(link, side, url, modules, this.#environment);
      this.#unready.add(peer);
      if (side === 'accepted') {
        const leaves = this.#doorway.enter(peer, hostOf(peer.remote));
        leaves?.close(closeCodes.full, 'It did not say who it is, and others wait to be let in.');
      }
      peer.start();
    });
  }

  get #isFull(): boolean {
    return this.ready().filter(({ side }) => side === 'accepted').length >= inboundLimit;
  }

  /**
   * Whether one more connection to a node may stay. Where both dialled each other at once, the one that the smaller
   * key dialled stays: both ends come to the same answer, so that not both connections are lost.
   * @throws TURNED_AWAY, ALREADY_CONNECTED, FULL
   */
  #admit(candidate: Peer): void {
    if ((this.#away.get(candidate.id) ?? Number.NEGATIVE_INFINITY) > this.#environment.monotonic()) {
      throw handshakeRefusals.TURNED_AWAY({ closeCode: closeCodes.turnedAway });
    }
    const existing = this.ready().find(({ id }) => id === candidate.id);
    if (existing === undefined) {
      if (candidate.side === 'accepted' && this.#isFull) throw handshakeRefusals.FULL({ closeCode: closeCodes.full });
      return;
    }
    const preferred = this.#nodeKey < candidate.id ? 'dialled' : 'accepted';
    if (existing.side === candidate.side || candidate.side !== preferred) {
      throw handshakeRefusals.ALREADY_CONNECTED({ closeCode: closeCodes.alreadyConnected });
    }
    this.#replacing.add(candidate.id);
    existing.close(closeCodes.alreadyConnected, 'This node is connected to it already.');
  }

  #welcome(peer: Peer): void {
    this.#unready.delete(peer);
    this.#doorway.leave(peer);
    this.#ready.add(peer);
    this.#modules.joined(peer, !this.#replacing.delete(peer.id));
  }

  #lose(peer: Peer, code: number): void {
    this.#unready.delete(peer);
    this.#doorway.leave(peer);
    const wasReady = this.#ready.delete(peer);
    this.#modules.left(peer, { code, wasReady, isReplaced: wasReady && this.#replacing.has(peer.id) });
  }
}
