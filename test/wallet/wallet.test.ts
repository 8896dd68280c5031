import { describe, expect, test } from 'vitest';
import { address } from '../../source/ledger/keys.ts';
import { demoNames, regtest } from '../../source/ledger/networks.ts';
import { publicKeyOf } from '../../source/ledger/signature.ts';
import { demoWallet, shortAddress } from '../../source/wallet/wallet.ts';
import { refused } from '../ledger/support.ts';

const wallet = await demoWallet(regtest);
const stranger = publicKeyOf(new Uint8Array(32).fill(7));

describe('demo wallet', () => {
  test('has every demo name and every second name', () => {
    const names = wallet.names().map(({ name }) => name);
    expect(names).toEqual(demoNames.flatMap(({ name, alias }) => [name, ...(alias === undefined ? [] : [alias])]));
    expect(names).toEqual(expect.arrayContaining(['library-0', 'miner-0', 'library-3', 'miner-3', 'alice']));
  });

  test('every name stands for the address of the genesis file and can sign for it', () => {
    for (const { name, alias, address: text } of demoNames) {
      const key = wallet.keyOf(name);
      expect(address('dcrn', key)).toBe(text);
      expect(wallet.keyOf(text)).toEqual(key);
      if (alias !== undefined) expect(wallet.keyOf(alias)).toEqual(key);
      expect(wallet.nameOf(key)).toBe(name);
      expect(wallet.holds(key)).toBe(true);
      expect(publicKeyOf(wallet.pairOf(key).secretKey)).toEqual(key);
    }
  });

  test('knows strangers by address alone, and signs for none', () => {
    expect(wallet.keyOf(address('dcrn', stranger))).toEqual(stranger);
    expect(wallet.nameOf(stranger)).toBeUndefined();
    expect(wallet.holds(stranger)).toBe(false);
    refused('KEY_MISSING', () => wallet.pairOf(stranger));
  });

  test.each(['nobody', '', 'Alice', 'alice ', '__proto__', 'dcrn', address('other', stranger)])(
    '"%s" is neither a name nor an address',
    (name) => {
      refused('NAME_UNKNOWN', () => wallet.keyOf(name));
    },
  );

  test('an address with a slip in it is called that', () => {
    refused('ADDRESS_INVALID', () => wallet.keyOf(`${address('dcrn', stranger).slice(0, -1)}x`));
  });

  test('short names are names, else the ends of an address', () => {
    const text = address('dcrn', stranger);
    expect(wallet.shortName(wallet.keyOf('miner-2'))).toBe('library-2');
    expect(wallet.shortName(stranger)).toBe(`${text.slice(0, 13)}…${text.slice(-5)}`);
    expect(shortAddress('dcrn1qwqy33syqqqqqqqqqq4p5ep')).toBe('dcrn1qwqy33sy…4p5ep');
    expect(shortAddress('dcrn1abcdefghijk')).toBe('dcrn1abcdefghijk');
  });

  test('names the first of its keys that holds a role', () => {
    const known = wallet.known(
      { today: 20_000, height: 0 },
      (key, role) => role === 'garage' && wallet.nameOf(key) !== 'authority',
    );
    expect(known.holder('garage')).toEqual(wallet.keyOf('police'));
    expect(known.holder('notary')).toBeUndefined();
    expect(known.today).toBe(20_000);
  });
});
