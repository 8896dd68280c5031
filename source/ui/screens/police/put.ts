import type { FieldSpec } from '../../components/fields.ts';
import { useOpenReview } from '../../forms/open-review.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { useServices } from '../../model/services.ts';
import { useActing } from '../../model/use-model.ts';
import { useAskingPage, useWhoField } from './asking.ts';
import { ownerOf } from './owner-of.ts';

/** Puts a person on file behind a key; the form that confirms the owner follows, with the commitment in it. */
export function usePutView(place: Place): ViewModel {
  const { messages, navigator } = useServices();
  const review = useOpenReview();
  const acting = useActing();
  const whoAsks = useWhoField();
  const { key, who, purpose } = place.values ?? {};
  const prefilled = (spec: FieldSpec, initial: string | undefined): FieldSpec =>
    initial === undefined ? spec : { ...spec, initial };
  const specs: readonly FieldSpec[] = [
    prefilled({ id: 'key', label: 'Key', help: 'Whose it is: a name that this wallet knows, or an address.' }, key),
    { id: 'name', label: 'Name', help: 'Given names and family name.' },
    { id: 'born', label: 'Born', help: 'Like 1980-12-31.' },
    { id: 'birthplace', label: 'Birthplace', help: 'Town, country. May stay empty.' },
    { id: 'address', label: 'Address', help: 'Street, town, country.' },
    { id: 'document', label: 'Document', help: 'Kind and number of what was shown. May stay empty.' },
    prefilled({ id: 'purpose', label: 'Purpose', help: 'May stay empty: to put on file needs none.' }, purpose),
    prefilled(whoAsks, who),
  ];
  return useAskingPage(place, {
    heading: 'Confirm an owner: put on file',
    about:
      'See the person and a document. What you type stays in the police database; the ledger gets a commitment that nobody can read without it.',
    specs,
    optional: ['birthplace', 'document', 'purpose'],
    enter: 'put on file',
    task: async (facade, text) => {
      const { commitment } = await facade.putOnFile({
        key: text('key'),
        person: {
          name: text('name'),
          born: text('born'),
          birthplace: text('birthplace'),
          address: text('address'),
          document: text('document'),
        },
        who: text('who'),
        purpose: text('purpose'),
      });
      return { commitment, owner: await ownerOf(facade, text('key')) };
    },
    done: ({ commitment, owner }, text) => {
      // What was found before is not what is on file now.
      navigator.back(navigator.places().some(({ view }) => view === 'found') ? 2 : 1);
      if (owner?.status === 'certified') {
        messages.say(
          'On file. But the ledger confirms this owner by another commitment: look the person up, d revokes the owner, and then e confirms it by this one',
          'warn',
        );
        return;
      }
      review('owners.certify', { as: acting, key: text('key'), commitment });
      messages.say('On file. Now the ledger', 'good');
    },
  });
}
