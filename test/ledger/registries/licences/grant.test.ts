import { describe, expect, test } from 'vitest';
import { guaranteeOf } from '../../../../source/ledger/registries/licences/guarantee.ts';
import { activeLicence, licenceIn, rolesOf } from '../../../../source/ledger/registries/licences/licence.ts';
import { roster } from '../../../../source/ledger/registries/licences/rosters.ts';
import { isWebPage } from '../../../../source/ledger/web-page.ts';
import { keyOf, refusedBy, TestChain, vinOf } from '../../support.ts';
import { condemn, hasty, idle, twoCountries, waits } from './hasty.ts';

const minimum = 1_000_000_000n;
const workshop = { holder: 'bob', role: 'garage', country: 'FR', name: 'Bob repairs', url: 'https://bob.example' };
const car = { vin: vinOf(1), make: 'MINI', model: 'Cooper S', year: 2026, country: 'GB' };
const repair = { vin: car.vin, value: 10, work: 'brakes' };

function roles(chain: TestChain, name: string): string[] {
  return rolesOf(chain.view(), keyOf(name));
}

describe('licences.grant', () => {
  test('counts once the guarantee is there, and says who gave it', () => {
    const chain = new TestChain();
    chain.do('authority', 'licences.grant', workshop);
    expect(licenceIn(chain.view(), keyOf('bob'), 'garage')).toMatchObject({
      ...{ country: 'FR', name: 'Bob repairs', url: 'https://bob.example', status: 'active', historyCount: 1 },
      licensedBy: keyOf('authority'),
    });
    expect(roles(chain, 'bob')).toEqual([]);
    chain.do('bob', 'coins.stake', { amount: `${minimum}` });
    expect(roles(chain, 'bob')).toEqual(['garage']);
  });

  test.each([
    'javascript:alert(1)',
    'ftp://bob.example',
    'https://bob.example and more',
    'https://bob.example\u00a0two',
    'https://admin:secret@bob.example',
    'https://-bob.example',
    'https://bob.example:123456',
    'bob.example',
    'https://',
    `https://bob.example/${'a'.repeat(200)}`,
  ])('takes no web page %j, from a form nor on the wire', (url) => {
    const chain = new TestChain();
    const error = refusedBy(chain, 'FIELD_INVALID', () =>
      chain.sign('authority', 'licences.grant', { ...workshop, url }),
    );
    expect(error.data).toMatchObject({ field: 'url' });
    const field = chain.ledger.operations.named('licences.grant')?.fields.url;
    expect(() => field?.codec.encode(url)).toThrow();
    expect(isWebPage(url)).toBe(false);
  });

  test.each(['', 'http://bob.example', 'https://bob.example:8443/a?b=c#d', 'HTTPS://Bob.Example'])(
    'takes the web page %j',
    (url) => {
      const chain = new TestChain();
      const signed = chain.sign('authority', 'licences.grant', { ...workshop, url });
      chain.mine(signed);
      expect(licenceIn(chain.view(), keyOf('bob'), 'garage')?.url).toBe(url);
    },
  );

  test('must be signed by the holder too', () => {
    const chain = new TestChain();
    const signed = chain.sign('authority', 'licences.grant', workshop);
    expect(signed.cosignatures.map(({ key }) => key)).toEqual([keyOf('bob')]);
    const alone = chain.ledger.format.assemble(signed.body, signed.signature, []);
    refusedBy(chain, 'COSIGNERS_WRONG', () => chain.mine(alone));
  });

  test('a grant across countries', () => {
    const chain = new TestChain(twoCountries);
    const error = refusedBy(chain, 'COUNTRY_FOREIGN', () =>
      chain.do('authority', 'licences.grant', { ...workshop, country: 'DE' }),
    );
    expect(error.data).toEqual({ country: 'DE', licensed: ['FR'] });
    refusedBy(chain, 'COUNTRY_FOREIGN', () => chain.do('organiser', 'licences.grant', workshop));
    chain.do('organiser', 'licences.grant', { ...workshop, country: 'DE' });
    expect(licenceIn(chain.view(), keyOf('bob'), 'garage')).toMatchObject({ country: 'DE' });
  });

  test('not twice, and not while an accusation is open; after the end of one again', () => {
    const chain = new TestChain(hasty);
    refusedBy(chain, 'LICENCE_HELD', () => chain.do('authority', 'licences.grant', { ...workshop, holder: 'garage' }));
    chain.do('garage', 'licences.retire', { role: 'garage' });
    chain.do('authority', 'licences.accuse', { holder: 'garage', role: 'garage', reason: 'late' });
    refusedBy(chain, 'ACCUSATION_OPEN', () =>
      chain.do('authority', 'licences.grant', { ...workshop, holder: 'garage' }),
    );
    chain.do('authority', 'licences.decide', { holder: 'garage', role: 'garage', guilty: false });
    chain.do('authority', 'licences.grant', { ...workshop, holder: 'garage' });
    expect(roles(chain, 'garage')).toEqual(['garage']);
    // Its history goes on.
    expect(licenceIn(chain.view(), keyOf('garage'), 'garage')?.historyCount).toBe(4);
  });

  test('one country does not take over whom another one licensed, judged, or can still accuse', () => {
    const german = { holder: 'garage', role: 'garage', country: 'DE', name: 'Werkstatt' };
    const takenOver = (chain: TestChain) => {
      const error = refusedBy(chain, 'COUNTRY_FOREIGN', () => chain.do('organiser', 'licences.grant', german));
      expect(error.data).toEqual({ country: 'FR', licensed: ['DE'] });
    };
    const guilty = new TestChain(twoCountries);
    takenOver(guilty);
    condemn(guilty, 'garage', 'garage');
    takenOver(guilty);
    const gone = new TestChain(twoCountries);
    gone.do('garage', 'licences.retire', { role: 'garage' });
    takenOver(gone);
    gone.do('authority', 'licences.accuse', { holder: 'garage', role: 'garage', reason: 'a reading made up' });
    // In another role it may well work there.
    gone.do('organiser', 'licences.grant', { ...german, role: 'dealer' });
  });

  test('an authority licenses no authority', () => {
    const chain = new TestChain();
    refusedBy(chain, 'FIELD_INVALID', () =>
      chain.do('authority', 'licences.grant', { ...workshop, role: 'authority' }),
    );
  });
});

