import { textFault } from './codec.ts';
import { address, type Key, keyRefusals, parseAddress } from './keys.ts';
import { RefusedError, refusals } from './refusal.ts';

export const genesisRefusals = refusals({
  /** `where` is the path of the member, as `licences[2].country`. */
  GENESIS_INVALID: (data: { where: string; expected: string }) =>
    `This genesis file founds no network: "${data.where}" must be ${data.expected}.`,
  /** Somebody whose key everybody has would rule the network, or own a part of it. */
  GENESIS_DEMO: (data: { where: string; name: string }) =>
    `In this genesis file "${data.where}" is the demo name ${data.name}: everybody has these words. Give it to somebody with words of their own.`,
});

const invalid = genesisRefusals.GENESIS_INVALID;
const utf8 = new TextEncoder();

/** A value of a parsed genesis file and where it stands. What is read from it is checked, or GENESIS_INVALID is thrown. */
export class GenesisValue {
  readonly where: string;
  readonly #value: unknown;

  constructor(value: unknown, where: string) {
    this.#value = value;
    this.where = where;
  }

  refuse(expected: string): RefusedError {
    return invalid({ where: this.where, expected });
  }

  /** An object with exactly these members. */
  object<K extends string>(...names: readonly K[]): Record<K, GenesisValue> {
    const members = new Map(this.entries());
    const stranger = [...members.keys()].find((name) => !names.some((each) => each === name));
    if (stranger !== undefined) throw this.refuse(`without the member "${printable(stranger)}"`);
    const missing = names.find((name) => !members.has(name));
    if (missing !== undefined) throw this.refuse(`an object with the member "${missing}"`);
    return Object.fromEntries(members) as Record<K, GenesisValue>;
  }

  /** The members of an object by name, in the order of their names. */
  entries(most = 10_000): (readonly [string, GenesisValue])[] {
    const value = this.#value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.refuse('an object');
    const entries = Object.entries(value);
    if (entries.length > most) throw this.refuse(`at most ${most.toLocaleString('en-US')} members`);
    return entries
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, member]) => [name, new GenesisValue(member, this.#below(name))]);
  }

  list(most: number): GenesisValue[] {
    if (!Array.isArray(this.#value) || this.#value.length > most) {
      throw this.refuse(`a list of at most ${most.toLocaleString('en-US')}`);
    }
    return this.#value.map((each: unknown, place) => new GenesisValue(each, `${this.where}[${place}]`));
  }

  whole(least: number, most: number): number {
    const value = this.#value;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw this.refuse(`a whole number from ${least.toLocaleString('en-US')} to ${most.toLocaleString('en-US')}`);
  }

  /** A whole number as a decimal string. */
  large(least: bigint, most: bigint): bigint {
    const value = this.#value;
    if (typeof value === 'string' && /^(?:0|[1-9]\d{0,77})$/.test(value)) {
      const number = BigInt(value);
      if (number >= least && number <= most) return number;
    }
    throw this.refuse(`a whole number from ${least} to ${most}, in quotes`);
  }

  flag(): boolean {
    if (typeof this.#value === 'boolean') return this.#value;
    throw this.refuse('true or false');
  }

  /** One line of `least` to `most` bytes of UTF-8, as the ledger takes it. */
  text(least: number, most: number): string {
    const value = this.#value;
    if (typeof value === 'string' && value.length <= most && textFault(value) === undefined) {
      const size = utf8.encode(value).length;
      if (size >= least && size <= most) return value;
    }
    throw this.refuse(`a text of ${least} to ${most} bytes without control characters`);
  }

  pattern(pattern: RegExp, expected: string): string {
    if (typeof this.#value === 'string' && pattern.test(this.#value)) return this.#value;
    throw this.refuse(expected);
  }

  choice<T extends string>(choices: readonly T[]): T {
    const found = choices.find((each) => each === this.#value);
    if (found === undefined) throw this.refuse(`one of ${choices.join(', ')}`);
    return found;
  }

  /** An address in its one form. */
  address(prefix: string): { readonly text: string; readonly key: Key } {
    return addressFrom(this.#value, prefix, this);
  }

  #below(name: string): string {
    return this.where === whole ? printable(name) : `${this.where}.${printable(name)}`;
  }
}

/** Where the value stands that holds all others. */
export const whole = 'the whole file';

function addressFrom(value: unknown, prefix: string, at: GenesisValue): { text: string; key: Key } {
  try {
    const key = parseAddress(prefix, typeof value === 'string' ? value : '');
    // Upper case would be a second text for one account.
    if (address(prefix, key) === value) return { text: value, key };
  } catch (error) {
    if (!(error instanceof RefusedError) || error.code !== addressInvalid) throw error;
  }
  throw at.refuse(`an address that starts with ${prefix}1`);
}

const addressInvalid = keyRefusals.ADDRESS_INVALID({ address: '', prefix: '' }).code;

/** A name from a file as it may stand in a sentence. */
function printable(name: string): string {
  return (textFault(name) === undefined ? name : '?').slice(0, 90).replaceAll('"', "'");
}
