import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import * as codec from '../../codec.ts';
import { type Field, field, unfit, type ValuesOf } from '../../field.ts';
import { bytesField, groupField, listField, numberField } from '../../field-kinds.ts';
import { rootByPath } from '../../merkle-path.ts';
import { refusals } from '../../refusal.ts';
import type { Book } from './book.ts';
import { blockLimit, chunkLimit, openBlock, pathLimit } from './content.ts';
import type { Exchange } from './exchange.ts';
import { keyHash, maskKey, requestHash } from './secrets.ts';

/** An encrypted part of a book: bytes in hex. */
const blockField: Field<Uint8Array> = field('Block', 'bytes', codec.blob(blockLimit), {
  parse: (input) => {
    if (typeof input !== 'string' || !/^(?:[0-9a-f]{2})+$/i.test(input) || input.length > 2 * blockLimit) {
      throw unfit(`must be 1 to ${blockLimit} bytes in hex`);
    }
    return hexToBytes(input.toLowerCase());
  },
  toJson: (value) => bytesToHex(value),
  show: (value) => `${value.length} bytes`,
});

const evidenceFields = {
  index: numberField('Part', codec.u16, 0, chunkLimit - 1, { plain: true }),
  block: blockField,
  path: listField(bytesField('Way to the root', 32), pathLimit),
};

/** One part that does not open, with the way to what the owner promised: less than 2 KiB. */
export type Evidence = ValuesOf<typeof evidenceFields>;
export const evidenceField: Field<Evidence> = groupField('Part that does not open', evidenceFields);

export const evidenceRefusals = refusals({
  NUMBER_WRONG: () => 'This is not the number whose print the acceptance carries. Take the one that was drawn for it.',
  EVIDENCE_MISSING: () => 'The key is the one that was promised. Show a part of the book that does not open with it.',
  EVIDENCE_FOREIGN: () => 'This part is not among those that the owner promised. Show one as the owner sent it.',
  DISPUTE_FALSE: () => 'This part opens with the key, and it is of the book. Nothing is wrong with it.',
});

/** What a requester found wrong. */
export type Fault = 'wrongKey' | 'wrongContent';

/** The key that was delivered, for whoever has the requester's number. */
export function deliveredKey(xid: Uint8Array, exchange: Exchange, number: Uint8Array): Uint8Array | undefined {
  return exchange.maskedKey && maskKey(xid, number, exchange.maskedKey);
}

/**
 * What is wrong with a delivery, by the requester's number and one part.
 * @throws NUMBER_WRONG, EVIDENCE_MISSING, EVIDENCE_FOREIGN, DISPUTE_FALSE
 */
export function judge(
  { xid, exchange, book }: { readonly xid: Uint8Array; readonly exchange: Exchange; readonly book: Book },
  number: Uint8Array,
  evidence: Evidence | undefined,
): Fault {
  const { requestHash: promised, keyHash: print, ciphertextRoot } = exchange;
  const key = deliveredKey(xid, exchange, number);
  if (key === undefined || promised === undefined || !equalBytes(requestHash(xid, number), promised)) {
    throw evidenceRefusals.NUMBER_WRONG();
  }
  if (!equalBytes(keyHash(xid, key), print)) return 'wrongKey';
  if (evidence === undefined) throw evidenceRefusals.EVIDENCE_MISSING();
  const { index, block, path } = evidence;
  const place = { index, count: book.chunks };
  const root = rootByPath(block, place, path);
  if (root === undefined || !equalBytes(root, ciphertextRoot)) throw evidenceRefusals.EVIDENCE_FOREIGN();
  const opened = openBlock(block, { xid, key }, { ...place, commitment: book.commitment });
  if (opened !== undefined) throw evidenceRefusals.DISPUTE_FALSE();
  return 'wrongContent';
}
