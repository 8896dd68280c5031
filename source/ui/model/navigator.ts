/** Where the person is: a view of a screen, and what it shows. */
export interface Place {
  readonly screen: string;
  readonly view: string;
  /** The object shown: a VIN, an id, an operation; empty where the view needs none. */
  readonly key: string;
  /** More that the view starts with, for instance values that a form is filled with. */
  readonly values?: Readonly<Record<string, string>>;
}

/** A text by which a place's state is kept. */
export function placeName({ screen, view, key }: Place): string {
  return `${screen}/${view}/${key}`;
}

/** The way back: the places from Home to where the person is, and what each place remembers (selection, typed text). */
export class Navigator {
  readonly #listeners = new Set<() => void>();
  readonly #memoryListeners = new Set<() => void>();
  readonly #home: Place;
  #places: readonly Place[];
  readonly #memory = new Map<string, Map<string, unknown>>();

  constructor(options: { home: Place }) {
    this.#home = options.home;
    this.#places = [options.home];
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** From Home to here. */
  places = (): readonly Place[] => this.#places;

  get here(): Place {
    return this.#places.at(-1) ?? this.#home;
  }

  /** One level deeper. */
  push(place: Place): void {
    this.#move([...this.#places, place]);
  }

  /** Another place at this level, for instance a form after its review. */
  replace(place: Place): void {
    this.#move([...this.#places.slice(0, -1), place]);
  }

  /** One level back, at last Home; says whether there was a way back. */
  back(levels = 1): boolean {
    if (this.#places.length < 2) return false;
    this.#move(this.#places.slice(0, Math.max(1, this.#places.length - levels)));
    return true;
  }

  /** A screen's first view; the way back leads Home. */
  go(place: Place): void {
    this.#move(placeName(place) === placeName(this.#home) ? [this.#home] : [this.#home, place]);
  }

  /** Calls `listener` after something remembered was changed, until the returned function is called. */
  subscribeMemory = (listener: () => void): (() => void) => {
    this.#memoryListeners.add(listener);
    return () => this.#memoryListeners.delete(listener);
  };

  recall<T>(place: Place, name: string): T | undefined {
    return this.#memory.get(placeName(place))?.get(name) as T | undefined;
  }

  /** Remembers something and has it drawn. */
  change(place: Place, name: string, value: unknown): void {
    this.keep(place, name, value);
    for (const listener of [...this.#memoryListeners]) listener();
  }

  /** Remembers something without a word: what is drawn does not depend on it, or is being drawn. */
  keep(place: Place, name: string, value: unknown): void {
    const kept = this.#memory.get(placeName(place)) ?? new Map<string, unknown>();
    this.#memory.set(placeName(place), kept);
    kept.set(name, value);
  }

  #move(places: readonly Place[]): void {
    const left = this.#places
      .slice(1)
      .filter((place) => !places.some((other) => placeName(other) === placeName(place)));
    // A screen's own first view remembers its selection for good; what was opened from it starts anew next time.
    for (const place of left) if (place.key !== '') this.#memory.delete(placeName(place));
    this.#places = places;
    for (const listener of [...this.#listeners]) listener();
  }
}
