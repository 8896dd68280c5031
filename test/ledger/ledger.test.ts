import { bytesToHex } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import type { Genesis } from '../../source/ledger/genesis.ts';
import { Ledger } from '../../source/ledger/ledger.ts';
import { devnet, networks, regtest } from '../../source/ledger/networks.ts';
import { type Licence, licenceId, licenceKind } from '../../source/ledger/registries/licences/licence.ts';
import { roster, rosterKind } from '../../source/ledger/registries/licences/rosters.ts';
import { type Role, roles } from '../../source/ledger/roles.ts';
import type { State } from '../../source/ledger/state.ts';
import { addressOf } from './story.ts';
import { keyOf, refusedBy, TestChain } from './support.ts';

const { blockReward, eraLength, halfFeeBlocks, minFeePerByte } = regtest.parameters;

describe('founding', () => {
  for (const [name, genesis] of Object.entries(networks)) {
    test(`${name}: balances, guarantees and two eras of miners`, () => {
      const chain = new TestChain(genesis);
      const allocated = Object.values(genesis.allocations).reduce((sum, one) => sum + one, 0n);
      const staked = genesis.licences.reduce((sum, { stake }) => sum + stake, 0n);
      expect(chain.supply()).toBe(allocated + staked);
      const miners = roster(chain.view(), 'miner');
      expect(miners.map(bytesToHex)).toEqual([0, 1, 2, 3].map((number) => bytesToHex(keyOf(`miner-${number}`))));
      for (const height of [1, eraLength - 1, eraLength, 2 * eraLength - 1]) {
        expect(chain.ledger.minersAt(chain.view(), height)).toEqual(miners);
      }
      expect(chain.ledger.minersAt(chain.view(), 2 * eraLength)).toBeUndefined();
    });
  }

  test('the genesis id names the network: whatever changes in its file changes it', () => {
    const changed: readonly Genesis[] = [
      devnet,
      { ...devnet, revision: devnet.revision + 1 },
      { ...devnet, parameters: { ...devnet.parameters, blockReward: 1n } },
      { ...devnet, licences: devnet.licences.slice(1) },
      { ...devnet, time: devnet.time + 1 },
    ];
    const ids = changed.map((genesis) => bytesToHex(new Ledger(genesis).genesisId));
    expect(new Set(ids).size).toBe(changed.length);
  });

  test('the order in which a genesis file is written does not change its id', () => {
    const reversed = Object.fromEntries(Object.entries(devnet).reverse()) as unknown as Genesis;
    expect(new Ledger(reversed).genesisId).toEqual(new Ledger(devnet).genesisId);
  });
});

describe('reward and fees', () => {
  test('the miner gets the reward and every fee, by rule', () => {
    const chain = new TestChain();
    const before = chain.account('miner-2').balance;
    const one = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '5', fee: '1000' });
    const two = chain.sign('bob', 'coins.transfer', { to: 'alice', amount: '7', fee: '2345' });
    const { result } = chain.take(chain.build({ transactions: [one, two], miner: 'miner-2' }));
    expect(result.fees).toBe(3_345n);
    expect(chain.account('miner-2')).toMatchObject({ balance: before + blockReward + 3_345n, lastMined: 1 });
  });

  test('an author pays for each byte, and not one denier less', () => {
    const chain = new TestChain();
    const exact = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '5' });
    expect(exact.body.fee).toBe(BigInt(exact.bytes.length) * minFeePerByte);
    const short = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '5', fee: `${exact.body.fee - 1n}` });
    expect(short.bytes.length).toBe(exact.bytes.length);
    refusedBy(chain, 'FEE_TOO_LOW', () => chain.mine(short));
    chain.mine(exact);
  });

  test('cosignatures are bytes too', () => {
    const chain = new TestChain();
    const alone = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '5' });
    const paid = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '5', payer: 'carol' });
    // The payer's key in the body, then key and signature at the end.
    expect(paid.body.fee - alone.body.fee).toBe(33n + 33n + 64n);
  });

  describe('half for a licensed miner who found one of the last 100 blocks', () => {
    const pay = { to: 'bob', amount: '5' };
    function afterFind(blocks: number): TestChain {
      const chain = new TestChain();
      chain.take(chain.build({ miner: 'miner-1' }));
      for (let count = 1; count < blocks; count++) chain.mine();
      return chain;
    }

    test('from the next block to the hundredth, rounded up', () => {
      for (const blocks of [1, halfFeeBlocks]) {
        const chain = afterFind(blocks);
        for (const memo of ['', 'x', 'xx', 'xxx']) {
          const { bytes, body } = chain.sign('miner-1', 'coins.transfer', { ...pay, memo });
          expect(body.fee).toBe(BigInt(Math.ceil(bytes.length / 2)));
        }
        chain.do('miner-1', 'coins.transfer', pay);
      }
    });

    test('not in the block after, not before, not for who only holds a licence', () => {
      const full = new TestChain().sign('miner-1', 'coins.transfer', pay).body.fee;
      const later = afterFind(halfFeeBlocks + 1);
      expect(later.sign('miner-1', 'coins.transfer', pay).body.fee).toBe(full);
      refusedBy(later, 'FEE_TOO_LOW', () =>
        later.mine(later.sign('miner-1', 'coins.transfer', { ...pay, fee: `${full / 2n + 1n}` })),
      );
      expect(afterFind(1).sign('miner-2', 'coins.transfer', pay).body.fee).toBe(full);
      expect(afterFind(1).sign('alice', 'coins.transfer', pay).body.fee).toBe(full);
    });

    test('for what such a miner pays for others, and not for what others pay for it', () => {
      const chain = afterFind(1);
      const given = chain.sign('alice', 'coins.transfer', { ...pay, payer: 'miner-1' });
      const taken = chain.sign('miner-1', 'coins.transfer', { ...pay, payer: 'alice' });
      expect(given.bytes.length).toBe(taken.bytes.length);
      expect(given.body.fee).toBe((taken.body.fee + 1n) / 2n);
      chain.mine(given, taken);
    });

    test('not once the licence is lost', () => {
      const chain = afterFind(1);
      const state = chain.view();
      const size = 200;
      expect(chain.ledger.leastFee(state, keyOf('miner-1'), size, 2)).toBe(100n);
      suspend(state, 'miner-1', 'miner');
      expect(chain.ledger.leastFee(state, keyOf('miner-1'), size, 2)).toBe(200n);
    });
  });
});

