import { equalBytes } from '@noble/ciphers/utils.js';
import { formatLivres } from '../../amount.ts';
import {
  accountField,
  amountField,
  bytesField,
  choiceField,
  listField,
  optionalField,
  textField,
} from '../../field-kinds.ts';
import type { Key } from '../../keys.ts';
import type { Informed } from '../../known.ts';
import { defineOperation, type Registry } from '../../operation.ts';
import { enqueue } from '../../queue.ts';
import { quoted } from '../../quoted.ts';
import type { StateReader } from '../../state.ts';
import { carRefusals, checkUnblocked, requireLivingCar, updateCar } from '../cars/car.ts';
import { vinField } from '../cars/vin.ts';
import { checkDeadline, deadlineField } from '../deadline.ts';
import { activeLicence, requireRole } from '../licences/licence.ts';
import { actsFor, currentKey, isKnown, ownerOf, requireGiver, requireKnown } from '../owners/owner.ts';
import { carName } from '../telling.ts';
import { concernsInWords, concernsOf, newsOf, seenOf } from './concerns.ts';
import { order } from './order.ts';
import { toldAcceptance, toldCancel, toldConfirmation, toldOffer, toldRefusal } from './told.ts';
import {
  checkParties,
  checkReadingAge,
  endTransfer,
  handOver,
  isUnderWay,
  lockPrice,
  notaryMayAct,
  requireOpenTransfer,
  saleHistory,
  type Transfer,
  transferAffair,
  transferHistory,
  transferKind,
  transferOf,
  transferRefusals,
  transfersRegistry,
} from './transfer.ts';

const idField = bytesField('Sale', 32, { help: 'id of the entry that offered it' });

/** Whoever is named as notary has to be one. @throws NOTARY_UNLICENSED */
function requireNotary(state: StateReader, notary: Key): void {
  if (activeLicence(state, notary, 'notary') === undefined) throw transferRefusals.NOTARY_UNLICENSED();
}

const offer = defineOperation({
  tag: 0x50,
  name: 'transfers.offer',
  label: 'Sell a car',
  fields: {
    vin: vinField,
    buyer: accountField('Buyer'),
    price: amountField('Price', { least: 0n }),
    notary: accountField('Notary', { fallback: (known) => known.holder('notary') }),
    payment: choiceField(
      'Paid',
      { ledger: 'on the ledger', external: 'outside, seen by the notary' },
      { help: 'on the ledger, the price is locked until the notary confirms', fallback: () => 'ledger' },
    ),
    deadline: deadlineField('if nobody acts, everybody gets back what is theirs'),
  },
  signer: { words: 'the owner' },
  history: ({ vin }, { id }) => saleHistory(id, vin),
  review: ({ vin, buyer, price, notary, payment, deadline }, known, by) => [
    `${by} offers ${vin} to ${known.name(buyer)} for ${formatLivres(price)} LVR, ${payment === 'ledger' ? 'paid on the ledger' : 'paid outside the ledger'}.`,
    `${known.name(notary)} confirms: only then does the car change hands${payment === 'ledger' ? ', and the money with it' : ''}.`,
    `If nobody acts, the offer ends after block ${deadline.toLocaleString('en-US')}.`,
    ...(isKnown(known.state, currentKey(known.state, buyer, known.height + 1), known.height + 1)
      ? []
      : [
          `${known.name(buyer)} cannot accept before the police confirm who it is: press Ctrl-P and choose Confirm an owner.`,
        ]),
  ],
  summary: ({ buyer, price }, known) => `Offered to ${known.name(buyer)} for ${formatLivres(price)} LVR`,
  summaryFor: toldOffer,
  apply: (state, values, { author, id, height, time, parameters }) => {
    const { vin, buyer, price, notary, payment, deadline } = values;
    const car = requireLivingCar(state, vin);
    if (!actsFor(state, author, car.owner, height)) throw carRefusals.NOT_OWNER({ vin });
    requireGiver(state, author, height);
    if (car.transfer !== undefined) throw transferRefusals.TRANSFER_OPEN({ vin });
    checkParties(state, { seller: author, buyer, notary }, height);
    requireNotary(state, notary);
    checkUnblocked(car);
    checkReadingAge(state, car, { height, time, parameters });
    checkDeadline(deadline, height, parameters);
    state.put(transferKind, id, {
      ...{ vin, seller: author, buyer, price, notary, payment, deadline },
      ...{ status: 'offered', paidBy: undefined, acknowledged: [], seen: undefined },
      ...{ historyCount: 0, historyHead: new Uint8Array(32) },
    });
    updateCar(state, vin, { transfer: id });
    enqueue(state, 'height', deadline + 1, transfersRegistry, id);
  },
});

