import type { Colour } from '../cells.ts';

/** Colours of the window and of the 16 that a terminal's user chooses. */
export const palette = {
  background: '#14161c',
  frame: '#2b2f3a',
  title: '#79808f',
  foreground: '#ced3de',
  // black, red, green, yellow, blue, magenta, cyan, white; then the bright ones
  ansi: [
    '#3a3f4b',
    '#f2777f',
    '#8fce7c',
    '#e5bf72',
    '#75aef5',
    '#c792ea',
    '#6fd3dd',
    '#ced3de',
    '#6b7282',
    '#ff9197',
    '#a9e396',
    '#f5d592',
    '#97c4ff',
    '#d9b0f5',
    '#93e6ee',
    '#f4f6fa',
  ],
} as const;

function hex(...parts: readonly number[]): string {
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

function parts(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

/** Colour 16 to 255 of xterm's table: a cube of 6 by 6 by 6, then 24 greys. */
function indexed(index: number): string {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return hex(grey, grey, grey);
  }
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

/** A cell's colour as `#rrggbb`; `fallback` where the cell leaves it to the terminal. */
export function paint(colour: Colour, fallback: string): string {
  if (colour === 'default') return fallback;
  if (typeof colour === 'string') return colour;
  return palette.ansi[colour] ?? indexed(colour);
}

/** `share` of the first colour over the second. */
export function blend(over: string, under: string, share: number): string {
  const below = parts(under);
  return hex(...parts(over).map((part, index) => part * share + (below[index] ?? 0) * (1 - share)));
}
