import type { DischargeView } from '../../../node/facade.ts';
import { usePager } from '../../components/pager.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useQuery } from '../../model/use-model.ts';
import { blank, prose, type Row, row, span } from '../../text/row.ts';
import { wrapWords } from '../../text/width.ts';

/** The seller's discharge as the document that it is; `c` copies all of it. */
export function useDischargeView(place: Place): ViewModel {
  const { copy, messages, navigator } = useServices();
  const answer = useQuery<DischargeView>(`discharge ${place.key}`, ['tip', 'fork'], (facade) =>
    facade.discharge({ id: place.key }),
  );
  const text = answer.value?.text;
  const pager = usePager('discharge');
  return {
    panes: {
      page: (size) => {
        if (text === undefined) return answer.refusal ? prose(answer.refusal.message, size.width) : [];
        return pager.draw(documentRows(text, size.width), size);
      },
    },
    scopes: ['list', 'transfers'],
    loading: isUnanswered(answer),
    handlers: {
      ...pager.handlers,
      ...(text === undefined
        ? {}
        : {
            saveText: () => navigator.push({ screen: 'transfers', view: 'save-discharge', key: place.key }),
            copy: () => {
              copy(text);
              messages.say('The whole document is on the clipboard');
            },
          }),
    },
    labels: { copy: 'copy all of it' },
  };
}

/** Lines with a label go on below their value: a document says everything, however narrow the terminal is. */
function documentRows(text: string, width: number): Row[] {
  return text
    .trimEnd()
    .split('\n')
    .flatMap((line): Row[] => {
      if (line === '') return [blank];
      if (/^[A-Z ]+$/.test(line)) return [row(' ', span(line, 'title'))];
      const [label] = /^ {2}(?:\S+(?: \S+)* {2,}| {2,})?/.exec(line) ?? [''];
      if (label !== '') {
        const parts = wrapWords(line.slice(label.length), width - 2 - label.length);
        return parts.map((part, at) => row(' ', at === 0 ? label : ' '.repeat(label.length), part));
      }
      return wrapWords(line, Math.min(100, width - 2)).map((part) => row(' ', part));
    });
}
