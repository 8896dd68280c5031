/**
 * U+2500 to U+257F: which arms a glyph has, as weights of up, right, down, left: 0 none, 1 light, 2 heavy, 3 double.
 * Dashed lines are not here: they are drawn as letters.
 */
const arms: Readonly<Record<string, string>> = {
  '─': '0101',
  '━': '0202',
  '│': '1010',
  '┃': '2020',
  '┌': '0110',
  '┍': '0210',
  '┎': '0120',
  '┏': '0220',
  '┐': '0011',
  '┑': '0012',
  '┒': '0021',
  '┓': '0022',
  '└': '1100',
  '┕': '1200',
  '┖': '2100',
  '┗': '2200',
  '┘': '1001',
  '┙': '1002',
  '┚': '2001',
  '┛': '2002',
  '├': '1110',
  '┝': '1210',
  '┞': '2110',
  '┟': '1120',
  '┠': '2120',
  '┡': '2210',
  '┢': '1220',
  '┣': '2220',
  '┤': '1011',
  '┥': '1012',
  '┦': '2011',
  '┧': '1021',
  '┨': '2021',
  '┩': '2012',
  '┪': '1022',
  '┫': '2022',
  '┬': '0111',
  '┭': '0112',
  '┮': '0211',
  '┯': '0212',
  '┰': '0121',
  '┱': '0122',
  '┲': '0221',
  '┳': '0222',
  '┴': '1101',
  '┵': '1102',
  '┶': '1201',
  '┷': '1202',
  '┸': '2101',
  '┹': '2102',
  '┺': '2201',
  '┻': '2202',
  '┼': '1111',
  '┽': '1112',
  '┾': '1211',
  '┿': '1212',
  '╀': '2111',
  '╁': '1121',
  '╂': '2121',
  '╃': '2112',
  '╄': '2211',
  '╅': '1122',
  '╆': '1221',
  '╇': '2212',
  '╈': '1222',
  '╉': '2122',
  '╊': '2221',
  '╋': '2222',
  '═': '0303',
  '║': '3030',
  '╔': '0330',
  '╗': '0033',
  '╚': '3300',
  '╝': '3003',
  '╠': '3330',
  '╣': '3033',
  '╦': '0333',
  '╩': '3303',
  '╬': '3333',
  '╴': '0001',
  '╵': '1000',
  '╶': '0100',
  '╷': '0010',
  '╸': '0002',
  '╹': '2000',
  '╺': '0200',
  '╻': '0020',
  '╼': '0201',
  '╽': '1020',
  '╾': '0102',
  '╿': '2010',
};

/** Rounded corners: the horizontal and the vertical direction they turn to. */
const rounded: Readonly<Record<string, readonly [number, number]>> = {
  '╭': [1, 1],
  '╮': [-1, 1],
  '╯': [-1, -1],
  '╰': [1, -1],
};

const diagonals: Readonly<Record<string, string>> = { '╱': '/', '╲': '\\', '╳': 'x' };

/** A cell's place and size in the picture. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line to stroke: an SVG path and its thickness. */
export interface Stroke {
  readonly path: string;
  readonly thickness: number;
}

const thin = 1.25;
const thick = 2.75;
/** Half the gap of a double line. */
const gap = 1.75;

/** A part of a line along one axis, with its weight. */
interface Arm {
  readonly weight: number;
  readonly from: number;
  readonly to: number;
}

/** One line through the cell where both arms weigh the same, else an arm each that goes over the middle by `reach`. */
function alongAxis(before: number, after: number, start: number, length: number, reach: number): Arm[] {
  const [middle, end] = [start + length / 2, start + length];
  if (before === after) return [{ weight: before, from: start, to: end }];
  return [
    { weight: before, from: start, to: middle + reach },
    { weight: after, from: middle - reach, to: end },
  ];
}

function strokes(arm: Arm, path: (arm: Arm, offset: number) => string): Stroke[] {
  if (arm.weight === 0) return [];
  const thickness = arm.weight === 2 ? thick : thin;
  return (arm.weight === 3 ? [-gap, gap] : [0]).map((offset) => ({ path: path(arm, offset), thickness }));
}

function straight(shape: string, { x, y, width, height }: Box): Stroke[] {
  const [up = 0, right = 0, down = 0, left = 0] = [...shape].map(Number);
  const weights = [up, right, down, left];
  // Arms of a corner end where the thickest line that crosses them does, so that no notch shows.
  const half = weights.includes(3) ? gap + thin / 2 : (weights.includes(2) ? thick : thin) / 2;
  const reach = weights.filter((weight) => weight > 0).length > 1 ? half : 0;
  const [middle, centre] = [x + width / 2, y + height / 2];
  return [
    ...alongAxis(up, down, y, height, reach).flatMap((arm) =>
      strokes(arm, ({ from, to }, offset) => `M${middle + offset} ${from}V${to}`),
    ),
    ...alongAxis(left, right, x, width, reach).flatMap((arm) =>
      strokes(arm, ({ from, to }, offset) => `M${from} ${centre + offset}H${to}`),
    ),
  ];
}

/** The lines of a box-drawing glyph in its cell, or nothing where the glyph is none. */
export function boxLines(glyph: string, box: Box): Stroke[] | undefined {
  const { x, y, width, height } = box;
  const shape = arms[glyph];
  if (shape !== undefined) return straight(shape, box);
  const turn = rounded[glyph];
  if (turn !== undefined) {
    const [right, down] = turn;
    const [middle, centre, radius] = [x + width / 2, y + height / 2, width / 2];
    const start = `M${middle + right * radius} ${centre}`;
    const bend = `Q${middle} ${centre} ${middle} ${centre + down * radius}`;
    return [{ path: `${start}${bend}V${down > 0 ? y + height : y}`, thickness: thin }];
  }
  const diagonal = diagonals[glyph];
  if (diagonal === undefined) return undefined;
  const up = { path: `M${x} ${y + height}L${x + width} ${y}`, thickness: thin };
  const fall = { path: `M${x} ${y}L${x + width} ${y + height}`, thickness: thin };
  return diagonal === 'x' ? [up, fall] : [diagonal === '/' ? up : fall];
}
