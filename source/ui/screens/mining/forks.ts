import { usePager } from '../../components/pager.ts';
import type { ViewModel } from '../../frame/view.ts';
import { useMining, useStatus } from '../../model/use-model.ts';
import { blank, prose, type Row, row, span } from '../../text/row.ts';
import { forkRows } from './fork-rows.ts';
import { forkCountWords } from './rows.ts';

/** Every fork that this node saw, newest first. */
export function useForksView(): ViewModel {
  const status = useStatus().value;
  const forks = useMining().value?.forks ?? [];
  const pager = usePager('forks');
  const rows = (width: number): Row[] => [
    row(' ', span('FORKS', 'title'), `  ${forkCountWords(forks, status?.height ?? 0)}`),
    ...prose(
      'Two miners may find a block at the same time. Each node goes on from the one it saw first, until one branch has more work: that one is kept, and the entries of the other go back to waiting.',
      width,
      'dim',
    ),
    blank,
    ...(forks.length === 0
      ? prose('None seen since this node was started.', width)
      : forkRows(forks, width, { timed: true })),
  ];
  return {
    panes: { page: (size) => pager.draw(rows(size.width), size) },
    scopes: ['list'],
    handlers: pager.handlers,
  };
}