const accept = defineOperation({
  tag: 0x51,
  name: 'transfers.accept',
  label: 'Accept the offer',
  fields: {
    id: idField,
    acknowledged: listField(textField('You know that', 40), 16, { help: 'each reason to be careful, by its code' }),
  },
  signer: { words: 'the buyer' },
  history: ({ id }, _origin, state) => transferHistory(state, id),
  spends: ({ id }, state, author, height) => priceToLock(state, id, author, height),
  review: ({ id, acknowledged }, { state, name }, by) => {
    const transfer = transferOf(state, id);
    if (transfer === undefined) return ['No sale with this id is on the ledger.'];
    const { vin, seller, price, payment, notary, deadline } = transfer;
    return [
      `${by} buys ${vin} from ${name(seller)} for ${formatLivres(price)} LVR.`,
      payment === 'ledger'
        ? `The price is locked now. When ${name(notary)} confirms, ${name(seller)} is paid and the car changes hands, in one step.`
        : `The price is paid outside the ledger; ${name(notary)} confirms when the money has moved.`,
      ...(acknowledged.length === 0
        ? []
        : [`${by} knows about this and buys all the same: ${concernsInWords(acknowledged)}.`]),
      payment === 'ledger'
        ? `If nobody acts, it ends after block ${deadline.toLocaleString('en-US')}, and ${by} gets the price back.`
        : `If nobody acts, it ends after block ${deadline.toLocaleString('en-US')}, and nothing has changed.`,
    ];
  },
  summary: () => 'Offer accepted',
  summaryFor: toldAcceptance,
  apply: (state, { id, acknowledged }, { author, height, time, parameters }) => {
    const transfer = requireOpenTransfer(state, id, height);
    if (transfer.status !== 'offered') throw transferRefusals.TRANSFER_ACCEPTED();
    if (!actsFor(state, author, transfer.buyer, height)) throw transferRefusals.NOT_BUYER();
    requireKnown(state, author, height);
    checkParties(state, transfer, height);
    requireNotary(state, transfer.notary);
    const car = requireLivingCar(state, transfer.vin);
    checkUnblocked(car);
    checkReadingAge(state, car, { height, time, parameters });
    const concerns = concernsOf(car);
    const missing = concerns.filter((code) => !acknowledged.includes(code));
    if (missing.length > 0) throw transferRefusals.ACKNOWLEDGE_FIRST({ missing });
    const locks = transfer.payment === 'ledger';
    if (locks) lockPrice(state, author, transfer.price);
    state.put(transferKind, id, {
      ...transfer,
      status: 'accepted',
      paidBy: locks ? author : undefined,
      // Not what was ticked beyond that: nobody knows beforehand what will turn up.
      acknowledged: concerns,
      seen: seenOf(car),
    });
  },
});

/** What an acceptance takes from its author's balance; nothing where it will be refused for something else. */
function priceToLock(state: StateReader, id: Uint8Array, author: Key, height: number): bigint {
  const transfer = transferOf(state, id);
  if (transfer?.status !== 'offered' || transfer.payment !== 'ledger') return 0n;
  return actsFor(state, author, transfer.buyer, height) ? transfer.price : 0n;
}

const confirm = defineOperation({
  tag: 0x52,
  name: 'transfers.confirm',
  label: 'Confirm the sale',
  fields: { id: idField },
  signer: { roles: ['notary'], words: 'the notary of the sale' },
  history: ({ id }, _origin, state) => transferHistory(state, id),
  review: ({ id }, { state, name }) => {
    const transfer = transferOf(state, id);
    if (transfer === undefined) return ['No sale with this id is on the ledger.'];
    const { vin, seller, buyer, price, payment } = transfer;
    return [
      `${vin} belongs to ${name(buyer)} from this block on, and ${name(seller)} is discharged.`,
      payment === 'ledger'
        ? `${name(seller)} gets the ${formatLivres(price)} LVR that were locked, in the same step.`
        : `The notary has seen that ${formatLivres(price)} LVR were paid outside the ledger.`,
    ];
  },
  summary: () => 'Sold: the notary confirmed',
  summaryFor: toldConfirmation,
  apply: (state, { id }, { author, height, time, parameters }) => {
    requireRole(state, author, 'notary');
    const transfer = requireOpenTransfer(state, id, height);
    if (!equalBytes(author, transfer.notary)) throw transferRefusals.NOT_NOTARY();
    if (transfer.status !== 'accepted') throw transferRefusals.TRANSFER_NOT_ACCEPTED();
    checkParties(state, transfer, height);
    const [seller, buyer] = [currentKey(state, transfer.seller, height), currentKey(state, transfer.buyer, height)];
    // The police may have revoked one of them since.
    requireKnown(state, seller, height);
    requireKnown(state, buyer, height);
    // Whoever has a lost key could have offered the car with it.
    const challenge = ownerOf(state, seller)?.challenge;
    if (challenge !== undefined) throw transferRefusals.SELLER_ANNOUNCED_LOST({ due: challenge.due });
    const car = requireLivingCar(state, transfer.vin);
    checkUnblocked(car);
    checkReadingAge(state, car, { height, time, parameters });
    const missing = newsOf(car, transfer);
    if (missing.length > 0) throw transferRefusals.ACKNOWLEDGE_AGAIN({ missing });
    endTransfer(state, id, 'confirmed', seller);
    handOver(state, transfer.vin, buyer);
  },
});

