import { formatLivres } from '../../ledger/amount.ts';
import { sizeWords } from '../../ledger/registries/books/content.ts';
import type { BookSummary, BookView, ExchangeState, ExchangeView } from '../../node/facade.ts';
import { facts, type NameOf, table } from '../answers.ts';
import { oneLine, storyLines } from '../story.ts';
import { passageLines } from './passages.ts';

/** Books of one list, at most: as many as a node tells at once. */
export const listLimit = 500;

function standing({ waiting, exchange, readable }: BookSummary): string {
  if (waiting) return 'waiting for a block';
  if (exchange !== undefined) return 'being handed over';
  return readable ? 'can be read here' : 'on its shelf';
}

/** Books as a table, with the id that everything else takes. */
export function booksText(books: readonly BookSummary[], nameOf: NameOf, _now: number, columns?: number): string[] {
  if (books.length === 0) return ['There is no such book.'];
  const rows = books.map((book) => [
    oneLine(book.title),
    nameOf(book.owner),
    sizeWords(book.parts),
    book.isbn ?? '',
    standing(book),
    book.id,
  ]);
  const titles = ['Book', 'Owner', 'Size', 'ISBN', 'State', 'Id'];
  // Most books have none: the column comes only where it has something to say.
  const hasNumbers = books.some(({ isbn }) => isbn !== undefined);
  const cells = [titles, ...rows].map((each) => (hasNumbers ? each : each.toSpliced(3, 1)));
  const lines = table(cells, columns);
  if (books.length < listLimit) return lines;
  return [...lines, '', `These are the first ${listLimit}; words of the title or --owner NAME narrow it down.`];
}

/** A book in lines: whose it is, how it stands, what happened to it. */
export function bookText(book: BookView, nameOf: NameOf): string[] {
  const { id, title, isbn, owner, handed, exchange, commitment, history, earlier } = book;
  return [
    oneLine(title),
    '',
    ...facts([
      ['Id', id],
      ['Owner', `${nameOf(owner)}, ${owner}`],
      ['Size', sizeWords(book.parts)],
      ['ISBN', isbn ?? 'none'],
      ['State', standing(book)],
      ...(exchange === undefined ? [] : ([['Hand-over', exchange]] as const)),
      ['Handed over', handed === 0 ? 'never' : handed === 1 ? 'once' : `${handed.toLocaleString('en-US')} times`],
      ['Print', commitment],
    ]),
    '',
    ...(earlier === undefined ? [] : [`${earlier.toLocaleString('en-US')} earlier events are not shown.`]),
    ...storyLines(history, nameOf),
  ];
}

const states: Readonly<Record<ExchangeState, string>> = {
  requested: 'asked for; nothing is on the ledger yet',
  offered: 'promised by its owner',
  accepted: 'the price is locked',
  delivered: 'the key is on the ledger',
  done: 'done: book and price changed hands',
  void: 'void: neither book nor price changed hands',
  disputed: 'over: the book did not open; the price is back, with the bond of its owner',
};

/** A hand-over in lines: who, how much, how it stands, and all that passes between the sides. */
export function exchangeText(exchange: ExchangeView, nameOf: NameOf): string[] {
  const { owner, requester, price, bond, state, step, votes, undecided, until, blocksLeft, history } = exchange;
  const known = (address: string) => (address === '' ? 'not known here' : `${nameOf(address)}, ${address}`);
  const isOver = until === undefined;
  const left = blocksLeft === undefined ? '' : `, ${blocksLeft.toLocaleString('en-US')} left`;
  return [
    `${oneLine(exchange.title) || 'A book'}, ${nameOf(owner)} to ${nameOf(requester)}`,
    '',
    ...facts([
      ['Hand-over', exchange.id],
      ['Book', exchange.book || 'not known here'],
      ['Owner', known(owner)],
      ['Requester', known(requester)],
      ['Price', `${livres(price)}; the bond of its owner is ${livres(bond)}`],
      ['State', states[state]],
      ['Step', `${step} of 7`],
      ...(votes.of === 0 ? [] : ([['Votes', votesWords(exchange)]] as const)),
      ...exchange.witnesses.map(({ address }) => ['Witness', known(address)] as const),
      ...(isOver ? [] : ([['Open', `until block ${until.toLocaleString('en-US')}${left}`]] as const)),
    ]),
    ...(exchange.reason === null ? [] : ['', exchange.reason]),
    ...(exchange.waitsFor === undefined ? [] : ['', `${exchange.waitsFor}.`]),
    ...(undecided ? [`\`carnet call answerRequest '{"id": "${exchange.id}", "agree": true}'\` says yes.`] : []),
    ...(exchange.otherwise === undefined ? [] : [exchange.otherwise]),
    '',
    ...passageLines(exchange, nameOf).map(({ line }) => line),
    ...(history.length === 0 ? [] : ['', ...storyLines(history, nameOf)]),
  ];
}

function votesWords({ votes: { key, request, of, need } }: ExchangeView): string {
  return `${key} of ${of} for the key's print, ${request} of ${of} for the number's; it takes ${need}`;
}

function livres(deniers: string): string {
  return `${formatLivres(BigInt(deniers))} LVR`;
}
