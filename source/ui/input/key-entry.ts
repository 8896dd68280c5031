/** Where a key counts. `everywhere` is under every other scope; a text field takes single characters before all of them. */
export type Scope =
  | 'everywhere'
  | 'list'
  | 'home'
  | 'cars'
  | 'car'
  | 'transfers'
  | 'mining'
  | 'wallet'
  | 'account'
  | 'chain'
  | 'peers'
  | 'directory'
  | 'agreements'
  | 'tickets'
  | 'box-office'
  | 'gate'
  | 'show'
  | 'books'
  | 'books-join'
  | 'reading'
  | 'police'
  | 'police-menu'
  | 'police-log'
  | 'police-audit'
  | 'form'
  | 'review'
  | 'signing'
  | 'text';

/** One action and its keys. */
export interface Entry {
  readonly scope: Scope;
  readonly keys: readonly string[];
  /** How the footer writes the key. */
  readonly shown: string;
  /** How the footer writes it while characters are text; an action without such a key is not advertised then. */
  readonly shownTyping?: string;
  /** What the footer says it does; three dots where more is asked before anything happens. */
  readonly label: string;
  /** What the help page says. */
  readonly help: string;
}
