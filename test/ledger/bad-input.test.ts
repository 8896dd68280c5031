import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { devnet, regtest } from '../../source/ledger/networks.ts';
import { sign } from '../../source/ledger/signature.ts';
import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import { highS, keyOf, refused, refusedBy, secretOf, TestChain, vinOf } from './support.ts';

const car = { vin: vinOf(1), make: 'MINI', model: 'Cooper S', year: 2026, country: 'GB' };

/** A chain in June 2026 with a car that was read on 2 and 10 May. */
function withCar(): TestChain {
  const chain = new TestChain();
  chain.do('manufacturer', 'cars.manufacture', car);
  chain.wait('2026-06-01');
  chain.do('inspector', 'cars.inspect', { vin: car.vin, readOn: '2026-05-02', value: 42_000 });
  chain.do('garage', 'cars.service', { vin: car.vin, readOn: '2026-05-10', value: 43_000, work: 'brakes' });
  return chain;
}

/** The encoding with one text in it replaced by another of the same length. */
function patched({ bytes }: SignedTransaction, from: string, to: string): Uint8Array {
  const hex = bytesToHex(bytes);
  const replaced = hex.replace(bytesToHex(utf8ToBytes(from)), bytesToHex(utf8ToBytes(to)));
  expect(replaced).not.toBe(hex);
  return hexToBytes(replaced);
}

describe('a VIN', () => {
  test.each(['I', 'O', 'Q'])('with %s', (letter) => {
    const chain = new TestChain();
    const vin = `WMW${letter}${car.vin.slice(4)}`;
    const error = refusedBy(chain, 'VIN_CHARACTER', () =>
      chain.do('manufacturer', 'cars.manufacture', { ...car, vin }),
    );
    expect(error.data).toEqual({ vin, character: letter });
    const bytes = patched(chain.sign('manufacturer', 'cars.manufacture', car), car.vin, vin);
    refused('MALFORMED', () => chain.ledger.decodeTransaction(bytes));
  });

  test('of North America with a wrong check digit', () => {
    const chain = new TestChain();
    const vin = '1M8GDM9A1KP042788';
    const error = refusedBy(chain, 'VIN_CHECK_DIGIT', () =>
      chain.do('manufacturer', 'cars.manufacture', { ...car, vin }),
    );
    expect(error.data).toEqual({ vin, found: '1', expected: 'X' });
    const made = chain.bend(chain.sign('manufacturer', 'cars.manufacture', car), { vin });
    refusedBy(chain, 'VIN_CHECK_DIGIT', () => chain.mine(made));
    const imported = chain.sign('inspector', 'cars.import', { ...car, value: 1, owner: 'alice' });
    refusedBy(chain, 'VIN_CHECK_DIGIT', () => chain.mine(chain.bend(imported, { vin })));
    chain.do('manufacturer', 'cars.manufacture', { ...car, vin: '1M8GDM9AXKP042788' });
  });

  test('that a car has already', () => {
    const chain = withCar();
    const again = { ...car, model: 'another' };
    refusedBy(chain, 'VIN_TAKEN', () => chain.do('manufacturer', 'cars.manufacture', again));
    refusedBy(chain, 'VIN_TAKEN', () => chain.do('inspector', 'cars.import', { ...again, value: 1, owner: 'alice' }));
    const second = { ...car, vin: vinOf(2) };
    const twice = [0, 1].map((before) => chain.sign('manufacturer', 'cars.manufacture', second, before));
    refusedBy(chain, 'VIN_TAKEN', () => chain.mine(...twice));
    chain.mine(twice[0]!);
  });
});

