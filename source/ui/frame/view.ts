import type { Handlers, Labels, Scope } from '../input/keymap.ts';
import type { Row, Size } from '../text/row.ts';

/** A part of the body: it draws itself into the size that the frame gives it. */
export type Pane = (size: Size) => readonly Row[];

/** What a view wants to show; only the frame decides where it goes. */
export interface Panes {
  /** Takes the whole screen but the rows of the message and of the keys: for what is read from afar, or by a camera. */
  readonly whole?: Pane;
  /** Takes the place of list and detail, for pages of one piece. */
  readonly page?: Pane;
  readonly list?: Pane;
  readonly detail?: Pane;
  /** Right column of wide terminals; the usual one where it is left out. */
  readonly rail?: Pane;
  /** Which of list and detail is worked on; where there is room for one, it is this one. */
  readonly focus?: 'list' | 'detail';
  /** Rows that the list takes in a narrow terminal when the detail stands below it; absent: the list takes all. */
  readonly listRows?: number;
}

/** One view at one moment: what it shows and what its keys do. */
export interface ViewModel {
  readonly panes: Panes;
  /** Scopes of the key table that count here, besides `everywhere`. */
  readonly scopes?: readonly Scope[];
  readonly handlers: Handlers;
  readonly labels?: Labels;
  /** A text field has the focus: characters are text, whatever the key table says. */
  readonly typing?: boolean;
  /** Of the keys that hold everywhere only help and the way back count, so that nobody wanders off by a slip. */
  readonly strict?: boolean;
  /** What the keys would work on has not been answered yet: keys wait for it. */
  readonly loading?: boolean;
  /** Takes a key before the table does; says whether it did. */
  readonly onKey?: (name: string) => boolean;
  readonly onPaste?: (text: string) => void;
  /** The message row's words; beside a message where there is room. Asked after everything else was drawn. */
  readonly hint?: () => Row;
}
