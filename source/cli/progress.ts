const width = 24;

/** One line on a terminal that says how far something is, and how long it still takes. */
export class ProgressLine {
  readonly #label: string;
  readonly #output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly #now: () => number;
  #start: number | undefined;

  /** @param now milliseconds of any clock */
  constructor(label: string, output: NodeJS.WritableStream & { readonly isTTY?: boolean }, now: () => number) {
    this.#label = label;
    this.#output = output;
    this.#now = now;
  }

  /** Shows a share from 0 to 1; where no terminal is, nobody waits for it. */
  show(share: number): void {
    if (this.#output.isTTY !== true) return;
    this.#start ??= this.#now();
    this.#output.write(`\r${progressText(this.#label, share, this.#now() - this.#start)}\u001b[K`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#start !== undefined) this.#output.write('\r\u001b[K');
    this.#start = undefined;
  }
}

/** `Working ██████░░░░  62 %, 1 s left` after so many milliseconds. */
export function progressText(label: string, share: number, elapsed: number): string {
  const full = Math.round(share * width);
  const left = share > 0.02 ? `, ${Math.ceil((elapsed * (1 - share)) / share / 1_000)} s left` : '';
  return `${label} ${'█'.repeat(full)}${'░'.repeat(width - full)} ${String(Math.round(share * 100)).padStart(3)} %${left}`;
}
