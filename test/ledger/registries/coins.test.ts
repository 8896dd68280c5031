import { describe, expect, test } from 'vitest';
import { keyOf, refusedBy, TestChain } from '../support.ts';

describe('coins.transfer', () => {
  test('moves what it says and costs the fee beside', () => {
    const chain = new TestChain();
    const [alice, bob] = [chain.account('alice'), chain.account('bob')];
    const { body } = chain.do('alice', 'coins.transfer', { to: 'bob', amount: '1500000', memo: 'thanks' });
    expect(chain.account('alice')).toEqual({ ...alice, balance: alice.balance - 1_500_000n - body.fee, nonce: 1 });
    expect(chain.account('bob')).toEqual({ ...bob, balance: bob.balance + 1_500_000n });
  });

  test('to oneself costs the fee alone', () => {
    const chain = new TestChain();
    const { balance } = chain.account('alice');
    const { body } = chain.do('alice', 'coins.transfer', { to: 'alice', amount: `${balance - 1_000n}` });
    expect(chain.account('alice').balance).toBe(balance - body.fee);
    refusedBy(chain, 'BALANCE_TOO_LOW', () =>
      chain.do('alice', 'coins.transfer', { to: 'alice', amount: `${balance}` }),
    );
  });

  test('the guarantee behind a licence is not for spending', () => {
    const chain = new TestChain();
    const { balance, stake } = chain.account('garage');
    expect(stake).toBeGreaterThan(0n);
    refusedBy(chain, 'BALANCE_TOO_LOW', () =>
      chain.do('garage', 'coins.transfer', { to: 'bob', amount: `${balance + 1n}` }),
    );
  });

  test('a note has 80 bytes at most', () => {
    const chain = new TestChain();
    const pay = (memo: string) => chain.do('alice', 'coins.transfer', { to: 'bob', amount: '1', memo });
    pay('é'.repeat(40));
    refusedBy(chain, 'FIELD_INVALID', () => pay(`${'é'.repeat(40)}x`));
  });

  test('tells each reader who paid whom', () => {
    const chain = new TestChain();
    const operation = chain.ledger.operations.named('coins.transfer')!;
    const { values } = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '7000000' }).body.operation;
    const seen = (reader: string) =>
      operation.summaryFor(values, chain.known(), { author: keyOf('alice'), reader: keyOf(reader) });
    expect(seen('bob')).toBe('alice paid you 7.00 LVR');
    expect([seen('alice'), seen('carol')]).toEqual(['You paid bob 7.00 LVR', 'alice paid bob 7.00 LVR']);
    const toOneself = chain.sign('alice', 'coins.transfer', { to: 'alice', amount: '7' }).body.operation;
    const own = { author: keyOf('alice'), reader: keyOf('alice') };
    expect(operation.summaryFor(toOneself.values, chain.known(), own)).toContain('You paid yourself');
  });

  test('says beforehand what it takes, and afterwards who gained and lost', () => {
    const chain = new TestChain();
    const operation = chain.ledger.operations.named('coins.transfer')!;
    const signed = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '7' });
    const { values } = signed.body.operation;
    const origin = { author: keyOf('alice'), id: new Uint8Array(32) };
    expect(operation.spends(values, chain.view(), keyOf('alice'), 1)).toBe(7n);
    expect(operation.cosigners(values)).toEqual([]);
    expect(operation.history(values, origin, chain.view())).toEqual([]);
    const { result } = chain.mine(signed);
    const { fee } = signed.body;
    expect(result.happenings.map(({ cause, movements }) => [cause.kind, movements])).toEqual([
      [
        'entry',
        [
          { key: keyOf('alice'), change: -7n - fee },
          { key: keyOf('bob'), change: 7n },
        ],
      ],
      ['reward', [{ key: keyOf('miner-0'), change: 5_000_000n + fee }]],
    ]);
  });
});
