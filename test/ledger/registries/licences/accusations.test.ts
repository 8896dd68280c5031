import { describe, expect, test } from 'vitest';
import { u32le } from '../../../../source/ledger/hash.ts';
import { dequeueDue } from '../../../../source/ledger/queue.ts';
import { accusationOf } from '../../../../source/ledger/registries/licences/accusation.ts';
import { lapsed } from '../../../../source/ledger/registries/licences/accusations.ts';
import { writeLicence } from '../../../../source/ledger/registries/licences/grant.ts';
import { guaranteeOf, treasury } from '../../../../source/ledger/registries/licences/guarantee.ts';
import { licenceIn } from '../../../../source/ledger/registries/licences/licence.ts';
import { enterRosters, roster, rosterKind } from '../../../../source/ledger/registries/licences/rosters.ts';
import { isRevoked } from '../../../../source/ledger/registries/licences/verdict.ts';
import { roles } from '../../../../source/ledger/roles.ts';
import { eventsOf } from '../../histories.ts';
import { keyOf, refused, refusedBy, TestChain, vinOf } from '../../support.ts';
import { accused, condemn, hasty, idle, twoCountries, waits } from './hasty.ts';

const car = { vin: vinOf(1), make: 'MINI', model: 'Cooper S', year: 2026, country: 'GB' };
const repair = { vin: car.vin, value: 10, work: 'brakes' };
const garage = { holder: 'garage', role: 'garage' };

function statusOf(chain: TestChain, name: string, role: 'garage' | 'library' | 'dealer'): string | undefined {
  return licenceIn(chain.view(), keyOf(name), role)?.status;
}

