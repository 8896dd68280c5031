import type { ExchangeView } from '../../../node/facade.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useNow } from '../../model/use-model.ts';
import { prose, type Row, row, span } from '../../text/row.ts';
import { useReader } from '../tickets/reader.ts';
import { useHandoverActions } from './actions.ts';
import { handoverRows } from './handover-rows.ts';
import { useExchange } from './use-books.ts';
import { isOpen } from './words.ts';

/** A hand-over, drawn as it goes on. The key is its id. */
export function useHandoverView(place: Place): ViewModel {
  const reader = useReader();
  const answer = useExchange(place.key, reader);
  const view = answer.value;
  const now = useNow();
  const { handlers, labels, onKey } = useHandoverActions(view, reader);
  return {
    panes: {
      page: (size) => {
        if (view !== undefined) return handoverRows(view, reader, now, size).slice(0, size.height);
        return answer.refusal ? prose(answer.refusal.message, size.width) : [];
      },
    },
    scopes: ['books'],
    loading: isUnanswered(answer),
    onKey,
    handlers,
    labels,
    hint: () => (view === undefined || !isOpen(view) ? [] : waitingRow(view)),
  };
}

/** What it waits for. */
export function waitingRow({ can, waitsFor }: Pick<ExchangeView, 'can' | 'waitsFor'>): Row {
  if (can.includes('agree')) return row(' ', span('!', 'warn'), ' It waits for you: Enter says yes, x says no');
  return waitsFor === undefined ? [] : row(' ', span('●', 'next'), ` ${waitsFor}`);
}
