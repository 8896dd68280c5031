import * as codec from '../../ledger/codec.ts';
import type { Key } from '../../ledger/keys.ts';
import {
  chunkLimit,
  chunkSize,
  commitmentOf,
  cutContent,
  joinContent,
  type SaltedChunk,
} from '../../ledger/registries/books/content.ts';
import type { Deposit, Place, Vault } from './vault.ts';

/** A content as it lies in its owner's vault: with the salts, without which its print on the ledger fits nothing. */
const contentCodec: codec.Codec<readonly SaltedChunk[]> = codec.list(
  codec.struct({ salt: codec.bytes(32), chunk: codec.blob(chunkSize) }),
  chunkLimit,
) as unknown as codec.Codec<readonly SaltedChunk[]>;

/** A content cut into parts with fresh salts, and what stands for it on the ledger. */
export interface SaltedContent {
  readonly chunks: readonly SaltedChunk[];
  readonly commitment: Uint8Array;
}

/** @throws CONTENT_EMPTY, CONTENT_TOO_LONG */
export function saltContent(content: Uint8Array, randomBytes: (size: number) => Uint8Array): SaltedContent {
  const chunks = cutContent(content).map((chunk) => ({ salt: randomBytes(32), chunk }));
  return { chunks, commitment: commitmentOf(chunks) };
}

/** Under its print: that of every content is another one, even where two say the same. */
function placeOf(account: Key, commitment: Uint8Array): Place {
  return { section: 'content', account, id: commitment };
}

/** What puts a content into an account's vault. */
export function contentDeposit(account: Key, { chunks, commitment }: SaltedContent): Deposit {
  return { ...placeOf(account, commitment), plain: contentCodec.encode(chunks) };
}

/** What takes it out again. */
export function contentRemoval(account: Key, commitment: Uint8Array): Deposit {
  return { ...placeOf(account, commitment), plain: undefined };
}

/** Whether the content of a print lies in a vault, under one of some accounts. @throws VAULT_FAILED */
export async function hasContent(vault: Vault, accounts: readonly Key[], commitment: Uint8Array): Promise<boolean> {
  for (const account of accounts) if (await vault.has(placeOf(account, commitment))) return true;
  return false;
}

/**
 * The parts of a content, if they are there under one of some accounts.
 * @throws VAULT_FAILED, VAULT_DAMAGED, KEY_MISSING, WALLET_LOCKED
 */
export async function chunksIn(
  vault: Vault,
  accounts: readonly Key[],
  commitment: Uint8Array,
): Promise<readonly SaltedChunk[] | undefined> {
  for (const account of accounts) {
    const row = await vault.read(placeOf(account, commitment));
    if (row !== undefined) return codec.decode(contentCodec, row, 'content of a book');
  }
  return undefined;
}

/** A content, if it is there; see {@link chunksIn}. */
export async function contentIn(
  vault: Vault,
  accounts: readonly Key[],
  commitment: Uint8Array,
): Promise<Uint8Array | undefined> {
  const chunks = await chunksIn(vault, accounts, commitment);
  return chunks && joinContent(chunks);
}