describe('a guarantee', () => {
  test('a business without its minimum stake can sign nothing', () => {
    const chain = new TestChain(hasty);
    chain.do('manufacturer', 'cars.manufacture', car);
    const { stake } = chain.account('garage');
    chain.do('garage', 'coins.unstake', { amount: `${stake - minimum}` });
    chain.do('garage', 'cars.service', repair);
    chain.do('garage', 'coins.unstake', { amount: '1' });
    refusedBy(chain, 'ROLE_MISSING', () => chain.do('garage', 'cars.service', repair));
    chain.do('garage', 'coins.stake', { amount: '1' });
    chain.do('garage', 'cars.service', repair);
  });

  test('covers all licences of its holder together, or none', () => {
    const chain = new TestChain(hasty);
    const { stake } = chain.account('garage');
    chain.do('garage', 'coins.unstake', { amount: `${stake - minimum}` });
    chain.do('authority', 'licences.grant', { ...workshop, holder: 'garage', role: 'inspector' });
    expect(roles(chain, 'garage')).toEqual([]);
    chain.do('garage', 'licences.retire', { role: 'inspector' });
    expect(roles(chain, 'garage')).toEqual(['garage']);
  });

  test('comes back after the waiting time, several at once, and not before', () => {
    const chain = new TestChain(hasty);
    const { balance, stake } = chain.account('garage');
    const first = chain.do('garage', 'coins.unstake', { amount: '300' });
    const second = chain.do('garage', 'coins.unstake', { amount: '50' });
    const fees = first.body.fee + second.body.fee;
    expect(chain.account('garage')).toMatchObject({ stake: stake - 350n, balance: balance - fees });
    expect(guaranteeOf(chain.view(), keyOf('garage')).unbonding).toBe(350n);
    idle(chain, waits.unbondingBlocks - 2);
    expect(chain.account('garage').balance).toBe(balance - fees);
    chain.mine();
    expect(chain.account('garage').balance).toBe(balance - fees + 300n);
    chain.mine();
    expect(chain.account('garage').balance).toBe(balance - fees + 350n);
    expect(guaranteeOf(chain.view(), keyOf('garage')).unbonding).toBe(0n);
  });

  test('more than there is', () => {
    const chain = new TestChain();
    const { stake, balance } = chain.account('garage');
    const error = refusedBy(chain, 'STAKE_TOO_LOW', () =>
      chain.do('garage', 'coins.unstake', { amount: `${stake + 1n}` }),
    );
    expect(error.data).toEqual({ have: stake, need: stake + 1n });
    refusedBy(chain, 'BALANCE_TOO_LOW', () => chain.do('garage', 'coins.stake', { amount: `${balance}` }));
  });
});

