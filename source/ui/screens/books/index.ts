import type { Screen } from '../screen.ts';
import { useAddBookView } from './add-form.ts';
import { useAddReviewView } from './add-review.ts';
import { useAskView } from './ask.ts';
import { useAskReviewView } from './ask-review.ts';
import { useBookView } from './book.ts';
import { useBooksView } from './books.ts';
import { useHandoverView } from './handover.ts';
import { useLendView } from './lend.ts';
import { useReadView } from './read.ts';
import { useSaveContentView } from './save-content.ts';

export const books: Screen = {
  id: 'books',
  digit: '5',
  title: 'Books',
  about: 'the books of libraries: add, ask, read; a hand-over drawn as it goes on, in front of witnesses',
  first: 'books',
  views: {
    books: useBooksView,
    book: useBookView,
    'add-book': useAddBookView,
    'add-review': useAddReviewView,
    ask: useAskView,
    'ask-review': useAskReviewView,
    lend: useLendView,
    handover: useHandoverView,
    read: useReadView,
    'save-content': useSaveContentView,
  },
};
