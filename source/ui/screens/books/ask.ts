import { parseLivres } from '../../../ledger/amount.ts';
import { useFields } from '../../components/fields.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useAccount } from '../../model/use-model.ts';
import { fact } from '../../pages/review-rows.ts';
import { livres } from '../../text/format.ts';
import { blank, prose, row, span } from '../../text/row.ts';
import { useReader, whom } from '../tickets/reader.ts';
import { useBook, useRequestCheck } from './use-books.ts';
import { isbnText, sizeWords } from './words.ts';

/** What is asked for, and at which price; the review page comes next. The key is the id of the book. */
export function useAskView(place: Place): ViewModel {
  const { navigator } = useServices();
  const reader = useReader();
  const answer = useBook(place.key);
  const book = answer.value;
  const balance = useAccount(reader.acting).value?.balance;
  const fields = useFields([
    {
      id: 'price',
      label: 'Price, LVR',
      initial: '0',
      help: 'What the owner gets for it, once it has opened; 0 asks for it for nothing. The owner may say no.',
    },
  ]);
  const price = priceOf(fields.text('price'));
  const check = useRequestCheck(place.key, price, reader);
  const refusal = check.value?.refusal ?? check.refusal;
  const go = () => {
    if (price === undefined) fields.refuse('price', 'Write a number of livres, like 2.50, or 0.');
    else if (refusal !== undefined) fields.refuse('price', refusal.message);
    else navigator.push({ screen: 'books', view: 'ask-review', key: place.key, values: { price } });
  };
  return {
    panes: {
      page: ({ width }) => {
        const head = row(' ', span('BOOKS', 'dim'), ' › ', span('Ask for a book', 'title'));
        if (book === undefined) return [head, ...(answer.refusal ? prose(answer.refusal.message, width, 'bad') : [])];
        const isbn = book.isbn === undefined ? '' : `, ISBN ${isbnText(book.isbn)}`;
        return [
          head,
          blank,
          fact('Book', `${book.title}${isbn}, ${sizeWords(book)}`),
          fact('Owner', whom(reader, book.owner)),
          fact('You', `${reader.acting}${balance === undefined ? '' : `, ${livres(balance)} LVR free`}`),
          blank,
          ...fields.rows(width),
          blank,
          // Said already at the field, where somebody tried to go on.
          ...(refusal === undefined || fields.fault('price') !== undefined
            ? []
            : prose(`✗ ${refusal.message}`, width, 'bad')),
        ];
      },
    },
    ...fields.keys,
    scopes: ['form'],
    loading: isUnanswered(answer) || isUnanswered(check),
    handlers: { open: go, review: go },
    labels: { open: 'review' },
    hint: () => [span(' Nobody is asked before the review page.', 'dim')],
  };
}

/** Deniers as text; nothing for what is no amount. */
export function priceOf(text: string): string | undefined {
  try {
    const price = parseLivres(text.trim().replace(/ *LVR$/i, ''));
    return price < 0n ? undefined : String(price);
  } catch {
    // Not an amount yet: the person is still typing.
    return undefined;
  }
}
