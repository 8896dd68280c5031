import { type ActionId, actionIds, type Handlers, keymap, type Labels, type Scope } from '../input/keymap.ts';
import { fitRow, type Row, row, rowWidth, type Span, span } from '../text/row.ts';

/** At most so many keys; more than that nobody reads. */
const most = 7;

/** Keys that every list has and that everybody tries: never in the footer. */
const unsaid: ReadonlySet<ActionId> = new Set<ActionId>([
  'up',
  'down',
  'pageUp',
  'pageDown',
  'first',
  'last',
  'redraw',
  'stop',
  'previousField',
  'left',
]);

/** What the footer is made of: what the keys of a view do now. */
export interface Keys {
  readonly scopes: readonly Scope[];
  readonly handlers: Handlers;
  /** An empty one: the key is not advertised, another one that is does the same. */
  readonly labels: Labels;
  /** Characters are text: only keys that are none are advertised. */
  readonly typing: boolean;
  /** The list has a filter of its own. */
  readonly filters?: boolean;
}

/** The screen's own keys in the table's order, then the common ones; Enter first. */
export function advertised({ scopes, handlers, typing }: Omit<Keys, 'labels'>): ActionId[] {
  const known = actionIds.filter(
    (id) => handlers[id] !== undefined && !unsaid.has(id) && !(typing && keymap[id].shownTyping === undefined),
  );
  const own = known.filter((id) => id !== 'open' && scopes.includes(keymap[id].scope));
  const common = known.filter((id) => id !== 'open' && keymap[id].scope === 'everywhere');
  return [...known.filter((id) => id === 'open'), ...own, ...common];
}

/**
 * Row N: the keys that do something here. Those that do not fit are left out from the end, but the filter of a list, the
 * way out and the way to help stay.
 */
export function footerRow(keys: Keys, width: number): Row {
  const ids = advertised(keys).filter((id) => keys.labels[id] !== '');
  const wayOut = ids.includes('back') ? ids.filter((id) => id !== 'quit') : ids;
  const shown: ActionId[] = [];
  const staying: readonly ActionId[] = [...(keys.filters === true ? ['find' as const] : []), 'help', 'back', 'quit'];
  const kept = wayOut.filter((id) => staying.includes(id));
  for (const id of wayOut) {
    if (kept.includes(id)) continue;
    const candidate = order([...shown, id, ...kept], wayOut);
    if (candidate.length > most || rowWidth(keysRow(candidate, keys)) > width) break;
    shown.push(id);
  }
  return fitRow(keysRow(order([...shown, ...kept], wayOut), keys), width);
}

function order(ids: readonly ActionId[], by: readonly ActionId[]): ActionId[] {
  return by.filter((id) => ids.includes(id));
}

function keysRow(ids: readonly ActionId[], { labels, typing }: Keys): Row {
  const pieces: (Span | string)[] = [' '];
  for (const [index, id] of ids.entries()) {
    if (index > 0) pieces.push('   ');
    const { shown, shownTyping = shown, label } = keymap[id];
    pieces.push(span(typing ? shownTyping : shown, 'title'), ` ${labels[id] ?? label}`);
  }
  return row(...pieces);
}
