import { contentLimit, contentRefusals } from '../../ledger/registries/books/content.ts';
import { contentDisk } from '../contents.ts';
import type { Source } from './words.ts';

/**
 * The content of a new book as the node takes it: a text, or bytes in hex. A file is read here, because its path is from
 * the folder of whoever types it, and not from the node's.
 * @throws FILE_MISSING, FILE_UNREADABLE, CONTENT_EMPTY, CONTENT_TOO_LONG
 */
export async function givenContent(
  source: Source,
  input: AsyncIterable<Uint8Array | string>,
): Promise<Readonly<Record<string, string>>> {
  if (source.from === 'value') return { value: source.value };
  const bytes = source.from === 'file' ? contentDisk.read(source.path) : await piped(input);
  return { content: Buffer.from(bytes).toString('hex') };
}

async function piped(input: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of input) {
    const bytes = Buffer.from(piece);
    size += bytes.length;
    // What comes through a pipe may never end.
    if (size > contentLimit) throw contentRefusals.CONTENT_TOO_LONG({ size, most: contentLimit });
    pieces.push(bytes);
  }
  if (size === 0) throw contentRefusals.CONTENT_EMPTY();
  return Buffer.concat(pieces);
}
