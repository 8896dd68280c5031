import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { byteString, bytesOf } from '../../source/ledger/byte-string.ts';
import { readCertificate } from '../../source/ledger/certificate.ts';
import { checkCertificate } from '../../source/ledger/certificate-check.ts';
import { carKind, plateId, plateKind, vinId } from '../../source/ledger/registries/cars/car.ts';
import { stateKey } from '../../source/ledger/state.ts';
import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import type { Facade, ProofQuery, ProofView } from '../../source/node/facade.ts';
import { proofsLimit } from '../../source/node/queries/proof-turns.ts';
import { prove } from '../../source/node/queries/prove.ts';
import type { Sources } from '../../source/node/queries/sources.ts';
import { PassingNames } from '../../source/node/tickets/names.ts';
import { buildBlock, openNode, openParts, type Parts, startTime, wallet } from '../support/node.ts';
import { refused } from './refused.ts';
import { openControlled } from './socket.ts';
import { tell, vinOf } from './story.ts';

const vin = vinOf(1);
const car = { make: 'MINI', model: 'Cooper S', year: 2026, country: 'GB' };

/** What a proof is about, as whoever only has the certificate sees it. */
function checked({ certificate, block }: ProofView) {
  return checkCertificate(readCertificate(certificate), { block: hexToBytes(block.id) }).objects;
}

async function nodeWithCar(): Promise<Facade> {
  const node = await openNode();
  await node.submit({ as: 'manufacturer', operation: 'cars.manufacture', vin, ...car });
  await node.submit({ as: 'police', operation: 'cars.assignPlate', vin, country: 'FR', plate: 'AB-123-CD' });
  await node.mine({});
  await node.submit({ as: 'inspector', operation: 'cars.inspect', vin, value: 40 });
  await node.mine({});
  return node;
}

describe('a proof', () => {
  test('of a car holds it, its way, header and seal, and every event with block and time', async () => {
    const node = await nodeWithCar();
    const proof = await node.prove({ object: vin });
    const tip = await node.block({});
    expect(proof.block).toMatchObject({ height: 2, id: tip.id, stateRoot: tip.stateRoot, seal: tip.seal });
    const [object] = proof.objects;
    expect(object).toMatchObject({ kind: 'car', key: `0401${bytesToHex(vinId(vin))}` });
    const times = await Promise.all([0, 0, 1].map(async (height) => (await node.block({ height })).time));
    expect(object?.history?.map(({ operation, what, height, time }) => [operation, what, height, time])).toEqual([
      ['cars.manufacture', 'Made in GB', 1, times[0]],
      ['cars.assignPlate', 'Plate AB-123-CD (FR)', 1, times[1]],
      ['cars.inspect', 'Inspection: passed', 2, times[2]],
    ]);
    expect(checked(proof)[0]?.value).toMatchObject({ make: 'MINI', historyCount: 3 });
  });

  test('is asked for by VIN, plate, name, address, licence, sale, contract or place in the state', async () => {
    const node = await nodeWithCar();
    const [sale, contract] = [
      await node.submit({
        ...{ as: 'manufacturer', operation: 'transfers.offer', vin },
        ...{ buyer: 'alice', price: '5', notary: 'notary', deadline: 50 },
      }),
      await node.submit({
        ...{ as: 'alice', operation: 'agreements.propose', title: 'Lease', text: 'A box.' },
        ...{ counterparty: 'bob', deadline: 50 },
      }),
    ];
    await node.mine({});
    const kinds = async (query: ProofQuery) => {
      const objects = checked(await node.prove(query));
      return objects.map(({ kind, value }) => `${value === undefined ? 'no ' : ''}${kind.name}`);
    };
    const address = wallet.known({ today: 0, height: 0 }, () => false).address(wallet.keyOf('alice'));
    expect(await kinds({ object: vin.toLowerCase() })).toEqual(['car']);
    expect(await kinds({ object: vinOf(9) })).toEqual(['no car']);
    expect(await kinds({ object: 'ab 123 cd' })).toEqual(['plate', 'car']);
    expect(await kinds({ object: 'ZZ-999-ZZ' })).toEqual(['no plate']);
    expect(await kinds({ object: 'alice' })).toEqual(['account', 'owner']);
    expect(await kinds({ object: address })).toEqual(['account', 'owner']);
    expect(await kinds({ object: 'inspector:inspector' })).toEqual([
      'licence',
      'no accusation',
      'guarantee',
      'account',
    ]);
    expect((await kinds({ object: 'miner:alice' }))[0]).toBe('no licence');
    expect(await kinds({ object: sale.id })).toEqual(['transfer', 'car']);
    expect(await kinds({ object: contract.id })).toEqual(['agreement']);
    expect(await kinds({ object: '00'.repeat(32) })).toEqual([
      'no transfer',
      'no agreement',
      'no event',
      'no book',
      'no hand-over',
    ]);
    const key = bytesToHex(bytesOf(stateKey(plateKind, plateId('FR', 'AB-123-CD')))).slice(2);
    expect(await kinds({ registry: 'cars', key })).toEqual(['plate']);
    expect(await kinds({ registry: 'licences', key: '06' })).toEqual(['no treasury']);
  });

  test('of the founding state, and through the socket', async () => {
    const { ask } = await openControlled();
    const proof = (await ask('prove', { object: 'bob' })) as ProofView;
    expect(proof.block.height).toBe(0);
    expect(checked(proof)[0]?.value).toMatchObject({ nonce: 0 });
  });

  test.each([
    ['PARAMETER_INVALID', {}],
    ['PARAMETER_INVALID', { object: '?!' }],
    ['PARAMETER_INVALID', { registry: 'boats', key: '01' }],
    ['PARAMETER_INVALID', { registry: 'cars', key: '01' }],
    ['PARAMETER_INVALID', { registry: 'cars', key: 'xyz' }],
    ['PARAMETER_INVALID', { registry: 'cars' }],
    // A VIN and a plate with bytes in them that would move the cursor.
    ['PARAMETER_INVALID', { registry: 'cars', key: `01${bytesToHex(bytesOf('\u001b[2KAAAAAAAAAAAAA'))}` }],
    ['PARAMETER_INVALID', { registry: 'cars', key: `02${bytesToHex(bytesOf('FR\u001b[2J\0\0\0\0\0\0\0\0'))}` }],
    ['NAME_UNKNOWN', { object: 'alcie' }],
    ['NAME_UNKNOWN', { object: 'miner:nobody' }],
    ['ADDRESS_INVALID', { object: 'dcrn1qqqq' }],
    ['VIN_CHARACTER', { object: 'WMWXP7C5XK2A0000O' }],
  ])('is refused with %s for %j', async (code, query) => {
    const node = await openNode();
    await refused(code, () => node.prove(query));
  });
});

