import type { BlockSummary, Facade, Status } from '../../../node/facade.ts';
import { noMatchRows, useFilter } from '../../components/use-filter.ts';
import { useList } from '../../components/use-list.ts';
import { finderName, ownMiner } from '../../frame/blocks.ts';
import type { ViewModel } from '../../frame/view.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useMemory, useMining, useNow, useQuery, useStatus, useWaitingEntries } from '../../model/use-model.ts';
import { thousands } from '../../text/format.ts';
import { dim } from '../../text/row.ts';
import { blockPane, entriesOf } from './block.ts';
import { chainColumns, useBlock } from './blocks.ts';
import { type ChainLine, lineColumns, lineKey, waitingPane } from './waiting.ts';

/** How many blocks are asked for at a time: as many as the facade gives. */
const pageSize = 200;

/** The blocks, newest first; beside them, where there is room, the selected one. */
export function useChainView(): ViewModel {
  const { navigator } = useServices();
  const status = useStatus().value;
  const mining = useMining().value;
  const now = useNow();
  const filter = useFilter((text) =>
    navigator.push({ screen: 'chain', view: 'palette', key: 'page', values: { text } }),
  );
  const [pages, setPages] = useMemory('pages', 1);
  const answer = useQuery(`blocks ${pages}`, ['tip', 'fork'], (facade) => loadBlocks(facade, pages));
  const loaded = answer.value ?? [];
  const miner = ownMiner(status, mining);
  const blocks = filter.text === '' ? loaded : matching(loaded, filter.text, status, miner);
  const waiting = useWaitingEntries(true);
  const count = status?.mempool ?? waiting.length;
  const lines: readonly ChainLine[] =
    waiting.length > 0 && filter.text === '' ? [{ waiting: Math.max(count, waiting.length) }, ...blocks] : blocks;
  const list = useList('blocks', lines, lineKey, { follow: true });
  const selected = list.selected !== undefined && 'height' in list.selected ? list.selected : undefined;
  const isWaiting = list.selected !== undefined && 'waiting' in list.selected;
  const preview = useBlock(selected === undefined ? undefined : String(selected.height));
  const entries = useList('preview', isWaiting ? waiting : entriesOf(preview.value), ({ id }) => id);
  // More blocks are asked for before the end of the list is reached.
  const more = (move: (() => void) | undefined) => () => {
    move?.();
    if (list.index > lines.length - 60 && loaded.length === pages * pageSize) setPages((count) => count + 1);
  };
  return {
    panes: {
      focus: 'list',
      list: (size) => {
        const above = filter.rows(size.width, 'Chain');
        if (blocks.length === 0 && filter.text !== '')
          return [...above, ...noMatchRows('block', filter.text, size.width)];
        return [
          ...above,
          ...list.table(
            lineColumns(chainColumns(status, miner, now)),
            { width: size.width, height: size.height - above.length },
            { active: !filter.focused },
          ),
        ];
      },
      detail: (size) => {
        if (isWaiting) return waitingPane(entries, status, size, false);
        if (preview.value === undefined || selected === undefined) return [];
        return blockPane(preview.value, entries, { status, miner, now }, size, false);
      },
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
      ...(isWaiting ? { open: () => navigator.push({ screen: 'chain', view: 'waiting', key: 'page' }) } : {}),
      ...filter.handlers,
    },
    labels: { open: isWaiting ? 'waiting entries' : 'block' },
    hint: () =>
      dim(selected === undefined ? '' : ` block ${thousands(selected.height)} of ${thousands(status?.height ?? 0)}`),
    ...filter.keys(blocks.length),
  };
}

/** The blocks that a text is about: a height, the beginning of an id, who found them. */
function matching(
  blocks: readonly BlockSummary[],
  text: string,
  status: Status | undefined,
  miner: string | undefined,
): readonly BlockSummary[] {
  const wanted = text.toLowerCase();
  const height = wanted.replaceAll(/[,.]/g, '');
  return blocks.filter(
    (block) =>
      String(block.height) === height ||
      (wanted.length > 3 && block.id.startsWith(wanted)) ||
      finderName(status, miner, block.miner).toLowerCase().includes(wanted),
  );
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
