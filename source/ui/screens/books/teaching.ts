import type { KnownName, LibraryView, Status } from '../../../node/facade.ts';
import { livres } from '../../text/format.ts';
import { blank, prose, type Row } from '../../text/row.ts';
import type { Reader } from '../tickets/reader.ts';
import type { Standing } from './actions.ts';

const about =
  'The ledger knows each book by its title and a print; what stands in it is with its owner alone, encrypted. It goes from one library to another in front of witnesses: title, price and content change hands together, or nothing does.';

/** What it takes to own and to ask, for whoever does not take part yet. */
export function joinRows(
  standing: Standing,
  { acting, status }: Reader,
  libraries: readonly LibraryView[],
  width: number,
): Row[] {
  const known = status?.names.find(({ name }) => name === acting);
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
        ...prose(`${actAsWords(libraryHere(status, acting, libraries))}→ shows all shelves.`, width, 'next'),
      ];
    case 'uncovered':
      return [
        ...prose(
          `${acting} is licensed as a library; ${livres(known?.missing ?? '0')} LVR of guarantee are missing.`,
          width,
          'title',
        ),
        blank,
        ...prose(about, width),
        blank,
        ...prose(
          'The licence counts once its guarantee is locked. It comes back when the licence is given up; what an accusation takes of it is lost. Then it joins the others, once.',
          width,
        ),
        blank,
        ...prose('Enter locks what is missing; the wallet does too: 6, then t.', width, 'next'),
      ];
    case 'suspended':
    case 'ended':
      return [
        ...prose(
          `The licence of ${acting} as a library is ${standing === 'suspended' ? standing : 'not in force any more'}.`,
          width,
          'title',
        ),
        blank,
        ...prose(about, width),
        blank,
        ...prose(
          standing === 'suspended'
            ? 'Until it is in force again it neither adds books nor asks for any, and no witness is drawn from it. Why stands in the directory.'
            : 'It neither adds books nor asks for any, and no witness is drawn from it. Why stands in the directory.',
          width,
        ),
        blank,
        ...prose('Enter shows the licence. → shows all shelves.', width, 'next'),
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
        ...prose('b adds one: a text that you type, or a file. → shows what others have.', width, 'next'),
      ];
  }
}

function actAsWords(library: KnownName | undefined): string {
  return library === undefined ? '' : `a lets you act as ${library.name}. `;
}

/** The first port of a demo network: `library-0` is at home there, `library-1` at the next. */
const firstPort = 5_000;

/** The library that this terminal is: one of its own words, the one that it speaks for, or the one of its port. */
function libraryHere(
  status: Status | undefined,
  acting: string,
  libraries: readonly LibraryView[],
): KnownName | undefined {
  const known = (status?.names ?? []).filter(({ name, roles }) => name !== acting && roles.includes('library'));
  const here = libraries.filter((library) => library.here);
  return (
    known.find(({ own }) => own) ??
    (here.length === 1 ? known.find(({ address }) => address === here[0]?.address) : undefined) ??
    known.find(({ name }) => name === `library-${(status?.port ?? 0) - firstPort}`) ??
    known[0]
  );
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
