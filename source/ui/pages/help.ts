import { usePager } from '../components/pager.ts';
import type { ViewModel } from '../frame/view.ts';
import { type ActionId, actionIds, keymap, type Scope } from '../input/keymap.ts';
import type { Place } from '../model/navigator.ts';
import { screens } from '../screens/index.ts';
import { prose, type Row, row, span, title } from '../text/row.ts';
import { padTo, wrapWords } from '../text/width.ts';

interface Group {
  readonly scope: Scope;
  readonly title: string;
  /** What keys that hold everywhere do here. */
  readonly here?: Partial<Record<ActionId, string>>;
  /** What is done without an action of the key table, before the keys. */
  /** Keys that hold everywhere and do something else here, said with what edits a field. */
  readonly not?: readonly ActionId[];
  readonly besides?: readonly (readonly [keys: string, help: string])[];
}

const groups: readonly Group[] = [
  { scope: 'everywhere', title: 'EVERYWHERE' },
  { scope: 'list', title: 'IN A LIST OR A LONG TEXT' },
  {
    scope: 'home',
    title: 'HOME',
    here: {
      open: 'Go to what waits for you, or begin what is suggested',
      create: 'Put something else on the ledger',
      actAs: 'Choose who you act as: each name has its own Home',
    },
  },
  { scope: 'cars', title: 'CARS' },
  { scope: 'car', title: 'ONE CAR' },
  {
    scope: 'transfers',
    title: 'TRANSFERS',
    here: {
      open: 'Accept or confirm where it is your turn, else open the sale',
      giveUp: 'Decline the offer, refuse as notary, or call the sale off',
      object: 'See the car',
      right: 'To do, waiting for others, ended',
    },
  },
  {
    scope: 'tickets',
    title: 'TICKETS',
    here: {
      open: 'Buy; show your ticket at the gate; in the box office, the next step',
      giveUp: 'Stop waiting; take your ticket off the market; cancel an event of yours',
      object: 'The organiser in the directory',
      right: 'Events, my tickets, resale, box office',
    },
  },
  { scope: 'box-office', title: 'TICKETS, THE BOX OFFICE' },
  {
    scope: 'gate',
    title: 'TICKETS, THE GATE',
    besides: [
      ['paste, scan, type', 'What the holder shows: the code of a ticket; after it the name, where you ask for it'],
    ],
    here: {
      open: 'Read what was typed; after an answer, wait for the next one',
      back: 'Take away what was typed; after an answer, wait for the next one; else leave. The six letters stay',
    },
  },
  {
    scope: 'show',
    title: 'TICKETS, YOUR TICKET AT THE GATE',
    besides: [['letters', 'Type the six letters that the gate shows; the ticket is then shown as a picture']],
    here: {
      open: 'Show the ticket, once the letters are typed',
      copy: 'Copy the text of the picture, where no camera can read it',
      back: 'From the name back to the picture; else leave',
    },
  },
  {
    scope: 'books',
    title: 'BOOKS',
    besides: [
      ['▓  ▒', 'In a drawing: what goes onto the ledger, what happens in one terminal'],
      ['●  ○  ◌', 'Under way, to come, waiting; on the line of a witness, whether it has voted'],
    ],
    here: {
      open: 'Read a book of yours, ask for one of another; where you are asked, say yes',
      giveUp: 'Say no to whoever asks for a book of yours; give a hand-over up while no price is locked',
      object: 'The book and its whole story',
      right: 'My shelf, all shelves, hand-overs, libraries',
    },
  },
  {
    scope: 'reading',
    title: 'BOOKS, READING ONE',
    here: { find: 'Look for something in the text', open: 'The next place where it stands', copy: 'Copy all of it' },
  },
  {
    scope: 'books-join',
    title: 'BOOKS, JOINING',
  },
  {
    scope: 'agreements',
    title: 'CONTRACTS',
    here: {
      open: 'Open the contract',
      giveUp: 'Decline the contract',
      right: 'To sign, waiting for others, ended',
    },
  },
  { scope: 'wallet', title: 'WALLET' },
  { scope: 'account', title: 'AN ACCOUNT' },
  { scope: 'chain', title: 'CHAIN' },
  { scope: 'mining', title: 'MINING' },
  { scope: 'peers', title: 'PEERS' },
  { scope: 'directory', title: 'DIRECTORY' },
  {
    scope: 'police-menu',
    title: 'POLICE',
    here: {
      open: 'Go on with what is selected. Look-ups ask what for first',
      create: 'Everything that can be put on the ledger',
    },
  },
  { scope: 'police', title: 'POLICE, SOMEBODY FOUND' },
  {
    scope: 'police-log',
    title: 'POLICE, THE LOG',
    here: {
      right: 'Older entries',
      left: 'Newer entries',
      copy: 'Copy the mark: kept elsewhere, it proves the log up to here',
    },
  },
  {
    scope: 'police-audit',
    title: 'POLICE, THE AUDIT',
    here: { open: 'Go through the whole database, and up to the mark if one is typed' },
  },
  {
    scope: 'form',
    title: 'IN A FORM',
    here: {
      open: 'The next field; behind the last one, the review page',
      back: 'Leave; where something was typed, it asks once',
    },
    not: ['left', 'right'],
  },
  { scope: 'review', title: 'ON A REVIEW PAGE' },
  { scope: 'signing', title: 'ON A SIGNING FILE' },
];

