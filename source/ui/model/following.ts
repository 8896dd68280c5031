import type { EntryPlace, Facade } from '../../node/facade.ts';
import { thousands } from '../text/format.ts';
import type { Tone } from '../theme.ts';
import { toRefusal } from './refusal.ts';

interface Followed {
  readonly id: string;
  /** The operation in plain words. */
  readonly label: string;
  said: string;
}

/** From this depth an entry is no longer followed: its fate is on every screen that shows it. */
const deepEnough = 3;

/** Tells what becomes of the entries that this terminal signed: of the newest only, and how many there are. */
export class Following {
  readonly #facade: Facade;
  readonly #say: (text: string, tone?: Tone) => void;
  readonly #followed = new Map<string, Followed>();
  #looking = false;
  #again = false;

  constructor(options: { facade: Facade; say: (text: string, tone?: Tone) => void }) {
    this.#facade = options.facade;
    this.#say = options.say;
  }

  /** Follows an entry from now until it is deep enough. `held`: why no block will come for it as things are. */
  follow(id: string, label: string, held?: string): void {
    this.#followed.set(id, { id, label, said: 'Waiting for a block' });
    if (held === undefined) this.#say(`${label}: signed. Waiting for a block${this.#count()}`, 'next');
    else this.#say(`${label}: signed. Waiting: ${held}`, 'warn');
  }

  /** Looks where the followed entries stand and says what changed. */
  async look(): Promise<void> {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = true;
    do {
      this.#again = false;
      for (const entry of [...this.#followed.values()]) await this.#lookAt(entry);
    } while (this.#again);
    this.#looking = false;
  }

  async #lookAt(entry: Followed): Promise<void> {
    try {
      const { place } = await this.#facade.transaction({ id: entry.id });
      const words = placeInWords(place);
      const isNewest = [...this.#followed.keys()].at(-1) === entry.id;
      if (words !== entry.said && isNewest) {
        this.#say(`${entry.label}: ${lowerFirst(words)}${this.#count()}`, place.state === 'waiting' ? 'next' : 'good');
      }
      entry.said = words;
      if (place.state === 'in block' && place.depth >= deepEnough) this.#followed.delete(entry.id);
    } catch (thrown) {
      const { code, message, data } = toRefusal(thrown);
      // The node says itself what becomes of it; from here on the entry that stands for it is followed.
      if (code === 'NUMBER_CONTESTED' && typeof data.id === 'string') {
        if (data.id !== entry.id) this.#replace(entry, data.id);
        return;
      }
      this.#followed.delete(entry.id);
      this.#say(`${entry.label}: left without a block. ${message}`, 'bad');
    }
  }

  #replace(entry: Followed, id: string): void {
    this.#followed.delete(entry.id);
    this.#followed.set(id, { id, label: entry.label, said: 'Waiting for a block' });
  }

  /** `, the newest of 3`, where more than one is followed. */
  #count(): string {
    return this.#followed.size > 1 ? `, the newest of ${thousands(this.#followed.size)}` : '';
  }
}

/** "Waiting for a block" -> "In block 9" -> "3 deep". */
export function placeInWords(place: EntryPlace): string {
  if (place.state === 'waiting') return 'Waiting for a block';
  return place.depth < 2 ? `In block ${thousands(place.height)}` : `${thousands(place.depth)} deep`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