function saleWords({ vin, seller, buyer }: Transfer, known: Informed): string {
  return `the sale of ${carName(known, vin)}, ${vin}, from ${known.name(seller)} to ${known.name(buyer)}`;
}

/** What a sale that comes to nothing leaves behind. */
function goesBack({ payment, seen }: Transfer): string {
  const wasLocked = payment === 'ledger' && seen !== undefined;
  return `The car stays with its owner${wasLocked ? ', and what was locked goes back to the buyer' : '; nothing was locked'}.`;
}

const cancel = defineOperation({
  tag: 0x53,
  name: 'transfers.cancel',
  label: 'Call off',
  fields: {
    id: idField,
    notary: optionalField(accountField('Notary', { help: 'signs too once the offer was accepted, while it may act' })),
  },
  signer: { words: 'the seller or the buyer' },
  cosigners: ({ notary }) => (notary === undefined ? [] : [notary]),
  history: ({ id }, _origin, state) => transferHistory(state, id),
  review: ({ id, notary }, known, by) => {
    const transfer = transferOf(known.state, id);
    if (transfer === undefined) return ['No sale with this id is on the ledger.'];
    return [
      `${by} calls off ${saleWords(transfer, known)}.`,
      goesBack(transfer),
      ...(notary === undefined ? [] : [`${known.name(notary)}, the notary, agrees and signs too.`]),
    ];
  },
  summary: () => 'Sale called off',
  summaryFor: toldCancel,
  apply: (state, { id, notary }, { author, height }) => {
    const transfer = requireOpenTransfer(state, id, height);
    const isBuyer = actsFor(state, author, transfer.buyer, height);
    if (!isBuyer && !actsFor(state, author, transfer.seller, height)) throw transferRefusals.NOT_PARTY();
    if (transfer.status === 'accepted') {
      if (!isBuyer) throw transferRefusals.TRANSFER_ACCEPTED();
      // Where nobody is left who could confirm, the buyer need not wait for the deadline to get its money back.
      const isAgreed = notary !== undefined && equalBytes(notary, transfer.notary);
      if (!isAgreed && notaryMayAct(state, transfer, height)) throw transferRefusals.NOTARY_MISSING();
    }
    endTransfer(state, id, 'cancelled', undefined);
  },
});

const reject = defineOperation({
  tag: 0x54,
  name: 'transfers.reject',
  label: 'Refuse as notary',
  fields: { id: idField, reason: textField('Reason', 200, { help: 'public' }) },
  signer: { roles: ['notary'], words: 'the notary of the sale' },
  history: ({ id }, _origin, state) => transferHistory(state, id),
  review: ({ id, reason }, known, by) => {
    const transfer = transferOf(known.state, id);
    if (transfer === undefined) return ['No sale with this id is on the ledger.'];
    return [`${by} refuses ${saleWords(transfer, known)}: ${quoted(reason)}.`, goesBack(transfer)];
  },
  summary: ({ reason }) => `Sale refused by the notary: ${reason}`,
  summaryFor: toldRefusal,
  apply: (state, { id }, { author, height }) => {
    requireRole(state, author, 'notary');
    const transfer = requireOpenTransfer(state, id, height);
    if (!equalBytes(author, transfer.notary)) throw transferRefusals.NOT_NOTARY();
    endTransfer(state, id, 'rejected', undefined);
  },
});

/** Cars on their way from one owner to the next. */
export const transfers: Registry = {
  number: transfersRegistry,
  name: 'transfers',
  operations: [offer, accept, confirm, cancel, reject, order],
  affairs: [transferAffair],
  due: (state, id) => {
    if (!isUnderWay(transferOf(state, id))) return [];
    const touched = transferHistory(state, id);
    endTransfer(state, id, 'expired', undefined);
    return touched;
  },
  describe: (id, known) => {
    const transfer = transferOf(known.state, id);
    const car = transfer === undefined ? '' : ` (${carName(known, transfer.vin)})`;
    return { label: 'Sale over', what: `its time ran out${car}; everybody has back what is theirs` };
  },
};
