import { bytesToHex } from '@noble/hashes/utils.js';
import {
  ciphertextPath,
  ciphertextRoot,
  commitmentOf,
  cutContent,
  lockContent,
  type SaltedChunk,
} from '../../source/ledger/registries/books/content.ts';
import { keyHash, keyVote, maskKey, requestHash, requestVote } from '../../source/ledger/registries/books/secrets.ts';
import { sign } from '../../source/ledger/signature.ts';
import { secretOf } from './support.ts';

type Said = Readonly<Record<string, unknown>>;

const bytes = (fill: number) => new Uint8Array(32).fill(fill);
const [number, key] = [bytes(8), bytes(9)];

/** The content of a book of two parts: one for each number below 256. */
export function contentOf(fill: number): SaltedChunk[] {
  return cutContent(new Uint8Array(1_500).fill(fill)).map((chunk) => ({ salt: bytes(fill), chunk }));
}

/** What `books.add` says of a book with such a content. */
export function entryOf(title: string, fill: number): Said {
  return { title, isbn: '9780306406157', chunks: 2, commitment: bytesToHex(commitmentOf(contentOf(fill))) };
}

/** What `books.join` says: one key for each number below 256. */
export function joining(fill: number): Said {
  return { sealingKey: bytesToHex(bytes(fill)) };
}

export interface Promised {
  readonly xid: Uint8Array;
  readonly requester: string;
  /** Names, in their order. */
  readonly witnesses: readonly string[];
  /** Which content is encrypted; see `contentOf`. */
  readonly fill: number;
}

/** What the entries of one hand-over say, all its witnesses agreeing. */
export function handoverEntries({ xid, requester, witnesses, fill }: Promised) {
  const blocks = lockContent(contentOf(fill), { xid, key });
  const [print, root, hash] = [keyHash(xid, key), ciphertextRoot(blocks), requestHash(xid, number)];
  const votes = (digest: Uint8Array) =>
    witnesses.map((witness) => ({ witness, signature: bytesToHex(sign(digest, secretOf(witness))) }));
  const id = { xid: bytesToHex(xid) };
  return {
    id,
    offer: (book: string): Said => ({
      ...{ ...id, book, requester, price: '2000000', deadline: 5_000, witnesses },
      ...{ ciphertextRoot: bytesToHex(root), keyHash: bytesToHex(print) },
    }),
    /** @param offer id of the entry that promised the book */
    accept: (offer: string): Said => ({
      ...{ ...id, offer, requestHash: bytesToHex(hash), votes: votes(keyVote(xid, print, root)) },
    }),
    deliver: (): Said => ({
      ...{ ...id, maskedKey: bytesToHex(maskKey(xid, number, key)), votes: votes(requestVote(xid, hash)) },
    }),
    /** That the second part is of something else than the book. */
    dispute: (): Said => {
      const evidence = {
        ...{ index: 1, block: bytesToHex(blocks[1] ?? bytes(0)) },
        path: ciphertextPath(blocks, 1).map(bytesToHex),
      };
      return { ...id, number: bytesToHex(number), evidence };
    },
  };
}
