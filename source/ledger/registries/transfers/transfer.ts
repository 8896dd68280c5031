import { equalBytes } from '@noble/ciphers/utils.js';
import { defineAffair } from '../../affair.ts';
import { add } from '../../amount.ts';
import { dayAlive } from '../../beginning.ts';
import * as codec from '../../codec.ts';
import { dayOfTime } from '../../day.ts';
import type { Parameters } from '../../genesis.ts';
import type { Key } from '../../keys.ts';
import type { ObjectReference } from '../../operation.ts';
import { refusals } from '../../refusal.ts';
import { asHistoric, type Historic, type Kind, type State, type StateReader } from '../../state.ts';
import { accountOf, credit, debit, updateAccount } from '../accounts.ts';
import { type Car, carHistory, requireCar, requireLivingCar, updateCar } from '../cars/car.ts';
import { vinCodec } from '../cars/vin.ts';
import { activeLicence } from '../licences/licence.ts';
import { currentKey } from '../owners/owner.ts';
import { concernLimit, concernsInWords, type SeenOdometer, seenOdometerCodec } from './concerns.ts';

/** Number of the transfers registry. */
export const transfersRegistry = 5;

/** How a sale stands. */
export const transferStatuses = [
  'offered',
  'accepted',
  'confirmed',
  'cancelled',
  'rejected',
  'expired',
  'overruled',
] as const;
export type TransferStatus = (typeof transferStatuses)[number];

export const payments = ['ledger', 'external'] as const;

/** A car on its way from one owner to the next. Its id is that of the transaction that offered it. */
export interface Transfer extends Historic {
  readonly vin: string;
  readonly seller: Key;
  readonly buyer: Key;
  /** Deniers. */
  readonly price: bigint;
  readonly notary: Key;
  /** `ledger`: the price is locked and paid here; `external`: the notary sees that it was paid. */
  readonly payment: (typeof payments)[number];
  /** Last height at which anything can be done. */
  readonly deadline: number;
  readonly status: TransferStatus;
  /** Whose balance the price was locked from; set once it was accepted. */
  readonly paidBy: Key | undefined;
  /** What the buyer knew and said so when it accepted, and how the odometer stood then. */
  readonly acknowledged: string[];
  readonly seen: SeenOdometer | undefined;
}

export const transferKind: Kind<Transfer> = {
  registry: transfersRegistry,
  kind: 1,
  name: 'transfer',
  idLength: 32,
  codec: codec.struct({
    vin: vinCodec,
    seller: codec.publicKey,
    buyer: codec.publicKey,
    price: codec.u64,
    notary: codec.publicKey,
    payment: codec.choice(payments),
    deadline: codec.u32,
    status: codec.choice(transferStatuses),
    paidBy: codec.optional(codec.publicKey),
    acknowledged: codec.list(codec.text(40), concernLimit),
    seen: codec.optional(seenOdometerCodec),
    historyCount: codec.u32,
    historyHead: codec.hash32,
  }),
};

/** Sales by seller, buyer and notary. */
export const transferAffair = defineAffair<Transfer>({
  kind: transferKind,
  parties: ({ seller, buyer, notary }) => [seller, buyer, notary],
  isOpen: isUnderWay,
  until: ({ deadline }) => deadline,
});

export const transferRefusals = refusals({
  TRANSFER_UNKNOWN: () => 'No sale with this id is on the ledger. Check the id.',
  TRANSFER_ENDED: (data: { status: TransferStatus }) =>
    `This sale is ${statusWords[data.status]}. Nothing more can be done.`,
  SELLER_ANNOUNCED_LOST: (data: { due: number }) =>
    `Somebody announced that the seller's key was lost; until block ${data.due} nothing is sold with it. Wait for the seller to object, or for that block.`,
  TRANSFER_NOT_ACCEPTED: () => 'The buyer has not accepted yet. Wait until it has.',
  TRANSFER_ACCEPTED: () =>
    'The buyer has accepted already. Now only the notary, the buyer together with the notary (alone once the notary may act no longer), or the deadline ends it.',
  TRANSFER_OPEN: (data: { vin: string }) => `A sale of ${data.vin} is under way already. It has to end first.`,
  TRANSFER_EXPIRED: (data: { deadline: number; height: number }) =>
    `The sale was open until block ${data.deadline}; the next is ${data.height}. Offer it again.`,
  NOT_BUYER: () => 'Only the buyer whom the offer names can do this. Sign as the buyer.',
  NOT_NOTARY: () => 'Only the notary whom the offer names can do this.',
  NOT_PARTY: () => 'Only the seller and the buyer can call the sale off. Sign as one of them.',
  NOTARY_MISSING: () =>
    'After the acceptance the notary signs too when a sale is called off. Name the notary of the sale.',
  NOTARY_UNLICENSED: () =>
    'Whoever is named as notary holds no active licence as one. Look into the directory and choose another.',
  ORDER_ALONE: () =>
    'An order takes two, a notary and the police, and here both are one key. Name police that somebody else is.',
  POLICE_PARTY: () =>
    'The police cannot sign an order by which they give or get the car themselves. Have other police sign.',
  NOTARY_PARTY: () => 'A notary cannot act in a sale in which it gives or gets the car itself. Choose another notary.',
  BUYER_IS_SELLER: () => 'The car belongs to that person already. Nothing to hand over.',
  READING_TOO_OLD: (data: { days: number; most: number }) =>
    `The last reading of the odometer is ${data.days} days old; for a sale it may be ${data.most}. Have it read first.`,
  ACKNOWLEDGE_FIRST: (data: { missing: readonly string[] }) =>
    `The buyer has to say that it knows about this: ${concernsInWords(data.missing)}. Tick each one.`,
  ACKNOWLEDGE_AGAIN: (data: { missing: readonly string[] }) =>
    `The car is not as the buyer knew it when it accepted: ${concernsInWords(data.missing)}. The sale has to be offered again.`,
});

