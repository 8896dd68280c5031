import { equalBytes } from '@noble/ciphers/utils.js';
import { formatLivres } from '../../amount.ts';
import * as codec from '../../codec.ts';
import { accountField, amountField, bytesField, listField, numberField } from '../../field-kinds.ts';
import type { Parameters } from '../../genesis.ts';
import type { Key } from '../../keys.ts';
import type { Informed } from '../../known.ts';
import { type Context, defineOperation } from '../../operation.ts';
import { quoted } from '../../quoted.ts';
import { refusals } from '../../refusal.ts';
import type { State, StateReader } from '../../state.ts';
import { lock } from '../accounts.ts';
import { deadlineRefusals } from '../deadline.ts';
import { actsFor, requireNotLost } from '../owners/owner.ts';
import { bookRefusals, isLibrary, requireBook, requireLibrary, updateBook } from './book.ts';
import {
  acceptanceEnd,
  type Exchange,
  exchangeHistory,
  exchangeOf,
  exchangeRefusals,
  historyOf,
  putStep,
  requireStep,
} from './exchange.ts';
import { keyVote, requestVote } from './secrets.ts';
import { titleIn, toldAcceptance, toldDelivery, toldOffer } from './told.ts';
import { checkVotes, checkWitnesses, votesField, witnessLimit } from './witnesses.ts';

/** Blocks that a hand-over has if nobody says otherwise. */
const usual = 120;

export const xidField = bytesField('Hand-over', 32, { help: 'the id that the requester drew' });

export const handoverRefusals = refusals({
  REQUESTER_IS_OWNER: () => 'The book belongs to that library already. Nothing to hand over.',
  REQUESTER_NOT_LIBRARY: ({ requester }: { requester: Key }, name) =>
    `Books go to libraries that joined and are licensed; ${name(requester)} is not one now. It has to join first.`,
  NOT_REQUESTER: () => 'Only the library that asked for the book can do this. Sign as that one.',
  OFFER_OTHER: () =>
    'This is not the promise that stands on the ledger now. Read that one, and accept it if you agree.',
  ACCEPTANCE_YOUNG: (data: { from: number; height: number }) =>
    `The key can be delivered from block ${data.from} on; the next is ${data.height}. Until then the acceptance could still be undone. Wait.`,
});

/** What a review says of a hand-over; one sentence where there is none. */
export function known(xid: Uint8Array, informed: Informed, lines: (exchange: Exchange) => readonly string[]) {
  const exchange = exchangeOf(informed.state, xid);
  return exchange === undefined ? ['No hand-over with this id is on the ledger.'] : lines(exchange);
}

/** A block as a review names it. */
export function blockWords(height: number): string {
  return `block ${height.toLocaleString('en-US')}`;
}

/** The title of a book where a sentence quotes it. */
export function bookWords(state: StateReader, book: Uint8Array): string {
  return quoted(titleIn(state, book));
}

/** @throws DEADLINE_INVALID unless something is left for the acceptance, and for all that follows it */
function checkHandoverDeadline(deadline: number, height: number, parameters: Parameters): void {
  const { deliveryDepth, deliveryMargin, longestDeadline } = parameters;
  const [least, most] = [height + 1 + deliveryDepth + deliveryMargin, height + longestDeadline];
  if (deadline < least || deadline > most) throw deadlineRefusals.DEADLINE_INVALID({ deadline, least, most });
}

