import { describe, expect, test } from 'vitest';
import { assembleBlock, blockId, type Header, sealBlock } from '../../source/ledger/block.ts';
import { futureLimit } from '../../source/ledger/ledger.ts';
import { sign } from '../../source/ledger/signature.ts';
import { bitsForWork } from '../../source/ledger/work.ts';
import { highS, refusedBy, secretOf, TestChain } from './support.ts';

describe('a block', () => {
  test('without work', () => {
    const chain = new TestChain();
    refusedBy(chain, 'WORK_MISSING', () => chain.take(chain.build({ worked: false })));
  });

  test.each([
    ['easier', bitsForWork(1n)],
    ['harder', bitsForWork(4n)],
    ['of another form for about the same target', 0x2100ffff],
  ])('with wrong bits: %s', (_, bits) => {
    const chain = new TestChain();
    refusedBy(chain, 'BITS_WRONG', () => chain.take(chain.build({ header: { bits } })));
  });

  test.each([0, 0x20800000, 0x00ffffff, 0xff7fffff])('with bits that are no target: %i', (bits) => {
    const chain = new TestChain();
    refusedBy(chain, 'WORK_MISSING', () => chain.take(chain.build({ header: { bits }, worked: false })));
  });

  test('with a body that does not match', () => {
    const chain = new TestChain();
    const [one, two] = ['5', '6'].map((amount) => chain.sign('alice', 'coins.transfer', { to: 'bob', amount }));
    const block = chain.build({ transactions: [one!] });
    const { header, seal } = block;
    for (const body of [[], [two!], [one!, one!]]) {
      refusedBy(chain, 'BODY_MISMATCH', () => chain.take(assembleBlock(header, seal, body)));
    }
    // One signature replaced under the same id: the root is over whole encodings.
    const replaced = chain.ledger.format.assemble(one!.body, highS(one!.signature), []);
    refusedBy(chain, 'BODY_MISMATCH', () => chain.take(assembleBlock(header, seal, [replaced])));
    refusedBy(chain, 'BODY_MISMATCH', () => chain.take(chain.build({ header: { votesRoot: new Uint8Array(32) } })));
    chain.take(block);
  });

  test('by a miner without a licence', () => {
    const chain = new TestChain();
    for (const miner of ['alice', 'police', 'authority']) {
      refusedBy(chain, 'MINER_UNLICENSED', () => chain.take(chain.build({ miner })));
    }
  });

  test('from the future, by more than 30 seconds', () => {
    const chain = new TestChain();
    const block = chain.build();
    const error = refusedBy(chain, 'FROM_FUTURE', () => chain.take(block, block.header.time - futureLimit - 1));
    expect(error.message).toContain('30 s ahead');
    chain.take(block, block.header.time - futureLimit);
  });

  test('not later than its parent', () => {
    const chain = new TestChain();
    const { time } = chain.tip.header;
    refusedBy(chain, 'TIME_TOO_EARLY', () => chain.take(chain.build({ time })));
    refusedBy(chain, 'TIME_TOO_EARLY', () => chain.take(chain.build({ time: 0 })));
    chain.take(chain.build({ time: time + 1 }));
  });

  test('sealed by another, or with the high s', () => {
    const chain = new TestChain();
    refusedBy(chain, 'SEAL_INVALID', () => chain.take(chain.build({ sealedBy: 'miner-1' })));
    const { header, id, seal } = chain.build();
    const signedPlainly = sign(id, secretOf('miner-0'));
    for (const bent of [highS(seal), signedPlainly, new Uint8Array(64)]) {
      refusedBy(chain, 'SEAL_INVALID', () => chain.take(assembleBlock(header, bent, [])));
    }
    chain.take(assembleBlock(header, seal, []));
  });

  test.each([
    ['VERSION_UNKNOWN', { version: 2 }],
    ['VERSION_UNKNOWN', { version: 0 }],
    ['HEIGHT_WRONG', { height: 2 }],
    ['HEIGHT_WRONG', { height: 0 }],
    ['STATE_ROOT_MISMATCH', { stateRoot: new Uint8Array(32).fill(1) }],
  ] as const)('%s', (code, header: Partial<Header>) => {
    const chain = new TestChain();
    refusedBy(chain, code, () => chain.take(chain.build({ header })));
  });

  test('that holds one bad transaction among good ones changes nothing', () => {
    const chain = new TestChain();
    const good = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '5' });
    const bad = chain.sign('bob', 'coins.transfer', { to: 'alice', amount: '99999999999999' });
    refusedBy(chain, 'BALANCE_TOO_LOW', () => chain.mine(good, bad));
    chain.mine(good);
  });

  test('with everything wrong is refused for the cheapest reason first', () => {
    const chain = new TestChain();
    const bad = chain.sign('bob', 'coins.transfer', { to: 'alice', amount: '99999999999999' });
    const { time } = chain.tip.header;
    const stateRoot = new Uint8Array(32).fill(1);
    const wrong = { transactions: [bad], miner: 'alice', sealedBy: 'bob', time };
    const build = (more: object) => chain.build({ ...wrong, header: { stateRoot }, ...more });
    const bits = bitsForWork(1n);
    const mismatched = (block: ReturnType<typeof build>) => assembleBlock(block.header, block.seal, []);
    const steps = [
      ['WORK_MISSING', () => build({ worked: false })],
      ['BITS_WRONG', () => build({ header: { stateRoot, bits } })],
      ['TIME_TOO_EARLY', () => build({})],
      ['SEAL_INVALID', () => build({ time: time + 1 })],
      ['BODY_MISMATCH', () => mismatched(build({ time: time + 1, sealedBy: 'alice' }))],
      ['MINER_UNLICENSED', () => build({ time: time + 1, sealedBy: 'alice' })],
      ['BALANCE_TOO_LOW', () => build({ time: time + 1, miner: 'miner-0', sealedBy: 'miner-0' })],
      ['STATE_ROOT_MISMATCH', () => build({ time: time + 1, miner: 'miner-0', sealedBy: 'miner-0', transactions: [] })],
    ] as const;
    for (const [code, block] of steps) refusedBy(chain, code, () => chain.take(block()));
  });

  test('names itself: no part of the header can be changed under its id', () => {
    const chain = new TestChain();
    const { header, id, seal } = chain.build();
    expect(blockId({ ...header, nonce: header.nonce + 1 })).not.toEqual(id);
    expect(sealBlock(id, secretOf('miner-0'))).toEqual(seal);
  });
});
