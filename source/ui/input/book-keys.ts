import type { Entry } from './key-entry.ts';

/** The keys of the Books screen; Enter does what is usual there: read, ask, say yes. */
export const bookKeys = {
  readBook: { scope: 'books', keys: ['r'], shown: 'r', label: 'read', help: 'Read this book of yours' },
  askFor: {
    scope: 'books',
    keys: ['t'],
    shown: 't',
    label: 'ask for it…',
    help: 'Ask the owner of this book to hand it over',
  },
  handOver: {
    scope: 'books',
    keys: ['h'],
    shown: 'h',
    label: 'its hand-over',
    help: 'The hand-over of this book that is under way',
  },
  addBook: {
    scope: 'books',
    keys: ['b'],
    shown: 'b',
    label: 'add a book…',
    help: 'Put a book on your shelf: a text that you type, or a file',
  },
  join: {
    scope: 'books-join',
    keys: ['j'],
    shown: 'j',
    label: 'join…',
    help: 'Take part: own books, ask for them, be called as a witness',
  },
  saveContent: {
    scope: 'reading',
    keys: ['s'],
    shown: 's',
    label: 'save…',
    help: 'Save what stands in this book as a file',
  },
} as const satisfies Readonly<Record<string, Entry>>;
