import { bytesToHex } from '@noble/hashes/utils.js';
import { RefusedError } from '../../ledger/refusal.ts';
import { doorName } from '../../ledger/registries/tickets/holder.ts';
import { appendNames, namesDiskRefusals, namesLimit, readNames, replaceNames, sizeOfNames } from './names-disk.ts';

/**
 * The names behind the prints on tickets, as they were typed here. They never leave this machine: the ledger has their
 * prints alone, and the gate sees one when its holder shows it.
 */
export interface HolderNames {
  /** The name behind a print (32 bytes), where it was made here. */
  nameOf(print: Uint8Array): string | undefined;
  /** Keeps a name for its print; `name` as `doorName` gives it. */
  remember(print: Uint8Array, name: string): void;
}

/** The names kept in a file, or without one as long as the program runs. `tell` as for {@link NamesFile}. */
export function namesOf(file: string | undefined, tell: (text: string) => void): HolderNames {
  return file === undefined ? new PassingNames() : new NamesFile(file, tell);
}

/** Names that are known until the program ends. */
export class PassingNames implements HolderNames {
  readonly #names = new Map<string, string>();

  nameOf(print: Uint8Array): string | undefined {
    return this.#names.get(bytesToHex(print));
  }

  remember(print: Uint8Array, name: string): void {
    keep(this.#names, bytesToHex(print), name);
  }
}

/**
 * Names in a file beside the wallet file: they belong to its keys and serve every terminal of the network, and they
 * cannot be had from the ledger again when the folder of a node is thrown away. One line a name, put behind the others,
 * so that two terminals do not write over each other's.
 */
export class NamesFile implements HolderNames {
  readonly #file: string;
  readonly #tell: (text: string) => void;
  #names = new Map<string, string>();
  /** Bytes of the file when it was looked at; nothing before that. */
  #size: number | undefined;
  #isWhole = true;
  /** What was told of it: each once. */
  readonly #told = new Set<string>();

  /** @param tell called with a sentence when the file cannot be read or written, once for each reason */
  constructor(file: string, tell: (text: string) => void) {
    this.#file = file;
    this.#tell = tell;
  }

  nameOf(print: Uint8Array): string | undefined {
    this.#guarded(() => this.#read());
    return this.#names.get(bytesToHex(print));
  }

  remember(print: Uint8Array, name: string): void {
    const hex = bytesToHex(print);
    this.#guarded(() => {
      this.#read();
      if (this.#names.get(hex) !== name) this.#write(hex, name);
    });
    // Whatever became of the file, this terminal knows it until it ends.
    keep(this.#names, hex, name);
  }

  /** Looks whether another terminal wrote. */
  #read(): void {
    const size = sizeOfNames(this.#file);
    if (size === this.#size) return;
    const { names, isWhole } = parseNames(readNames(this.#file), this.#file);
    this.#names = names;
    this.#isWhole = isWhole;
    this.#size = size;
  }

  #write(hex: string, name: string): void {
    const isFull = this.#names.size >= namesLimit;
    keep(this.#names, hex, name);
    if (this.#isWhole && !isFull) appendNames(this.#file, lineOf(hex, name));
    else replaceNames(this.#file, [...this.#names].map(([each, its]) => lineOf(each, its)).join(''));
    // Another terminal may have written at the same moment: what it wrote is read with the next look.
    this.#size = undefined;
  }

  /** A ticket is bought and shown whether its name can be kept or not; but whoever bought it hears of that. */
  #guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      if (this.#told.has(error.message)) return;
      this.#told.add(error.message);
      this.#tell(error.message);
    }
  }
}

function keep(names: Map<string, string>, hex: string, name: string): void {
  names.set(hex, name);
  if (names.size <= namesLimit) return;
  // Half of them at once, so that a full file is not written anew with every name.
  for (const oldest of [...names.keys()].slice(0, namesLimit / 2)) names.delete(oldest);
}

function lineOf(hex: string, name: string): string {
  return `${hex} ${name}\n`;
}

/**
 * The names in a file's text. A last line without an end is one whose writing was cut off, and not counted.
 * @throws NAMES_DAMAGED
 */
export function parseNames(text: string, file: string): { names: Map<string, string>; isWhole: boolean } {
  const lines = text.split('\n');
  const rest = lines.pop();
  const names = new Map<string, string>();
  for (const [place, line] of lines.entries()) {
    const [, hex = '', name = ''] = /^([0-9a-f]{64}) (.+)$/u.exec(line) ?? [];
    if (hex === '' || doorName(name) !== name) throw namesDiskRefusals.NAMES_DAMAGED({ file, line: place + 1 });
    keep(names, hex, name);
  }
  return { names, isWhole: rest === '' };
}
