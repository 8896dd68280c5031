import type { ViewModel } from '../frame/view.ts';
import type { Place } from '../model/navigator.ts';

/** A view is a React hook: it reads what it needs and says what to show and what the keys do. */
export type View = (place: Place) => ViewModel;

/** One screen: a name and its views; `first` is the one that its digit opens, or the palette where it has none. */
export interface Screen {
  readonly id: string;
  readonly digit?: string;
  readonly title: string;
  /** One sentence for the palette and the help page. */
  readonly about: string;
  readonly first: string;
  readonly views: Readonly<Record<string, View>>;
}

/** The place at which a screen opens. */
export function rootOf({ id, first }: Screen): Place {
  return { screen: id, view: first, key: '' };
}
