import type { BlockSummary, Facade } from '../../../node/facade.ts';
import { useList } from '../../components/use-list.ts';
import { ownMiner } from '../../frame/blocks.ts';
import type { ViewModel } from '../../frame/view.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useMemory, useMining, useNow, useQuery, useStatus } from '../../model/use-model.ts';
import { thousands } from '../../text/format.ts';
import { row, span } from '../../text/row.ts';
import { blockPane, entriesOf } from './block.ts';
import { chainColumns, useBlock } from './blocks.ts';

/** How many blocks are asked for at a time: as many as the facade gives. */
const pageSize = 200;

/** The blocks, newest first; beside them, where there is room, the selected one. */
export function useChainView(): ViewModel {
  const { navigator } = useServices();
  const status = useStatus().value;
  const mining = useMining().value;
  const now = useNow();
  const [pages, setPages] = useMemory('pages', 1);
  const answer = useQuery(`blocks ${pages}`, ['tip', 'fork'], (facade) => loadBlocks(facade, pages));
  const blocks = answer.value ?? [];
  const list = useList('blocks', blocks, ({ height }) => String(height), { follow: true });
  const { selected } = list;
  const preview = useBlock(selected === undefined ? undefined : String(selected.height));
  const entries = useList('preview', entriesOf(preview.value), ({ id }) => id);
  // More blocks are asked for before the end of the list is reached.
  const more = (move: (() => void) | undefined) => () => {
    move?.();
    if (list.index > blocks.length - 60 && blocks.length === pages * pageSize) setPages((count) => count + 1);
  };
  const miner = ownMiner(status, mining);
  return {
    panes: {
      focus: 'list',
      list: (size) => list.table(chainColumns(status, miner, now), size),
      detail: (size) =>
        preview.value === undefined ? [] : blockPane(preview.value, entries, { status, miner, now }, size, false),
    },
    scopes: ['list'],
    loading: isUnanswered(answer),
    handlers: {
      ...list.handlers,
      down: more(list.handlers.down),
      pageDown: more(list.handlers.pageDown),
      last: more(list.handlers.last),
      ...(selected
        ? { open: () => navigator.push({ screen: 'chain', view: 'block', key: String(selected.height) }) }
        : {}),
    },
    labels: { open: 'block' },
    hint: row(
      ' ',
      span(
        selected === undefined ? '' : `block ${thousands(selected.height)} of ${thousands(status?.height ?? 0)}`,
        'dim',
      ),
    ),
  };
}

async function loadBlocks(facade: Facade, pages: number): Promise<readonly BlockSummary[]> {
  const blocks: BlockSummary[] = [];
  for (let page = 0; page < pages; page += 1) {
    const lowest = blocks.at(-1)?.height;
    if (lowest === 0) break;
    blocks.push(...(await facade.blocks({ count: pageSize, ...(lowest === undefined ? {} : { from: lowest - 1 }) })));
  }
  return blocks;
}
