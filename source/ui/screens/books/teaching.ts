import type { KnownName } from '../../../node/facade.ts';
import { blank, prose, type Row } from '../../text/row.ts';
import type { Reader } from '../tickets/reader.ts';
import type { Standing } from './actions.ts';

const about =
  'The ledger knows each book by its title and a print; what stands in it is with its owner alone, encrypted. It goes from one library to another in front of witnesses: title, price and content change hands together, or nothing does.';

/** What it takes to own and to ask, for whoever does not take part yet. */
export function joinRows(standing: Standing, { acting, status }: Reader, width: number): Row[] {
  const library = status?.names.find(({ name, roles }) => name !== acting && roles.includes('library'));
  switch (standing) {
    case 'no library':
      return [
        ...prose(`Books belong to libraries, and ${acting} is none.`, width, 'title'),
        blank,
        ...prose(about, width),
        blank,
        ...prose(
          'It takes a licence as a library, which the authority of a country gives, with a guarantee behind it; then joining the others, once. Everybody may look at all shelves.',
          width,
        ),
        blank,
        ...prose(`${actAsWords(library)}→ shows all shelves.`, width, 'next'),
      ];
    case 'outside':
      return [
        ...prose(`${acting} has not joined the other libraries yet.`, width, 'title'),
        blank,
        ...prose(about, width),
        blank,
        ...prose(
          'Once it has joined it can own books, ask for those of others, and is called as a witness. A key for which others seal what they send goes onto the ledger; nothing is locked, and joining is done once.',
          width,
        ),
        blank,
        ...prose('j joins: first you see a review page.', width, 'next'),
      ];
    case 'joining':
      return [
        ...prose(`◌ ${acting} joins the libraries: that waits for a block.`, width, 'next'),
        blank,
        ...prose(about, width),
      ];
    case 'member':
      return [
        ...prose(`No book is on the shelf of ${acting}.`, width, 'title'),
        blank,
        ...prose(about, width),
        blank,
        ...prose('Enter adds one: a text that you type, or a file. → shows what others have.', width, 'next'),
      ];
  }
}

function actAsWords(library: KnownName | undefined): string {
  return library === undefined ? '' : `a lets you act as ${library.name}. `;
}

export function noShelvesRows(width: number): Row[] {
  return [
    ...prose('No book is on this ledger yet.', width, 'title'),
    blank,
    ...prose(about, width),
    blank,
    ...prose('A library adds one on its own shelf: ←.', width, 'next'),
  ];
}

export function noHandoversRows(acting: string, width: number): Row[] {
  return [
    ...prose(`${acting} has nothing to do with any hand-over.`, width, 'title'),
    blank,
    ...prose(
      'Whoever wants a book asks its owner. Other libraries are drawn as witnesses; they vote on prints and never see the book. The price is locked before the key is sent, and comes back if anybody falls silent.',
      width,
    ),
    blank,
    ...prose('To ask for a book: ←, choose one of another library, Enter.', width, 'next'),
  ];
}

export function noLibrariesRows(width: number): Row[] {
  return [
    ...prose('No library has joined yet.', width, 'title'),
    blank,
    ...prose(
      'A hand-over takes four at least: who gives, who gets, and two others as witnesses. Whoever acts as a library joins on the first list.',
      width,
    ),
  ];
}
