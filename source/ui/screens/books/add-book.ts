import { textField } from '../../../ledger/field-kinds.ts';
import { add } from '../../../ledger/registries/books/shelf.ts';
import type { Status } from '../../../node/facade.ts';
import { type AnyField, type FormLine, formLines, signerPath } from '../../forms/form-lines.ts';
import type { FormState } from '../../forms/form-state.ts';
import { operations } from '../../forms/operations.ts';
import { bytes } from '../../text/format.ts';

/** Bytes of a text that is typed, at most: a line of a form is no place for a book of a thousand pages. */
const typedLimit = 8_000;

const valueField = textField('Text', typedLimit) as AnyField;

/** What the ledger takes of a book, by the form's own lines for it. */
const declared: ReadonlySet<string> = new Set([signerPath, 'title', 'isbn']);

/** A file that was read for the form: by the path that stood there then. */
export interface Chosen {
  readonly path: string;
  readonly content: Uint8Array;
}

/** The operation that puts a book on the ledger. */
export const addition = operations.named(add.name);

/** The lines of the form: what the ledger takes, then the content, typed or as a file. */
export function addLines(status: Status, chosen: Chosen | undefined): FormLine[] {
  if (addition === undefined) return [];
  const own = formLines(addition, status, { texts: {} }).filter(({ path }) => declared.has(path));
  const text = { kind: 'text', choices: [], optional: true } as const;
  return [
    ...own,
    {
      ...{ ...text, path: 'value', label: 'Text', field: valueField },
      help: 'what stands in the book: a value, a poem, a page; or leave it empty, and name a file',
    },
    {
      ...{ ...text, path: 'file', label: 'or a file' },
      help: 'where it lies, like ~/Documents/book.pdf; any file of up to 1 MiB',
      beside: (path) => (chosen?.path === path.trim() ? bytes(chosen.content.length) : ''),
    },
  ];
}

/** What stands on a line. */
export function lineText({ texts }: FormState, path: string): string {
  return texts[path]?.text.trim() ?? '';
}

/** A typed text as it stands in the book: the mark between paragraphs becomes a blank line. */
export function typedContent(text: string): Uint8Array {
  return new TextEncoder().encode(text.replaceAll(/ *¶ */g, '\n\n'));
}