export const offer = defineOperation({
  tag: 0x82,
  name: 'books.offer',
  label: 'Promise a book',
  fields: {
    xid: xidField,
    book: bytesField('Book', 32, { help: 'id of the entry that added it' }),
    requester: accountField('For'),
    price: amountField('Price', { least: 0n }),
    ciphertextRoot: bytesField('Print of the encrypted book', 32),
    keyHash: bytesField('Print of the key', 32),
    witnesses: listField(accountField('Witnesses'), witnessLimit),
    deadline: numberField('Key by block', codec.u32, 1, 0xffffffff, {
      help: 'if the key is not delivered by then, everybody gets back what is theirs',
      fallback: ({ height }) => height + usual,
    }),
  },
  signer: { roles: ['library'], words: 'the owner of the book' },
  history: ({ xid, book }) => exchangeHistory(xid, book),
  review: ({ book, requester, price, witnesses, deadline }, { state, parameters, name }, by) => [
    `${by} promises ${bookWords(state, book)} to ${name(requester)} for ${formatLivres(price)} LVR, before ${witnesses.length} witnesses.`,
    `${formatLivres(parameters.bookBond)} LVR of ${by} are locked as a bond. They come back, unless the book does not open.`,
    `${name(requester)} locks the price by ${blockWords(acceptanceEnd(deadline, parameters))}, and the key follows by ${blockWords(deadline)}; else it is void.`,
  ],
  summary: ({ book, requester, price }, { state, name }) =>
    `${titleIn(state, book)} promised to ${name(requester)} for ${formatLivres(price)} LVR`,
  summaryFor: toldOffer,
  apply: (state, values, context) => {
    const { xid, book: id, requester, price, ciphertextRoot, keyHash, witnesses, deadline } = values;
    const { author, height, parameters } = context;
    checkOffer(state, values, context);
    const { bookBond: bond, mostWitnesses } = parameters;
    checkWitnesses(state, witnesses, { xid, owner: author, requester }, mostWitnesses);
    checkHandoverDeadline(deadline, height, parameters);
    lock(state, author, bond);
    updateBook(state, id, { exchange: xid });
    putStep(state, xid, {
      ...{
        book: id,
        offer: context.id,
        owner: author,
        requester,
        price,
        bond,
        ciphertextRoot,
        keyHash,
        witnesses,
        deadline,
      },
      ...{ status: 'offered', ending: undefined, until: acceptanceEnd(deadline, parameters) },
      ...{ requestHash: undefined, acceptedAt: 0, paidBy: undefined, maskedKey: undefined, deliveredAt: 0, endedAt: 0 },
      ...{ historyCount: 0, historyHead: new Uint8Array(32) },
    });
  },
});

/** Whose book it is, whom it is for, and that both are free for it. */
function checkOffer(
  state: StateReader,
  { xid, book: id, requester }: { readonly xid: Uint8Array; readonly book: Uint8Array; readonly requester: Key },
  { author, height }: Pick<Context, 'author' | 'height'>,
): void {
  requireLibrary(state, author);
  const book = requireBook(state, id);
  if (!actsFor(state, author, book.owner, height)) throw bookRefusals.NOT_BOOK_OWNER();
  requireNotLost(state, author);
  if (book.exchange !== undefined) throw bookRefusals.BOOK_BUSY();
  if (exchangeOf(state, xid) !== undefined) throw exchangeRefusals.EXCHANGE_USED();
  if (actsFor(state, author, requester, height)) throw handoverRefusals.REQUESTER_IS_OWNER();
  if (!isLibrary(state, requester)) throw handoverRefusals.REQUESTER_NOT_LIBRARY({ requester });
}

