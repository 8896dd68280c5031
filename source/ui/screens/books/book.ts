import { useList } from '../../components/use-list.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { dim, prose } from '../../text/row.ts';
import { useReader } from '../tickets/reader.ts';
import { standingOf, useBookActions } from './actions.ts';
import { type Moment, momentKey, storyRows } from './book-rows.ts';
import { allOf } from './exchanges.ts';
import { useBook, useExchanges, useLibraries } from './use-books.ts';

/** One book: how it stands, and its whole story. The key is the id of the entry that added it. */
export function useBookView(place: Place): ViewModel {
  const { navigator } = useServices();
  const reader = useReader();
  const answer = useBook(place.key);
  const book = answer.value;
  const libraries = useLibraries();
  const exchanges = allOf(useExchanges(reader).value);
  const items = (book?.history ?? []).map((each, index): Moment => ({ ...each, index })).reverse();
  const moments = useList<Moment>('story', items, momentKey);
  const { selected } = moments;
  const standing = standingOf(libraries.value ?? [], reader);
  const { handlers, labels } = useBookActions(book, exchanges, standing, reader);
  return {
    panes: {
      page: (size) => {
        if (book !== undefined) return storyRows(book, exchanges, moments, reader, size);
        return answer.refusal ? prose(answer.refusal.message, size.width) : [];
      },
    },
    scopes: ['list', 'books'],
    loading: isUnanswered(answer) || isUnanswered(libraries),
    handlers: {
      ...moments.handlers,
      ...handlers,
      // What came by itself has no entry to open.
      ...(selected?.signer === undefined
        ? {}
        : { open: () => navigator.push({ screen: place.screen, view: 'entry', key: selected.id }) }),
      ...(book === undefined
        ? {}
        : { object: () => navigator.push({ screen: 'wallet', view: 'account', key: book.owner }) }),
    },
    labels: { ...labels, open: 'entry', object: 'its owner' },
    hint: () => dim(` ${moments.position('event')}`),
  };
}
