import { type Role, roles } from '../../../ledger/roles.ts';
import type { Status } from '../../../node/facade.ts';
import { openForm } from '../../forms/open-form.ts';
import type { Navigator } from '../../model/navigator.ts';
import type { Step } from './steps.ts';

/** Something that an office does: a form, or a screen. */
interface Duty {
  readonly title: string;
  readonly detail: string;
  readonly about: string;
  readonly form?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly screen?: string;
}

const directory: Duty = {
  title: 'Look into the Directory',
  detail: 'who is licensed, by whom, and every verdict',
  about:
    'Everybody who signs for others stands there with its guarantee, its accusations and their ends. It is behind `:`, Directory.',
  screen: 'directory',
};

/** What each office does, the most usual first. Whoever has none tries what a newcomer does. */
const duties: Partial<Record<Role, readonly Duty[]>> = {
  police: [
    {
      title: 'Look somebody up, or confirm an owner',
      detail: 'the Police screen, also behind :',
      about:
        'From a plate to the key of its owner to the person, each look-up with its purpose in a log. Whoever buys or sells a car is confirmed there first.',
      screen: 'police',
    },
    {
      title: 'Give a plate',
      detail: 'to a car without one',
      about: 'A plate is given once, and leads to the car from then on, wherever somebody types it.',
      form: 'cars.assignPlate',
    },
    {
      title: 'Mark a car stolen',
      detail: 'nobody can sell it from then on',
      about: 'The mark stops every sale, also one under way. Only the police take it off again.',
      form: 'cars.flag',
      values: { flag: 'stolen' },
    },
  ],
  authority: [
    {
      title: 'License a business',
      detail: 'the holder signs too',
      about:
        'A licence lets an account sign as a station, a garage, a notary and so on. It counts once its guarantee is locked.',
      form: 'licences.grant',
    },
    { ...directory, title: 'Look after the Directory', detail: 'accuse, decide: from its lines' },
  ],
  notary: [
    {
      title: 'See the sales that name you',
      detail: 'screen 3: confirm or refuse',
      about: 'A sale is done when its notary has confirmed it; until then the money is locked and the car stays.',
      screen: 'transfers',
    },
    {
      title: 'Put a loan on a car',
      detail: 'it cannot be sold before you take it off',
      about: 'The mark stops every sale until whoever set it takes it off, or its department does.',
      form: 'cars.flag',
      values: { flag: 'lien' },
    },
    directory,
  ],
  library: [
    {
      title: 'Add a book, or ask another library for one',
      detail: 'screen 5: every shelf',
      about:
        'What stands in a book is with its owner alone, encrypted. It passes to another library in front of witnesses: title, price and content together, or nothing; you see each step as it is taken.',
      screen: 'books',
    },
    directory,
  ],
  organiser: [
    {
      title: 'Announce an event',
      detail: 'its rules hold for every ticket',
      about:
        'You say what a ticket costs, what a resale may cost and who may sell. Nothing of that can be changed later; the money waits with the event until it is over.',
      form: 'tickets.createEvent',
    },
    {
      title: 'Look into your box office',
      detail: 'screen 4: seats, sales, the gate',
      about: 'What was sold and what is held, who waits, who came, and what is to be done next.',
      screen: 'tickets',
    },
    directory,
  ],
  seller: [
    {
      title: 'Put seats on sale',
      detail: 'screen 4: the events that name you',
      about: 'An organiser hands you seats of an event; once you put them on sale, whoever comes first has them.',
      screen: 'tickets',
    },
    directory,
  ],
  inspector: [
    {
      title: 'Record a safety test',
      detail: 'what the odometer shows, and the result',
      about: 'Your reading is certified: it stays for ever under your name, and a later one that is lower is evidence.',
      form: 'cars.inspect',
    },
    {
      title: 'Put an older car on the ledger',
      detail: 'its owner signs too',
      about: 'A car that was made before this ledger comes onto it with the reading of its first test.',
      form: 'cars.import',
    },
    directory,
  ],
  garage: [
    {
      title: 'Record a repair',
      detail: 'the work, and what the odometer shows',
      about: 'A reading of a garage is declared, not certified: it counts in the verdict all the same.',
      form: 'cars.service',
    },
    directory,
  ],
};

/** What the acting name does by its office; nothing where it has none. */
export function officeSteps(status: Status | undefined, acting: string, navigator: Navigator): Step[] {
  const held = status?.names.find(({ name }) => name === acting)?.roles ?? [];
  const office = roles.find((role) => held.includes(role) && duties[role] !== undefined);
  return (office === undefined ? [] : (duties[office] ?? [])).map(
    ({ title, detail, about, form, values = {}, screen = '' }): Step => ({
      id: `${form ?? 'screen'} ${screen}`,
      title,
      detail,
      about,
      open: () =>
        form === undefined
          ? navigator.go({ screen, view: screen, key: '' })
          : openForm(navigator, form, { as: acting, ...values }),
    }),
  );
}
