import { usePager } from '../components/pager.ts';
import type { ViewModel } from '../frame/view.ts';
import { actionIds, keymap, type Scope } from '../input/keymap.ts';
import type { Place } from '../model/navigator.ts';
import { screens } from '../screens/index.ts';
import { prose, type Row, row, span, title } from '../text/row.ts';
import { padTo } from '../text/width.ts';

const groups: readonly { readonly scope: Scope; readonly title: string }[] = [
  { scope: 'everywhere', title: 'EVERYWHERE' },
  { scope: 'list', title: 'IN A LIST OR A LONG TEXT' },
  { scope: 'cars', title: 'CARS' },
  { scope: 'car', title: 'ONE CAR' },
  { scope: 'wallet', title: 'WALLET' },
  { scope: 'account', title: 'AN ACCOUNT' },
  { scope: 'chain', title: 'CHAIN' },
  { scope: 'mining', title: 'MINING' },
  { scope: 'peers', title: 'PEERS' },
  { scope: 'directory', title: 'DIRECTORY' },
  { scope: 'police', title: 'POLICE, SOMEBODY FOUND' },
  { scope: 'form', title: 'IN A FORM' },
  { scope: 'review', title: 'ON A REVIEW PAGE' },
  { scope: 'signing', title: 'ON A SIGNING FILE' },
];

const words = [
  'Carnet is a public ledger for cars, tickets and books. What is put on it is an entry; an entry waits, then stands in a block, and with every block on top it lies one deeper.',
  'Nobody can change or take back what is on the ledger. So nothing is signed without a review page that says in plain words what will happen, and only y signs.',
];

/** `?`: the keys of the page that it was opened on, then every other key, from the key table, and a few words. */
export function useHelpPage(place: Place): ViewModel {
  const pager = usePager('help');
  const scopes = (place.values?.scopes ?? '').split(' ');
  return {
    panes: { page: (size) => pager.draw(helpRows(scopes, size.width), size) },
    scopes: ['list'],
    handlers: pager.handlers,
  };
}

function helpRows(scopes: readonly string[], width: number): Row[] {
  const keys = ({ scope, title: heading }: (typeof groups)[number]) => [
    title(` ${heading}`),
    ...actionIds
      .filter((id) => keymap[id].scope === scope)
      .map((id) => row(' ', padTo(keymap[id].keys.map(keyText).join('  '), 20), span(keymap[id].help, 'dim'))),
    [],
  ];
  const digits = screens.map(({ digit, title: name, about }) =>
    row(' ', padTo(`${digit ?? ':'}  ${name}`, 20), span(about, 'dim')),
  );
  // The page's own keys first, moving in a list last.
  const here = groups
    .filter(({ scope }) => scopes.includes(scope))
    .sort((left, right) => Number(left.scope === 'list') - Number(right.scope === 'list'));
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
