import { licenceWords } from '../../ledger/licence-status.ts';
import type { KnownName } from '../../node/facade.ts';
import type { Column } from '../components/table.ts';
import { textInputRow } from '../components/text-input.ts';
import { useList } from '../components/use-list.ts';
import { useTyping } from '../components/use-typing.ts';
import { peopleAs } from '../forms/known.ts';
import type { ViewModel } from '../frame/view.ts';
import { useServices } from '../model/services.ts';
import { useStatus } from '../model/use-model.ts';
import { blank, dim, prose, row, span } from '../text/row.ts';

/** A name to act as, with the other names of its account. */
type Actor = KnownName & { readonly aliases: readonly string[] };

/** `a`: choose who you act as among the names that this wallet can sign for; what is typed filters them. */
export function useActAsPage(): ViewModel {
  const { acting, navigator, messages, queries } = useServices();
  const names = useStatus().value?.names ?? [];
  const { input, keys } = useTyping();
  const now = names.find(({ name }) => name === acting.get())?.address;
  const actors = peopleAs(names, acting.get()).map(
    (known): Actor => ({
      ...known,
      aliases: names.filter(({ name, address }) => address === known.address && name !== known.name).map(nameIn),
    }),
  );
  const wanted = input.text.trim().toLowerCase();
  const shown = actors.filter((actor) => `${actor.name} ${wordsOf(actor)}`.toLowerCase().includes(wanted));
  const initial = actors.find(({ address }) => address === now)?.name;
  const list = useList(`names ${wanted}`, shown, nameIn, wanted === '' && initial !== undefined ? { initial } : {});
  const { selected } = list;
  const columns: readonly Column<Actor>[] = [
    { title: '', width: 26, cell: ({ name, address }) => (address === now ? `${name}, now` : name) },
    { title: '', cell: wordsOf, tone: () => 'dim' },
  ];
  const choose = ({ name }: Actor) => {
    acting.set(name);
    queries.touchAll();
    messages.say(`You act as ${name}`);
    navigator.back();
  };
  return {
    panes: {
      page: (size) => {
        const above = [
          row(' ', span('ACT AS', 'title'), '  ', ...textInputRow(input, Math.min(30, size.width - 12), true)),
          ...prose(
            'Whose cars and money you see first, and who signs where it may. On a demo network every name is yours to play. Type a part of a name or of a role.',
            size.width,
            'dim',
          ),
          blank,
        ];
        if (shown.length === 0)
          return [...above, ...prose(`Nobody here is called "${input.text.trim()}".`, size.width)];
        return [
          ...above,
          ...list.table(columns, { width: size.width, height: size.height - above.length }, { head: false }),
        ];
      },
    },
    scopes: ['list'],
    ...keys,
    handlers: { ...list.handlers, ...(selected === undefined ? {} : { open: () => choose(selected) }) },
    labels: { open: selected === undefined ? 'act as' : `act as ${selected.name}` },
    hint: () => dim(` ${list.position('name')}${list.hasMore() ? ' ↓' : ''}`),
  };
}

function nameIn({ name }: KnownName): string {
  return name;
}

/** `library, licensed miner; also miner-0`, `private person; yours, locked` */
function wordsOf(actor: Actor): string {
  const { aliases, own, locked } = actor;
  const also = aliases.length === 0 ? '' : `; also ${aliases.join(', ')}`;
  return `${roleWords(actor)}${also}${own ? '; yours' : ''}${locked ? ', locked' : ''}`;
}

/** What a name may do, in words. */
export function roleWords({ licences = [] }: Pick<KnownName, 'licences'>): string {
  return licences.length === 0 ? 'private person' : licences.map(licenceWords).join(', ');
}
