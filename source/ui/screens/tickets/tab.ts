import type { Handlers, Labels, Scope } from '../../input/keymap.ts';
import type { Row, Size } from '../../text/row.ts';

/** One of the lists of the screen, while it is shown: how it is drawn, and what the keys do. */
export interface Tab {
  readonly isEmpty: boolean;
  /** What Enter does is not known yet: it depends on more than the list says. */
  readonly isLoading: boolean;
  /** Lines that the list takes, without its head. */
  readonly lines: number;
  /** The list; where it is empty, what it is for. */
  table(size: Size, isNarrow: boolean): Row[];
  detail(size: Size): Row[];
  readonly handlers: Handlers;
  readonly labels: Labels;
  readonly scopes: readonly Scope[];
  /** Right after it was drawn. */
  position(): string;
}
