import { characterOf } from '../input/key-name.ts';
import { type Row, row, type Span, span } from '../text/row.ts';
import { charactersOf, cleanInput, widthOf } from '../text/width.ts';

/** What is typed in one field. `cursor` counts characters as a person counts them. */
export interface TextInput {
  readonly text: string;
  readonly cursor: number;
  /** What stands there was not typed: the first character takes its place, any other key edits it. */
  readonly prefilled?: true;
}

/** A field with a text in it, the cursor behind it. */
export function textInput(text = ''): TextInput {
  return { text, cursor: charactersOf(text).length };
}

/** A field with a text in it that the first character replaces. */
export function prefilledInput(text = ''): TextInput {
  return text === '' ? textInput() : { ...textInput(text), prefilled: true };
}

/** The field after a key; nothing where the key is none of a text field's. */
export function typed(input: TextInput, name: string): TextInput | undefined {
  const character = characterOf(name);
  if (character !== undefined) return inserted(input, character);
  const characters = charactersOf(input.text);
  const at = Math.min(input.cursor, characters.length);
  const moved = (cursor: number) => ({ text: input.text, cursor: Math.max(0, Math.min(characters.length, cursor)) });
  const without = (from: number, until: number) => ({
    text: [...characters.slice(0, from), ...characters.slice(until)].join(''),
    cursor: from,
  });
  switch (name) {
    case 'left':
      return moved(at - 1);
    case 'right':
      return moved(at + 1);
    case 'home':
    case 'ctrl-a':
      return moved(0);
    case 'end':
    case 'ctrl-e':
      return moved(characters.length);
    case 'backspace':
      return at > 0 ? without(at - 1, at) : moved(at);
    case 'delete':
      return at < characters.length ? without(at, at + 1) : moved(at);
    case 'ctrl-u':
      return without(0, at);
    case 'ctrl-k':
      return { text: characters.slice(0, at).join(''), cursor: at };
    case 'ctrl-w': {
      let from = at;
      while (from > 0 && characters[from - 1] === ' ') from -= 1;
      while (from > 0 && characters[from - 1] !== ' ') from -= 1;
      return without(from, at);
    }
    default:
      return undefined;
  }
}

/** The field after a text came in at the cursor, typed or pasted; line breaks become blanks, the last one goes. */
export function inserted(input: TextInput, text: string): TextInput {
  const characters = input.prefilled ? [] : charactersOf(input.text);
  const at = Math.min(input.cursor, characters.length);
  const added = cleanInput(text.replace(/[\r\n]+$/, ''));
  const before = characters.slice(0, at).join('') + added;
  return { text: before + characters.slice(at).join(''), cursor: charactersOf(before).length };
}

/** The field in exactly `width` columns; the part around the cursor where the text is longer. */
export function textInputRow(input: TextInput, width: number, focused: boolean): Row {
  const characters = charactersOf(input.text);
  const cursor = Math.min(input.cursor, characters.length);
  let start = 0;
  while (start < cursor && widthOf(characters.slice(start, cursor).join('')) > width - 2) start += 1;
  const pieces: Span[] = [];
  let used = 0;
  if (start > 0 && width > 3) {
    // Something stands before what is shown.
    pieces.push({ text: '…' });
    used = 1;
    start = Math.min(cursor, start + 1);
  }
  for (let index = start; index <= characters.length; index += 1) {
    const character = characters[index] ?? ' ';
    if (index === characters.length && !(focused && cursor === index)) break;
    const wide = widthOf(character);
    if (used + wide > width) {
      // A cluster wider than the rest of the field: the cursor still has to be seen.
      if (focused && index === cursor && used < width) {
        pieces.push({ text: '…', inverse: true });
        used += 1;
      }
      break;
    }
    const marked = index === cursor || (input.prefilled && index < characters.length);
    pieces.push(focused && marked ? { text: character, inverse: true } : span(character));
    used += wide;
  }
  return row(...pieces, ' '.repeat(Math.max(0, width - used)));
}