describe('a date', () => {
  test('before the last reading', () => {
    const chain = withCar();
    const { vin } = car;
    const read = { vin, readOn: '2026-05-09', value: 50_000 };
    refusedBy(chain, 'READ_BEFORE_LAST', () => chain.do('inspector', 'cars.inspect', read));
    refusedBy(chain, 'READ_BEFORE_LAST', () => chain.do('garage', 'cars.service', { ...read, work: 'oil' }));
    chain.do('inspector', 'cars.inspect', { ...read, readOn: '2026-05-10' });
  });

  test('in the future', () => {
    const chain = withCar();
    const { vin } = car;
    const read = { vin, readOn: '2026-06-02', value: 50_000 };
    refusedBy(chain, 'READ_IN_FUTURE', () => chain.do('inspector', 'cars.inspect', read));
    refusedBy(chain, 'READ_IN_FUTURE', () => chain.do('garage', 'cars.service', { ...read, work: 'oil' }));
    const imported = { ...car, vin: vinOf(2), readOn: '2026-06-02', value: 1, owner: 'alice' };
    refusedBy(chain, 'READ_IN_FUTURE', () => chain.do('inspector', 'cars.import', imported));
    chain.do('inspector', 'cars.inspect', { ...read, readOn: '2026-06-01' });
  });

  test('before the model year', () => {
    const chain = withCar();
    const vin = vinOf(2);
    chain.do('manufacturer', 'cars.manufacture', { ...car, vin });
    refusedBy(chain, 'READ_BEFORE_MODEL_YEAR', () =>
      chain.do('inspector', 'cars.inspect', { vin, readOn: '2025-12-31', value: 5 }),
    );
    chain.do('inspector', 'cars.inspect', { vin, readOn: '2026-01-01', value: 5 });
  });

  test.each(['2026-02-30', '2026-13-01', '26-01-01', 'yesterday', '1969-12-31', '2149-06-07'])(
    'that is none: %s',
    (readOn) => {
      const chain = withCar();
      refusedBy(chain, 'FIELD_INVALID', () =>
        chain.do('inspector', 'cars.inspect', { vin: car.vin, readOn, value: 5 }),
      );
    },
  );
});

describe('a key that lacks the role', () => {
  const { vin } = car;
  const plate = { vin, country: 'FR', plate: 'AB-123-CD' };
  const times = { doorsAt: '2027-01-01T19:00Z', startsAt: '2027-01-01T20:00Z', endsAt: '2027-01-01T22:00Z' };
  const event = { name: 'Derby', venue: 'Parc', ...times, capacity: 1, price: '5', policy: {} };
  const handover = {
    ...{ xid: '02'.repeat(32), book: '03'.repeat(32), requester: 'library-0', price: '0', witnesses: [] },
    ...{ ciphertextRoot: '04'.repeat(32), keyHash: '05'.repeat(32) },
  };
  const cases = [
    ['garage', 'cars.manufacture', { ...car, vin: vinOf(2) }, ['manufacturer']],
    ['garage', 'cars.import', { ...car, vin: vinOf(2), value: 5, owner: 'alice' }, ['inspector']],
    ['alice', 'cars.assignPlate', plate, ['police', 'authority']],
    ['garage', 'cars.inspect', { vin, value: 50_000 }, ['inspector']],
    ['notary', 'cars.service', { vin, value: 50_000, work: 'oil' }, ['garage', 'inspector']],
    ['notary', 'cars.flag', { vin, flag: 'stolen' }, ['police']],
    ['police', 'cars.flag', { vin, flag: 'lien' }, ['notary']],
    ['authority', 'cars.flag', { vin, flag: 'injunction' }, ['police']],
    ['notary', 'cars.correctPlate', { vin, plate: 'AB-123-CE' }, ['police', 'authority']],
    ['police', 'cars.annul', { vin, reason: 'squatted' }, ['authority']],
    ['police', 'licences.grant', { holder: 'bob', role: 'garage', country: 'FR', name: 'Bob' }, ['authority']],
    ['police', 'licences.accuse', { holder: 'garage', role: 'garage', reason: 'fraud' }, ['authority']],
    ['police', 'licences.decide', { holder: 'garage', role: 'garage', guilty: true }, ['authority']],
    ['authority', 'owners.certify', { key: 'dealer', commitment: '01'.repeat(32) }, ['police']],
    ['authority', 'owners.revoke', { key: 'alice' }, ['police']],
    ['authority', 'owners.replace', { old: 'alice', new: 'dealer' }, ['police']],
    ['seller', 'tickets.createEvent', { ...event, eventKey: 'library-0' }, ['organiser']],
    ['alice', 'books.join', { sealingKey: '01'.repeat(32) }, ['library']],
    ['alice', 'books.add', { title: 'Seven', chunks: 1, commitment: '01'.repeat(32) }, ['library']],
    ['alice', 'books.offer', handover, ['library']],
    ['police', 'transfers.confirm', { id: '01'.repeat(32) }, ['notary']],
    ['police', 'transfers.reject', { id: '01'.repeat(32), reason: 'no' }, ['notary']],
    ['police', 'transfers.order', { vin, to: 'alice', reason: 'court' }, ['notary']],
  ] as const;
  test.each(cases)('%s: %s', (as, operation, input, needs) => {
    const chain = withCar();
    const error = refusedBy(chain, 'ROLE_MISSING', () => chain.do(as, operation, input));
    expect(error.data.needs).toEqual(needs);
  });

  test('every operation that names roles refuses somebody who holds none', () => {
    const chain = withCar();
    const named = chain.ledger.operations.all().filter(({ signer }) => signer.roles !== undefined);
    const tried = new Set(cases.map(([, operation]) => operation as string));
    // Who may hand out or offer the seats of an event stands in the event: see sale.test.ts.
    // The same goes for who may lock the price of a book: see handover.test.ts.
    for (const operation of ['tickets.issue', 'tickets.offer', 'books.accept']) tried.add(operation);
    expect([...tried].sort()).toEqual(named.map(({ name }) => name).sort());
  });

  test('the owner of a car is whoever owns it, licensed or not', () => {
    const chain = withCar();
    refusedBy(chain, 'NOT_OWNER', () => chain.do('police', 'cars.retire', { vin, reason: 'exported' }));
  });
});

