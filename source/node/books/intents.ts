import { bytesToHex } from '@noble/hashes/utils.js';
import type { KeyPair } from '../../wallet/words.ts';
import { type SaltedContent, saltContent } from '../exchange/contents.ts';
import { sealingPair } from '../exchange/sealing.ts';
import type { Given } from '../parameters.ts';
import { contentNames, givenContent, hasContentGiven } from './given-content.ts';

/** An intent as the ledger takes it, and the content that stays here. */
export interface Prepared {
  readonly intent: Given;
  readonly content?: SaltedContent;
}

export interface Preparing {
  /** The pair of whoever signs. Throws NAME_UNKNOWN, KEY_MISSING, WALLET_LOCKED. */
  pairOf(as: string): KeyPair;
  randomBytes(size: number): Uint8Array;
}

/**
 * Fills in what a person does not know of an intent about books: the sealing key of a library that joins, and the print
 * of a content. Whatever else it is about stays as it is.
 * @throws the refusals of the wallet and of a content
 */
export async function prepared(intent: Given, { pairOf, randomBytes }: Preparing): Promise<Prepared> {
  const { as, operation } = intent;
  if (operation === 'books.join' && intent.sealingKey === undefined && typeof as === 'string') {
    const { publicKey } = await sealingPair(pairOf(as).secretKey);
    return { intent: { ...intent, sealingKey: bytesToHex(publicKey) } };
  }
  if (operation !== 'books.add' || (!hasContentGiven(intent) && intent.commitment !== undefined)) return { intent };
  const content = saltContent(givenContent(intent), randomBytes);
  const rest = Object.fromEntries(Object.entries(intent).filter(([name]) => !contentNames.some((one) => one === name)));
  return {
    intent: { ...rest, chunks: content.chunks.length, commitment: bytesToHex(content.commitment) },
    content,
  };
}
