import { parseDeniers } from '../ledger/amount.ts';
import { parseFields } from '../ledger/field.ts';
import type { Key } from '../ledger/keys.ts';
import type { Known } from '../ledger/known.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Operation } from '../ledger/operation.ts';
import { refusals } from '../ledger/refusal.ts';
import { type Body, requiredCosigners, type SignedTransaction } from '../ledger/transaction.ts';
import type { Wallet } from './wallet.ts';

export const intentRefusals = refusals({
  OPERATION_UNKNOWN: (data: { operation: string }) =>
    `There is no operation "${data.operation.slice(0, 60)}". The README lists them.`,
  PARAMETER_INVALID: (data: { parameter: string; expected: string }) => `"${data.parameter}" must be ${data.expected}.`,
  /** The author's key is here; another one that must sign is not. */
  COSIGNER_ELSEWHERE: (data: { account: string }) =>
    `This also takes the signature of ${data.account}, whose key this wallet does not hold. Make a signing file and have it signed there.`,
});

/** What somebody wants signed, as plain JSON: `as`, `operation`, the fields, and settings that are rarely given. */
export type IntentInput = Readonly<Record<string, unknown>>;

/** A body ready to be signed, and by whom. */
export interface Draft {
  readonly operation: Operation;
  readonly body: Body;
  readonly cosigners: readonly Key[];
}

/** What only the node knows when a body is made. */
export interface Circumstances {
  /** The next nonce of an author, what waits for a block included. */
  nextNonce(author: Key): number;
  /** The least fee in deniers of an encoding of `size` bytes. */
  leastFee(payer: Key, size: number): bigint;
}

const settings = new Set(['as', 'operation', 'fee', 'nonce', 'expiry', 'payer']);

/**
 * Makes the body that an intent asks for. Fee, nonce and expiry are chosen unless they are given.
 * @throws OPERATION_UNKNOWN, PARAMETER_INVALID, NAME_UNKNOWN and the refusals of the fields
 */
export function draft(
  ledger: Ledger,
  wallet: Wallet,
  input: IntentInput,
  known: Known,
  circumstances: Circumstances,
): Draft {
  const operation = typeof input.operation === 'string' ? ledger.operations.named(input.operation) : undefined;
  if (operation === undefined) {
    const asked = typeof input.operation === 'string' ? input.operation.slice(0, 60) : '';
    throw intentRefusals.OPERATION_UNKNOWN({ operation: asked });
  }
  if (typeof input.as !== 'string') throw intentRefusals.PARAMETER_INVALID({ parameter: 'as', expected: 'a name' });
  const author = wallet.keyOf(input.as);
  const given = Object.fromEntries(Object.entries(input).filter(([name]) => !settings.has(name)));
  const values = parseFields(operation.fields, given, { ...known, author }, operation.name);
  const payer = payerOf(wallet, input.payer);
  const cosigners = requiredCosigners(author, payer, operation.cosigners(values));
  const unpriced: Body = {
    network: ledger.network,
    author,
    payer,
    nonce: whole(input.nonce, 'nonce') ?? circumstances.nextNonce(author),
    fee: 0n,
    expiry: whole(input.expiry, 'expiry') ?? 0,
    operation: { name: operation.name, values },
  };
  const least = circumstances.leastFee(payer ?? author, ledger.format.size(unpriced, cosigners.length));
  const fee = input.fee === undefined ? least : parseDeniers(input.fee);
  return { operation, body: { ...unpriced, fee }, cosigners };
}

function payerOf(wallet: Wallet, input: unknown): Key | undefined {
  if (input === undefined) return undefined;
  if (typeof input !== 'string') throw intentRefusals.PARAMETER_INVALID({ parameter: 'payer', expected: 'a name' });
  return wallet.keyOf(input);
}

function whole(input: unknown, parameter: string): number | undefined {
  if (input === undefined) return undefined;
  if (typeof input === 'number' && Number.isInteger(input) && input >= 0 && input <= 0xffffffff) return input;
  throw intentRefusals.PARAMETER_INVALID({ parameter, expected: 'a whole number from 0 to 4,294,967,295' });
}

/** The keys of a draft that the wallet does not hold, not even locked; the author's first. */
export function missingKeys(wallet: Wallet, { body, cosigners }: Pick<Draft, 'body' | 'cosigners'>): Key[] {
  return [body.author, ...cosigners].filter((key) => !wallet.holds(key));
}

/**
 * Refuses a draft that the wallet cannot sign alone now.
 * @throws KEY_MISSING, WALLET_LOCKED, COSIGNER_ELSEWHERE
 */
export function checkKeys(wallet: Wallet, draft: Pick<Draft, 'body' | 'cosigners'>): void {
  const { body, cosigners } = draft;
  wallet.pairOf(body.author);
  const elsewhere = cosigners.find((key) => !wallet.holds(key));
  if (elsewhere !== undefined) {
    throw intentRefusals.COSIGNER_ELSEWHERE({ account: wallet.shortName(elsewhere) });
  }
  for (const key of cosigners) wallet.pairOf(key);
}

/**
 * Signs a draft with the wallet's keys, the author's first.
 * @throws KEY_MISSING, WALLET_LOCKED, COSIGNER_ELSEWHERE
 */
export function signDraft(ledger: Ledger, wallet: Wallet, { body, cosigners }: Draft): SignedTransaction {
  checkKeys(wallet, { body, cosigners });
  const author = wallet.pairOf(body.author);
  const others = cosigners.map((key) => ({ key, secretKey: wallet.pairOf(key).secretKey }));
  return ledger.format.sign(body, author.secretKey, others);
}
