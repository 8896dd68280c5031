import { bytesToHex } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { dayOf } from '../../../source/ledger/day.ts';
import { demoPersons, regtest } from '../../../source/ledger/networks.ts';
import { currentKey, isKnown, ownerOf, personCommitment } from '../../../source/ledger/registries/owners/owner.ts';
import { parsePerson, personCodec } from '../../../source/node/police/person.ts';
import { eventsOf } from '../histories.ts';
import { keyOf, refusedBy, TestChain, vinOf } from '../support.ts';
import { hasty, idle, twoCountries, waits } from './licences/hasty.ts';

const commitment = '5a'.repeat(32);
const car = { vin: vinOf(1), make: 'MINI', model: 'Cooper S', year: 2026, country: 'GB' };

/** A chain on which alice owns a car. */
function withOwner(genesis = hasty): TestChain {
  const chain = new TestChain(genesis);
  chain.do('manufacturer', 'cars.manufacture', car);
  chain.do('notary', 'transfers.order', { vin: car.vin, to: 'alice', reason: 'court' });
  return chain;
}

const sale = { vin: car.vin, buyer: 'bob', price: '100', deadline: 500 };

describe('from genesis', () => {
  test('the demo police know alice, bob and carol, and the file says how', () => {
    const state = new TestChain().view();
    for (const { demoName, salt, person } of demoPersons) {
      // Encoded as the file of the police does it, so that it can be put there.
      const known = parsePerson(person, dayOf(2026, 1, 1));
      const expected = personCommitment(Uint8Array.from(Buffer.from(salt, 'hex')), personCodec.encode(known));
      expect(ownerOf(state, keyOf(demoName))).toMatchObject({
        ...{ status: 'certified', country: 'FR', certifiedBy: keyOf('police'), historyCount: 0 },
        commitment: expected,
      });
    }
    expect(regtest.owners.map(({ commitment: hex }) => hex)).toEqual(
      demoPersons.map(({ demoName }) => bytesToHex(ownerOf(state, keyOf(demoName))!.commitment)),
    );
    expect(ownerOf(state, keyOf('dealer'))).toBeUndefined();
  });
});

describe('owners.certify', () => {
  test('puts a key on file, for the country of the police', () => {
    const chain = new TestChain(twoCountries);
    chain.do('seller', 'owners.certify', { key: 'dealer', commitment });
    expect(ownerOf(chain.view(), keyOf('dealer'))).toMatchObject({
      ...{ status: 'certified', country: 'DE', certifiedBy: keyOf('seller'), historyCount: 1 },
    });
    refusedBy(chain, 'OWNER_CERTIFIED', () =>
      chain.do('seller', 'owners.certify', { key: 'dealer', commitment: '5b'.repeat(32) }),
    );
  });

  test('a commitment reused', () => {
    const chain = new TestChain();
    chain.do('police', 'owners.certify', { key: 'dealer', commitment });
    refusedBy(chain, 'COMMITMENT_USED', () => chain.do('police', 'owners.certify', { key: 'garage', commitment }));
    const [alice] = regtest.owners;
    refusedBy(chain, 'COMMITMENT_USED', () =>
      chain.do('police', 'owners.certify', { key: 'garage', commitment: alice!.commitment }),
    );
    // Not even by the key itself, once it was revoked.
    chain.do('police', 'owners.revoke', { key: 'dealer' });
    refusedBy(chain, 'COMMITMENT_USED', () => chain.do('police', 'owners.certify', { key: 'dealer', commitment }));
    chain.do('police', 'owners.certify', { key: 'dealer', commitment: '5b'.repeat(32) });
    expect(ownerOf(chain.view(), keyOf('dealer'))).toMatchObject({ status: 'certified', historyCount: 3 });
  });

  test('whom the police of one country revoked, those of another cannot bring back', () => {
    const chain = new TestChain(twoCountries);
    chain.do('police', 'owners.revoke', { key: 'bob' });
    refusedBy(chain, 'COUNTRY_FOREIGN', () => chain.do('seller', 'owners.certify', { key: 'bob', commitment }));
  });
});

