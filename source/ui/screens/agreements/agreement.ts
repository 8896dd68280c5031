import { usePager } from '../../components/pager.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { prose } from '../../text/row.ts';
import { useAgreement, useContractActions, useReader } from './actions.ts';
import { agreementRows } from './rows.ts';

/** One contract, every word of it. The place's key is its id. */
export function useAgreementView(place: Place): ViewModel {
  const { navigator } = useServices();
  const reader = useReader();
  const answer = useAgreement(place.key);
  const view = answer.value;
  const actions = useContractActions(view);
  const pager = usePager('contract');
  // What is done about contracts in general has no place on the page of one.
  const { signContract, writeText: _text, writeFile: _file, ...handlers } = actions.handlers;
  return {
    panes: {
      page: (size) => {
        if (view !== undefined) return pager.draw(agreementRows(view, reader, size.width), size);
        return answer.refusal === undefined ? [] : prose(answer.refusal.message, size.width);
      },
    },
    scopes: ['list', 'agreements'],
    loading: isUnanswered(answer),
    handlers: {
      ...pager.handlers,
      ...handlers,
      // Whoever has read it goes on to the review; that signs nothing yet.
      open: signContract ?? (() => navigator.push({ screen: place.screen, view: 'entry', key: place.key })),
    },
    labels: {
      ...actions.labels,
      open: signContract === undefined ? 'its entry' : (actions.labels.signContract ?? 'sign…'),
    },
  };
}
