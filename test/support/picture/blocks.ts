import type { Box } from './lines.ts';

/** A filled rectangle, with the share of its colour where it is a shade. */
export interface Area extends Box {
  readonly opacity: number;
}

/** Quarters of U+2596 to U+259F as bits: upper left 1, upper right 2, lower left 4, lower right 8. */
const quadrants = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14];

/** Dots of a braille glyph by bit: column and row in the grid of 2 by 4. */
const dots = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 0],
  [1, 1],
  [1, 2],
  [0, 3],
  [1, 3],
] as const;

function part(box: Box, left: number, top: number, width: number, height: number, opacity = 1): Area {
  return {
    x: box.x + left * box.width,
    y: box.y + top * box.height,
    width: width * box.width,
    height: height * box.height,
    opacity,
  };
}

/** The areas of a block element (U+2580 to U+259F) in its cell, or nothing where the glyph is none. */
export function blockAreas(glyph: string, box: Box): Area[] | undefined {
  const code = glyph.codePointAt(0) ?? 0;
  if (code < 0x2580 || code > 0x259f) return undefined;
  if (code === 0x2580) return [part(box, 0, 0, 1, 0.5)];
  if (code <= 0x2588) return [part(box, 0, 1 - (code - 0x2580) / 8, 1, (code - 0x2580) / 8)];
  if (code <= 0x258f) return [part(box, 0, 0, (0x2590 - code) / 8, 1)];
  if (code === 0x2590) return [part(box, 0.5, 0, 0.5, 1)];
  if (code <= 0x2593) return [part(box, 0, 0, 1, 1, (code - 0x2590) * 0.22)];
  if (code === 0x2594) return [part(box, 0, 0, 1, 1 / 8)];
  if (code === 0x2595) return [part(box, 7 / 8, 0, 1 / 8, 1)];
  const bits = quadrants[code - 0x2596] ?? 0;
  return [0, 1, 2, 3]
    .filter((bit) => bits & (1 << bit))
    .map((bit) => part(box, (bit % 2) / 2, bit >> 1 ? 0.5 : 0, 0.5, 0.5));
}

/** Centres of the dots of a braille glyph (U+2800 to U+28FF) in its cell, evenly spread over neighbouring cells too. */
export function brailleDots(glyph: string, box: Box): { readonly x: number; readonly y: number }[] | undefined {
  const code = glyph.codePointAt(0) ?? 0;
  if (code < 0x2800 || code > 0x28ff) return undefined;
  return dots
    .filter((_, bit) => (code - 0x2800) & (1 << bit))
    .map(([column, row]) => ({
      x: box.x + ((column * 2 + 1) / 4) * box.width,
      y: box.y + ((row * 2 + 1) / 8) * box.height,
    }));
}
