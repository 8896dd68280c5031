import type { LicenceStatus } from '../../../ledger/licence-status.ts';
import type { BookSummary, ExchangeSummary, ExchangeView, LibraryView } from '../../../node/facade.ts';
import { keepSelected } from '../../components/use-list.ts';
import { chosenList } from '../../components/use-lists.ts';
import { useOpenReview } from '../../forms/open-review.ts';
import type { Handlers, Labels } from '../../input/keymap.ts';
import type { Navigator } from '../../model/navigator.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { cut } from '../../text/width.ts';
import { type Reader, whom } from '../tickets/reader.ts';
import { useSecondPress } from './use-second-press.ts';
import { isOpen, runningOf } from './words.ts';

/** What can be done, and what the footer says of it. */
export interface Actions {
  readonly handlers: Handlers;
  readonly labels: Labels;
}

const nothing: Actions = { handlers: {}, labels: {} };

/** How the acting name stands among the libraries. */
export type Standing = 'member' | 'joining' | 'outside' | 'uncovered' | 'suspended' | 'ended' | 'no library';

/** How somebody stands whose licence as a library does not count. One in force counts once its guarantee is whole. */
const unused: Readonly<Record<LicenceStatus, Standing>> = {
  active: 'uncovered',
  'too little guarantee': 'uncovered',
  suspended: 'suspended',
  revoked: 'ended',
  retired: 'ended',
  replaced: 'ended',
};

/** @param libraries everybody who joined */
export function standingOf(libraries: readonly LibraryView[], { acting, address, status }: Reader): Standing {
  const own = libraries.find((library) => library.address === address);
  if (own !== undefined) return own.since === 0 ? 'joining' : 'member';
  const name = status?.names.find((known) => known.name === acting);
  if (name?.roles.includes('library')) return 'outside';
  const licence = name?.licences?.find(({ role }) => role === 'library');
  return licence === undefined ? 'no library' : unused[licence.status];
}

/** Why somebody who has not joined cannot ask for a book. */
function whyNoMember(standing: Standing): string {
  if (standing === 'uncovered') return 'Your licence does not count before its guarantee is whole: 6, then t.';
  if (standing === 'suspended') return 'Your licence as a library is suspended.';
  if (standing === 'ended') return 'Your licence as a library is not in force any more.';
  return 'Only libraries that joined ask for books: a lets you act as one.';
}

/** Opens the review of joining; which key messages are sealed for is filled in by the node. */
export function useJoin({ acting }: Reader): () => void {
  const review = useOpenReview();
  return () => review('books.join', { as: acting });
}

/** What can be done with a book: read it, ask for it, look at it and at its hand-over. */
export function useBookActions(
  book: BookSummary | undefined,
  exchanges: readonly ExchangeSummary[],
  standing: Standing,
  reader: Reader,
): Actions {
  const { navigator, copy, messages } = useServices();
  if (book === undefined) return nothing;
  const { id, owner, title } = book;
  const go = (view: string, key: string) => () => navigator.push({ screen: 'books', view, key });
  const isOwn = owner === reader.address;
  const mayRead = isOwn && book.readable === true && !book.waiting;
  const running = runningOf(book, exchanges);
  const handOver = running?.id ?? book.exchange;
  const mayAsk = !isOwn && standing === 'member' && handOver === undefined && !book.waiting;
  const why = isOwn
    ? 'It is on your shelf already.'
    : handOver !== undefined
      ? 'It is being handed over: h shows that. Ask once it has ended.'
      : book.waiting
        ? 'It waits for its first block. Ask once it has one.'
        : standing === 'joining'
          ? 'You join the libraries with the next block. Ask then.'
          : whyNoMember(standing);
  const whyNotRead = !isOwn
    ? 'Only its owner can read it.'
    : book.waiting
      ? 'It waits for its first block: read it then.'
      : 'Its content is in another terminal: read it there.';
  return {
    handlers: {
      readBook: mayRead ? go('read', id) : () => messages.say(whyNotRead),
      askFor: mayAsk ? go('ask', id) : () => messages.say(why),
      ...(handOver === undefined ? {} : { handOver: go('handover', handOver) }),
      object: go('book', id),
      copy: () => {
        copy(id);
        messages.say(`The id of ${title} is on the clipboard`);
      },
    },
    labels: {
      object: 'the book',
      copy: 'copy id',
      ...(mayRead ? {} : { readBook: '' }),
      ...(mayAsk ? {} : { askFor: '' }),
    },
  };
}

/** What can be done about a hand-over: say yes or no, give it up, read the book once it is one's own. */
export function useHandoverActions(
  view: ExchangeView | undefined,
  reader: Reader,
): Actions & {
  readonly onKey: (name: string) => boolean;
} {
  const { navigator, copy, messages, queries } = useServices();
  const can = view?.can ?? [];
  const declines = can.includes('decline');
  const ends = declines || can.includes('giveUp');
  const second = useSecondPress('giveUp', view?.id ?? '', () => void end());
  if (view === undefined) return { ...nothing, onKey: second.onKey };
  const { id, book, title } = view;
  // Its owner alone can take a promise back: it is asked to.
  const isPromised = view.passages.some(({ name, block: at }) => name === 'offer' && at !== undefined);
  const back =
    isPromised && view.requester === reader.address
      ? `: ${whom(reader, view.owner)} is asked to take the promise back`
      : '';
  const end = async () => {
    try {
      await queries.once((facade) => (declines ? facade.answerRequest({ id, agree: false }) : facade.giveUp({ id })));
      messages.say(declines ? `You said no: ${cut(title, 30)} stays on your shelf` : `You gave it up${back}`);
      queries.touchAll();
    } catch (thrown) {
      messages.say(toRefusal(thrown).message, 'bad');
    }
  };
  const asked = declines ? `Say no to ${whom(reader, view.requester)}?` : `Give up the hand-over of ${cut(title, 24)}?`;
  const isMine = view.state === 'done' && view.requester === reader.address;
  const open = can.includes('agree') ? 'lend' : isMine ? 'read' : undefined;
  const to = open === 'read' ? book : id;
  return {
    onKey: second.onKey,
    handlers: {
      ...(open === undefined ? {} : { open: () => navigator.push({ screen: 'books', view: open, key: to }) }),
      ...(ends ? { giveUp: () => second.press(asked) } : {}),
      ...(book === '' ? {} : { object: () => navigator.push({ screen: 'books', view: 'book', key: book }) }),
      copy: () => {
        copy(id);
        messages.say('The id of this hand-over is on the clipboard');
      },
    },
    labels: {
      open: open === 'read' ? 'read it' : 'yes…',
      giveUp: declines ? 'no…' : 'give up…',
      object: 'the book',
      // Beside yes and no there is no room for it.
      copy: declines ? '' : 'copy id',
      ...(isOpen(view) && view.sides.length > 0 ? { back: 'back, it goes on without you' } : {}),
    },
  };
}

/** What the list of one's own shelf is called among those that remember what is selected. */
export const ownShelf = 'my shelf';

/** The lists of the screen, by their places. */
export const [shelfList, allList, handoverList] = [0, 1, 2];

/** Goes to one of the lists of the screen; of the own shelf, to a book on it. */
export function openBooks(navigator: Navigator, acting: string, list: number, book?: string): void {
  const root = { screen: 'books', view: 'books', key: '' };
  navigator.keep(root, 'list', { value: chosenList(acting, list) });
  if (book !== undefined) keepSelected(navigator, root, ownShelf, book);
  navigator.go(root);
}
