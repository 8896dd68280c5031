import { crc32 } from 'node:zlib';
import { Scratch } from '../ledger/scratch.ts';

/**
 * The disk gave back something else than was written. Not a refusal: it says nothing about a block or an entry, and
 * whoever tries one after the other must stop here.
 */
export class StoreDamage extends Error {
  override readonly name = 'StoreDamage';
}

const sumSize = 4;

const sealing = new Scratch(1_024);

/**
 * A value with the CRC-32 of its key and itself: LevelDB reads its tables without looking at its own sums. The next call
 * uses the buffer again.
 */
export function sealRow(key: Uint8Array, value: Uint8Array): Uint8Array {
  const size = value.length + sumSize;
  const sealed = sealing.start(size);
  sealed.set(value);
  const sum = crc32(value, crc32(key));
  for (let place = 0; place < sumSize; place++) sealed[value.length + place] = sum >>> (24 - 8 * place);
  return sealed;
}

/**
 * The value that was sealed under a key.
 * @throws StoreDamage where key or value are not those that were written
 */
export function unsealRow(key: Uint8Array, sealed: Uint8Array): Uint8Array {
  const size = sealed.length - sumSize;
  if (size < 0) throw new StoreDamage('a row is cut short');
  // Not a Buffer, as LevelDB gives it: its `slice` would not copy.
  const value = new Uint8Array(sealed.buffer, sealed.byteOffset, size);
  const sum = crc32(value, crc32(key));
  for (let place = 0; place < sumSize; place++) {
    if (sealed[size + place] !== ((sum >>> (24 - 8 * place)) & 0xff))
      throw new StoreDamage('a row is not what was written');
  }
  return value;
}
