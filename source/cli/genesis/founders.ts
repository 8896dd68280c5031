import countries from 'i18n-iso-countries';
import { genesisRefusals } from '../../ledger/genesis-json.ts';
import { parseAddress } from '../../ledger/keys.ts';
import { demoNames, devnet } from '../../ledger/networks.ts';
import { RefusedError, refusals } from '../../ledger/refusal.ts';
import { shortAddress } from '../../wallet/wallet.ts';
import type { WalletDialogue } from '../wallet/setting.ts';
import type { Founder, Founding } from './found.ts';

export const founderRefusals = refusals({
  FOUNDER_INVALID: (data: { reason: string }) => data.reason,
});

const refuse = (reason: string): RefusedError => founderRefusals.FOUNDER_INVALID({ reason });

/** Asks who founds a network: addresses, or names of the own words. */
export class Founders {
  readonly #setting: WalletDialogue;
  readonly #byName = new Map<string, string>();
  readonly #byAddress = new Map<string, string>();

  constructor(setting: WalletDialogue) {
    this.#setting = setting;
    for (const { name, address } of setting.words.view().accounts) {
      this.#byName.set(name, address);
      this.#byAddress.set(address, name);
    }
  }

  /** The own name of an address, else the address. */
  nameOf(address: string): string {
    return this.#byAddress.get(address) ?? address;
  }

  /** At least one country with its authority. */
  authorities(): Promise<Founding['authorities']> {
    const found: { country: string; who: Founder }[] = [];
    const title = `Authorities: a country and who, one a line, like \`FR ${this.#example()}\`. An empty line ends.`;
    return this.#collect(title, found, (line) => {
      const [code = '', text = '', ...surplus] = line.split(/\s+/);
      const country = code.toUpperCase();
      if (text === '' || surplus.length > 0) throw refuse(`Write a country and who, like \`FR ${this.#example()}\`.`);
      if (!/^[A-Z]{2}$/.test(country) || !countries.isValid(country)) {
        throw refuse(`"${code.slice(0, 40)}" is no country. Use its two letters, like FR or DE.`);
      }
      const who = this.#who(text);
      if (found.some((each) => each.country === country)) throw refuse(`${country} has its authority already.`);
      if (found.some((each) => each.who.address === who.address)) {
        throw refuse(`${who.name} is the authority of another country already. Each needs its own.`);
      }
      return [{ country, who }];
    });
  }

  /** At least one miner. */
  miners(): Promise<Founder[]> {
    const found: Founder[] = [];
    return this.#collect('Miners: who, one a line. An empty line ends.', found, (line) => {
      const miners: Founder[] = [];
      for (const text of line.split(/[\s,]+/)) {
        const who = this.#who(text);
        if ([...found, ...miners].some(({ address }) => address === who.address)) {
          throw refuse(`${who.name} is a miner already.`);
        }
        miners.push(who);
      }
      return miners;
    });
  }

  #example(): string {
    return [...this.#byName.keys()][0] ?? `${devnet.addressPrefix}1…`;
  }

  async #collect<T>(title: string, found: T[], read: (line: string) => T[]): Promise<T[]> {
    const { dialogue } = this.#setting;
    dialogue.say(title);
    for (;;) {
      const line = await dialogue.ask('> ');
      if (line === '' && found.length > 0) return found;
      try {
        if (line === '') throw refuse('At least one is needed.');
        found.push(...read(line));
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        dialogue.say(error.message);
      }
    }
  }

  /** An own name or an address; nobody of the demo networks. */
  #who(text: string): Founder {
    const own = this.#byName.get(text);
    if (own !== undefined) return { name: text, address: own };
    const prefix = devnet.addressPrefix;
    if (!text.toLowerCase().startsWith(`${prefix}1`)) {
      const known = [...this.#byName.keys()];
      const yours = known.length === 0 ? 'You have no names of your own here' : `Your names are ${known.join(', ')}`;
      throw refuse(`"${text.slice(0, 40)}" is neither an address nor a name of yours. ${yours}.`);
    }
    const address = text.toLowerCase();
    parseAddress(prefix, address);
    const demo = demoNames.find((each) => each.address === address);
    if (demo !== undefined) throw genesisRefusals.GENESIS_DEMO({ where: shortAddress(address), name: demo.name });
    return { name: this.#byAddress.get(address) ?? shortAddress(address), address };
  }
}