describe('payer', () => {
  test('pays the fee and nothing else, and its own nonce stays', () => {
    const chain = new TestChain();
    const [alice, carol] = [chain.account('alice'), chain.account('carol')];
    const { body } = chain.do('alice', 'coins.transfer', { to: 'bob', amount: '5', payer: 'carol' });
    expect(chain.account('alice')).toEqual({ ...alice, balance: alice.balance - 5n, nonce: 1 });
    expect(chain.account('carol')).toEqual({ ...carol, balance: carol.balance - body.fee });
  });

  test('lets somebody without a livre act', () => {
    const genesis = { ...regtest, allocations: { ...regtest.allocations } };
    const chain = new TestChain({ ...genesis, allocations: without(genesis, 'inspector') });
    expect(chain.account('inspector').balance).toBe(0n);
    const car = {
      vin: 'WVWZZZ1KZAW000001',
      make: 'VW',
      model: 'Golf',
      year: 2010,
      country: 'DE',
      value: 1,
      owner: 'alice',
    };
    refusedBy(chain, 'BALANCE_TOO_LOW', () => chain.do('inspector', 'cars.import', car));
    chain.do('inspector', 'cars.import', { ...car, payer: 'alice' });
    expect(chain.car(car.vin).owner).toEqual(keyOf('alice'));
  });

  test('must have signed, last, and once even if named before', () => {
    const chain = new TestChain();
    const car = {
      vin: 'WVWZZZ1KZAW000001',
      make: 'VW',
      model: 'Golf',
      year: 2010,
      country: 'DE',
      value: 1,
      owner: 'alice',
    };
    const signed = chain.sign('inspector', 'cars.import', { ...car, payer: 'carol' });
    expect(signed.cosignatures.map(({ key }) => key)).toEqual([keyOf('alice'), keyOf('carol')]);
    const [owner, payer] = signed.cosignatures;
    const { format } = chain.ledger;
    for (const given of [[], [owner!], [payer!], [payer!, owner!], [owner!, payer!, payer!]]) {
      const bent = format.assemble(signed.body, signed.signature, given);
      refusedBy(chain, 'COSIGNERS_WRONG', () => chain.mine(bent));
    }
    const both = chain.sign('inspector', 'cars.import', { ...car, payer: 'alice' });
    expect(both.cosignatures).toHaveLength(1);
    chain.mine(both);
  });

  test('is not the author', () => {
    const chain = new TestChain();
    const signed = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '5', payer: 'alice' });
    refusedBy(chain, 'PAYER_IS_AUTHOR', () => chain.mine(signed));
  });

  test('without the money is refused, though the author has it', () => {
    const chain = new TestChain();
    chain.do('carol', 'coins.transfer', { to: 'bob', amount: `${chain.account('carol').balance - 300n}`, fee: '300' });
    expect(chain.account('carol').balance).toBe(0n);
    refusedBy(chain, 'BALANCE_TOO_LOW', () =>
      chain.do('alice', 'coins.transfer', { to: 'bob', amount: '5', payer: 'carol' }),
    );
  });
});