describe('an amount', () => {
  test('over the balance, and over it by the fee alone', () => {
    const chain = new TestChain();
    const { balance } = chain.account('alice');
    const fee = 500n;
    const pay = (amount: bigint) =>
      chain.sign('alice', 'coins.transfer', { to: 'bob', amount: `${amount}`, fee: `${fee}` });
    const error = refusedBy(chain, 'BALANCE_TOO_LOW', () => chain.mine(pay(balance - fee + 1n)));
    expect(error.data).toEqual({ have: balance, need: balance + 1n });
    refusedBy(chain, 'BALANCE_TOO_LOW', () => chain.mine(pay((1n << 64n) - 1n)));
    chain.mine(pay(balance - fee));
    expect(chain.account('alice').balance).toBe(0n);
  });

  test('that reaches the balance only later in the same block', () => {
    const chain = new TestChain();
    const { balance } = chain.account('alice');
    const gift = chain.sign('bob', 'coins.transfer', { to: 'alice', amount: '1000' });
    const all = chain.sign('alice', 'coins.transfer', { to: 'carol', amount: `${balance}` });
    refusedBy(chain, 'BALANCE_TOO_LOW', () => chain.mine(all, gift));
    chain.mine(gift, all);
  });

  test('of nothing', () => {
    const chain = new TestChain();
    refusedBy(chain, 'FIELD_INVALID', () => chain.do('alice', 'coins.transfer', { to: 'bob', amount: '0' }));
    const signed = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '1' });
    const amount = bytesToHex(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0));
    const bytes = hexToBytes(bytesToHex(signed.bytes).replace(amount, '00'.repeat(8)));
    refused('MALFORMED', () => chain.ledger.decodeTransaction(bytes));
  });

  test('that no balance can hold', () => {
    const allocations = { ...regtest.allocations };
    const [first] = Object.keys(allocations);
    const chain = new TestChain({ ...regtest, allocations: { ...allocations, [first!]: (1n << 64n) - 1n } });
    refusedBy(chain, 'AMOUNT_OVERFLOW', () => chain.do('alice', 'coins.transfer', { to: 'authority', amount: '1' }));
  });
});

describe('a nonce', () => {
  test('used before, or with a gap', () => {
    const chain = new TestChain();
    const pay = (nonce: number) => chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '5', nonce });
    const gap = refusedBy(chain, 'NONCE_GAP', () => chain.mine(pay(1)));
    expect(gap.data).toEqual({ nonce: 1, expected: 0 });
    refusedBy(chain, 'NONCE_GAP', () => chain.mine(pay(0xffffffff)));
    const first = pay(0);
    chain.mine(first);
    refusedBy(chain, 'NONCE_USED', () => chain.mine(first));
    refusedBy(chain, 'NONCE_USED', () => chain.mine(pay(0)));
    chain.mine(pay(1));
  });
});