describe('a station that is accused', () => {
  test('defends itself, is found guilty, loses its stake and can sign no more', () => {
    const chain = new TestChain(hasty);
    chain.do('manufacturer', 'cars.manufacture', car);
    const reading = chain.do('garage', 'cars.service', repair);
    const { stake, balance } = chain.account('garage');
    const evidence = [Buffer.from(reading.id).toString('hex')];
    chain.do('authority', 'licences.accuse', { ...garage, reason: 'made up', evidence });
    expect(statusOf(chain, 'garage', 'garage')).toBe('suspended');
    expect(accusationOf(chain.view(), keyOf('garage'), 'garage')).toMatchObject({
      ...{ accuser: keyOf('authority'), since: chain.height, reason: 'made up', evidence: [reading.id], statement: '' },
    });
    refusedBy(chain, 'ROLE_MISSING', () => chain.do('garage', 'cars.service', repair));
    const defence = chain.do('garage', 'licences.defend', { statement: 'it was so' });
    expect(accusationOf(chain.view(), keyOf('garage'), 'garage')?.statement).toBe('it was so');
    idle(chain, waits.defenceBlocks - 1);
    const before = chain.account('authority').balance;
    const decision = chain.do('authority', 'licences.decide', { ...garage, guilty: true, slash: `${stake}` });
    expect(statusOf(chain, 'garage', 'garage')).toBe('revoked');
    expect(chain.account('garage')).toMatchObject({ stake: 0n, balance: balance - defence.body.fee });
    // To nobody: least of all to the accuser.
    expect(treasury(chain.view())).toBe(stake);
    expect(chain.account('authority').balance).toBe(before - decision.body.fee);
    refusedBy(chain, 'ROLE_MISSING', () => chain.do('garage', 'cars.service', repair));
    // What it signed stays, with a mark.
    expect(chain.car(car.vin).latest).toMatchObject({ id: reading.id });
    expect(isRevoked(chain.view(), keyOf('garage'), 'garage', chain.height)).toBe(true);
    expect(isRevoked(chain.view(), keyOf('garage'), 'garage', chain.height + 1)).toBe(false);
    expect(licenceIn(chain.view(), keyOf('garage'), 'garage')?.historyCount).toBe(3);
  });

  test('is licensed anew: what it signed before keeps the mark, what it signs now has none', () => {
    const chain = new TestChain(hasty);
    const marked = (height: number) => isRevoked(chain.view(), keyOf('garage'), 'garage', height);
    condemn(chain, 'garage', 'garage');
    const first = chain.height;
    chain.do('authority', 'licences.grant', { ...garage, country: 'FR', name: 'Second chance' });
    expect(statusOf(chain, 'garage', 'garage')).toBe('active');
    expect([1, first, first + 1].map(marked)).toEqual([true, true, false]);
    // It holds for this role alone.
    expect(isRevoked(chain.view(), keyOf('garage'), 'inspector', 1)).toBe(false);
    condemn(chain, 'garage', 'garage');
    expect([1, first + 1, chain.height, chain.height + 1].map(marked)).toEqual([true, true, true, false]);
  });

  test('keeps no mark where it gave the licence back and was never found guilty', () => {
    const chain = accused('garage', 'garage');
    chain.do('authority', 'licences.decide', { ...garage, guilty: false });
    chain.do('garage', 'licences.retire', { role: 'garage' });
    expect(isRevoked(chain.view(), keyOf('garage'), 'garage', 1)).toBe(false);
  });

  test('goes on as before where it is not guilty', () => {
    const chain = accused('garage', 'garage');
    chain.do('manufacturer', 'cars.manufacture', car);
    const { stake } = chain.account('garage');
    refusedBy(chain, 'SLASH_WITHOUT_GUILT', () =>
      chain.do('authority', 'licences.decide', { ...garage, guilty: false, slash: '1' }),
    );
    chain.do('authority', 'licences.decide', { ...garage, guilty: false });
    chain.do('garage', 'cars.service', repair);
    expect(chain.account('garage').stake).toBe(stake);
    expect(accusationOf(chain.view(), keyOf('garage'), 'garage')).toBeUndefined();
  });

  test('a decision before the defence window ends', () => {
    const chain = accused('garage', 'garage');
    const guilty = { ...garage, guilty: true };
    const since = chain.height;
    for (let block = 0; block < waits.defenceBlocks; block++) {
      const error = refusedBy(chain, 'DEFENCE_OPEN', () => chain.do('authority', 'licences.decide', guilty));
      expect(error.data).toEqual({ until: since + waits.defenceBlocks, height: chain.height + 1 });
      chain.mine();
    }
    chain.do('authority', 'licences.decide', guilty);
  });

  test('no decision in time acquits, by itself', () => {
    const chain = accused('garage', 'garage');
    idle(chain, waits.decisionBlocks);
    expect(statusOf(chain, 'garage', 'garage')).toBe('suspended');
    const { result } = chain.mine();
    expect(statusOf(chain, 'garage', 'garage')).toBe('active');
    expect(result.happenings[0]?.cause.kind).toBe('due');
    expect(eventsOf(result).map(({ number }) => number)).toEqual([1]);
    refusedBy(chain, 'NOT_ACCUSED', () => chain.do('authority', 'licences.decide', { ...garage, guilty: true }));
  });

  test('an old accusation that lapses is not taken for a new one', () => {
    const chain = accused('garage', 'garage');
    chain.do('authority', 'licences.decide', { ...garage, guilty: false });
    chain.do('authority', 'licences.accuse', { ...garage, reason: 'again' });
    idle(chain, waits.decisionBlocks - 1);
    expect(statusOf(chain, 'garage', 'garage')).toBe('suspended');
    idle(chain, 2);
    expect(statusOf(chain, 'garage', 'garage')).toBe('active');
  });
});

describe('who accuses, and whom', () => {
  test('only the authority of the country', () => {
    const chain = new TestChain(twoCountries);
    refusedBy(chain, 'COUNTRY_FOREIGN', () => chain.do('organiser', 'licences.accuse', { ...garage, reason: 'fraud' }));
    chain.do('authority', 'licences.accuse', { ...garage, reason: 'fraud' });
    refusedBy(chain, 'COUNTRY_FOREIGN', () => chain.do('organiser', 'licences.decide', { ...garage, guilty: false }));
  });

  test('nobody without the licence, and nobody twice', () => {
    const chain = accused('garage', 'garage');
    refusedBy(chain, 'LICENCE_UNKNOWN', () =>
      chain.do('authority', 'licences.accuse', { holder: 'alice', role: 'garage', reason: 'fraud' }),
    );
    refusedBy(chain, 'ACCUSED_ALREADY', () => chain.do('authority', 'licences.accuse', { ...garage, reason: 'more' }));
  });

  test('who gave the licence back, while a guarantee is left', () => {
    const chain = new TestChain(hasty);
    chain.do('garage', 'licences.retire', { role: 'garage' });
    const { stake } = chain.account('garage');
    chain.do('garage', 'coins.unstake', { amount: `${stake}` });
    // On its way back is still there.
    condemn(chain, 'garage', 'garage', { slash: '10' });
    expect(statusOf(chain, 'garage', 'garage')).toBe('revoked');
    expect(treasury(chain.view())).toBe(10n);
    idle(chain, waits.unbondingBlocks);
    expect(chain.account('garage').stake + guaranteeOf(chain.view(), keyOf('garage')).unbonding).toBe(0n);
    const error = refusedBy(chain, 'NOTHING_AT_STAKE', () =>
      chain.do('authority', 'licences.accuse', { ...garage, reason: 'more' }),
    );
    expect(error.data.status).toBe('revoked');
  });

  test('who was found guilty, again, while a guarantee is left', () => {
    const chain = new TestChain(hasty);
    condemn(chain, 'garage', 'garage', { slash: '10' });
    condemn(chain, 'garage', 'garage', { slash: '5' });
    expect(treasury(chain.view())).toBe(15n);
    expect(guaranteeOf(chain.view(), keyOf('garage')).required).toBe(0n);
  });
});

