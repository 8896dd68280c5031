import { bytesToHex } from '@noble/hashes/utils.js';
import type { Genesis } from '../../../../source/ledger/genesis.ts';
import { sha256 } from '../../../../source/ledger/hash.ts';
import { regtest } from '../../../../source/ledger/networks.ts';
import { type Book, requireBook } from '../../../../source/ledger/registries/books/book.ts';
import {
  ciphertextPath,
  ciphertextRoot,
  commitmentOf,
  cutContent,
  lockContent,
  type SaltedChunk,
} from '../../../../source/ledger/registries/books/content.ts';
import { type Exchange, exchangeOf, requireExchange } from '../../../../source/ledger/registries/books/exchange.ts';
import {
  keyHash,
  keyVote,
  maskKey,
  requestHash,
  requestVote,
} from '../../../../source/ledger/registries/books/secrets.ts';
import { chooseWitnesses } from '../../../../source/ledger/registries/books/witnesses.ts';
import { sign } from '../../../../source/ledger/signature.ts';
import { keyOf, secretOf, TestChain, wallet } from '../../support.ts';
import { idle } from '../licences/hasty.ts';

export const libraries = ['library-0', 'library-1', 'library-2', 'library-3'] as const;
/** Deniers. */
export const price = 2_000_000n;

/** 32 bytes that are the same in every run, and different for each text. */
export function bytesOf(text: string): Uint8Array {
  return sha256(new TextEncoder().encode(text));
}

export const hex = bytesToHex;

/** A content under salts that are the same in every run. */
export function salted(content: Uint8Array, seed = 'salt'): SaltedChunk[] {
  return cutContent(content).map((chunk, index) => ({ salt: bytesOf(`${seed} ${index}`), chunk }));
}

/** What differs from an honest hand-over. */
export interface Deviation {
  readonly xid?: Uint8Array;
  readonly price?: bigint;
  /** What the owner encrypts instead of the book. */
  readonly content?: Uint8Array;
  readonly genesis?: Genesis;
}

/** Four libraries; library-1 has a book that library-0 wants, and the other two are witnesses. */
export class Shelves {
  readonly chain: TestChain;
  readonly content = new TextEncoder().encode('7'.repeat(2_500));
  readonly chunks = salted(this.content);
  readonly book: Uint8Array;
  readonly xid: Uint8Array;
  readonly number = bytesOf('number');
  readonly key = bytesOf('key');
  readonly blocks: readonly Uint8Array[];
  readonly price: bigint;

  constructor({ xid = bytesOf('xid'), price: asked = price, content, genesis = regtest }: Deviation = {}) {
    this.chain = new TestChain(genesis);
    for (const name of libraries) this.chain.do(name, 'books.join', { sealingKey: hex(bytesOf(name)) });
    this.book = this.chain.do('library-1', 'books.add', this.entry()).id;
    this.xid = xid;
    this.price = asked;
    this.blocks = lockContent(content === undefined ? this.chunks : salted(content), { xid, key: this.key });
  }

  /** What `books.add` says. */
  entry(): Record<string, unknown> {
    return { title: 'Seven', chunks: this.chunks.length, commitment: hex(commitmentOf(this.chunks)) };
  }

  get witnesses(): string[] {
    const parties = { xid: this.xid, owner: keyOf('library-1'), requester: keyOf('library-0') };
    return chooseWitnesses(this.chain.view(), parties, 15).map((key) => wallet.nameOf(key) ?? '');
  }

  /** What the offer says. */
  terms(): Record<string, unknown> {
    return {
      ...{ xid: hex(this.xid), book: hex(this.book), requester: 'library-0', price: `${this.price}` },
      ...{ ciphertextRoot: hex(ciphertextRoot(this.blocks)), keyHash: hex(keyHash(this.xid, this.key)) },
      ...{ witnesses: this.witnesses, deadline: this.chain.height + 10 },
    };
  }

  offer(more: object = {}): void {
    this.chain.do('library-1', 'books.offer', { ...this.terms(), ...more });
  }

  /** Votes of some for what the price is locked on. */
  keyVotes(...names: readonly string[]): object[] {
    const digest = keyVote(this.xid, keyHash(this.xid, this.key), ciphertextRoot(this.blocks));
    return names.map((witness) => ({ witness, signature: hex(sign(digest, secretOf(witness))) }));
  }

  accept(more: object = {}): void {
    const votes = this.keyVotes('library-2', 'library-3');
    this.chain.do('library-0', 'books.accept', { ...this.request(), votes, ...more });
  }

  request(): Record<string, unknown> {
    const offer = exchangeOf(this.chain.view(), this.xid)?.offer ?? this.xid;
    return { xid: hex(this.xid), offer: hex(offer), requestHash: hex(requestHash(this.xid, this.number)) };
  }

  /** Votes of some for what the key is delivered on. */
  requestVotes(...names: readonly string[]): object[] {
    const digest = requestVote(this.xid, requestHash(this.xid, this.number));
    return names.map((witness) => ({ witness, signature: hex(sign(digest, secretOf(witness))) }));
  }

  /** What the delivery says. */
  delivery(): Record<string, unknown> {
    const votes = this.requestVotes('library-2', 'library-3');
    return { xid: hex(this.xid), maskedKey: hex(maskKey(this.xid, this.number, this.key)), votes };
  }

  deliver(more: object = {}): void {
    this.chain.do('library-1', 'books.deliver', { ...this.delivery(), ...more });
  }

  /** Offer, acceptance, and the blocks that it has to be deep. */
  accepted(): this {
    this.offer();
    this.accept();
    idle(this.chain, this.chain.ledger.genesis.parameters.deliveryDepth - 1);
    return this;
  }

  delivered(more: object = {}): this {
    this.accepted().deliver(more);
    return this;
  }

  /** One encrypted part as it is shown in a dispute. */
  evidence(index: number): object {
    return {
      index,
      block: hex(this.blocks[index] ?? new Uint8Array()),
      path: ciphertextPath(this.blocks, index).map(hex),
    };
  }

  get exchange(): Exchange {
    return requireExchange(this.chain.view(), this.xid);
  }

  get now(): Book {
    return requireBook(this.chain.view(), this.book);
  }

  /** Deniers, the guarantee not counted. */
  free(name: string): bigint {
    return this.chain.account(name).balance;
  }

  locked(name: string): bigint {
    return this.chain.account(name).locked;
  }
}

/** Mines until something has happened by itself. */
export { idle };
