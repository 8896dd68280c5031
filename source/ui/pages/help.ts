import { usePager } from '../components/pager.ts';
import type { ViewModel } from '../frame/view.ts';
import { actionIds, keymap, type Scope } from '../input/keymap.ts';
import { screens } from '../screens/index.ts';
import { prose, type Row, row, span, title } from '../text/row.ts';
import { padTo } from '../text/width.ts';

const groups: readonly { readonly scope: Scope; readonly title: string }[] = [
  { scope: 'everywhere', title: 'EVERYWHERE' },
  { scope: 'list', title: 'IN A LIST OR A LONG TEXT' },
  { scope: 'cars', title: 'CARS' },
  { scope: 'car', title: 'ONE CAR' },
  { scope: 'wallet', title: 'WALLET' },
  { scope: 'chain', title: 'CHAIN' },
  { scope: 'mining', title: 'MINING' },
  { scope: 'form', title: 'IN A FORM' },
  { scope: 'review', title: 'ON A REVIEW PAGE' },
];

const words = [
  'Carnet is a public ledger for cars, tickets and books. What is put on it is an entry; an entry waits, then stands in a block, and with every block on top it lies one deeper.',
  'Nobody can change or take back what is on the ledger. So nothing is signed without a review page that says in plain words what will happen, and only y signs.',
];

/** `?`: every key, from the key table, and the few words that one needs. */
export function useHelpPage(): ViewModel {
  const pager = usePager('help');
  return {
    panes: { page: (size) => pager.draw(helpRows(size.width), size) },
    scopes: ['list'],
    handlers: pager.handlers,
  };
}

function helpRows(width: number): Row[] {
  const keys = groups.flatMap(({ scope, title: heading }) => [
    [],
    title(` ${heading}`),
    ...actionIds
      .filter((id) => keymap[id].scope === scope)
      .map((id) => row(' ', padTo(keymap[id].keys.map(keyText).join('  '), 20), span(keymap[id].help, 'dim'))),
  ]);
  const digits = screens.map(({ digit, title: name, about }) =>
    row(' ', padTo(`${digit}  ${name}`, 20), span(about, 'dim')),
  );
  return [
    ...words.flatMap((text) => [...prose(text, width), []]),
    title(' SCREENS'),
    ...digits,
    row(' ', padTo('& é " \' ( - è _ ç', 20), span('the same digits on a French keyboard', 'dim')),
    ...keys,
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
