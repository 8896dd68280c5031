import type { BlockView, EntryView, Status } from '../../../node/facade.ts';
import { type Column, tableRows, windowStart } from '../../components/table.ts';
import { type List, useList } from '../../components/use-list.ts';
import { nameOf } from '../../forms/known.ts';
import { finderName, ownMiner } from '../../frame/blocks.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useMining, useNow, useStatus } from '../../model/use-model.ts';
import { longFact } from '../../pages/entry.ts';
import { bytes, clock, counted, dayOfInstant, duration, livres, thousands } from '../../text/format.ts';
import { blank, dim, prose, type Row, row, type Size, span } from '../../text/row.ts';
import { padTo } from '../../text/width.ts';
import { chainColumns, useBlock, useBlocksAround } from './blocks.ts';

/** One block: its header in words, and its entries. The place's key is a height or an id. */
export function useBlockView(place: Place): ViewModel {
  const { navigator, copy, messages } = useServices();
  const status = useStatus().value;
  const mining = useMining().value;
  const now = useNow();
  const answer = useBlock(place.key);
  const block = answer.value;
  const beside = useBlocksAround(block?.height, status?.height);
  const entries = useList('entries', entriesOf(block), ({ id }) => id);
  const miner = ownMiner(status, mining);
  const { selected } = entries;
  const goTo = (height: number) => () => navigator.replace({ ...place, key: String(height) });
  return {
    panes: {
      focus: 'detail',
      list: (size) => {
        const selected = beside.findIndex(({ height }) => height === block?.height);
        const before = Math.max(0, selected - Math.floor(size.height / 2));
        const start = windowStart({ count: beside.length, height: size.height - 1, selected, before });
        const columns = chainColumns(status, miner, now);
        return tableRows({ items: beside, columns, selected, start, size, active: false });
      },
      detail: (size) => {
        if (block !== undefined) return blockPane(block, entries, { status, miner, now }, size, true);
        return answer.refusal ? prose(answer.refusal.message, size.width) : [];
      },
    },
    scopes: ['list', 'chain'],
    loading: isUnanswered(answer),
    handlers: {
      ...entries.handlers,
      ...(selected ? { open: () => navigator.push({ screen: 'chain', view: 'entry', key: selected.id }) } : {}),
      ...(block ? olderNewer(block, goTo) : {}),
      ...(block
        ? {
            copy: () => {
              copy(block.id);
              messages.say(`The id of block ${thousands(block.height)} is on the clipboard`);
            },
          }
        : {}),
    },
    labels: { open: 'entry', copy: 'copy id' },
    hint: () => dim(` ${entries.position('entry', 'entries')}`),
  };
}

function olderNewer(block: BlockView, goTo: (height: number) => () => void): ViewModel['handlers'] {
  return {
    ...(block.depth > 1 ? { newer: goTo(block.height + 1) } : {}),
    ...(block.height > 0 ? { older: goTo(block.height - 1) } : {}),
  };
}

/** The entries of a block as a list takes them. */
export function entriesOf(block: BlockView | undefined): readonly EntryView[] {
  return block?.transactions ?? [];
}

/** A block in full, with as many of its entries as there is room for. */
export function blockPane(
  block: BlockView,
  entries: List<EntryView>,
  known: { readonly status: Status | undefined; readonly miner: string | undefined; readonly now: number },
  size: Size,
  active: boolean,
): Row[] {
  const fact = (label: string, value: string) => row(' ', span(padTo(label, 14), 'dim'), value);
  const tall = size.height >= 28;
  const above: Row[] = [
    row(
      ' ',
      span('Chain › ', 'dim'),
      span(`Block ${thousands(block.height)}`, 'title'),
      `   ${depthWords(block.depth)}`,
    ),
    blank,
    fact('Found by', finderName(known.status, known.miner, block.miner)),
    ...(block.height === 0
      ? []
      : [
          fact('Time', `${dayOfInstant(block.time)} ${clock(block.time)}, ${duration(known.now - block.time)} ago`),
          fact('Reward', `${livres(block.reward)} LVR, ${livres(block.fees)} of it fees`),
        ]),
    fact('Size', `${bytes(block.size)}, ${counted(block.entries, 'entry', 'entries')}`),
    fact('Work', `${thousands(Number(block.work))} hashes expected, nonce ${block.nonce}`),
    ...longFact('Id', block.id, size.width, { labels: 14, note: active ? 'c copies it' : '' }),
    ...(tall
      ? [
          ...rootFact('Parent', block.parent, size.width),
          ...rootFact('Entries root', block.transactionsRoot, size.width),
          ...rootFact('State root', block.stateRoot, size.width),
        ]
      : []),
    blank,
  ];
  if (block.entries === 0)
    return [
      ...above,
      ...prose(
        'No entries: nobody had signed anything when it was found. It still makes every block below it harder to replace.',
        size.width,
        'dim',
      ),
    ];
  return [
    ...above,
    ...entries.table(
      entryColumns(known.status),
      { width: size.width, height: Math.max(2, size.height - above.length) },
      { active },
    ),
  ];
}

/** A hash of the header; one of zeros says nothing. */
function rootFact(label: string, value: string, width: number): Row[] {
  return /^0*$/.test(value) ? [] : longFact(label, value, width, { labels: 14 });
}

function depthWords(depth: number): string {
  return depth <= 1 ? 'the newest' : `${thousands(depth)} deep`;
}

/** The columns of a list of entries. */
export function entryColumns(status: Status | undefined): Column<EntryView>[] {
  return [
    { title: 'Entry', width: 32, cell: ({ label }) => label },
    { title: 'About', from: 60, cell: (entry) => aboutEntry(entry, status) },
    { title: 'Signed by', width: 16, cell: ({ author }) => nameOf(status, author) },
    { title: 'Fee', width: 12, align: 'right', drop: 1, cell: ({ fee }) => livres(fee) },
  ];
}

/** What an entry is about, in one word: a car's VIN, a person's name. */
function aboutEntry({ fields }: EntryView, status: Status | undefined): string {
  for (const key of ['vin', 'to', 'name', 'title']) {
    const value = fields[key];
    if (typeof value === 'string') return key === 'to' ? nameOf(status, value) : value;
  }
  return '';
}
