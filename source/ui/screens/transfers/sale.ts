import { usePager } from '../../components/pager.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { blank, prose } from '../../text/row.ts';
import { useReader, useSaleActions } from './actions.ts';
import { historyRows, saleRows } from './rows.ts';
import { useSale } from './use-sale.ts';

/** One sale in full, with everything that happened to it. */
export function useSaleView(place: Place): ViewModel {
  const reader = useReader();
  const answer = useSale(place.key);
  const sale = answer.value;
  const pager = usePager('sale');
  const { handlers, labels } = useSaleActions(sale);
  return {
    panes: {
      page: (size) => {
        if (sale === undefined) return answer.refusal ? prose(answer.refusal.message, size.width) : [];
        const rows = [...saleRows(sale, reader, size.width), blank, ...historyRows(sale, reader, size.width)];
        return pager.draw(rows, size);
      },
    },
    scopes: ['list', 'transfers'],
    loading: isUnanswered(answer),
    handlers: { ...pager.handlers, ...handlers },
    labels,
  };
}
