/**
 * Rows of the published aserti3-2d test vectors (Bitcoin Cash, runs 1 to 10), as height, time, bits of the next block.
 * The runs use an interval of 600 s, a half-life of two days and the limit 0x1d00ffff.
 */
export interface AsertRun {
  readonly run: string;
  readonly anchorHeight: bigint;
  /** Time of the anchor's parent. */
  readonly anchorParentTime: number;
  readonly anchorBits: number;
  readonly rows: readonly (readonly [height: bigint, time: number, bits: number])[];
}

export const asertInterval = 600;
export const asertHalfLife = 172_800;
export const asertLimitBits = 0x1d00ffff;

export const asertRuns: readonly AsertRun[] = [
  {
    run: '1: steady blocks at the limit',
    anchorHeight: 1n,
    anchorParentTime: 0,
    anchorBits: 0x1d00ffff,
    rows: [
      [2n, 1200, 0x1d00ffff],
      [3n, 1800, 0x1d00ffff],
      [11n, 6600, 0x1d00ffff],
    ],
  },
  {
    run: '2: steady blocks at an arbitrary target',
    anchorHeight: 1n,
    anchorParentTime: 0,
    anchorBits: 0x1a2b3c4d,
    rows: [
      [2n, 1200, 0x1a2b3c4d],
      [6n, 3600, 0x1a2b3c4d],
      [11n, 6600, 0x1a2b3c4d],
    ],
  },
  {
    run: '3: steady blocks at the smallest target',
    anchorHeight: 1n,
    anchorParentTime: 0,
    anchorBits: 0x01010000,
    rows: [
      [2n, 1200, 0x01010000],
      [11n, 6600, 0x01010000],
    ],
  },
  {
    run: '4: from the smallest target, doubling at each block up to the limit',
    anchorHeight: 1n,
    anchorParentTime: 0,
    anchorBits: 0x01010000,
    rows: [
      [2n, 174000, 0x01020000],
      [3n, 347400, 0x01040000],
      [7n, 1041000, 0x01400000],
      [8n, 1214400, 0x02008000],
      [15n, 2428200, 0x02400000],
      [16n, 2601600, 0x03008000],
      [23n, 3815400, 0x03400000],
      [24n, 3988800, 0x04008000],
      [39n, 6589800, 0x05400000],
      [128n, 22022400, 0x11008000],
      [200n, 34507200, 0x1a008000],
      [223n, 38495400, 0x1c400000],
      [224n, 38668800, 0x1d008000],
      [225n, 38842200, 0x1d00ffff],
      [226n, 39015600, 0x1d00ffff],
    ],
  },
  {
    run: '5: from the limit, halving at each block down to 1, time standing still',
    anchorHeight: 1n,
    anchorParentTime: 0,
    anchorBits: 0x1d00ffff,
    rows: [
      [2n, 0, 0x1d00fec5],
      [290n, 0, 0x1c7f62c0],
      [578n, 0, 0x1c3fb160],
      [2306n, 0, 0x1c00fec5],
      [2594n, 0, 0x1b7f62c0],
      [28514n, 0, 0x101fd8b0],
      [55298n, 0, 0x0500fec5],
      [57890n, 0, 0x037f62c0],
      [59906n, 0, 0x0300fec5],
      [60194n, 0, 0x027f6200],
      [62210n, 0, 0x0200fe00],
      [62498n, 0, 0x017f0000],
      [62786n, 0, 0x013f0000],
      [63938n, 0, 0x01030000],
      [64226n, 0, 0x01010000],
      [64514n, 0, 0x01010000],
    ],
  },
  {
    run: '6: random times at a steady speed',
    anchorHeight: 1n,
    anchorParentTime: 0,
    anchorBits: 0x1802aee8,
    rows: [
      [2n, 1200, 0x1802aee8],
      [3n, 1310, 0x1802ad91],
      [4n, 1327, 0x1802abf8],
      [9n, 7099, 0x1802b39c],
      [10n, 7099, 0x1802b1f2],
      [22n, 18902, 0x1802bed6],
      [100n, 63111, 0x1802b78d],
      [300n, 189476, 0x1802c992],
      [552n, 338121, 0x1802c249],
      [619n, 376992, 0x1802be86],
      [926n, 545123, 0x180292b2],
      [980n, 573333, 0x180287ba],
      [1001n, 589738, 0x180291ad],
    ],
  },
  {
    run: '8: random times while the speed falls, up to the limit',
    anchorHeight: 1n,
    anchorParentTime: 0,
    anchorBits: 0x1802aee8,
    rows: [
      [12n, 9595, 0x1802b58d],
      [64n, 138133, 0x180400bd],
      [155n, 709105, 0x181fc36f],
      [186n, 1073114, 0x187ef4ed],
      [187n, 1078358, 0x19008158],
      [300n, 2967070, 0x1a02ef2a],
      [352n, 3950808, 0x1b0085ea],
      [425n, 5352914, 0x1b79926b],
      [426n, 5430357, 0x1c00a57c],
      [480n, 6774168, 0x1c7c75fc],
      [481n, 6842136, 0x1d00a31a],
      [484n, 6930238, 0x1d00e688],
      [485n, 6993399, 0x1d00ffff],
      [501n, 7462933, 0x1d00ffff],
    ],
  },
  {
    run: '9: across the largest signed 32-bit height',
    anchorHeight: 2147483642n,
    anchorParentTime: 1234567290,
    anchorBits: 0x1802aee8,
    rows: [
      [2147483643n, 1234568190, 0x1802ae16],
      [2147483647n, 1234569390, 0x1802aacd],
      [2147483648n, 1234569690, 0x1802a9fa],
      [2147483652n, 1234570890, 0x1802a6b7],
    ],
  },
  {
    run: '10: across the largest signed 64-bit height and signed 32-bit time',
    anchorHeight: 9223372036854775802n,
    anchorParentTime: 2147483047,
    anchorBits: 0x1802aee8,
    rows: [
      [9223372036854775803n, 2147484547, 0x1802afbb],
      [9223372036854775807n, 2147488147, 0x1802b30e],
      [9223372036854775808n, 2147489047, 0x1802b3e5],
      [9223372036854775812n, 2147492647, 0x1802b73d],
    ],
  },
];
