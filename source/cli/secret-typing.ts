/** Arrows and the like, which a passphrase has no use for. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are what is looked for here
const sequences = /\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])/g;

/** A line that is typed on a terminal which shows nothing by itself: dots appear in the place of letters. */
export class SecretTyping {
  readonly #write: (text: string) => void;
  #typed: readonly string[] = [];
  /** Keys behind the end of the line. */
  rest = '';

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Takes keys. Gives the line once Enter ends it, or `stop` for Ctrl-C and Ctrl-D. */
  take(keys: string): { line: string } | 'stop' | undefined {
    const each = [...keys.replace(sequences, '')];
    this.rest = '';
    for (const [place, key] of each.entries()) {
      if (key === '\r' || key === '\n') {
        this.rest = each.slice(place + 1).join('');
        return { line: this.#typed.join('') };
      }
      if (key === '\u0003' || key === '\u0004') return 'stop';
      if (key === '\u007f' || key === '\b') this.#show(this.#typed.slice(0, -1));
      else if (key === '\u0015') this.#show([]);
      else if (key >= ' ') this.#show([...this.#typed, key]);
    }
    return undefined;
  }

  #show(typed: readonly string[]): void {
    this.#write('\b \b'.repeat(this.#typed.length) + '•'.repeat(typed.length));
    this.#typed = typed;
  }
}