/** Each status as it ends "This sale is ...". */
export const statusWords: Readonly<Record<TransferStatus, string>> = {
  offered: 'offered',
  accepted: 'accepted',
  confirmed: 'done',
  cancelled: 'called off',
  rejected: 'refused by the notary',
  expired: 'over: its time ran out',
  overruled: 'over: a decision about the car ended it',
};

/** Whether something can still become of a sale. */
export function isUnderWay(transfer: Pick<Transfer, 'status'> | undefined): boolean {
  return transfer?.status === 'offered' || transfer?.status === 'accepted';
}

export function transferOf(state: StateReader, id: Uint8Array): Transfer | undefined {
  return state.get(transferKind, id);
}

/** @throws TRANSFER_UNKNOWN */
export function requireTransfer(state: StateReader, id: Uint8Array): Transfer {
  const transfer = transferOf(state, id);
  if (transfer === undefined) throw transferRefusals.TRANSFER_UNKNOWN();
  return transfer;
}

/** @throws TRANSFER_UNKNOWN, TRANSFER_ENDED, TRANSFER_EXPIRED */
export function requireOpenTransfer(state: StateReader, id: Uint8Array, height: number): Transfer {
  const transfer = requireTransfer(state, id);
  const { status, deadline } = transfer;
  if (!isUnderWay(transfer)) throw transferRefusals.TRANSFER_ENDED({ status });
  if (height > deadline) throw transferRefusals.TRANSFER_EXPIRED({ deadline, height });
  return transfer;
}

/** The histories that everything about a sale extends: its own, and the car's. */
export function transferHistory(state: StateReader, id: Uint8Array): readonly ObjectReference[] {
  const transfer = transferOf(state, id);
  return transfer === undefined ? [] : saleHistory(id, transfer.vin);
}

/** The same, by the car that it is about. */
export function saleHistory(id: Uint8Array, vin: string): readonly ObjectReference[] {
  return [{ kind: asHistoric(transferKind), id }, ...carHistory({ vin })];
}

/** @throws READING_TOO_OLD; making a car counts as a reading */
export function checkReadingAge(
  state: StateReader,
  car: Car,
  at: { readonly height: number; readonly time: number; readonly parameters: Parameters },
): void {
  const { readingDays } = at.parameters;
  const days = dayOfTime(at.time) - (car.latest?.day ?? dayAlive(state, car.since, at));
  if (days > readingDays) throw transferRefusals.READING_TOO_OLD({ days, most: readingDays });
}

/** The price goes from the buyer's balance to what is locked. @throws BALANCE_TOO_LOW */
export function lockPrice(state: State, key: Key, price: bigint): void {
  debit(state, key, price);
  updateAccount(state, key, { locked: add(accountOf(state, key).locked, price) });
}

/** Ends a sale: what was locked goes to `to`, and the car is free for another one. */
export function endTransfer(state: State, id: Uint8Array, status: TransferStatus, to: Key | undefined): void {
  const transfer = requireTransfer(state, id);
  const { paidBy, price, vin } = transfer;
  if (paidBy !== undefined) {
    updateAccount(state, paidBy, { locked: accountOf(state, paidBy).locked - price });
    credit(state, to ?? paidBy, price);
  }
  state.put(transferKind, id, { ...transfer, status, paidBy: undefined });
  const { transfer: open } = requireCar(state, vin);
  if (open !== undefined && equalBytes(open, id)) updateCar(state, vin, { transfer: undefined });
}

/** Who gives a car, who gets it, and the notary. */
type Parties = Pick<Transfer, 'seller' | 'buyer' | 'notary'>;

/** @throws NOTARY_PARTY, BUYER_IS_SELLER */
export function checkParties(state: StateReader, parties: Parties, height: number): void {
  if (isSame(state, parties.seller, parties.buyer, height)) throw transferRefusals.BUYER_IS_SELLER();
  if (isParty(state, parties.notary, parties, height)) throw transferRefusals.NOTARY_PARTY();
}

/** Whether somebody stands on one of the two sides of a sale in a block. */
export function isParty(
  state: StateReader,
  key: Key,
  { seller, buyer }: Pick<Parties, 'seller' | 'buyer'>,
  height: number,
): boolean {
  return isSame(state, key, seller, height) || isSame(state, key, buyer, height);
}

/** Whether two keys are one person's in a block. */
export function isSame(state: StateReader, left: Key, right: Key, height: number): boolean {
  return equalBytes(currentKey(state, left, height), currentKey(state, right, height));
}

/** Whether the notary of a sale can still confirm it: licensed, and no party by a key that was replaced. */
export function notaryMayAct(state: StateReader, transfer: Parties, height: number): boolean {
  return (
    activeLicence(state, transfer.notary, 'notary') !== undefined && !isParty(state, transfer.notary, transfer, height)
  );
}

/** The car is somebody else's. */
export function handOver(state: State, vin: string, owner: Key): void {
  const { sales } = requireLivingCar(state, vin);
  // Whoever bought it did so on the strength of its last reading: that stays as it is.
  updateCar(state, vin, {
    owner,
    status: 'registered',
    sales: sales + 1,
    transfer: undefined,
    beforeLatest: undefined,
  });
}
