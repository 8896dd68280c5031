/** Bits of the eight dots of a braille character (U+2800 and on), by column and row. */
const dots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/** A grid of dots, two by four to a character. */
export class BrailleCanvas {
  readonly width: number;
  readonly height: number;
  readonly #cells: Uint8Array;

  /** @param columns characters across @param rows characters down */
  constructor(columns: number, rows: number) {
    this.width = Math.max(0, columns) * 2;
    this.height = Math.max(0, rows) * 4;
    this.#cells = new Uint8Array(Math.max(0, columns) * Math.max(0, rows));
  }

  /** Sets a dot; `y` counts from the top. What lies outside is not drawn. */
  set(x: number, y: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const cell = (y >> 2) * (this.width / 2) + (x >> 1);
    this.#cells[cell] = (this.#cells[cell] ?? 0) | (dots[x & 1]?.[y & 3] ?? 0);
  }

  /** A straight line of dots (Bresenham). */
  line(fromX: number, fromY: number, toX: number, toY: number): void {
    const stepX = Math.sign(toX - fromX);
    const stepY = Math.sign(toY - fromY);
    const wide = Math.abs(toX - fromX);
    const high = Math.abs(toY - fromY);
    let [x, y, error] = [fromX, fromY, wide - high];
    for (let count = 0; count <= wide + high; count += 1) {
      this.set(x, y);
      if (x === toX && y === toY) return;
      const doubled = 2 * error;
      if (doubled > -high) {
        error -= high;
        x += stepX;
      }
      if (doubled < wide) {
        error += wide;
        y += stepY;
      }
    }
  }

  /** The characters, row by row; a cell without dots is a blank. */
  rows(): string[][] {
    const columns = this.width / 2;
    return Array.from({ length: this.height / 4 }, (_, row) =>
      Array.from({ length: columns }, (_unused, column) => {
        const bits = this.#cells[row * columns + column] ?? 0;
        return bits === 0 ? ' ' : String.fromCodePoint(0x2800 + bits);
      }),
    );
  }
}
