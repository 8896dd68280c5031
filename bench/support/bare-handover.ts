import { randomBytes } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { ciphertextRoot, lockContent, openBlock } from '../../source/ledger/registries/books/content.ts';
import { keyHash, keyVote, requestHash, requestVote } from '../../source/ledger/registries/books/secrets.ts';
import { publicKeyOf, sign, verify } from '../../source/ledger/signature.ts';
import { type SaltedContent, saltContent } from '../../source/node/exchange/contents.ts';
import type { Message } from '../../source/node/exchange/messages.ts';
import { open, type SealingPair, seal, sealingPair } from '../../source/node/exchange/sealing.ts';

/** Nodes that check every entry, and entries of one hand-over. */
const nodes = 4;
const entries = 5;

const random = (size: number) => Uint8Array.from(randomBytes(size));

/** One side: its keys, and those with which it opens letters. */
interface Side {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
  readonly sealing: SealingPair;
}

/**
 * The cryptography of a hand-over between two sides in front of two witnesses, and nothing else of it: no socket, no
 * disk, no ledger, one after the other on one core. Each letter is sealed and opened once, each vote signed and checked
 * by whoever asked, each entry signed, and checked with its votes in four nodes; the book is locked and opened, and put
 * into the boxes in which it lies on the disk.
 */
export class BareHandover {
  readonly #content: SaltedContent;
  readonly #sides: { readonly requester: Side; readonly owner: Side; readonly witnesses: readonly [Side, Side] };
  readonly #genesisId = random(32);

  private constructor(content: SaltedContent, [requester, owner, one, other]: readonly [Side, Side, Side, Side]) {
    this.#content = content;
    this.#sides = { requester, owner, witnesses: [one, other] };
  }

  /** @param size bytes of the book */
  static async create(size: number): Promise<BareHandover> {
    const sides = [await side(), await side(), await side(), await side()] as const;
    return new BareHandover(saltContent(random(size), random), sides);
  }

  /** Milliseconds that it takes once. */
  async measure(): Promise<number> {
    const start = performance.now();
    const { requester, owner, witnesses } = this.#sides;
    const { chunks, commitment } = this.#content;
    const [xid, seed, key, number, book] = [random(32), random(32), random(32), random(32), random(32)];
    const print = requestHash(xid, number);

    // Step 1 and 2: it is asked for and sent.
    for (const to of witnesses) {
      await this.#letter(requester, to, {
        xid,
        name: 'announce',
        seed,
        owner: owner.publicKey,
        book,
        requestHash: print,
      });
    }
    await this.#letter(requester, owner, { xid, name: 'ask', seed, book, price: 1n, latest: 100 });
    this.#box(size(chunks.map(({ chunk }) => chunk)));
    const blocks = lockContent(chunks, { xid, key });
    this.#box(size(blocks));
    const prints = { keyHash: keyHash(xid, key), ciphertextRoot: ciphertextRoot(blocks) };
    await this.#letter(owner, requester, { xid, name: 'content', blocks });
    this.#box(size(blocks));
    for (const to of witnesses) {
      await this.#letter(owner, to, { xid, name: 'print', requester: requester.publicKey, book, ...prints });
    }

    // Step 3 to 5: promised, accepted, delivered, each in front of the witnesses.
    ciphertextRoot(blocks);
    for (const from of witnesses) await this.#letter(requester, from, { xid, name: 'askKey', ...prints });
    await this.#votes(requester, xid, 'key', keyVote(xid, prints.keyHash, prints.ciphertextRoot));
    await this.#letter(requester, owner, { xid, name: 'number', number });
    for (const from of witnesses) await this.#letter(owner, from, { xid, name: 'askRequest', requestHash: print });
    await this.#votes(owner, xid, 'request', requestVote(xid, print));

    // Step 6 and 7: opened, kept, taken over.
    for (const [index, block] of blocks.entries()) {
      const opened = openBlock(block, { xid, key }, { index, count: chunks.length, commitment });
      if (opened === undefined) throw new Error('a part of the book did not open');
    }
    this.#box(size(chunks.map(({ chunk }) => chunk)));
    for (let entry = 0; entry < entries; entry++) this.#entry(entry % 2 === 0 ? owner : requester);
    return performance.now() - start;
  }

  async #letter(from: Side, to: Side, message: Message): Promise<void> {
    const posting = { genesisId: this.#genesisId, from, to: to.publicKey, sealingKey: to.sealing.publicKey };
    await open(await seal(message, posting), this.#genesisId, to.sealing.privateKey);
  }

  /** Both witnesses sign, whoever asked checks, and so does every node in the entry that carries the votes. */
  async #votes(to: Side, xid: Uint8Array, step: 'key' | 'request', digest: Uint8Array): Promise<void> {
    for (const witness of this.#sides.witnesses) {
      const signature = sign(digest, witness.secretKey);
      await this.#letter(witness, to, { xid, name: 'vote', step, signature });
      for (let check = 0; check < 1 + nodes; check++) verify(signature, digest, witness.publicKey);
    }
  }

  #entry({ publicKey, secretKey }: Side): void {
    const id = random(32);
    const signature = sign(id, secretKey);
    for (let node = 0; node < nodes; node++) verify(signature, id, publicKey);
  }

  /** What lies on the disk is in a box; to open one takes as long as to close it. */
  #box(bytes: number): void {
    xchacha20poly1305(random(32), random(24)).encrypt(new Uint8Array(bytes));
  }
}

async function side(): Promise<Side> {
  const secretKey = random(32).fill(1, 0, 1);
  return { secretKey, publicKey: publicKeyOf(secretKey), sealing: await sealingPair(secretKey) };
}

function size(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