describe('licences.retire', () => {
  test('ends a licence; what was signed under it stays', () => {
    const chain = new TestChain();
    chain.do('manufacturer', 'cars.manufacture', car);
    chain.do('garage', 'cars.service', repair);
    chain.do('garage', 'licences.retire', { role: 'garage' });
    expect(licenceIn(chain.view(), keyOf('garage'), 'garage')?.status).toBe('retired');
    expect(chain.car(car.vin).latest).toMatchObject({ value: 10, signer: keyOf('garage') });
    refusedBy(chain, 'ROLE_MISSING', () => chain.do('garage', 'cars.service', repair));
    refusedBy(chain, 'LICENCE_NOT_ACTIVE', () => chain.do('garage', 'licences.retire', { role: 'garage' }));
    refusedBy(chain, 'LICENCE_UNKNOWN', () => chain.do('garage', 'licences.retire', { role: 'notary' }));
  });
});

describe('the last miner', () => {
  const miners = [0, 1, 2, 3].map((number) => `miner-${number}`);

  test('cannot retire, free its guarantee, or be revoked', () => {
    const chain = new TestChain(hasty);
    for (const name of miners.slice(1)) chain.do(name, 'licences.retire', { role: 'miner' });
    expect(roster(chain.view(), 'miner')).toEqual([keyOf('miner-0')]);
    refusedBy(chain, 'LAST_MINER', () => chain.do('miner-0', 'licences.retire', { role: 'miner' }));
    const { stake } = chain.account('miner-0');
    refusedBy(chain, 'LAST_MINER', () => chain.do('miner-0', 'coins.unstake', { amount: `${stake}` }));
    const accused = { holder: 'miner-0', role: 'miner' };
    chain.do('authority', 'licences.accuse', { ...accused, reason: 'it sleeps' });
    // Suspension does not stop mining.
    expect(roster(chain.view(), 'miner')).toEqual([keyOf('miner-0')]);
    idle(chain, waits.defenceBlocks);
    const guilty = { ...accused, guilty: true };
    refusedBy(chain, 'LAST_MINER', () => chain.do('authority', 'licences.decide', guilty));
    chain.do('authority', 'licences.decide', { ...accused, guilty: false });
  });

  test('is not lost by a slash for another licence either', () => {
    const chain = new TestChain(hasty);
    for (const name of miners.slice(1)) chain.do(name, 'licences.retire', { role: 'miner' });
    chain.do('miner-0', 'licences.retire', { role: 'library' });
    const accused = { holder: 'miner-0', role: 'library' };
    chain.do('authority', 'licences.accuse', { ...accused, reason: 'a book lost' });
    idle(chain, waits.defenceBlocks);
    const slash = `${chain.account('miner-0').stake}`;
    refusedBy(chain, 'LAST_MINER', () => chain.do('authority', 'licences.decide', { ...accused, guilty: true, slash }));
  });

  test('who retires goes on until the era after the next', () => {
    const chain = new TestChain({ ...hasty, parameters: { ...hasty.parameters, eraLength: 4 } });
    chain.do('miner-0', 'licences.retire', { role: 'miner' });
    // Block 3 ends era 0 and settles era 2, which begins at block 8.
    while (chain.height < 7) chain.mine();
    refusedBy(chain, 'MINER_UNLICENSED', () => chain.mine());
    chain.take(chain.build({ miner: 'miner-1' }));
  });
});

