import type { Found } from '../../node/facade.ts';
import type { Column } from '../components/table.ts';
import { textInputRow } from '../components/text-input.ts';
import { useList } from '../components/use-list.ts';
import { useTyping } from '../components/use-typing.ts';
import type { ViewModel } from '../frame/view.ts';
import { useMiningSwitch } from '../model/mining-switch.ts';
import type { Navigator, Place } from '../model/navigator.ts';
import { useServices } from '../model/services.ts';
import { askToStop } from '../model/stopping.ts';
import { useActing, useMining, useQuery, useStatus, useWallet } from '../model/use-model.ts';
import { useWordsActions } from '../screens/wallet/words/actions.ts';
import { dim, prose, row, span } from '../text/row.ts';
import { commandsOf, matchingCommands, matchingNames } from './commands.ts';
import type { Choice } from './menu.ts';

const columns: readonly Column<Choice & { kind: string }>[] = [
  { title: 'kind', width: 8, cell: ({ kind }) => kind, tone: () => 'dim' },
  { title: 'title', width: 40, cell: (choice) => choice.title },
  { title: '', cell: (choice) => choice.detail, tone: () => 'dim' },
];

/** `:` and `/`: screens, operations, and a search of the whole ledger in one list. */
export function usePalettePage(place: Place): ViewModel {
  const services = useServices();
  const { navigator } = services;
  const acting = useActing();
  const status = useStatus().value;
  const mining = useMining().value;
  const toggle = useMiningSwitch(mining);
  const words = useWordsActions(useWallet().value);
  const { input, keys } = useTyping(place.values?.text);
  const text = input.text.trim();
  const found = useQuery<readonly Found[]>(`find ${text}`, ['tip', 'mempool'], (facade) =>
    text === '' ? Promise.resolve([]) : facade.find({ text }),
  );
  const close = (then: () => void) => () => {
    navigator.back();
    then();
  };
  const results = [...(found.value ?? []), ...matchingNames(status, text)]
    .filter(({ kind, key }, at, all) => all.findIndex((other) => other.kind === kind && other.key === key) === at)
    .map((result): Choice & { kind: string } => ({
      id: `${result.kind} ${result.key}`,
      kind: result.kind,
      title: result.title,
      detail: result.detail.replace(/^1 entries$/, '1 entry'),
      run: close(() => navigator.push(placeOf(result, navigator))),
    }));
  const matching = matchingCommands(
    commandsOf({ navigator, acting, quit: () => askToStop(services) }, { view: mining, toggle }, words, close),
    text,
  );
  // Who types a screen's whole name wants the screen, also where somebody has that name.
  const named = matching.filter(({ kind, title }) => kind === 'screen' && title.toLowerCase() === text.toLowerCase());
  const ordered = [...named, ...results, ...matching.filter((command) => !named.includes(command))];
  const list = useList('palette', ordered, ({ id }) => id, { follow: true });
  const { selected } = list;
  return {
    panes: {
      page: (size) => {
        const above = [
          row(' ', span('GO TO', 'title'), '  ', ...textInputRow(input, Math.max(10, size.width - 12), true)),
          ...prose(
            'A screen, something to do, or anything on the ledger: a height, an id, a VIN, a plate, an event, a ticket, a book, an address, a name or a business.',
            size.width,
            'dim',
          ),
          [],
        ];
        const nothing = text !== '' && list.items.length === 0 && !found.loading;
        if (nothing)
          return [
            ...above,
            ...prose(
              `Nothing here and nothing on the ledger is called "${text}". Check the spelling; a plate or VIN can be typed in part.`,
              size.width,
            ),
          ];
        return [
          ...above,
          ...list.table(columns, { width: size.width, height: size.height - above.length }, { head: false }),
        ];
      },
    },
    scopes: ['list'],
    ...keys,
    handlers: { ...list.handlers, ...(selected ? { open: selected.run } : {}) },
    labels: { open: 'go there' },
    hint: () => (selected === undefined ? [] : dim(` ${selected.detail}`)),
  };
}

/** Where a thing that was found is shown. */
export function placeOf({ kind, key }: Pick<Found, 'kind' | 'key'>, navigator: Pick<Navigator, 'here'>): Place {
  switch (kind) {
    case 'car':
      return { screen: 'cars', view: 'car', key };
    case 'block':
      return { screen: 'chain', view: 'block', key };
    case 'entry':
      return { screen: navigator.here.screen, view: 'entry', key };
    case 'account':
      return { screen: 'wallet', view: 'account', key };
    case 'licence':
      return { screen: 'directory', view: 'licence', key };
    case 'event':
    case 'ticket':
      return { screen: 'tickets', view: kind, key };
    case 'book':
      return { screen: 'books', view: 'book', key };
  }
}
