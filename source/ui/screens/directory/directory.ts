import type { HolderView, LicenceReport, LicenceView } from '../../../node/facade.ts';
import { useFilter } from '../../components/use-filter.ts';
import { useList } from '../../components/use-list.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useActing, useQuery, useStatus } from '../../model/use-model.ts';
import { blank, dim, prose, type Row, row, span } from '../../text/row.ts';
import { licenceActions } from './actions.ts';
import { licenceColumns } from './columns.ts';
import { type Moment, momentsOf } from './moments.ts';
import { licenceRows } from './story.ts';

const topics = ['tip', 'fork'] as const;

/** Every licensed business; beside it, where there is room, the story of the selected one. */
export function useDirectoryView(): ViewModel {
  const { navigator, copy, messages } = useServices();
  const status = useStatus().value;
  const acting = useActing();
  const filter = useFilter((text) =>
    navigator.push({ screen: 'directory', view: 'palette', key: 'page', values: { text } }),
  );
  const answer = useLicences(filter.text);
  const list = useList('licences', answer.value ?? [], licenceKey);
  const { selected } = list;
  const story = useStory(selected && licenceKey(selected), 'preview');
  const above = (width: number): Row[] => {
    const all = answer.value ?? [];
    const sanctioned = all.filter(({ sanctions, accused }) => sanctions > 0 || accused).length;
    const shown = filter.rows(width, 'Directory');
    if (shown.length > 0) return shown;
    const note = sanctioned === 0 ? '' : `   ${sanctioned} accused or guilty`;
    return [row(' ', span('DIRECTORY', 'title'), `  ${all.length}`, span(note, 'dim')), blank];
  };
  return {
    panes: {
      focus: 'list',
      list: (size) => {
        const head = above(size.width);
        const room = { width: size.width, height: size.height - head.length };
        if (answer.value?.length === 0) return [...head, ...noneRows(filter.text, size.width)];
        return [...head, ...list.table(licenceColumns, room, { active: !filter.focused, fold: true })];
      },
      detail: (size) => story.rows(size, false),
    },
    scopes: ['list', 'directory'],
    loading: isUnanswered(answer),
    handlers: {
      ...list.handlers,
      ...licenceActions(selected, { status, acting, navigator }),
      ...(selected === undefined
        ? {}
        : {
            open: () => navigator.push({ screen: 'directory', view: 'licence', key: licenceKey(selected) }),
            copy: () => {
              copy(selected.address);
              messages.say(`The address of ${selected.name} is on the clipboard`);
            },
          }),
      ...filter.handlers,
    },
    labels: { open: 'story', copy: 'copy address' },
    hint: () => dim(` ${list.position('licence')}${list.hasMore() ? ' ↓' : ''}`),
    ...filter.keys(list.items.length),
  };
}

/** One licence: what stands behind it, and what happened to it. */
export function useLicenceView(place: Place): ViewModel {
  const { navigator, copy, messages } = useServices();
  const status = useStatus().value;
  const acting = useActing();
  const answer = useLicences('');
  const side = useList('beside', answer.value ?? [], licenceKey);
  const story = useStory(place.key, 'story');
  const { licence, moments } = story;
  const entry = moments.selected?.id;
  return {
    panes: {
      focus: 'detail',
      list: (size) => {
        const at = side.items.findIndex((each) => licenceKey(each) === place.key);
        if (at >= 0 && at !== side.index) side.select(place.key);
        return side.table(licenceColumns, size, { active: false, fold: true });
      },
      detail: (size) => story.rows(size, true),
    },
    scopes: ['list', 'directory'],
    loading: story.loading,
    handlers: {
      ...moments.handlers,
      ...licenceActions(licence, { status, acting, navigator }),
      ...(entry === undefined
        ? {}
        : { open: () => navigator.push({ screen: place.screen, view: 'entry', key: entry }) }),
      ...(licence === undefined
        ? {}
        : {
            object: () => navigator.push({ screen: 'wallet', view: 'account', key: licence.address }),
            copy: () => {
              copy(licence.address);
              messages.say(`The address of ${licence.name} is on the clipboard`);
            },
          }),
    },
    labels: { open: 'entry', object: 'its account', copy: 'copy address' },
    hint: () => dim(` ${moments.position('event')}`),
  };
}

/** Holder and role: what a licence is known by. */
function licenceKey({ address, role }: LicenceView): string {
  return `${address} ${role}`;
}

function useLicences(find: string) {
  return useQuery<readonly LicenceView[]>(`directory ${find}`, topics, (facade) =>
    facade.directory(find === '' ? {} : { find }),
  );
}

/** One licence and its story, by the key of {@link licenceKey}. */
function useStory(key: string | undefined, name: string) {
  const status = useStatus().value;
  const [address = '', role] = (key ?? '').split(' ');
  const answer = useQuery<HolderView | undefined>(`licence ${address}`, topics, (facade) =>
    address === '' ? Promise.resolve(undefined) : facade.licence({ holder: address }),
  );
  const holder = answer.value;
  const licence: LicenceReport | undefined = holder?.licences.find((each) => each.role === role) ?? holder?.licences[0];
  const told = holder === undefined || licence === undefined ? [] : momentsOf(holder, licence, status?.height);
  const moments = useList<Moment>(`moments ${name}`, told, (moment) => moment.key);
  return {
    licence,
    moments,
    loading: isUnanswered(answer),
    rows: (size: { width: number; height: number }, active: boolean): Row[] => {
      if (holder !== undefined && licence !== undefined) {
        return licenceRows(holder, licence, moments, status, size, active);
      }
      return answer.refusal ? prose(answer.refusal.message, size.width) : [];
    },
  };
}

function noneRows(text: string, width: number): Row[] {
  if (text === '') return prose('Nobody is licensed on this ledger.', width);
  return [
    blank,
    ...prose(`No match: no licence has "${text}" in its name, role, country or status.`, width),
    ...prose('Enter searches the whole ledger, Esc takes the filter away.', width, 'next'),
  ];
}
