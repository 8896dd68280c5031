import type { Row, Span } from '../../text/row.ts';
import { charactersOf, clean, widthOf } from '../../text/width.ts';
import type { Tone } from '../../theme.ts';

interface Cell {
  /** Empty in the second column of a wide character. */
  readonly text: string;
  readonly tone: Tone | undefined;
}

const empty: Cell = { text: ' ', tone: undefined };

/** One line of a drawing: characters are put at columns, later ones over earlier ones. */
export class Canvas {
  readonly #cells: Cell[];

  constructor(width: number) {
    this.#cells = Array.from({ length: Math.max(0, width) }, () => empty);
  }

  /** Puts a text at a column, as much of it as there is room for. */
  put(at: number, text: string, tone?: Tone): this {
    let x = at;
    for (const character of charactersOf(clean(text))) {
      const wide = widthOf(character);
      if (x < 0 || x + wide > this.#cells.length) break;
      this.#cells[x] = { text: character, tone };
      if (wide === 2) this.#cells[x + 1] = { text: '', tone };
      x += wide;
    }
    return this;
  }

  /** One character over and over, from a column up to before another. */
  fill(from: number, until: number, character: string, tone?: Tone): this {
    for (let x = from; x < until; x += 1) this.put(x, character, tone);
    return this;
  }

  /** What was drawn, in as few pieces as there are styles. */
  row(): Row {
    const pieces: Span[] = [];
    for (const { text, tone } of this.#cells) {
      const last = pieces.at(-1);
      const style = tone === undefined ? {} : { tone };
      if (last !== undefined && last.tone === tone) pieces[pieces.length - 1] = { ...style, text: last.text + text };
      else pieces.push({ ...style, text });
    }
    return pieces;
  }
}