describe('expiry', () => {
  test('is the last height that counts; none is for ever', () => {
    const chain = new TestChain();
    const input = { to: 'bob', amount: '5' };
    chain.mine();
    const signed = chain.sign('alice', 'coins.transfer', { ...input, expiry: 2 });
    const open = chain.sign('carol', 'coins.transfer', input);
    chain.mine(signed);
    chain.undo();
    chain.mine();
    refusedBy(chain, 'EXPIRED', () => chain.mine(signed));
    chain.mine(open);
  });
});

describe('nonces', () => {
  test('rise by one, several in one block if in order', () => {
    const chain = new TestChain();
    const input = { to: 'bob', amount: '5' };
    const [first, second] = [
      chain.sign('alice', 'coins.transfer', input),
      chain.sign('alice', 'coins.transfer', input, 1),
    ];
    refusedBy(chain, 'NONCE_GAP', () => chain.mine(second, first));
    chain.mine(first, second);
    expect(chain.account('alice').nonce).toBe(2);
    refusedBy(chain, 'NONCE_USED', () => chain.mine(first));
  });
});

describe('eras', () => {
  const short = { ...regtest, parameters: { ...regtest.parameters, eraLength: 4 } };

  test('the miners of an era are those licensed when the era before the last ended', () => {
    const chain = new TestChain(short);
    // In era 1, at height 5, miner-3 loses its licence: era 2 was settled at height 3, era 3 is at height 7.
    for (let height = 1; height <= 4; height++) chain.mine();
    const change = chain.view();
    change.put(
      rosterKind,
      Uint8Array.of(roles.indexOf('miner')),
      [0, 1, 2].map((number) => keyOf(`miner-${number}`)),
    );
    for (const { key, after } of change.changes()) chain.state.write(key, after);
    for (let height = 5; height <= 11; height++) chain.take(chain.build({ miner: 'miner-3' }));
    expect(chain.height).toBe(11);
    refusedBy(chain, 'MINER_UNLICENSED', () => chain.take(chain.build({ miner: 'miner-3' })));
    chain.take(chain.build({ miner: 'miner-2' }));
  });

  test('a state always knows the miners of this era and the next, and forgets the others', () => {
    const chain = new TestChain(short);
    for (let height = 1; height <= 20; height++) {
      chain.mine();
      const known = Array.from({ length: 10 }, (_, era) => era).filter(
        (era) => chain.ledger.minersAt(chain.view(), era * 4) !== undefined,
      );
      const next = Math.floor((height + 1) / 4);
      expect(known).toEqual(expect.arrayContaining([next, next + 1]));
      expect(known.length).toBeLessThanOrEqual(3);
    }
  });

  test('the end of an era is undone like any block', () => {
    const chain = new TestChain(short);
    const dumps = [chain.state.dump()];
    for (let height = 1; height <= 13; height++) {
      chain.mine();
      dumps.push(chain.state.dump());
    }
    for (const dump of dumps.slice(0, -1).reverse()) {
      chain.undo();
      expect(chain.state.dump()).toBe(dump);
    }
  });
});

describe('block time', () => {
  test("a transaction knows the parent's time, not its own block's", () => {
    const chain = new TestChain();
    const parent = chain.tip.header.time;
    const vin = 'WVWZZZ1KZAW000001';
    const made = chain.sign('manufacturer', 'cars.manufacture', {
      vin,
      make: 'VW',
      model: 'Golf',
      year: 2026,
      country: 'DE',
    });
    chain.take(chain.build({ transactions: [made], time: parent + 40 * 86_400_000 }));
    expect(chain.car(vin).since).toBe(parent / 86_400_000);
  });

  test('what passes at one time passes at every later one', () => {
    const chain = new TestChain();
    const vin = 'WVWZZZ1KZAW000001';
    chain.do('manufacturer', 'cars.manufacture', { vin, make: 'VW', model: 'Golf', year: 2026, country: 'DE' });
    // No form takes a reading of tomorrow; hand-made bytes may.
    const today = chain.sign('garage', 'cars.service', { vin, readOn: '2026-01-01', value: 5, work: 'oil' });
    const reading = chain.bend(today, { readOn: Number(today.body.operation.values.readOn) + 1 });
    const midnight = Date.UTC(2026, 0, 2);
    refusedBy(chain, 'READ_IN_FUTURE', () => chain.take(chain.build({ transactions: [reading], time: midnight - 1 })));
    chain.take(chain.build({ transactions: [reading], time: midnight }));
    chain.undo();
    chain.take(chain.build({ transactions: [reading], time: midnight + 10 ** 10 }));
  });
});

function suspend(state: State, name: string, role: Role): void {
  const id = licenceId(keyOf(name), role);
  const suspended: Licence = { ...state.get(licenceKind, id)!, status: 'suspended' };
  state.put(licenceKind, id, suspended);
}

function without({ allocations }: Genesis, name: string): Readonly<Record<string, bigint>> {
  return Object.fromEntries(Object.entries(allocations).filter(([address]) => address !== addressOf(name)));
}