describe('owners.revoke', () => {
  test('can no longer offer or accept; what is owned stays', () => {
    const chain = withOwner();
    chain.do('police', 'owners.revoke', { key: 'alice' });
    refusedBy(chain, 'NOT_CERTIFIED', () => chain.do('alice', 'transfers.offer', sale));
    expect(chain.car(car.vin).owner).toEqual(keyOf('alice'));
    refusedBy(chain, 'OWNER_NOT_CERTIFIED', () => chain.do('police', 'owners.revoke', { key: 'alice' }));
    refusedBy(chain, 'OWNER_UNKNOWN', () => chain.do('police', 'owners.revoke', { key: 'dealer' }));
  });

  test('not even with a licence', () => {
    const chain = new TestChain();
    expect(isKnown(chain.view(), keyOf('dealer'), chain.height)).toBe(true);
    chain.do('police', 'owners.certify', { key: 'dealer', commitment });
    chain.do('police', 'owners.revoke', { key: 'dealer' });
    expect(isKnown(chain.view(), keyOf('dealer'), chain.height)).toBe(false);
  });

  test('only by the police of the certifying country', () => {
    const chain = new TestChain(twoCountries);
    refusedBy(chain, 'COUNTRY_FOREIGN', () => chain.do('seller', 'owners.revoke', { key: 'alice' }));
    refusedBy(chain, 'COUNTRY_FOREIGN', () => chain.do('seller', 'owners.replace', { old: 'alice', new: 'dealer' }));
  });
});

