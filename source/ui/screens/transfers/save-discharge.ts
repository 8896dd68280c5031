import type { DischargeView } from '../../../node/facade.ts';
import { useFields } from '../../components/fields.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useQuery } from '../../model/use-model.ts';
import { reviewHead } from '../../pages/review-rows.ts';
import { blank, prose } from '../../text/row.ts';

/** Writes the discharge as a text file. Never over another file. */
export function useSaveDischargeView(place: Place): ViewModel {
  const { files, messages, navigator } = useServices();
  const answer = useQuery<DischargeView>(`discharge ${place.key}`, ['tip', 'fork'], (facade) =>
    facade.discharge({ id: place.key }),
  );
  const discharge = answer.value;
  const fields = useFields([{ id: 'path', label: 'Save as', initial: `discharge-${place.key.slice(0, 8)}.txt` }]);
  const save = () => {
    const path = fields.text('path').trim();
    if (path === '') return fields.refuse('path', 'Type a name for the file.');
    if (discharge === undefined) return;
    try {
      const written = files.write(path, discharge.text, false);
      if (written === undefined) return fields.refuse('path', 'There is a file of this name already. Type another.');
      navigator.back();
      messages.say(`Saved: ${written}`, 'good');
    } catch (thrown) {
      fields.refuse('path', toRefusal(thrown).message);
    }
  };
  return {
    panes: {
      page: ({ width }) => [
        ...reviewHead('DISCHARGE', 'Save it'),
        ...fields.rows(width),
        blank,
        ...prose(
          'The text that this page shows, for the seller to keep. It says itself how anybody checks it.',
          width,
          'dim',
        ),
        ...(answer.refusal === undefined ? [] : prose(answer.refusal.message, width, 'bad')),
      ],
    },
    ...fields.keys,
    scopes: ['form'],
    loading: isUnanswered(answer),
    handlers: { ...fields.handlers, open: save },
    labels: { open: 'save it' },
  };
}
