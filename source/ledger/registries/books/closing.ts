import { formatLivres } from '../../amount.ts';
import { bytesField, optionalField } from '../../field-kinds.ts';
import { defineOperation } from '../../operation.ts';
import { actsFor } from '../owners/owner.ts';
import { bookRefusals, requireBook } from './book.ts';
import { evidenceField, judge } from './evidence.ts';
import { conclude, historyOf, requireStep } from './exchange.ts';
import { bookWords, known, requireRequester, titleBehind, xidField } from './handover.ts';
import { toldAbort, toldDispute, toldEnd } from './told.ts';

export const transfer = defineOperation({
  tag: 0x85,
  name: 'books.transfer',
  label: 'Take the book over',
  fields: { xid: xidField },
  signer: { words: 'the library that asked for it' },
  history: ({ xid }, _origin, state) => historyOf(state, xid),
  review: ({ xid }, informed, by) =>
    known(xid, informed, ({ book, owner, price }) => [
      `${by} says that ${bookWords(informed.state, book)} opens, and owns it from this block on.`,
      `${informed.name(owner)} gets ${formatLivres(price)} LVR and its bond back, in the same step.`,
    ]),
  summary: ({ xid }, { state }) => `Book handed over${titleBehind(state, xid)}`,
  summaryFor: toldEnd,
  apply: (state, { xid }, { author, height }) => {
    const exchange = requireStep(state, xid, 'delivered', height);
    requireRequester(state, exchange, author, height);
    conclude(state, xid, 'confirmed', height);
  },
});

export const dispute = defineOperation({
  tag: 0x86,
  name: 'books.dispute',
  label: 'It does not open',
  fields: {
    xid: xidField,
    number: bytesField('Number', 32, { help: 'the secret one: with it everybody can look' }),
    evidence: optionalField(evidenceField),
  },
  signer: { words: 'the library that asked for it' },
  history: ({ xid }, _origin, state) => historyOf(state, xid),
  review: ({ xid, evidence }, informed, by) =>
    known(xid, informed, ({ book, owner, price, bond }) => [
      evidence === undefined
        ? `${by} shows that the key of ${bookWords(informed.state, book)} is not the one that ${informed.name(owner)} promised.`
        : `${by} shows that a part of ${bookWords(informed.state, book)} does not open, or is of something else.`,
      `The ledger looks for itself. If that is so, ${formatLivres(price)} LVR come back, with the bond of ${formatLivres(bond)} LVR; if not, this is refused.`,
    ]),
  summary: ({ xid }, { state }) => `It did not open${titleBehind(state, xid)}`,
  summaryFor: toldDispute,
  apply: (state, { xid, number, evidence }, { author, height }) => {
    const exchange = requireStep(state, xid, 'delivered', height);
    requireRequester(state, exchange, author, height);
    const book = requireBook(state, exchange.book);
    conclude(state, xid, judge({ xid, exchange, book }, number, evidence), height);
  },
});

export const abort = defineOperation({
  tag: 0x87,
  name: 'books.abort',
  label: 'Take a promise back',
  fields: { xid: xidField },
  signer: { words: 'the owner of the book' },
  history: ({ xid }, _origin, state) => historyOf(state, xid),
  review: ({ xid }, informed, by) =>
    known(xid, informed, ({ book, requester }) => [
      `${by} takes the promise of ${bookWords(informed.state, book)} to ${informed.name(requester)} back.`,
      'The bond comes back, and the book is free.',
    ]),
  summary: ({ xid }, { state }) => `Promise taken back${titleBehind(state, xid)}`,
  summaryFor: toldAbort,
  apply: (state, { xid }, { author, height }) => {
    const { owner } = requireStep(state, xid, 'offered', height);
    if (!actsFor(state, author, owner, height)) throw bookRefusals.NOT_BOOK_OWNER();
    conclude(state, xid, 'aborted', height);
  },
});
