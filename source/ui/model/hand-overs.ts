import type { ExchangeView, Facade } from '../../node/facade.ts';
import { cut, widthOf } from '../text/width.ts';
import type { Tone } from '../theme.ts';
import { toRefusal } from './refusal.ts';

/** Tells, wherever a person is, that somebody asks for a book and how a hand-over ended: it goes on without them. */
export class HandOvers {
  readonly #facade: Facade;
  readonly #acting: () => string;
  readonly #say: (text: string, tone?: Tone) => void;
  /** How each stood when something was said of it last. */
  readonly #said = new Map<string, string>();
  /** Those that go on and have a side here that wants to hear how they end. */
  readonly #open = new Set<string>();

  /** @param options.acting the name that the terminal acts as: it may speak for both sides */
  constructor(options: { facade: Facade; acting: () => string; say: (text: string, tone?: Tone) => void }) {
    this.#facade = options.facade;
    this.#acting = options.acting;
    this.#say = options.say;
  }

  /** A block came: it may have ended one of which the owner's terminal has nothing more to do, and so says nothing. */
  async lookAll(): Promise<void> {
    for (const id of [...this.#open]) await this.look(id);
  }

  /** Looks how a hand-over stands, and says what a person should hear of it, once. */
  async look(id: string): Promise<void> {
    try {
      const view = await this.#facade.exchange({ id });
      const { names } = await this.#facade.status();
      const self = names.find(({ name }) => name === this.#acting())?.address;
      if (hasPart(view) && isOpen(view)) this.#open.add(id);
      else this.#open.delete(id);
      const said = newsOf(view, self);
      const standing = `${view.state} ${view.undecided === true}`;
      if (said === undefined || this.#said.get(id) === standing) return;
      this.#said.set(id, standing);
      this.#say(said.text, said.tone);
    } catch (thrown) {
      this.#open.delete(id);
      // What a fork took away, or is closed by now, is no news.
      if (toRefusal(thrown).code === 'INTERNAL') this.#say(toRefusal(thrown).message, 'bad');
    }
  }
}

function hasPart({ sides }: ExchangeView): boolean {
  return sides.includes('requester') || sides.includes('owner');
}

function isOpen({ state }: ExchangeView): boolean {
  return state !== 'done' && state !== 'void' && state !== 'disputed';
}

/** Columns of the message line: what is longer hides what stands above it. */
const lineMost = 76;

function newsOf(view: ExchangeView, self: string | undefined): { text: string; tone?: Tone } | undefined {
  const { state, sides, reason, undecided } = view;
  const name = `“${cut(view.title, 24)}”`;
  if (undecided) return { text: `Somebody asks for ${name} of yours: Home (1) leads there`, tone: 'warn' };
  // Whoever only watched over it has other things to do.
  if (!hasPart(view)) return undefined;
  if (state === 'done') {
    const isGiven = sides.includes('owner') && (view.owner === self || !sides.includes('requester'));
    return !isGiven
      ? { text: `${name} is yours: Enter on its shelf reads it`, tone: 'good' }
      : { text: `${name} was handed over`, tone: 'good' };
  }
  if (isOpen(view) || reason === null) return undefined;
  const stays = `${name} stays where it was`;
  const whole = `${stays}. ${reason}`;
  return { text: widthOf(whole) <= lineMost ? whole : `${stays}: screen 5, hand-overs, says why`, tone: 'warn' };
}
