import { beside, block, type Row, type Size, span } from '../text/row.ts';
import { layoutOf } from './layout.ts';
import { tooSmallRows } from './too-small.ts';
import type { Pane, Panes } from './view.ts';

/** Everything that a frame is made of. */
export interface FrameParts {
  readonly columns: number;
  readonly rows: number;
  readonly identity: (width: number) => Row;
  readonly tabs: (width: number) => Row;
  readonly rule: (width: number) => Row;
  readonly panes: Panes;
  /** The right column where a view brings none of its own. */
  readonly rail: Pane;
  /** What is said above the keys; a long message takes rows of the body too, so that all of it can be read. */
  readonly message: (width: number) => readonly Row[];
  readonly keys: (width: number) => Row;
}

/** The whole screen: exactly `rows` rows of exactly `columns` columns, at any size. */
export function composeFrame(parts: FrameParts): Row[] {
  const { columns, rows } = parts;
  const layout = layoutOf(columns, rows);
  if (layout.kind === 'card') return block(tooSmallRows(columns, rows), { width: columns, height: rows });
  if (parts.panes.whole !== undefined) return wholeFrame(parts, parts.panes.whole);
  const height = layout.body.height;
  const body = bodyOf(parts.panes, layout.body, layout.kind === 'one' ? undefined : layout);
  const whole =
    layout.kind === 'three'
      ? beside(
          { rows: body, width: layout.body.width },
          { rows: bar(height), width: 1 },
          { rows: block((parts.panes.rail ?? parts.rail)(layout.rail), layout.rail), width: layout.rail.width },
        )
      : body;
  // After everything else was drawn: a hint may say what is in view.
  const said = parts.message(columns).slice(-(height - 1));
  const message = said.length > 0 ? said : [[]];
  return block(
    [
      parts.identity(columns),
      parts.tabs(columns),
      parts.rule(columns),
      ...block(whole, { width: columns, height: height + 1 - message.length }),
      ...message,
      parts.keys(columns),
    ],
    { width: columns, height: rows },
  );
}

/** One view over everything, and one row of what is said: a picture that a camera reads must not lose its end to it. */
function wholeFrame({ columns, rows, message, keys }: FrameParts, whole: Pane): Row[] {
  const drawn = draw(whole, { width: columns, height: rows - 2 });
  return block([...drawn, message(columns)[0] ?? [], keys(columns)], { width: columns, height: rows });
}

function bodyOf(panes: Panes, body: Size, sides: { readonly list: Size; readonly detail: Size } | undefined): Row[] {
  const { page, list, detail, focus = 'list', listRows } = panes;
  if (page) return draw(page, body);
  if (list === undefined || detail === undefined) return draw(list ?? detail ?? (() => []), body);
  if (sides !== undefined) {
    return beside(
      { rows: draw(list, sides.list), width: sides.list.width },
      { rows: bar(body.height), width: 1 },
      { rows: draw(detail, sides.detail), width: sides.detail.width },
    );
  }
  if (focus === 'detail') return draw(detail, body);
  if (listRows === undefined) return draw(list, body);
  const above = Math.max(1, Math.min(listRows, body.height - 1));
  return [
    ...draw(list, { width: body.width, height: above }),
    ...draw(detail, { width: body.width, height: body.height - above }),
  ];
}

function draw(pane: Pane, size: Size): Row[] {
  return block(pane(size), size);
}

function bar(height: number): Row[] {
  return Array.from({ length: height }, () => [span('│', 'dim')]);
}