describe('half fees', () => {
  const pay = { to: 'bob', amount: '5' };
  const feeOf = (chain: TestChain, name: string) => chain.sign(name, 'coins.transfer', pay).body.fee;

  test('for a licensed miner that found one of the last blocks, and no longer', () => {
    const chain = new TestChain({ ...hasty, parameters: { ...hasty.parameters, halfFeeBlocks: 3 } });
    const full = feeOf(chain, 'miner-0');
    chain.mine();
    expect(feeOf(chain, 'miner-0')).toBe((full + 1n) / 2n);
    expect(feeOf(chain, 'miner-1')).toBe(full);
    const cheap = chain.sign('miner-0', 'coins.transfer', pay);
    for (const miner of ['miner-1', 'miner-1']) chain.take(chain.build({ miner }));
    expect(feeOf(chain, 'miner-0')).toBe((full + 1n) / 2n);
    chain.take(chain.build({ miner: 'miner-1' }));
    expect(feeOf(chain, 'miner-0')).toBe(full);
    refusedBy(chain, 'FEE_TOO_LOW', () => chain.mine(cheap));
  });

  test('not for one whose licence is gone', () => {
    const chain = new TestChain(hasty);
    chain.mine();
    const half = feeOf(chain, 'miner-0');
    chain.do('miner-0', 'licences.retire', { role: 'miner' });
    expect(activeLicence(chain.view(), keyOf('miner-0'), 'miner')).toBeUndefined();
    expect(feeOf(chain, 'miner-0')).toBeGreaterThan(half);
  });
});

describe('licences.rotateAuthority', () => {
  test('a new key rules, the old one does not, and both signed', () => {
    const chain = new TestChain(hasty);
    const signed = chain.do('bob', 'licences.rotateAuthority', { country: 'FR', old: 'authority' });
    expect(signed.cosignatures.map(({ key }) => key)).toEqual([keyOf('authority')]);
    expect(roles(chain, 'bob')).toEqual(['authority']);
    expect(roles(chain, 'authority')).toEqual([]);
    refusedBy(chain, 'ROLE_MISSING', () => chain.do('authority', 'licences.grant', workshop));
    chain.do('bob', 'licences.grant', { ...workshop, holder: 'alice' });
    // What the old key began the new one decides.
    expect(licenceIn(chain.view(), keyOf('bob'), 'authority')).toMatchObject({
      ...{ country: 'FR', name: 'Authority of FR', licensedBy: keyOf('authority'), historyCount: 1 },
    });
  });

  test('not of another country, nor to a key that rules already', () => {
    const chain = new TestChain(twoCountries);
    refusedBy(chain, 'COUNTRY_FOREIGN', () =>
      chain.do('bob', 'licences.rotateAuthority', { country: 'DE', old: 'authority' }),
    );
    refusedBy(chain, 'ROLE_MISSING', () =>
      chain.do('bob', 'licences.rotateAuthority', { country: 'FR', old: 'alice' }),
    );
    refusedBy(chain, 'LICENCE_HELD', () =>
      chain.do('organiser', 'licences.rotateAuthority', { country: 'FR', old: 'authority' }),
    );
  });
});