export const accept = defineOperation({
  tag: 0x83,
  name: 'books.accept',
  label: 'Lock the price of a book',
  fields: {
    xid: xidField,
    offer: bytesField('Promise', 32, { help: 'id of the entry that promised it' }),
    requestHash: bytesField('Print of the number', 32),
    votes: votesField,
  },
  signer: { roles: ['library'], words: 'the library that asked for it' },
  history: ({ xid }, _origin, state) => historyOf(state, xid),
  spends: ({ xid }, state, author, height) => {
    const exchange = exchangeOf(state, xid);
    // Nothing where it will be refused for something else.
    if (exchange?.status !== 'offered' || !actsFor(state, author, exchange.requester, height)) return 0n;
    return exchange.price;
  },
  review: ({ xid, votes }, informed, by) =>
    known(xid, informed, ({ book, owner, price, deadline }) => [
      `${by} locks ${formatLivres(price)} LVR for ${bookWords(informed.state, book)}; ${votes.length} witnesses agree on the key that was promised.`,
      `${informed.name(owner)} is paid once the key is delivered and the book opens. Without a key by ${blockWords(deadline)} the price comes back.`,
    ]),
  summary: ({ xid }, { state }) => `Price locked${titleBehind(state, xid)}`,
  summaryFor: toldAcceptance,
  apply: (state, { xid, offer: promise, requestHash, votes }, { author, height }) => {
    const exchange = requireStep(state, xid, 'offered', height);
    const { requester, witnesses, keyHash, ciphertextRoot, price, deadline } = exchange;
    if (!actsFor(state, author, requester, height)) throw handoverRefusals.NOT_REQUESTER();
    if (!isLibrary(state, author)) throw handoverRefusals.REQUESTER_NOT_LIBRARY({ requester: author });
    // Another branch may have another promise under this id, at another price.
    if (!equalBytes(promise, exchange.offer)) throw handoverRefusals.OFFER_OTHER();
    // One of the two keys may have taken the place of the other since.
    if (actsFor(state, author, exchange.owner, height)) throw handoverRefusals.REQUESTER_IS_OWNER();
    checkVotes(votes, witnesses, keyVote(xid, keyHash, ciphertextRoot));
    lock(state, author, price);
    putStep(state, xid, {
      ...exchange,
      ...{ status: 'accepted', until: deadline, requestHash, acceptedAt: height, paidBy: author },
    });
  },
});

export const deliver = defineOperation({
  tag: 0x84,
  name: 'books.deliver',
  label: 'Deliver the key of a book',
  fields: { xid: xidField, maskedKey: bytesField('Key under its mask', 32), votes: votesField },
  signer: { words: 'the owner of the book' },
  history: ({ xid }, _origin, state) => historyOf(state, xid),
  review: ({ xid, votes }, informed, by) =>
    known(xid, informed, ({ book, requester }) => [
      `${by} delivers the key of ${bookWords(informed.state, book)}. Only ${informed.name(requester)} can take its mask off.`,
      `${votes.length} witnesses agree on the number from which the mask is made.`,
      `If ${informed.name(requester)} says nothing for ${informed.parameters.disputeBlocks} blocks, the book changes hands and the price is paid.`,
    ]),
  summary: ({ xid }, { state }) => `Key delivered${titleBehind(state, xid)}`,
  summaryFor: toldDelivery,
  apply: (state, { xid, maskedKey, votes }, { author, height, parameters }) => {
    const exchange = requireStep(state, xid, 'accepted', height);
    const { owner, witnesses, requestHash, acceptedAt } = exchange;
    if (!actsFor(state, author, owner, height)) throw bookRefusals.NOT_BOOK_OWNER();
    const from = acceptedAt + parameters.deliveryDepth;
    if (height < from) throw handoverRefusals.ACCEPTANCE_YOUNG({ from, height });
    checkVotes(votes, witnesses, requestVote(xid, requestHash ?? new Uint8Array()));
    putDelivery(state, xid, exchange, { maskedKey, height, disputeBlocks: parameters.disputeBlocks });
  },
});

function putDelivery(
  state: State,
  xid: Uint8Array,
  exchange: Exchange,
  { maskedKey, height, disputeBlocks }: { maskedKey: Uint8Array; height: number; disputeBlocks: number },
): void {
  const until = height + disputeBlocks;
  putStep(state, xid, { ...exchange, status: 'delivered', until, maskedKey, deliveredAt: height });
}

/** `: Seven` behind a few words; nothing where the hand-over is not known. */
export function titleBehind(state: StateReader, xid: Uint8Array): string {
  const exchange = exchangeOf(state, xid);
  return exchange === undefined ? '' : `: ${titleIn(state, exchange.book)}`;
}

/** Whether a key stands on the requester's side. @throws NOT_REQUESTER */
export function requireRequester(state: StateReader, { requester }: Exchange, author: Key, height: number): void {
  if (!actsFor(state, author, requester, height)) throw handoverRefusals.NOT_REQUESTER();
}
