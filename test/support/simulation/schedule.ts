import { startTime } from '../node.ts';

interface Event {
  readonly at: number;
  readonly run: () => void;
}

/** The one clock of a simulation, and all that will happen, in order. */
export class Schedule {
  #now = startTime;
  /** Soonest last; what is due at one time happens in the order in which it was planned. */
  readonly #events: Event[] = [];

  get now(): number {
    return this.#now;
  }

  /** Plans something; the returned function takes it back. */
  after(milliseconds: number, run: () => void): () => void {
    const event = { at: this.#now + Math.max(0, milliseconds), run };
    let from = 0;
    for (let to = this.#events.length; from < to; ) {
      const middle = (from + to) >>> 1;
      if ((this.#events[middle]?.at ?? 0) > event.at) from = middle + 1;
      else to = middle;
    }
    this.#events.splice(from, 0, event);
    return () => {
      const place = this.#events.indexOf(event);
      if (place >= 0) this.#events.splice(place, 1);
    };
  }

  /** Plans something again and again, until the returned function is called. */
  every(milliseconds: number, run: () => void): () => void {
    let cancel = (): void => undefined;
    const plan = (): void => {
      cancel = this.after(milliseconds, () => {
        plan();
        run();
      });
    };
    plan();
    return () => cancel();
  }

  /** When the next thing happens, if that is not after `end`. */
  nextBy(end: number): number | undefined {
    const at = this.#events.at(-1)?.at;
    return at !== undefined && at <= end ? at : undefined;
  }

  /** Lets the next thing happen, and the clock stand where it does. */
  step(): void {
    const event = this.#events.pop();
    if (event === undefined) return;
    this.#now = event.at;
    event.run();
  }

  /** Moves the clock to a time before which nothing happens. */
  passTo(end: number): void {
    this.#now = Math.max(this.#now, end);
  }
}
