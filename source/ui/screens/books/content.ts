import { clean, widthOf, wrapWords } from '../../text/width.ts';

/** What a terminal acts on, besides line ends and tabs: a text with such characters is shown as bytes. */
const control =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly the characters that no text has.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/** The text that some bytes are, with plain line ends; nothing where they are no printable UTF-8. */
export function textOf(content: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(content);
    return control.test(text)
      ? undefined
      : text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').replaceAll('\t', '    ');
  } catch (thrown) {
    // Whatever else goes wrong is no matter of the bytes.
    if (!(thrown instanceof TypeError)) throw thrown;
    return undefined;
  }
}

/** The lines of a text, broken between words where they are too long; what stands in from the margin stays there. */
export function textLines(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => {
    const whole = clean(line).trimEnd();
    if (widthOf(whole) <= width) return [whole];
    const indent = /^ */.exec(whole)?.[0].slice(0, Math.floor(width / 2)) ?? '';
    return wrapWords(whole.trimStart(), width - indent.length).map((part) => indent + part);
  });
}

/** The first bytes of what people keep in files, as characters of one byte each, and the ending of such a file. */
const beginnings: readonly (readonly [string, string])[] = [
  ['\x89PNG\r\n', 'png'],
  ['\xff\xd8\xff', 'jpg'],
  ['GIF87a', 'gif'],
  ['GIF89a', 'gif'],
  ['%PDF-', 'pdf'],
  ['PK\x03\x04', 'zip'],
  ['\x1f\x8b', 'gz'],
  ['ID3', 'mp3'],
  ['OggS', 'ogg'],
  ['fLaC', 'flac'],
  ['BM', 'bmp'],
];

/** The ending that belongs to a content: `.txt` for a text, that of a known kind by its first bytes; else none. */
export function endingOf(content: Uint8Array): string {
  if (textOf(content) !== undefined) return '.txt';
  const head = String.fromCharCode(...content.subarray(0, 64));
  // An epub is a zip whose first file, not packed, says so.
  if (head.startsWith('PK') && head.includes('mimetypeapplication/epub+zip')) return '.epub';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return '.webp';
  const known = beginnings.find(([bytes]) => head.startsWith(bytes));
  return known === undefined ? '' : `.${known[1]}`;
}

/** Bytes that are shown of what is no text, at most. */
export const shownBytes = 256;

const perLine = 16;

/** The first bytes as a table: where, in hex, and as far as they are letters. */
export function hexLines(content: Uint8Array): string[] {
  const lines = Math.ceil(Math.min(shownBytes, content.length) / perLine);
  return Array.from({ length: lines }, (_, line) => {
    const bytes = content.subarray(line * perLine, Math.min((line + 1) * perLine, shownBytes));
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const letters = [...bytes].map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '·')).join('');
    return clean(`${(line * perLine).toString(16).padStart(4, '0')}  ${hex.padEnd(perLine * 3)} ${letters}`);
  });
}
