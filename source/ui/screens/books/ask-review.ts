import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { refusalRows, reviewHead } from '../../pages/review-rows.ts';
import { livres } from '../../text/format.ts';
import { blank, dim, prose, type Row, row, span, title } from '../../text/row.ts';
import { cut, wrapWords } from '../../text/width.ts';
import { useReader, whom } from '../tickets/reader.ts';
import { useBook, useLibraries, useRequestCheck } from './use-books.ts';
import { useSigning } from './use-signing.ts';
import { witnessesOf } from './words.ts';

/** What asking for a book sets going, before anybody is asked. The key is the book's id, the price stands in `values`. */
export function useAskReviewView(place: Place): ViewModel {
  const { messages, navigator } = useServices();
  const reader = useReader();
  const price = place.values?.price ?? '0';
  const answer = useBook(place.key);
  const book = answer.value;
  const libraries = useLibraries();
  const check = useRequestCheck(place.key, price, reader);
  const { isBusy, sign } = useSigning(place, {
    task: (facade) => facade.request({ as: reader.acting, book: place.key, price }),
    done: ({ id }) => {
      navigator.back(2);
      navigator.push({ screen: 'books', view: 'handover', key: id });
      // In one line: below it stands what happens if nothing comes.
      messages.say(`You asked ${whom(reader, book?.owner ?? '')} for ${cut(book?.title ?? '', 30)}`, 'good');
    },
  });
  // What is asked for already cannot be asked for again: no news for whoever just did.
  const refusal = isBusy ? undefined : (check.value?.refusal ?? check.refusal ?? answer.refusal);
  const mayAsk = book !== undefined && refusal === undefined && !isBusy;
  return {
    panes: {
      page: ({ width, height }) => {
        const head = reviewHead('REVIEW', 'Ask for a book');
        const kept = 'Nobody was asked. Esc goes back; what you typed is kept.';
        if (book === undefined) return [...head, ...(refusal ? refusalRows(refusal.message, kept, width) : [])];
        const owner = whom(reader, book.owner);
        const cost = price === '0' ? ', for nothing' : ` and offers ${livres(price)} LVR`;
        const above = [
          ...head,
          ...prose(`${reader.acting} asks ${owner} for “${book.title}”${cost}.`, width),
          blank,
          title(' WHAT HAPPENS THEN, BY ITSELF'),
          ...askedSteps({ owner, price, ...witnessesOf(libraries.value ?? []) }).flatMap((text, at) =>
            stepRows(at + 1, text, width),
          ),
          blank,
        ];
        const below = refusal ? refusalRows(refusal.message, kept, width) : askRows(price, width);
        // What y does is always seen.
        return [...above.slice(0, height - below.length), ...below];
      },
    },
    scopes: ['review'],
    strict: true,
    loading: isUnanswered(answer) || isUnanswered(check) || isUnanswered(libraries),
    handlers: { ...(mayAsk ? { sign } : {}) },
    labels: { sign: 'ask for it', back: 'change it' },
    hint: () => dim(isBusy ? ' Asking…' : ' Enter does nothing here.'),
  };
}

function askRows(price: string, width: number): Row[] {
  const stake = price === '0' ? 'it counts as handed over' : 'you pay for whatever was sent';
  return [
    row(
      ' ',
      span('y', 'next'),
      span(' asks for it. ', 'next'),
      span('Keep this terminal running until it is over.', 'dim'),
    ),
    ...prose(`Closed too long after the key came, it cannot object, and ${stake}.`, width, 'dim'),
  ];
}

interface Asked {
  readonly owner: string;
  readonly price: string;
  readonly of: number;
  readonly need: number;
}

/** The seven steps as they come for whoever asks, with what can go wrong in each. */
function askedSteps({ owner, price, of, need }: Asked): string[] {
  const isFree = price === '0';
  const taken = isFree ? 'You take it, on the ledger' : `Your ${livres(price)} LVR are locked`;
  const back = isFree ? 'it is void' : 'you get them back';
  return [
    `${of} other libraries get the print of a secret number of yours, as witnesses.`,
    `${owner} says no; or it sends the book, locked, and the witnesses its key's print.`,
    `${owner} promises it on the ledger. Until here you can give it up.`,
    `${taken}, once ${need} of ${of} witnesses agree on the print of the key.`,
    `${owner} sends the key, masked for you. If not in time, ${back}.`,
    'This terminal opens the book and checks every part of it.',
    `It is yours, and ${owner} ${isFree ? 'has its bond back' : 'is paid'}. If it does not open, you get ${isFree ? '' : 'the price back, and '}its bond.`,
  ];
}

function stepRows(step: number, text: string, width: number): Row[] {
  return wrapWords(text, Math.min(96, width - 5)).map((line, at) =>
    row(' ', span(at === 0 ? `${step}  ` : '   ', 'dim'), line),
  );
}
