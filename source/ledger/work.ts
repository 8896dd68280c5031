/** The compact form of a 256-bit number: one byte of length, three of mantissa, as Bitcoin's `nBits`. */
export type Bits = number;

const maximumTarget = (1n << 256n) - 1n;

/** The target that `bits` stand for; 0 where they are negative, zero or too large for 256 bits. */
export function targetOf(bits: Bits): bigint {
  const size = bits >>> 24;
  const mantissa = BigInt(bits & 0x007fffff);
  if ((bits & 0x00800000) !== 0 || mantissa === 0n) return 0n;
  const target = size <= 3 ? mantissa >> BigInt(8 * (3 - size)) : mantissa << BigInt(8 * (size - 3));
  return target > maximumTarget ? 0n : target;
}

/** The canonical compact form of a target, cut to 23 bits of mantissa. */
export function bitsOf(target: bigint): Bits {
  let size = Math.ceil(target.toString(2).length / 8);
  if (target === 0n) return 0;
  let mantissa = Number(size <= 3 ? target << BigInt(8 * (3 - size)) : target >> BigInt(8 * (size - 3)));
  // The top bit of the mantissa is a sign: a number that would set it takes one more byte of length.
  if (mantissa & 0x00800000) {
    mantissa >>>= 8;
    size++;
  }
  return ((size << 24) | mantissa) >>> 0;
}

/** Hashes that a block of this target takes on average: 2^256 / (target + 1). */
export function workOf(bits: Bits): bigint {
  return (1n << 256n) / (targetOf(bits) + 1n);
}

/** The bits under which a block takes `hashes` hashes on average. */
export function bitsForWork(hashes: bigint): Bits {
  const target = (1n << 256n) / hashes - 1n;
  return bitsOf(target > maximumTarget ? maximumTarget : target);
}

/** Whether a block id, read as a big-endian number, is at most the target. */
export function meetsTarget(id: Uint8Array, target: bigint): boolean {
  let value = 0n;
  for (const byte of id) value = (value << 8n) | BigInt(byte);
  return value <= target;
}

/** Input of {@link asert}, named as in the published algorithm; times in any one unit. */
export interface AsertInput {
  /** Compact target of the anchor block. */
  readonly bits: Bits;
  /** Time of the last block less the time of the anchor's parent. */
  readonly timeDelta: number;
  /** Height of the last block less the height of the anchor. */
  readonly heightDelta: number;
  /** Usual time between two blocks. */
  readonly interval: number;
  /** Time by which a chain must be late for its target to double. */
  readonly halfLife: number;
  /** Compact form of the easiest target there is. */
  readonly limitBits: Bits;
}

/**
 * The target of the next block by aserti3-2d, in compact form. Integers only: the division by the half-life
 * truncates toward zero, the split into whole and fractional halvings floors.
 */
export function asert({ bits, timeDelta, heightDelta, interval, halfLife, limitBits }: AsertInput): Bits {
  const lateness = BigInt(timeDelta) - BigInt(interval) * (BigInt(heightDelta) + 1n);
  const exponent = (lateness * 65536n) / BigInt(halfLife);
  const shift = exponent >> 16n;
  const fraction = exponent & 0xffffn;
  // A cubic that follows 2^x between 0 and 1 within 0.013 %, in 16 bits of fixed point.
  const factor =
    65536n +
    ((195766423245049n * fraction + 971821376n * fraction ** 2n + 5127n * fraction ** 3n + (1n << 47n)) >> 48n);
  const limit = targetOf(limitBits);
  const scaled = targetOf(bits) * factor;
  const places = shift - 16n;
  // A shift that leaves 256 bits is past every limit; it must not be tried, it could fill the memory.
  if (places > 256n) return limitBits;
  const target = places < 0n ? scaled >> -places : scaled << places;
  if (target === 0n) return bitsOf(1n);
  return target > limit ? limitBits : bitsOf(target);
}
