import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { agreementOf } from '../../../source/ledger/registries/agreements/agreement.ts';
import { keyOf, refusedBy, TestChain } from '../support.ts';
import { hasty, idle } from './licences/hasty.ts';

const lease = { title: 'Lease', text: 'The garage in rue Neuve, 80 LVR a month.', counterparty: 'bob', deadline: 20 };
const fingerprint = 'ab'.repeat(32);

/** A chain with one contract proposed by alice to bob, and its id. */
function proposed(values: object = {}, genesis = hasty): { chain: TestChain; id: string } {
  const chain = new TestChain(genesis);
  const { id } = chain.do('alice', 'agreements.propose', { ...lease, ...values });
  return { chain, id: bytesToHex(id) };
}

function contract(chain: TestChain, id: string) {
  return agreementOf(chain.view(), hexToBytes(id));
}

describe('agreements.propose', () => {
  test('writes down who offers what to whom', () => {
    const { chain, id } = proposed();
    expect(contract(chain, id)).toMatchObject({
      ...{ title: 'Lease', text: lease.text, documentHash: undefined, proposer: keyOf('alice') },
      ...{ counterparty: keyOf('bob'), deadline: 20, status: 'proposed', endedAt: 0, historyCount: 1 },
    });
  });

  test('takes the fingerprint of a document in place of a text', () => {
    const { chain, id } = proposed({ text: undefined, documentHash: fingerprint });
    expect(contract(chain, id)).toMatchObject({ text: undefined, documentHash: hexToBytes(fingerprint) });
  });

  test('both a text and a document, or neither, is refused', () => {
    const chain = new TestChain();
    for (const content of [{ documentHash: fingerprint }, { text: undefined }]) {
      refusedBy(chain, 'AGREEMENT_CONTENT', () => chain.do('alice', 'agreements.propose', { ...lease, ...content }));
    }
  });

  test('a contract with oneself is refused', () => {
    const chain = new TestChain();
    refusedBy(chain, 'AGREEMENT_WITH_ONESELF', () =>
      chain.do('alice', 'agreements.propose', { ...lease, counterparty: 'alice' }),
    );
  });

  test('by a key that was replaced is refused: the new one would be bound', () => {
    const chain = new TestChain(hasty);
    chain.do('police', 'owners.replace', { old: 'alice', new: 'dealer' });
    idle(chain, hasty.parameters.challengeBlocks + 1);
    for (const counterparty of ['bob', 'alice', 'dealer']) {
      refusedBy(chain, 'OWNER_REPLACED', () =>
        chain.do('alice', 'agreements.propose', { ...lease, counterparty, deadline: 90 }),
      );
    }
    refusedBy(chain, 'AGREEMENT_WITH_ONESELF', () =>
      chain.do('dealer', 'agreements.propose', { ...lease, counterparty: 'alice', deadline: 90 }),
    );
  });

  test('a deadline that has passed, or that nobody lives to see, is refused', () => {
    const chain = new TestChain();
    chain.mine();
    for (const deadline of [1, chain.height + 1_000_002]) {
      refusedBy(chain, 'DEADLINE_INVALID', () => chain.do('alice', 'agreements.propose', { ...lease, deadline }));
    }
  });
});

describe('agreements.sign', () => {
  test('binds both from this block on, and can be neither signed nor declined again', () => {
    const { chain, id } = proposed();
    chain.do('bob', 'agreements.sign', { id });
    expect(contract(chain, id)).toMatchObject({ status: 'signed', endedAt: 2, historyCount: 2 });
    refusedBy(chain, 'AGREEMENT_ENDED', () => chain.do('bob', 'agreements.sign', { id }));
    refusedBy(chain, 'AGREEMENT_ENDED', () => chain.do('alice', 'agreements.decline', { id }));
    idle(chain, 25);
    expect(contract(chain, id)).toMatchObject({ status: 'signed', historyCount: 2 });
  });

  test('by whoever proposed it, or by a stranger, is refused', () => {
    const { chain, id } = proposed();
    for (const name of ['alice', 'carol']) {
      refusedBy(chain, 'NOT_COUNTERPARTY', () => chain.do(name, 'agreements.sign', { id }));
    }
  });

  test('of a contract that is not there is refused', () => {
    const chain = new TestChain();
    refusedBy(chain, 'AGREEMENT_UNKNOWN', () => chain.do('bob', 'agreements.sign', { id: fingerprint }));
  });

  test('counts up to its deadline and not after it', () => {
    const inTime = proposed();
    idle(inTime.chain, 18);
    inTime.chain.do('bob', 'agreements.sign', { id: inTime.id });
    expect(contract(inTime.chain, inTime.id)).toMatchObject({ status: 'signed', endedAt: 20 });
    const late = proposed();
    idle(late.chain, 19);
    refusedBy(late.chain, 'AGREEMENT_ENDED', () => late.chain.do('bob', 'agreements.sign', { id: late.id }));
    expect(contract(late.chain, late.id)?.status).toBe('proposed');
    idle(late.chain, 1);
    expect(contract(late.chain, late.id)).toMatchObject({ status: 'expired', endedAt: 21, historyCount: 2 });
  });

  test('is for the new key where the old one was lost', () => {
    const { chain, id } = proposed({ deadline: 400 });
    chain.do('police', 'owners.replace', { old: 'bob', new: 'dealer' });
    idle(chain, hasty.parameters.challengeBlocks + 1);
    refusedBy(chain, 'NOT_COUNTERPARTY', () => chain.do('bob', 'agreements.sign', { id }));
    chain.do('dealer', 'agreements.sign', { id });
    expect(contract(chain, id)?.status).toBe('signed');
  });

  test('takes two, also where one key took the place of the other since', () => {
    const { chain, id } = proposed({ deadline: 400, counterparty: 'dealer' });
    chain.do('police', 'owners.replace', { old: 'alice', new: 'dealer' });
    idle(chain, hasty.parameters.challengeBlocks + 1);
    refusedBy(chain, 'AGREEMENT_WITH_ONESELF', () => chain.do('dealer', 'agreements.sign', { id }));
    chain.do('dealer', 'agreements.decline', { id });
  });
});

describe('agreements.decline', () => {
  test('ends it: declined by the other side, withdrawn by the one who proposed it', () => {
    for (const [name, status] of [
      ['bob', 'declined'],
      ['alice', 'withdrawn'],
    ] as const) {
      const { chain, id } = proposed();
      chain.do(name, 'agreements.decline', { id });
      expect(contract(chain, id)).toMatchObject({ status, endedAt: 2, historyCount: 2 });
      refusedBy(chain, 'AGREEMENT_ENDED', () => chain.do('bob', 'agreements.sign', { id }));
    }
  });

  test('by a stranger is refused', () => {
    const { chain, id } = proposed();
    refusedBy(chain, 'NOT_PARTY', () => chain.do('carol', 'agreements.decline', { id }));
  });
});
