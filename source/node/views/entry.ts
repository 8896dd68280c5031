import { bytesToHex } from '@noble/hashes/utils.js';
import { fieldsToJson } from '../../ledger/field.ts';
import type { Informed } from '../../ledger/known.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import type { EntryPlace, EntryView, IssuerView } from '../facade.ts';

/** A transaction as callers see it. */
export function entryView(
  ledger: Ledger,
  known: Informed,
  transaction: SignedTransaction,
  place: EntryPlace,
  issuer: IssuerView | undefined,
): EntryView {
  const { body, cosignatures, id, wid, bytes } = transaction;
  const operation = ledger.operationOf(transaction);
  return {
    id: bytesToHex(id),
    wid: bytesToHex(wid),
    operation: operation.name,
    label: operation.label,
    author: known.address(body.author),
    ...(body.payer === undefined ? {} : { payer: known.address(body.payer) }),
    nonce: body.nonce,
    fee: body.fee.toString(),
    expiry: body.expiry,
    cosigners: cosignatures.map(({ key }) => known.address(key)),
    fields: fieldsToJson(operation.fields, body.operation.values, known),
    lines: operation.review(body.operation.values, known, known.fullName(body.author)),
    size: bytes.length,
    place,
    ...(issuer === undefined ? {} : { issuer }),
  };
}
