const esc = '\u001b';
const pasteStart = `${esc}[200~`;
const pasteEnd = `${esc}[201~`;

/** Stands for a single Esc: given as one character, Ink need not wait whether more of a sequence follows. */
export const escapeMark = '\ue01b';

/** Stands for F1, a key that Ink reads but gives no name. */
export const helpMark = '\ue0f1';

const helpSequences = new Set([`${esc}OP`, `${esc}[11~`, `${esc}[[A`, `${esc}[P`]);

/** Splits what a terminal sends into keys, each whole: a character, an escape sequence, or a bracketed paste. */
export interface KeySplitter {
  /** Keys that are complete after this text; an unfinished sequence stays for the next text. */
  push(text: string): string[];
  /** Whether what stays is, so far, a single Esc or the beginning of a sequence that may be one. */
  readonly undecided: boolean;
  /** No more came in time: what stayed is an Esc key (and what followed it). */
  flush(): string[];
}

export function createKeySplitter(): KeySplitter {
  let kept = '';
  return {
    push(text) {
      const input = kept + text;
      const keys: string[] = [];
      let at = 0;
      while (at < input.length) {
        const key = keyAt(input, at);
        if (key === undefined) break;
        keys.push(named(key));
        at += key.length;
      }
      kept = input.slice(at);
      return keys;
    },
    get undecided() {
      return kept.startsWith(esc) && !kept.startsWith(pasteStart);
    },
    flush() {
      const rest = kept;
      kept = '';
      return rest === '' ? [] : [escapeMark, ...rest.slice(1)];
    },
  };
}

function named(key: string): string {
  if (key === esc) return escapeMark;
  return helpSequences.has(key) ? helpMark : key;
}

/** The key at a position, or nothing while its end has not come. */
function keyAt(input: string, at: number): string | undefined {
  if (input[at] !== esc) {
    // Not by `codePointAt`: compiled, V8 lets it look behind the end of a part that was cut out of a longer text.
    if (!isFirstHalf(input.charCodeAt(at))) return input.slice(at, at + 1);
    // The first half of a character outside of the basic plane: its other half may come with the next text.
    if (at + 1 === input.length) return undefined;
    return input.slice(at, isSecondHalf(input.charCodeAt(at + 1)) ? at + 2 : at + 1);
  }
  if (input.startsWith(pasteStart, at)) {
    const end = input.indexOf(pasteEnd, at + pasteStart.length);
    return end < 0 ? undefined : input.slice(at, end + pasteEnd.length);
  }
  const introducer = input[at + 1];
  if (introducer === undefined) return undefined;
  if (introducer === '[') return sequence(input, at, at + 2);
  if (introducer === 'O') return at + 2 < input.length ? input.slice(at, at + 3) : undefined;
  // Anything else after Esc is a key of its own: no key here is typed with Alt, but Esc and a letter may come together.
  return esc;
}

function isFirstHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isSecondHalf(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** A control sequence: parameter and intermediate bytes, then one final byte (ECMA-48, 5.4). */
function sequence(input: string, start: number, parameters: number): string | undefined {
  let at = parameters;
  // The Linux console sends F1 to F5 as Esc [ [ A to E.
  if (input[at] === '[') at += 1;
  for (; at < input.length; at += 1) {
    const code = input.charCodeAt(at);
    // A mouse in its oldest form: M, and then three characters that are no keys.
    if (input[at] === 'M' && at === parameters) return at + 3 < input.length ? input.slice(start, at + 4) : undefined;
    if (code >= 0x40 && code <= 0x7e) return input.slice(start, at + 1);
    if (code < 0x20 || code > 0x3f) return esc;
  }
  return undefined;
}
