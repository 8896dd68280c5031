import { bytesToHex } from '@noble/hashes/utils.js';
import { Ledger } from '../../../source/ledger/ledger.ts';
import { regtest } from '../../../source/ledger/networks.ts';
import { publicKeyOf } from '../../../source/ledger/signature.ts';
import { prove, type Side } from '../../../source/node/network/handshake.ts';
import type { Link } from '../../../source/node/network/link.ts';
import {
  decodeMessage,
  encodeMessage,
  type Message,
  type MessageOf,
  type MessageType,
} from '../../../source/node/network/messages.ts';
import { claimOf, type PeerRecord, signRecord } from '../../../source/node/network/record.ts';
import { helloOf } from '../../support/hostile.ts';
import { keyOf, startTime, wallet } from '../../support/node.ts';
import type { SimulatedTransport } from '../../support/simulation/wire.ts';

const ledger = new Ledger(regtest);

/** Somebody on the simulated wires who shakes hands as a node does and then says what a test wants. */
export class Visitor {
  readonly secretKey: Uint8Array;
  readonly nodeKey: Uint8Array;
  readonly received: Message[] = [];
  /** Why the connection ended. */
  ended: string | undefined;
  isReady = false;
  readonly #transport: SimulatedTransport;
  readonly #address: string;
  #link: Link | undefined;

  constructor(transport: SimulatedTransport, address: string, secretKey: Uint8Array) {
    this.secretKey = secretKey;
    this.nodeKey = publicKeyOf(secretKey);
    this.#transport = transport;
    this.#address = address;
    transport.accept((link) => this.#greet(link, 'accepted'));
  }

  get id(): string {
    return bytesToHex(this.nodeKey);
  }

  get url(): string {
    return `ws://${this.#address}`;
  }

  dial(url: string): void {
    this.#transport.dial(url).then(
      (link) => this.#greet(link, 'dialled'),
      (error: unknown) => {
        this.ended = String(error);
      },
    );
  }

  send<T extends MessageType>(message: MessageOf<T>): void {
    this.#link?.send(encodeMessage(message));
  }

  got<T extends MessageType>(type: T): MessageOf<T>[] {
    return this.received.filter((message) => message.type === type) as unknown as MessageOf<T>[];
  }

  /** A record of its own that is good but for what is given. */
  record(libraries: readonly string[], over: Partial<PeerRecord> = {}): PeerRecord {
    const { genesisId } = ledger;
    const nodeKey = over.nodeKey ?? this.nodeKey;
    const accounts = libraries.map((name) => claimOf(wallet.pairOf(keyOf(name)), genesisId, nodeKey));
    const word = { nodeKey, sequence: startTime, urls: [this.url], accounts, ...over };
    return { ...signRecord(word, genesisId, this.secretKey), ...over };
  }

  push(...records: readonly PeerRecord[]): void {
    for (const record of records) this.send({ type: 'newRecord', record });
  }

  #greet(link: Link, side: Side): void {
    const own = helloOf(this.secretKey);
    this.#link = link;
    link.listen({
      frame: (bytes) => {
        const message = decodeMessage(bytes);
        if (message?.type === 'hello') {
          this.send({ type: 'prove', signature: prove(side, own, message, this.secretKey) });
        } else if (message?.type === 'prove') this.isReady = true;
        else if (message?.type === 'ping') this.send({ type: 'pong', request: message.request });
        else if (message?.type === 'getPeers') this.send({ type: 'peers', request: message.request, urls: [] });
        else if (message !== undefined) this.received.push(message);
      },
      closed: (_, reason) => {
        this.ended = reason;
      },
    });
    this.send({ type: 'hello', ...own });
  }
}