/** What edits a field; these are no actions, so the key table does not have them. */
const editing: readonly (readonly [keys: string, help: string])[] = [
  ['←  →', 'In a text, move the cursor; behind it, the names that fit. In a choice, the next one'],
  ['Space', 'In a choice, the next one; on a group of fields, fill it in or leave it out'],
  ['Ctrl-U  Ctrl-K', 'Take away what stands before the cursor, or behind it'],
  ['Ctrl-W', 'Take away the word before the cursor'],
  ['Ctrl-A  Ctrl-E', 'To the beginning, to the end'],
  ['Ctrl-O', 'In a long text, a new paragraph'],
];

const words = [
  'Carnet is a public ledger for cars, tickets and books. What is put on it is an entry; an entry waits, then stands in a block, and with every block on top it lies one deeper.',
  'Nobody can change or take back what is on the ledger. So nothing is signed without a review page that says in plain words what will happen, and only y signs.',
];

/** `?`: the keys of the page that it was opened on, then every other key, from the key table, and a few words. */
export function useHelpPage(place: Place): ViewModel {
  const pager = usePager('help');
  const scopes = (place.values?.scopes ?? '').split(' ');
  const typing = place.values?.typing !== undefined;
  return {
    panes: { page: (size) => pager.draw(helpRows({ scopes, typing }, size.width), size) },
    scopes: ['list'],
    handlers: pager.handlers,
  };
}

/** @param page.typing characters were text where it was opened: keys that are characters do nothing there */
function helpRows(page: { readonly scopes: readonly string[]; readonly typing: boolean }, width: number): Row[] {
  const { scopes, typing } = page;
  const line = (keys: string, help: string) =>
    wrapWords(help, Math.max(20, Math.min(100, width - 22))).map((text, index) =>
      row(' ', padTo(index === 0 ? keys : '', 20), span(text, 'dim')),
    );
  const isText = (key: string, scope: Scope) => typing && scope === 'everywhere' && key.length === 1;
  // The page's own keys first, moving in a list last.
  const here = groups
    .filter(({ scope }) => scopes.includes(scope))
    .sort((left, right) => Number(left.scope === 'list') - Number(right.scope === 'list'));
  // While one types, a key does one thing: what the page says of it.
  const told = new Set(typing ? here.flatMap(({ here: own = {}, not = [] }) => [...Object.keys(own), ...not]) : []);
  const holds = (id: ActionId, scope: Scope) => keymap[id].scope === scope && !(scope === 'everywhere' && told.has(id));
  const keys = ({ scope, title: heading, here: own = {}, besides = [] }: Group) => [
    title(typing && scope === 'everywhere' ? ' ALSO WHILE YOU TYPE' : ` ${heading}`),
    ...besides.flatMap(([names, help]) => line(names, help)),
    ...actionIds
      .filter((id) => holds(id, scope) || own[id] !== undefined)
      .map((id) => ({
        names: keymap[id].keys.filter((key) => !isText(key, scope)),
        help: own[id] ?? keymap[id].help,
      }))
      .filter(({ names }) => names.length > 0)
      .flatMap(({ names, help }) => line(names.map(keyText).join('  '), help)),
    ...(scope === 'form' ? editing.flatMap(([names, help]) => line(names, help)) : []),
    [],
  ];
  const digits = screens.flatMap(({ digit, title: name, about }) => line(`${digit ?? ':'}  ${name}`, about));
  const rest = groups.filter((group) => !here.includes(group));
  const everywhere = rest.filter(({ scope }) => scope === 'everywhere');
  return [
    ...here.flatMap(keys),
    ...everywhere.flatMap(keys),
    title(' SCREENS'),
    ...digits,
    row(' ', padTo('& é " \' ( - è _ ç', 20), span('the same digits on a French keyboard', 'dim')),
    [],
    ...rest.filter((group) => !everywhere.includes(group)).flatMap(keys),
    ...words.flatMap((text) => [...prose(text, width), []]),
  ];
}

const named: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  enter: 'Enter',
  esc: 'Esc',
  tab: 'Tab',
  'shift-tab': '⇧Tab',
  space: 'Space',
  'page-up': 'PgUp',
  'page-down': 'PgDn',
  home: 'Home',
  end: 'End',
  f1: 'F1',
};

function keyText(key: string): string {
  return named[key] ?? (key.startsWith('ctrl-') ? `Ctrl-${key.slice(5).toUpperCase()}` : key);
}