describe('a signature', () => {
  test('with a high s, by the author or by somebody beside', () => {
    const chain = new TestChain();
    const { format } = chain.ledger;
    const signed = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '5', payer: 'carol' });
    const { body, signature, cosignatures } = signed;
    const [payer] = cosignatures;
    const bent = [
      format.assemble(body, highS(signature), cosignatures),
      format.assemble(body, signature, [{ key: payer!.key, signature: highS(payer!.signature) }]),
    ];
    for (const one of bent) {
      expect(one.id).toEqual(signed.id);
      expect(one.wid).not.toEqual(signed.wid);
      refusedBy(chain, 'SIGNATURE_INVALID', () => chain.mine(one));
    }
    chain.mine(signed);
  });

  test('of somebody else under a good id', () => {
    const chain = new TestChain();
    const { format } = chain.ledger;
    const signed = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '5', payer: 'carol' });
    const { body, id, signature, cosignatures } = signed;
    const [payer] = cosignatures;
    const bobs = sign(id, secretOf('bob'));
    for (const one of [
      format.assemble(body, bobs, cosignatures),
      format.assemble(body, signature, [{ key: payer!.key, signature: bobs }]),
      format.assemble(body, new Uint8Array(64), cosignatures),
    ]) {
      expect(one.id).toEqual(id);
      refusedBy(chain, 'SIGNATURE_INVALID', () => chain.mine(one));
    }
    refusedBy(chain, 'COSIGNERS_WRONG', () =>
      chain.mine(format.assemble(body, signature, [{ key: keyOf('bob'), signature: bobs }])),
    );
    chain.mine(signed);
  });

  test('of the author under another body', () => {
    const chain = new TestChain();
    const one = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '5' });
    const other = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '6' });
    refusedBy(chain, 'SIGNATURE_INVALID', () =>
      chain.mine(chain.ledger.format.assemble(other.body, one.signature, [])),
    );
  });

  test('of one who need not sign', () => {
    const chain = new TestChain();
    const { body, id, signature } = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '5', fee: '1000' });
    const bobs = { key: keyOf('bob'), signature: sign(id, secretOf('bob')) };
    refusedBy(chain, 'COSIGNERS_WRONG', () => chain.mine(chain.ledger.format.assemble(body, signature, [bobs])));
  });
});

describe('bytes', () => {
  test('behind a transaction, alone or in a block', () => {
    const chain = new TestChain();
    const signed = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '5' });
    const longer = concatBytes(signed.bytes, Uint8Array.of(0));
    refused('MALFORMED', () => chain.ledger.decodeTransaction(longer));
    const block = chain.build({ transactions: [{ ...signed, bytes: longer }] });
    refusedBy(chain, 'MALFORMED', () => chain.take(block));
  });

  test('behind a block', () => {
    const chain = new TestChain();
    const block = chain.build();
    refusedBy(chain, 'MALFORMED', () => chain.take({ ...block, bytes: concatBytes(block.bytes, Uint8Array.of(0)) }));
  });

  test('of an operation that nobody knows', () => {
    const chain = new TestChain();
    const { bytes } = chain.sign('alice', 'coins.transfer', { to: 'bob', amount: '5' });
    const unknown = bytes.slice();
    // network 4, author 33, payer 1, nonce 4, fee 8, expiry 4
    expect(unknown[54]).toBe(0x10);
    unknown[54] = 0xee;
    refused('MALFORMED', () => chain.ledger.decodeTransaction(unknown));
  });
});

describe('another network', () => {
  const pay = { to: 'bob', amount: '5' };

  test('whose name the transaction carries', () => {
    const chain = new TestChain();
    const foreign = new TestChain({ ...devnet, parameters: { ...devnet.parameters, genesisWork: 2n } });
    const signed = foreign.sign('alice', 'coins.transfer', pay);
    const error = refusedBy(chain, 'WRONG_NETWORK', () => chain.ledger.checkTransaction(signed));
    expect(error.data.expected).toBe(bytesToHex(chain.ledger.genesisId.subarray(0, 4)));
    // Its id is another here, so in a block its signature fails first.
    refusedBy(chain, 'SIGNATURE_INVALID', () => chain.mine(signed));
    const here = chain.resign(signed, { network: foreign.ledger.network });
    refusedBy(chain, 'WRONG_NETWORK', () => chain.mine(here));
  });

  test('under whose genesis it was signed, though it carries the name of this one', () => {
    const chain = new TestChain();
    const foreign = new TestChain({ ...regtest, revision: regtest.revision + 1 });
    const signed = foreign.sign('alice', 'coins.transfer', pay);
    const renamed = foreign.resign(signed, { network: chain.ledger.network });
    refusedBy(chain, 'SIGNATURE_INVALID', () => chain.mine(renamed));
  });
});
