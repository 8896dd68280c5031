import type { ExchangeView, Facade } from '../../node/facade.ts';
import type { Tone } from '../theme.ts';
import { toRefusal } from './refusal.ts';

/** Tells, wherever a person is, that somebody asks for a book and how a hand-over ended: it goes on without them. */
export class HandOvers {
  readonly #facade: Facade;
  readonly #say: (text: string, tone?: Tone) => void;
  /** What was said last of each. */
  readonly #said = new Map<string, string>();

  constructor(options: { facade: Facade; say: (text: string, tone?: Tone) => void }) {
    this.#facade = options.facade;
    this.#say = options.say;
  }

  /** Looks how a hand-over stands, and says what a person should hear of it, once. */
  async look(id: string): Promise<void> {
    try {
      const said = newsOf(await this.#facade.exchange({ id }));
      if (said === undefined || this.#said.get(id) === said.text) return;
      this.#said.set(id, said.text);
      this.#say(said.text, said.tone);
    } catch (thrown) {
      // What a fork took away, or is closed by now, is no news.
      if (toRefusal(thrown).code === 'INTERNAL') this.#say(toRefusal(thrown).message, 'bad');
    }
  }
}

function newsOf({ title, state, sides, reason, undecided }: ExchangeView): { text: string; tone?: Tone } | undefined {
  if (undecided) return { text: `Somebody asks for “${title}” of yours: Home (1) leads there`, tone: 'warn' };
  // Whoever only watched over it has other things to do.
  if (!sides.includes('requester') && !sides.includes('owner')) return undefined;
  if (state === 'done') {
    return sides.includes('requester')
      ? { text: `“${title}” is yours: Enter on its shelf reads it`, tone: 'good' }
      : { text: `“${title}” was handed over`, tone: 'good' };
  }
  return (state === 'void' || state === 'disputed') && reason !== null
    ? { text: `“${title}” stays where it was. ${reason}`, tone: 'warn' }
    : undefined;
}
