import { openForm } from '../forms/open-form.ts';
import { operations } from '../forms/operations.ts';
import type { Navigator } from '../model/navigator.ts';
import { allList, openBooks } from '../screens/books/actions.ts';
import { openBoxOffice } from './box-office.ts';

/** Something that can be put on the ledger, and how it begins. */
export interface Offered {
  readonly name: string;
  readonly label: string;
  readonly detail: string;
  open(values?: Readonly<Record<string, string>>): void;
}

/** What begins elsewhere than with a form of its own, or is called otherwise than its operation. */
interface Elsewhere {
  readonly label?: string;
  readonly detail: string;
  open(navigator: Navigator, acting: string): void;
}

const elsewhere: Readonly<Record<string, Elsewhere>> = {
  // Nobody types a proof by hand: it takes a gate.
  'tickets.admit': { detail: 'at the gate of an event, in the box office', open: openBoxOffice },
  // What is in the book stays here, so there is more to fill in than what the ledger takes.
  'books.add': {
    detail: 'signed by a library that joined',
    open: (navigator) => navigator.push({ screen: 'books', view: 'add-book', key: 'page' }),
  },
  // The first step of a hand-over; every other one this terminal takes by itself.
  'books.offer': {
    label: 'Ask for a book',
    detail: 'of another library: on all shelves, on screen 5',
    open: (navigator, acting) => openBooks(navigator, acting, allList),
  },
};

/** What no person fills in: the steps of a hand-over, and joining, which a library does on its shelf. */
const byItself: ReadonlySet<string> = new Set([
  'books.join',
  'books.accept',
  'books.deliver',
  'books.transfer',
  'books.dispute',
  'books.abort',
]);

/** Everything that can be put on the ledger by somebody's hand. */
export function offered(navigator: Navigator, acting: string): Offered[] {
  return operations
    .all()
    .filter(({ name }) => !byItself.has(name))
    .map(({ name, label, signer }) => {
      const other = elsewhere[name];
      return {
        name,
        label: other?.label ?? label,
        detail: other?.detail ?? `signed by ${signer.words}`,
        open: (values) => (other === undefined ? openForm(navigator, name, values) : other.open(navigator, acting)),
      };
    });
}