describe('a lost key', () => {
  test('is replaced after its challenge: cars follow, coins do not', () => {
    const chain = withOwner();
    const { balance } = chain.account('alice');
    const announced = chain.do('police', 'owners.replace', { old: 'alice', new: 'organiser' });
    expect(announced.cosignatures.map(({ key }) => key)).toEqual([keyOf('organiser')]);
    const { due } = ownerOf(chain.view(), keyOf('alice'))!.challenge!;
    expect(due).toBe(chain.height + waits.challengeBlocks + 1);
    idle(chain, waits.challengeBlocks);
    expect(currentKey(chain.view(), keyOf('alice'), chain.height)).toEqual(keyOf('alice'));
    const { result } = chain.mine();
    expect(eventsOf(result).map(({ id }) => id)).toEqual([keyOf('alice'), keyOf('organiser')]);
    expect(ownerOf(chain.view(), keyOf('alice'))).toMatchObject({ status: 'replaced', successor: keyOf('organiser') });
    expect(ownerOf(chain.view(), keyOf('organiser'))).toMatchObject({ status: 'certified', country: 'FR' });
    expect(chain.account('alice').balance).toBe(balance);

    refusedBy(chain, 'NOT_OWNER', () => chain.do('alice', 'transfers.offer', sale));
    refusedBy(chain, 'NOT_OWNER', () => chain.do('alice', 'cars.retire', { vin: car.vin, reason: 'exported' }));
    chain.do('organiser', 'transfers.offer', sale);
    refusedBy(chain, 'OWNER_REPLACED', () => chain.do('police', 'owners.replace', { old: 'alice', new: 'dealer' }));
    refusedBy(chain, 'OWNER_REPLACED', () => chain.do('police', 'owners.certify', { key: 'alice', commitment }));
  });

  test('is not replaced when the old key objects', () => {
    const chain = withOwner();
    chain.do('police', 'owners.replace', { old: 'alice', new: 'organiser' });
    idle(chain, waits.challengeBlocks - 1);
    chain.do('alice', 'owners.object');
    idle(chain, 3);
    expect(ownerOf(chain.view(), keyOf('alice'))).toMatchObject({ status: 'certified', challenge: undefined });
    expect(ownerOf(chain.view(), keyOf('organiser'))).toBeUndefined();
    chain.do('alice', 'transfers.offer', sale);
  });

  test('the objection comes too late', () => {
    const chain = withOwner();
    chain.do('police', 'owners.replace', { old: 'alice', new: 'organiser' });
    idle(chain, waits.challengeBlocks);
    refusedBy(chain, 'NOTHING_TO_OBJECT', () => chain.do('alice', 'owners.object'));
  });

  test('the objection is void once the police revoked the key', () => {
    const chain = withOwner();
    chain.do('police', 'owners.revoke', { key: 'alice' });
    chain.do('police', 'owners.replace', { old: 'alice', new: 'organiser' });
    refusedBy(chain, 'OBJECTION_VOID', () => chain.do('alice', 'owners.object'));
    idle(chain, waits.challengeBlocks + 1);
    chain.do('organiser', 'transfers.offer', sale);
  });

  test('an objection is about one replacement, not about the next', () => {
    const chain = withOwner();
    chain.do('police', 'owners.replace', { old: 'alice', new: 'organiser' });
    refusedBy(chain, 'REPLACEMENT_PENDING', () =>
      chain.do('police', 'owners.replace', { old: 'alice', new: 'dealer' }),
    );
    chain.do('alice', 'owners.object');
    chain.do('police', 'owners.replace', { old: 'alice', new: 'dealer' });
    // The first would be due now.
    idle(chain, waits.challengeBlocks - 1);
    expect(currentKey(chain.view(), keyOf('alice'), chain.height)).toEqual(keyOf('alice'));
    idle(chain, 2);
    expect(currentKey(chain.view(), keyOf('alice'), chain.height)).toEqual(keyOf('dealer'));
  });

  test('the new key is a key of nobody else', () => {
    const chain = withOwner();
    for (const known of ['bob', 'alice']) {
      refusedBy(chain, 'SUCCESSOR_KNOWN', () => chain.do('police', 'owners.replace', { old: 'alice', new: known }));
    }
    refusedBy(chain, 'OWNER_UNKNOWN', () => chain.do('police', 'owners.replace', { old: 'dealer', new: 'organiser' }));
    chain.do('police', 'owners.replace', { old: 'alice', new: 'organiser' });
    chain.do('police', 'owners.certify', { key: 'organiser', commitment });
    idle(chain, waits.challengeBlocks + 1);
    expect(currentKey(chain.view(), keyOf('alice'), chain.height)).toEqual(keyOf('alice'));
    expect(ownerOf(chain.view(), keyOf('alice'))).toMatchObject({ status: 'certified', challenge: undefined });
  });

  test('the new key is announced for one key at a time', () => {
    const chain = withOwner();
    const announce = (old: string) => chain.do('police', 'owners.replace', { old, new: 'organiser' });
    announce('alice');
    refusedBy(chain, 'SUCCESSOR_KNOWN', () => announce('bob'));
    chain.do('alice', 'owners.object');
    announce('bob');
    refusedBy(chain, 'SUCCESSOR_KNOWN', () => announce('alice'));
  });

  test('the police that sign do not take its place themselves', () => {
    const chain = withOwner();
    refusedBy(chain, 'SUCCESSOR_POLICE', () => chain.do('police', 'owners.replace', { old: 'alice', new: 'police' }));
  });

  test('sells and exports nothing while its replacement is announced, until it objects', () => {
    const chain = withOwner();
    chain.do('police', 'owners.replace', { old: 'alice', new: 'organiser' });
    const due = chain.height + waits.challengeBlocks + 1;
    const leave = { vin: sale.vin, reason: 'exported' };
    for (const [operation, fields] of [['transfers.offer', sale] as const, ['cars.retire', leave] as const]) {
      const error = refusedBy(chain, 'KEY_ANNOUNCED_LOST', () => chain.do('alice', operation, fields));
      expect(error.data).toEqual({ due });
    }
    chain.do('alice', 'owners.object');
    chain.do('alice', 'transfers.offer', sale);
  });

  test('what it offered before is not confirmed until it objects', () => {
    const chain = withOwner();
    const id = bytesToHex(chain.do('alice', 'transfers.offer', sale).id);
    chain.do('bob', 'transfers.accept', { id });
    chain.do('police', 'owners.replace', { old: 'alice', new: 'organiser' });
    const due = chain.height + waits.challengeBlocks + 1;
    const error = refusedBy(chain, 'SELLER_ANNOUNCED_LOST', () => chain.do('notary', 'transfers.confirm', { id }));
    expect(error.data).toEqual({ due });
    chain.do('alice', 'owners.object');
    chain.do('notary', 'transfers.confirm', { id });
  });

  test('twice lost is followed to the last', () => {
    const chain = withOwner();
    for (const [old, next] of [
      ['alice', 'organiser'],
      ['organiser', 'dealer'],
    ]) {
      chain.do('police', 'owners.replace', { old, new: next });
      idle(chain, waits.challengeBlocks + 1);
    }
    expect(currentKey(chain.view(), keyOf('alice'), chain.height)).toEqual(keyOf('dealer'));
    chain.do('dealer', 'transfers.offer', sale);
  });
});
