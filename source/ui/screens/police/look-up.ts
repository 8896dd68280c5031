import type { LookUpView, Status } from '../../../node/facade.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import type { Services } from '../../model/services.ts';
import { useServices } from '../../model/services.ts';
import { useStatus } from '../../model/use-model.ts';
import { purposeField, useAskingPage, useWhoField } from './asking.ts';

/** What a look-up found: only as long as its page is open. */
export interface Found {
  /** What was typed; a plate in capital letters. */
  readonly sought: string;
  readonly who: string;
  readonly purpose: string;
  readonly result: LookUpView;
  /** Number of the look-up in the log. */
  readonly number: number;
}

const memory = 'found';

/** The page of what was found. */
export const foundPlace: Place = { screen: 'police', view: 'found', key: 'page' };

/** Purpose first; then who asks; then whom it is about. */
export function useLookUpView(place: Place): ViewModel {
  const { navigator } = useServices();
  const status = useStatus().value;
  const whoAsks = useWhoField();
  const sought = {
    id: 'sought',
    label: 'Whom',
    help: 'A number plate like AB-123-CD, a name like alice, or an address.',
    ...(place.values?.sought === undefined ? {} : { initial: place.values.sought }),
  };
  return useAskingPage(place, {
    heading: 'Look somebody up',
    about: 'Purpose first: who asks, what for and when stand in the log before anything is answered.',
    specs: [purposeField, whoAsks, sought],
    enter: 'look up',
    task: async (facade, text) => {
      const reason = { who: text('who'), purpose: text('purpose') };
      const result = await facade.lookUp({ ...reason, ...soughtBy(text('sought'), status) });
      const [last] = await facade.policeLog({ limit: 1 });
      const sought = text('sought');
      const plate = 'plate' in soughtBy(sought, status);
      return { ...reason, sought: plate ? sought.toUpperCase() : sought, result, number: last?.number ?? 0 };
    },
    done: (found) => {
      navigator.keep(foundPlace, memory, found);
      navigator.replace(foundPlace);
    },
  });
}

/** What is on the page of what was found. */
export function foundOn({ navigator }: Pick<Services, 'navigator'>): Found | undefined {
  return navigator.recall<Found>(foundPlace, memory);
}

/** Takes it off that page for good: opened again, the database is asked again. */
export function forgetFound({ navigator }: Pick<Services, 'navigator'>): void {
  navigator.keep(foundPlace, memory, undefined);
}

/** A name that this wallet knows and an address are keys; anything else is read as a plate. */
function soughtBy(text: string, status: Status | undefined): { key: string } | { plate: string } {
  const isName = status?.names.some(({ name }) => name === text.toLowerCase()) === true;
  return isName || /^[a-z]+1[a-z0-9]{20,}$/i.test(text) ? { key: text.toLowerCase() } : { plate: text };
}
