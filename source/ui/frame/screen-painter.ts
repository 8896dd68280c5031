/** Between these two a terminal keeps showing the frame before, so that nobody sees half of one. */
const begin = '\u001b[?2026h';
const finish = '\u001b[?2026l';

/**
 * Puts frames on the terminal: only the lines that changed, each at its place. Ink would take every line apart into
 * characters on each frame, which costs most of what a key takes in a large terminal.
 */
export class ScreenPainter {
  readonly #write: (text: string) => void;
  #shown: readonly string[] = [];

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Draws a frame; `whole`: also the lines that did not change. */
  draw(lines: readonly string[], whole = false): void {
    const changed = lines.flatMap((line, index) =>
      whole || line !== this.#shown[index] ? [`\u001b[${index + 1};1H\u001b[K${line}`] : [],
    );
    this.#shown = lines;
    // The cursor rests in the first row: whatever else is written there moves nothing.
    if (changed.length > 0) this.#write(`${begin}${changed.join('')}\u001b[H${finish}`);
  }

  /** The terminal no longer shows what was drawn: empties it, and the next frame is drawn whole. */
  clear(): void {
    this.#shown = [];
    this.#write('\u001b[2J\u001b[H');
  }
}
