/** Letters of five by seven points: seven rows, each five bits in hex, the leftmost point the highest. */
const font: Readonly<Record<string, string>> = {
  A: '0e 11 11 1f 11 11 11',
  B: '1e 11 11 1e 11 11 1e',
  C: '0f 10 10 10 10 10 0f',
  D: '1c 12 11 11 11 12 1c',
  E: '1f 10 10 1e 10 10 1f',
  F: '1f 10 10 1e 10 10 10',
  G: '0f 10 10 13 11 11 0f',
  H: '11 11 11 1f 11 11 11',
  I: '1f 04 04 04 04 04 1f',
  J: '07 01 01 01 01 11 0e',
  K: '11 12 14 18 14 12 11',
  L: '10 10 10 10 10 10 1f',
  M: '11 1b 15 15 11 11 11',
  N: '11 19 15 15 13 11 11',
  O: '0e 11 11 11 11 11 0e',
  P: '1e 11 11 1e 10 10 10',
  Q: '0e 11 11 11 15 12 0d',
  R: '1e 11 11 1e 14 12 11',
  S: '0f 10 10 0e 01 01 1e',
  T: '1f 04 04 04 04 04 04',
  U: '11 11 11 11 11 11 0e',
  V: '11 11 11 11 11 0a 04',
  W: '11 11 11 15 15 1b 11',
  X: '11 11 0a 04 0a 11 11',
  Y: '11 11 0a 04 04 04 04',
  Z: '1f 01 02 04 08 10 1f',
  '✓': '00 01 02 14 08 00 00',
  '✗': '00 11 0a 04 0a 11 00',
  '!': '04 04 04 04 04 00 04',
};

/** Points of a letter. */
const [across, down] = [5, 7];

/** How large letters are drawn: columns of a point and of what lies between two letters; rows of a point. */
export interface LetterSize {
  readonly columns: number;
  readonly rows: number;
  readonly between: number;
}

/** Columns of a point, at most. */
const mostColumns = 12;

/** Every size that there is, the largest first: points are a little higher than wide, since there is more room that way. */
export const letterSizes: readonly LetterSize[] = Array.from({ length: mostColumns - 1 }, (_, place) => {
  const columns = mostColumns - place;
  return [columns, Math.ceil(columns / 2)].map((between) => ({
    columns,
    rows: Math.floor((3 * columns) / 4),
    between,
  }));
}).flat();

/** The largest letters of which so many fit; nothing where not even the smallest do. */
export function largestLetters(count: number, width: number, height: number): LetterSize | undefined {
  return letterSizes.find((size) => down * size.rows <= height && widthOfLetters(count, size) <= width);
}

function widthOfLetters(count: number, { columns, between }: LetterSize): number {
  return count * across * columns + Math.max(0, count - 1) * between;
}

/** A word in large letters, filled with blocks; capital letters, ✓, ✗ and ! can be drawn. */
export function largeLetters(word: string, { columns, rows, between }: LetterSize): string[] {
  const letters = [...word].map((letter) => (font[letter] ?? '').split(' ').map((row) => Number.parseInt(row, 16)));
  return Array.from({ length: down }, (_, line) => {
    const points = letters.map((letter) => {
      const bits = letter[line] ?? 0;
      return Array.from({ length: across }, (_unused, place) => {
        return ((bits >> (across - 1 - place)) & 1 ? '█' : ' ').repeat(columns);
      }).join('');
    });
    return points.join(' '.repeat(between));
  }).flatMap((line) => Array.from({ length: rows }, () => line));
}