describe('licences.defend', () => {
  test('once, and only whoever is accused', () => {
    const chain = accused('garage', 'garage');
    refusedBy(chain, 'NOT_ACCUSED', () => chain.do('dealer', 'licences.defend', { statement: 'no' }));
    chain.do('garage', 'licences.defend', { statement: 'no' });
    refusedBy(chain, 'ANSWERED_ALREADY', () => chain.do('garage', 'licences.defend', { statement: 'no, again' }));
  });

  test('names the role where there are two', () => {
    const chain = accused('library-0', 'library');
    chain.do('authority', 'licences.accuse', { holder: 'library-0', role: 'miner', reason: 'it sleeps' });
    refusedBy(chain, 'ACCUSED_TWICE', () => chain.do('library-0', 'licences.defend', { statement: 'no' }));
    chain.do('library-0', 'licences.defend', { statement: 'no', role: 'miner' });
    expect(accusationOf(chain.view(), keyOf('library-0'), 'miner')?.statement).toBe('no');
    expect(accusationOf(chain.view(), keyOf('library-0'), 'library')?.statement).toBe('');
  });
});

describe('the guarantee of the accused', () => {
  test('is frozen, and what is on its way back waits', () => {
    const chain = new TestChain(hasty);
    chain.do('garage', 'coins.unstake', { amount: '40' });
    chain.do('authority', 'licences.accuse', { ...garage, reason: 'fraud' });
    refusedBy(chain, 'STAKE_FROZEN', () => chain.do('garage', 'coins.unstake', { amount: '1' }));
    const { balance } = chain.account('garage');
    idle(chain, waits.unbondingBlocks);
    expect(chain.account('garage').balance).toBe(balance);
    expect(guaranteeOf(chain.view(), keyOf('garage'))).toMatchObject({ unbonding: 40n, matured: 40n });
    chain.do('authority', 'licences.decide', { ...garage, guilty: false });
    expect(chain.account('garage').balance).toBe(balance + 40n);
  });

  test('a slash above the stake takes what is on its way back; above both is refused', () => {
    const chain = new TestChain(hasty);
    const { stake } = chain.account('garage');
    chain.do('garage', 'coins.unstake', { amount: '40' });
    chain.do('garage', 'coins.unstake', { amount: '60' });
    chain.do('authority', 'licences.accuse', { ...garage, reason: 'fraud' });
    idle(chain, waits.defenceBlocks);
    const decide = (slash: bigint) =>
      chain.do('authority', 'licences.decide', { ...garage, guilty: true, slash: `${slash}` });
    const error = refusedBy(chain, 'SLASH_TOO_HIGH', () => decide(stake + 1n));
    expect(error.data).toEqual({ have: stake, need: stake + 1n });
    const { balance } = chain.account('garage');
    decide(stake - 30n);
    expect(chain.account('garage').stake).toBe(0n);
    idle(chain, waits.unbondingBlocks);
    // Of 100 on the way 70 were taken: the payouts give what is left, and no more.
    expect(chain.account('garage').balance).toBe(balance + 30n);
    expect(guaranteeOf(chain.view(), keyOf('garage'))).toMatchObject({ unbonding: 0n, matured: 0n, taken: 0n });
  });

  test('what was taken of it does not hasten what is freed later', () => {
    const chain = new TestChain({ ...hasty, parameters: { ...hasty.parameters, unbondingBlocks: 10 } });
    const { stake } = chain.account('garage');
    chain.do('garage', 'coins.unstake', { amount: '100' });
    const due = chain.height + 10;
    condemn(chain, 'garage', 'garage', { slash: `${stake - 100n + 90n}` });
    chain.do('garage', 'coins.stake', { amount: '500' });
    chain.do('garage', 'coins.unstake', { amount: '500' });
    const later = chain.height + 10;
    const { balance } = chain.account('garage');
    // Ten are left of the first payout.
    idle(chain, due - chain.height);
    expect(chain.account('garage').balance).toBe(balance + 10n);
    idle(chain, later - chain.height);
    expect(chain.account('garage').balance).toBe(balance + 510n);
  });
});

