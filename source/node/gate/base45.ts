/**
 * Base45 (RFC 9285), the text that a QR code holds best: two bytes are three characters of its alphanumeric mode. The
 * packages for it take what is not canonical, or bring a Buffer everywhere; it is short.
 */
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** Characters that a text in base45 is made of. */
export function isBase45(text: string): boolean {
  return [...text].every((character) => alphabet.includes(character));
}

/** Bytes as text, half as long again. */
export function toBase45(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const [first = 0, second] = bytes.subarray(at, at + 2);
    const value = second === undefined ? first : first * 256 + second;
    text += digits(value, second === undefined ? 2 : 3);
  }
  return text;
}

/** The least significant first. */
function digits(value: number, count: number): string {
  let text = '';
  for (let rest = value, place = 0; place < count; place++) {
    text += alphabet[rest % 45];
    rest = Math.floor(rest / 45);
  }
  return text;
}

/** The bytes of a text, at most `limit` of them; nothing where it is no base45 or has more. */
export function fromBase45(text: string, limit: number): Uint8Array | undefined {
  const groups = Math.floor(text.length / 3);
  const rest = text.length % 3;
  const size = 2 * groups + (rest === 2 ? 1 : 0);
  if (rest === 1 || size > limit) return undefined;
  const bytes = new Uint8Array(size);
  for (let group = 0; group < groups; group++) {
    const value = numberOf(text.slice(3 * group, 3 * group + 3));
    if (value === undefined || value > 0xffff) return undefined;
    bytes[2 * group] = value >> 8;
    bytes[2 * group + 1] = value & 0xff;
  }
  if (rest === 2) {
    const value = numberOf(text.slice(-2));
    if (value === undefined || value > 0xff) return undefined;
    bytes[size - 1] = value;
  }
  return bytes;
}

function numberOf(characters: string): number | undefined {
  let value = 0;
  for (let at = characters.length - 1; at >= 0; at--) {
    const digit = alphabet.indexOf(characters.charAt(at));
    if (digit < 0) return undefined;
    value = 45 * value + digit;
  }
  return value;
}
