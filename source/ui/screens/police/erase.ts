import type { FieldSpec } from '../../components/fields.ts';
import { nameOf } from '../../forms/known.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { useServices } from '../../model/services.ts';
import { useStatus } from '../../model/use-model.ts';
import { blank, prose } from '../../text/row.ts';
import { purposeField, useAskingPage, useWhoField } from './asking.ts';

/** What must be typed: nobody erases a person by a slip of the hand. */
const word = 'ERASE';

/** Salt and record of a person go for ever, in one step. */
export function useEraseView(place: Place): ViewModel {
  const { messages, navigator } = useServices();
  const whoAsks = useWhoField();
  const status = useStatus().value;
  const { key, who, purpose } = place.values ?? {};
  const specs: readonly FieldSpec[] = [
    { ...purposeField, ...(purpose === undefined ? {} : { initial: purpose }) },
    { ...whoAsks, ...(who === undefined ? {} : { initial: who }) },
    {
      id: 'key',
      label: 'Whom',
      help: 'The key behind which the person is on file: a name or an address.',
      ...(key === undefined ? {} : { initial: key }),
    },
    { id: 'typed', label: `Type ${word}`, help: 'In capital letters. Enter then erases; it cannot be taken back.' },
  ];
  return useAskingPage(place, {
    heading: 'Erase a person',
    about: 'Salt and record go for ever, from the files of this database too. The log keeps the key, and no name.',
    specs,
    enter: 'erase',
    faultOf: (id, text) =>
      id === 'typed' && text('typed') !== word ? `Type ${word} to erase the person, or Esc to keep them.` : undefined,
    task: (facade, text) => facade.erasePerson({ key: text('key'), who: text('who'), purpose: text('purpose') }),
    done: (_view, text) => {
      navigator.back(navigator.places().some(({ view }) => view === 'found') ? 2 : 1);
      messages.say(
        `Erased: who is behind ${nameOf(status, text('key'))}. What is on the ledger fits nobody now`,
        'good',
      );
    },
    below: (width) => [
      blank,
      ...prose(
        'What stands on the ledger then fits nobody. Copies of the database that you made still have the person.',
        width,
      ),
    ],
  });
}