describe('rosters', () => {
  test('a suspended library is left out and comes back', () => {
    const chain = accused('library-1', 'library');
    const all = [0, 1, 2, 3].map((number) => keyOf(`library-${number}`));
    expect(roster(chain.view(), 'library')).toEqual([all[0], all[2], all[3]]);
    chain.do('authority', 'licences.decide', { holder: 'library-1', role: 'library', guilty: false });
    expect(roster(chain.view(), 'library')).toEqual([all[0], all[2], all[3], all[1]]);
  });

  /** The same with a roster of libraries in which no place is left, and whoever stood there before is not. */
  function crowded(chain: TestChain): Uint8Array[] {
    const crowd = Array.from({ length: 1_000 }, (_, index) =>
      Uint8Array.from([2, ...u32le(index), ...Array(28).fill(7)]),
    );
    const state = chain.view();
    state.put(rosterKind, Uint8Array.of(roles.indexOf('library')), crowd);
    for (const { key, after } of state.changes()) chain.state.write(key, after);
    return crowd;
  }

  test('are full for whoever is new; an acquittal cannot fail for that', () => {
    const chain = accused('library-1', 'library');
    const crowd = crowded(chain);
    const state = chain.view();
    const due = dequeueDue(state, 'height', 0xffffffff)!;
    expect(lapsed(state, due.payload.subarray(1))).toHaveLength(1);
    expect(licenceIn(state, keyOf('library-1'), 'library')?.status).toBe('active');
    expect(roster(state, 'library')).toEqual(crowd);
    const bring = (change: () => void) => enterRosters(state, keyOf('dealer'), change);
    refused('ROSTER_FULL', () =>
      bring(() => {
        const { country, name, url, licensedBy } = licenceIn(state, keyOf('dealer'), 'dealer')!;
        writeLicence(state, keyOf('dealer'), 'library', { country, name, url, licensedBy }, hasty.parameters);
      }),
    );
  });

  test('are full: who is granted a licence there, or stakes for it, is told so', () => {
    const chain = new TestChain(hasty);
    const library = { role: 'library', country: 'FR', name: 'One more' };
    chain.do('authority', 'licences.grant', { holder: 'alice', ...library });
    crowded(chain);
    const { stake } = chain.account('alice');
    expect(stake).toBe(0n);
    refusedBy(chain, 'ROSTER_FULL', () => chain.do('alice', 'coins.stake', { amount: '1000000000' }));
    refusedBy(chain, 'ROSTER_FULL', () => chain.do('authority', 'licences.grant', { holder: 'dealer', ...library }));
  });

  test('are full: who found no room is accused, judged, retires, stakes and frees its guarantee all the same', () => {
    const chain = new TestChain(hasty);
    // It is a library and a miner: nothing about the one may depend on room among the others.
    const crowd = crowded(chain);
    const miner = { holder: 'library-1', role: 'miner' };
    chain.do('library-1', 'coins.stake', { amount: '1' });
    chain.do('library-1', 'coins.unstake', { amount: '1' });
    chain.do('authority', 'licences.grant', { holder: 'library-1', role: 'garage', country: 'FR', name: 'Bindery' });
    chain.do('library-1', 'licences.retire', { role: 'garage' });
    chain.do('authority', 'licences.accuse', { ...miner, reason: 'it sleeps' });
    chain.do('authority', 'licences.decide', { ...miner, guilty: false });
    condemn(chain, 'library-1', 'miner');
    expect(roster(chain.view(), 'library')).toEqual(crowd);
    chain.do('library-1', 'licences.retire', { role: 'library' });
  });
});
