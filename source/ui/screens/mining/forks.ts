import type { ForkView } from '../../../node/facade.ts';
import { usePager } from '../../components/pager.ts';
import type { ViewModel } from '../../frame/view.ts';
import { useMining } from '../../model/use-model.ts';
import { clock, counted, thousands } from '../../text/format.ts';
import { blank, prose, type Row, row, span, title } from '../../text/row.ts';

/** Every fork that this node saw, newest first. */
export function useForksView(): ViewModel {
  const forks = useMining().value?.forks ?? [];
  const pager = usePager('forks');
  return {
    panes: {
      page: (size) =>
        pager.draw(
          [
            title(' FORKS'),
            ...prose(
              'Two miners may find a block at the same time. Each node goes on from the one it saw first, until one branch has more work: that one is kept, and the entries of the other go back to waiting.',
              size.width,
              'dim',
            ),
            blank,
            ...(forks.length === 0
              ? prose('None seen since this node was started.', size.width)
              : forkRows(forks, size.width)),
          ],
          size,
        ),
    },
    scopes: ['list'],
    handlers: pager.handlers,
  };
}

/** Forks drawn as two lines from their last common block: the kept one heavy, the replaced one light. */
export function forkRows(forks: readonly ForkView[], width: number): Row[] {
  return forks.flatMap((fork) => {
    const from = ` ━ ${thousands(fork.from)} ━┳━ `;
    const heights = (count: number) =>
      Array.from({ length: Math.min(count, 4) }, (_, index) => thousands(fork.from + 1 + index));
    const kept = heights(fork.kept.length).join(' ━━ ');
    const replaced = heights(fork.replaced.length).join(' ── ');
    const returned =
      fork.returned === 0 ? '' : `; its ${counted(fork.returned, 'entry', 'entries')} went back to waiting`;
    return [
      row(from, kept, '   ', span('kept: more work', 'dim')),
      row(
        `${' '.repeat(from.length - 3)}┗─ `,
        span(replaced, 'dim'),
        '   ',
        span(`fork replaced at ${clock(fork.time)}${returned}`, 'dim'),
      ),
      ...(width >= 100 ? [blank] : []),
    ];
  });
}