describe('proofs of long histories', () => {
  test('are read and checked in slices, between which everybody else has a turn', async () => {
    const node = await openNode();
    const count = 40;
    await node.submit({ as: 'manufacturer', operation: 'cars.manufacture', vin, ...car });
    for (let value = 1; value < count; value++) {
      await node.submit({ as: 'inspector', operation: 'cars.inspect', vin, value });
    }
    await node.mine({});
    let [turns, isDone] = [0, false];
    const turn = () => {
      turns++;
      if (!isDone) setImmediate(turn);
    };
    turn();
    const [object] = (await node.prove({ object: vin })).objects;
    isDone = true;
    expect(object?.history).toHaveLength(count);
    // Every entry is fetched, read and checked.
    expect(turns).toBeGreaterThanOrEqual(3 * count);
  });

  test('are made one at a time; so many wait, and who comes then is told', async () => {
    const node = await openNode();
    const asked = Array.from({ length: proofsLimit + 3 }, () => node.prove({ object: 'bob' }));
    const answers = await Promise.allSettled(asked);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(proofsLimit);
    await refused('PROOFS_BUSY', () => asked.at(-1) ?? Promise.resolve());
    expect((await node.prove({ object: 'bob' })).objects).toHaveLength(2);
  });
});

describe('object, way, history and header are of one block', () => {
  test('while blocks arrive and branches are given up', async () => {
    const parts = await openParts();
    const sources = sourcesOf(parts);
    const nonces = new Map<string, number>();
    const shares = cut(tell(parts, nonces, 1), 3);
    const [first = [], second = []] = [branch(parts, 'miner-0', shares), branch(parts, 'miner-1', [...shares, [], []])];
    const proofs: Promise<ProofView>[] = [];
    const handed: Promise<unknown>[] = [];
    // Everything at once: blocks, a longer branch from block 0, and questions between them.
    for (const block of [...first, ...second]) {
      handed.push(parts.chain.submit(block));
      proofs.push(prove(sources, { object: vin }), prove(sources, { object: 'alice' }));
    }
    await Promise.all(handed);
    const seen = new Set<string>();
    for (const proof of await Promise.all(proofs)) {
      checked(proof);
      seen.add(proof.block.id);
    }
    expect(parts.chain.tip.id).toEqual(second.at(-1)?.id);
    expect(seen.size).toBeGreaterThan(2);
    const [object] = checked(await prove(sources, { object: vin }));
    expect(object?.value).toEqual(parts.chain.view().get(carKind, vinId(vin)));
  });

  test('and a story is proven whole, whatever has happened in it', async () => {
    const parts = await openParts();
    const sources = sourcesOf(parts);
    const blocks = branch(parts, 'miner-0', [
      ...cut(tell(parts, new Map(), 1), 12),
      ...Array.from({ length: 130 }, () => []),
    ]);
    for (const block of blocks) await parts.chain.submit(block);
    let count = 0;
    for (const prefix of ['\x02\x01', '\x03\x01', '\x04\x01', '\x05\x01', '\x06\x01']) {
      for await (const { id } of parts.store.objects(prefix)) {
        const key = bytesToHex(bytesOf(prefix.slice(1) + byteString(id)));
        const registry = ['', '', 'licences', 'owners', 'cars', 'transfers', 'agreements'][prefix.charCodeAt(0)] ?? '';
        checked(await prove(sources, { registry, key }));
        count++;
      }
    }
    expect(count).toBeGreaterThan(20);
  });
});

function sourcesOf({ ledger, store, chain, mempool, environment }: Parts): Sources {
  const known = () => ({
    ...wallet.known({ today: Math.floor(startTime / 86_400_000), height: 0 }, () => false),
    state: chain.view(),
    parameters: ledger.genesis.parameters,
  });
  return { ledger, store, chain, mempool, wallet, environment, names: new PassingNames(), known };
}

function cut<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, place) =>
    all.slice(place * size, (place + 1) * size),
  );
}

/** Blocks from block 0 on, each with its share of entries. */
function branch({ chain }: Parts, miner: string, shares: readonly (readonly SignedTransaction[])[]) {
  const blocks: ReturnType<typeof buildBlock>[] = [];
  for (const transactions of shares) {
    blocks.push(buildBlock(blocks.at(-1) ?? chain.tip, { miner, transactions }));
  }
  return blocks;
}
