// biome-ignore lint/style/noRestrictedGlobals: nothing else makes such a string as fast; it never leaves this file
const copy = Buffer.alloc(4_096);

/**
 * Bytes as a string of as many characters, U+0000 to U+00FF: what maps are keyed by. It costs a third of what hex
 * does and is in the same order as the bytes. For keys and ids, not for what is longer than some thousand bytes.
 */
export function byteString(bytes: Uint8Array): string {
  if (bytes.length > copy.length) return String.fromCharCode(...bytes);
  copy.set(bytes);
  return copy.toString('latin1', 0, bytes.length);
}

/** {@link byteString} of the bytes behind a first part: one string, where joining two would cost each look-up more. */
export function byteStringBehind(first: Uint8Array, bytes: Uint8Array): string {
  copy.set(first);
  copy.set(bytes, first.length);
  return copy.toString('latin1', 0, first.length + bytes.length);
}

/** Puts the bytes behind a {@link byteString} into a buffer, from a place on. */
export function putBytes(into: Uint8Array, at: number, text: string): void {
  for (let place = 0; place < text.length; place++) into[at + place] = text.charCodeAt(place);
}

/** The bytes behind a {@link byteString}. */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place++) bytes[place] = text.charCodeAt(place);
  return bytes;
}

/** Two parts one behind the other, for keys and ids: without the checks that make joining any parts take five times as long. */
export function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
