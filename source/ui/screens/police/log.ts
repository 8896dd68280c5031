import type { PoliceEntryView, Status } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { useList } from '../../components/use-list.ts';
import { nameOf } from '../../forms/known.ts';
import type { ViewModel } from '../../frame/view.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useMemory, useQuery, useStatus } from '../../model/use-model.ts';
import { fact } from '../../pages/review-rows.ts';
import { thousands } from '../../text/format.ts';
import { blank, dim, prose, type Row, row, span } from '../../text/row.ts';
import { usePolice } from './gate.ts';
import { shortWhen, whatWords, whenWords } from './log-rows.ts';

/** Entries on one page of the log. */
const pageSize = 50;

/** Who looked for whom, when and what for, newest first; each entry in full below. */
export function useLogView(): ViewModel {
  const { copy, messages } = useServices();
  const status = useStatus().value;
  const view = usePolice().value;
  // From which entry downwards each page begins; the first begins at the end of the log.
  const [starts, setStarts] = useMemory<readonly number[]>('starts', []);
  const before = starts.at(-1);
  const answer = useQuery<readonly PoliceEntryView[]>(`police log ${before ?? 'end'}`, ['police'], (facade) =>
    facade.policeLog({ limit: pageSize, ...(before === undefined ? {} : { before }) }),
  );
  const entries = answer.refusal === undefined ? (answer.value ?? []) : [];
  const list = useList(`log ${before ?? 'end'}`, entries, ({ number }) => String(number), { follow: true });
  const oldest = entries.at(-1)?.number ?? 1;
  const { mark } = view ?? {};
  return {
    panes: {
      focus: 'list',
      listRows: 13,
      list: (size) => {
        const above = [
          row(' ', span('POLICE', 'dim'), ' › ', span('The log', 'title'), span(`   mark ${mark ?? 'none'}`, 'dim')),
          blank,
        ];
        if (answer.refusal !== undefined) return [...above, ...prose(answer.refusal.message, size.width)];
        const rest = { width: size.width, height: size.height - above.length };
        const isNarrow = size.width < 70;
        return [...above, ...list.table(columns(status, isNarrow), rest, { head: !isNarrow, fold: isNarrow })];
      },
      detail: ({ width }) => (list.selected === undefined ? [] : detailRows(list.selected, status, width)),
    },
    scopes: ['police-log', 'list'],
    loading: isUnanswered(answer),
    handlers: {
      ...list.handlers,
      ...(oldest > 1 ? { right: () => setStarts((all) => [...all, oldest]) } : {}),
      ...(starts.length > 0 ? { left: () => setStarts((all) => all.slice(0, -1)) } : {}),
      ...(mark === undefined
        ? {}
        : {
            copy: () => {
              copy(mark);
              messages.say('The mark is on the clipboard. Kept elsewhere, it proves the log up to here');
            },
          }),
    },
    labels: { right: 'older', left: 'newer', copy: 'copy mark' },
    hint: () => dim(` ${list.position('entry', 'entries')}`),
  };
}

/** When and what for is what a log is kept for: no column of it is ever left out. Beside the detail they fold. */
function columns(status: Status | undefined, isNarrow: boolean): Column<PoliceEntryView>[] {
  const below = (drop: number) => (isNarrow ? { drop, width: 60 } : {});
  return [
    { title: 'No.', width: 5, align: 'right', cell: ({ number }) => thousands(number), tone: () => 'dim' },
    { title: 'When', width: 17, align: 'right', cell: ({ at }) => whenWords(at), short: ({ at }) => shortWhen(at) },
    { title: 'Who', width: 12, cell: ({ who }) => who },
    { title: 'What', grow: 3, ...below(1), cell: (entry) => whatWords(entry, status) },
    { title: 'Purpose', grow: 2, ...below(2), cell: ({ purpose }) => purpose, tone: () => 'dim' },
  ];
}

function detailRows(entry: PoliceEntryView, status: Status | undefined, width: number): Row[] {
  const { number, at, height, action, found, who, purpose, plate, key } = entry;
  return [
    row(' ', span(`Entry ${thousands(number)}`, 'title')),
    fact('When', `${whenWords(at)}${height === undefined ? '' : `, at block ${thousands(height)}`}`),
    fact('Who', who),
    fact('What', whatWords({ action, found })),
    ...(plate === undefined ? [] : [fact('Plate', plate)]),
    ...(key === undefined ? [] : [fact('Key', status ? nameOf(status, key) : key)]),
    ...prose(purpose === '' ? 'No purpose was given, and none is needed for that.' : `Purpose: ${purpose}`, width),
  ];
}
