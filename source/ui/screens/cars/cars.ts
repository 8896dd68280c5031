import type { CarReport, CarSummary } from '../../../node/facade.ts';
import { noMatchRows, useFilter } from '../../components/use-filter.ts';
import { useList } from '../../components/use-list.ts';
import { openForm } from '../../forms/open-form.ts';
import { layoutOf } from '../../frame/layout.ts';
import { useTerminalSize } from '../../frame/size.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useActing, usePlace, useQuery, useStatus } from '../../model/use-model.ts';
import { blank, dim, prose, type Row } from '../../text/row.ts';
import { carColumns } from './columns.ts';
import { useCorrection } from './correction.ts';
import { useReport } from './report.ts';
import { type History, historyKey, storyRows } from './story.ts';

const topics = ['tip', 'mempool', 'fork'] as const;

/** The list of cars; beside it, where there is room, the story of the selected one. */
export function useCarsView(): ViewModel {
  const { navigator } = useServices();
  const { columns, rows } = useTerminalSize();
  const isNarrow = layoutOf(columns, rows).kind === 'one';
  const status = useStatus().value;
  const filter = useFilter((text) =>
    navigator.push({ screen: 'cars', view: 'palette', key: 'page', values: { text } }),
  );
  const cars = useCars(filter.text);
  const list = useList('cars', cars.value ?? [], ({ vin }) => vin);
  const { selected } = list;
  const report = useReport(selected?.vin);
  const history = useList<History>('preview', newestFirst(report.value), historyKey);
  const tools = useCarTools();
  const open = () => selected && navigator.push({ screen: 'cars', view: 'car', key: selected.vin });
  const isEmpty = cars.value?.length === 0 && filter.text === '';
  return {
    panes: {
      focus: 'list',
      ...(isEmpty ? { page: ({ width }) => [...filter.rows(width, 'Cars'), ...emptyRows(width)] } : {}),
      list: (size) => {
        const above = filter.rows(size.width, 'Cars');
        if (cars.value?.length === 0) return [...above, ...noMatchRows('car', filter.text, size.width)];
        return [
          ...above,
          ...list.table(
            carColumns(status, list.items),
            { width: size.width, height: size.height - above.length },
            { active: !filter.focused, fold: !isNarrow, head: isNarrow },
          ),
        ];
      },
      detail: (size) => (report.value === undefined ? [] : storyRows(report.value, history, status, size, false)),
    },
    scopes: ['list', 'cars'],
    loading: isUnanswered(cars),
    handlers: {
      ...list.handlers,
      ...(selected ? { open, ...carHandlers(selected, tools) } : {}),
      ...(isEmpty ? { open: () => openForm(navigator, 'cars.manufacture') } : {}),
      ...filter.handlers,
    },
    labels: { open: isEmpty ? 'new car' : 'story', copy: 'copy VIN' },
    hint: () => dim(` ${list.position('car')}`),
    ...filter.keys(list.items.length),
  };
}

/** One car as a story: the verdict first, then the curve, then every entry. */
export function useCarView(place: Place): ViewModel {
  const { navigator } = useServices();
  const status = useStatus().value;
  const answer = useReport(place.key);
  const cars = useCars('');
  const report = answer.value;
  const history = useList<History>('history', newestFirst(report), historyKey);
  const { selected } = history;
  const tools = useCarTools();
  const correct = useCorrection(report);
  const side = useList('beside', cars.value ?? [], ({ vin }) => vin);
  return {
    panes: {
      focus: 'detail',
      list: (size) => {
        const at = side.items.findIndex(({ vin }) => vin === place.key);
        if (at >= 0 && at !== side.index) side.select(place.key);
        return side.table(carColumns(status, side.items), size, { active: false, head: false, fold: true });
      },
      detail: (size) => {
        if (report !== undefined) return storyRows(report, history, status, size, true);
        return answer.refusal ? prose(answer.refusal.message, size.width) : [];
      },
    },
    scopes: ['list', 'cars', 'car'],
    loading: isUnanswered(answer),
    handlers: {
      ...history.handlers,
      // What came by itself has no entry to open.
      ...(selected && selected.signer !== ''
        ? { open: () => navigator.push({ screen: place.screen, view: 'entry', key: selected.id }) }
        : {}),
      ...(report
        ? {
            ...carHandlers(report.car, tools),
            ...(correct === undefined ? {} : { correct }),
            card: () => navigator.push({ screen: 'cars', view: 'card', key: place.key }),
            certificate: () => navigator.push({ screen: place.screen, view: 'certificate', key: place.key }),
            object: () => navigator.push({ screen: 'wallet', view: 'account', key: report.car.owner }),
          }
        : {}),
    },
    labels: { open: 'entry', copy: 'copy VIN', object: 'its owner' },
    hint: () => dim(` ${history.position('entry', 'entries')}`),
  };
}

function useCars(find: string) {
  return useQuery<readonly CarSummary[]>(`cars ${find}`, topics, (facade) =>
    facade.cars({ limit: 500, ...(find === '' ? {} : { find }) }),
  );
}

function newestFirst(report: CarReport | undefined): History[] {
  return (report?.history ?? []).map((event, index) => ({ ...event, index })).reverse();
}

interface CarTools {
  readonly form: (operation: string, car: CarSummary) => void;
  readonly create: (car: CarSummary) => void;
  readonly copy: (vin: string) => void;
  /** Address of the name that the terminal acts as. */
  readonly acting: string | undefined;
}

function useCarTools(): CarTools {
  const { navigator, copy, messages } = useServices();
  const place = usePlace();
  const name = useActing();
  const acting = useStatus().value?.names.find((known) => known.name === name)?.address;
  return {
    acting,
    form: (operation, car) => openForm(navigator, operation, { vin: car.vin }),
    create: (car) =>
      navigator.push({
        screen: place.screen,
        view: 'create',
        key: 'page',
        values: { vin: car.vin },
      }),
    copy: (vin) => {
      copy(vin);
      messages.say(`VIN ${vin} is on the clipboard`);
    },
  };
}

function carHandlers(car: CarSummary, tools: CarTools): ViewModel['handlers'] {
  return {
    inspect: () => tools.form('cars.inspect', car),
    repair: () => tools.form('cars.service', car),
    ...(car.owner === tools.acting ? { sell: () => tools.form('transfers.offer', car) } : {}),
    create: () => tools.create(car),
    copy: () => tools.copy(car.vin),
  };
}

function emptyRows(width: number): Row[] {
  return [
    blank,
    ...prose('No car is on this ledger yet.', width, 'title'),
    ...prose(
      'A manufacturer puts each car on the ledger once, with its VIN and mileage 0. From then on licensed stations record what its odometer shows, and nobody can roll it back unseen.',
      width,
    ),
    blank,
    ...prose('Enter puts the first one on the ledger. n shows everything else.', width, 'next'),
  ];
}
