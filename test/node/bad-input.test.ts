import { bytesToHex } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { assembleBlock, type Block, type SealedHeader } from '../../source/ledger/block.ts';
import { Ledger } from '../../source/ledger/ledger.ts';
import { devnet, regtest } from '../../source/ledger/networks.ts';
import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import { bitsForWork } from '../../source/ledger/work.ts';
import { dumpRows } from '../store/dump.ts';
import { buildBlock, signed, startTime, wallet } from '../support/node.ts';
import { refused } from './refused.ts';
import { type Controlled, openControlled } from './socket.ts';
import { vinOf } from './story.ts';

const ledger = new Ledger(regtest);
const vin = vinOf(1);
const car = {
  as: 'manufacturer',
  operation: 'cars.manufacture',
  make: 'MINI',
  model: 'One',
  year: 2026,
  country: 'GB',
};
const inspection = { as: 'inspector', operation: 'cars.inspect', vin, value: 50_000 };
const payment = { as: 'alice', operation: 'coins.transfer', to: 'bob', amount: '5' };

/** The tip, as whoever builds on it needs it. */
async function tipOf({ ask }: Controlled): Promise<SealedHeader> {
  const { id, ...view } = (await ask('block')) as Record<string, string> & {
    height: number;
    time: number;
    bits: number;
  };
  const bytes = (name: string) => Uint8Array.from(Buffer.from(String(view[name]), 'hex'));
  const header = {
    version: 1,
    height: view.height,
    time: view.time,
    bits: view.bits,
    parent: bytes('parent'),
    transactionsRoot: bytes('transactionsRoot'),
    votesRoot: bytes('votesRoot'),
    stateRoot: bytes('stateRoot'),
    miner: wallet.keyOf(String(view.miner)),
    nonce: Number(view.nonce),
  };
  return { header, id: Uint8Array.from(Buffer.from(String(id), 'hex')), seal: bytes('seal') };
}

function pay(nonce: number, from = ledger): SignedTransaction {
  return signed(from, 'alice', 'coins.transfer', nonce, { to: 'bob', amount: '5' });
}

function highS({ body, signature }: SignedTransaction): SignedTransaction {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = order - BigInt(`0x${bytesToHex(signature.subarray(32))}`);
  const high = Buffer.from(s.toString(16).padStart(64, '0'), 'hex');
  return ledger.format.assemble(body, Uint8Array.of(...signature.subarray(0, 32), ...high), []);
}

const asBytes = (bytes: Uint8Array) => ['submitTransaction', { transaction: bytesToHex(bytes) }] as const;
const asBlock = ({ bytes }: Block) => ['submitBlock', { block: bytesToHex(bytes) }] as const;

type Ask = readonly [method: string, params: unknown];

/** What is handed in, by what is wrong with it. `tip` is the tip, `nonce` the next of alice. */
const cases: readonly [what: string, code: string, make: (tip: SealedHeader, nonce: number) => Ask][] = [
  ['a VIN with an I', 'VIN_CHARACTER', () => ['submit', { ...car, vin: 'WMWXP7C5XI2A00001' }]],
  ['a VIN with an O', 'VIN_CHARACTER', () => ['submit', { ...car, vin: 'WMWXP7C5XO2A00001' }]],
  ['a VIN with a Q', 'VIN_CHARACTER', () => ['submit', { ...car, vin: 'WMWXP7C5XQ2A00001' }]],
  ['a VIN of 16', 'VIN_LENGTH', () => ['submit', { ...car, vin: 'WMWXP7C5X2A00001' }]],
  [
    'a North American VIN with a wrong check digit',
    'VIN_CHECK_DIGIT',
    () => ['submit', { ...car, vin: '1HGCM82634A004352' }],
  ],
  ['a second car with a VIN', 'VIN_TAKEN', () => ['submit', { ...car, vin }]],
  ['a date before the last reading', 'READ_BEFORE_LAST', () => ['submit', { ...inspection, readOn: '2026-01-31' }]],
  ['a date in the future', 'READ_IN_FUTURE', () => ['submit', { ...inspection, readOn: '2026-03-02' }]],
  ['a role that the key lacks', 'ROLE_MISSING', () => ['submit', { ...car, as: 'alice', vin: vinOf(2) }]],
  ['an amount over the balance', 'BALANCE_TOO_LOW', () => ['submit', { ...payment, amount: '10000000001' }]],
  ['an amount that is none', 'AMOUNT_INVALID', () => ['submit', { ...payment, amount: '-5' }]],
  ['a nonce that was used', 'NONCE_USED', () => ['submit', { ...payment, nonce: 0 }]],
  ['a nonce too far', 'NONCE_GAP', (_, nonce) => ['submit', { ...payment, nonce: nonce + 1 }]],
  ['a high-S signature', 'SIGNATURE_INVALID', (_, nonce) => asBytes(highS(pay(nonce)).bytes)],
  [
    "a good id with another's signature",
    'SIGNATURE_INVALID',
    (_, nonce) => {
      const { signature } = signed(ledger, 'bob', 'coins.transfer', 0, { to: 'alice', amount: '5' });
      return asBytes(ledger.format.assemble(pay(nonce).body, signature, []).bytes);
    },
  ],
  ['trailing bytes', 'MALFORMED', (_, nonce) => asBytes(Uint8Array.of(...pay(nonce).bytes, 0))],
  ['an entry for another network', 'WRONG_NETWORK', (_, nonce) => asBytes(pay(nonce, new Ledger(devnet)).bytes)],
  ['a block without work', 'WORK_MISSING', (tip) => asBlock(buildBlock(tip, { worked: false }))],
  ['a block with wrong bits', 'BITS_WRONG', (tip) => asBlock(buildBlock(tip, { header: { bits: bitsForWork(1n) } }))],
  [
    'a block with a body that does not match',
    'BODY_MISMATCH',
    (tip, nonce) => {
      const { header, seal } = buildBlock(tip);
      return asBlock(assembleBlock(header, seal, [pay(nonce)]));
    },
  ],
  ['a block by an unlicensed miner', 'MINER_UNLICENSED', (tip) => asBlock(buildBlock(tip, { miner: 'alice' }))],
  [
    'a block from the future',
    'FROM_FUTURE',
    (tip) => asBlock(buildBlock(tip, { header: { time: startTime + 60_000 } })),
  ],
  ['a block sealed by another', 'SEAL_INVALID', (tip) => asBlock(buildBlock(tip, { sealedBy: 'miner-1' }))],
  ['a block on one that nobody has', 'PARENT_UNKNOWN', (tip) => asBlock(buildBlock(buildBlock(tip)))],
  [
    'a block with an entry that does not apply',
    'NONCE_GAP',
    (tip, nonce) => asBlock(buildBlock(tip, { transactions: [pay(nonce + 1)] })),
  ],
  [
    'a block with trailing bytes',
    'MALFORMED',
    (tip) => ['submitBlock', { block: `${bytesToHex(buildBlock(tip).bytes)}00` }],
  ],
];

/** A node whose ledger holds a car with readings and a payment, with another payment waiting. */
async function lived(): Promise<Controlled> {
  const controlled = await openControlled();
  const { ask } = controlled;
  await ask('submit', { ...car, vin });
  await ask('submit', { ...inspection, readOn: '2026-02-01', value: 42_000 });
  await ask('submit', payment);
  await ask('mine');
  await ask('submit', { ...payment, as: 'carol' });
  return controlled;
}

test.each(cases)('%s: %s', async (_, code, make) => {
  const controlled = await lived();
  const { ask, node, directory } = controlled;
  const seen = async () => [await ask('status'), await ask('block'), await ask('mempool'), await ask('car', { vin })];
  const before = await seen();
  const [method, params] = make(await tipOf(controlled), 1);
  await refused(code, () => ask(method, params));
  expect(await seen()).toEqual(before);
  // What waited gets into the next block, and the ledger goes on.
  await ask('mine');
  expect(await ask('status')).toMatchObject({ height: 2, mempool: 0 });
  await node.close();
  expect((await dumpRows(`${directory}/ledger`)).size).toBeGreaterThan(0);
});

test('every one of them after the other leaves the state as it was, row for row', async () => {
  const controlled = await lived();
  const { ask, node, directory } = controlled;
  const tip = await tipOf(controlled);
  for (const [, code, make] of cases) {
    const [method, params] = make(tip, 1);
    await refused(code, () => ask(method, params));
  }
  await node.close();
  const clean = await lived();
  await clean.node.close();
  const state = async (folder: string) =>
    [...(await dumpRows(`${folder}/ledger`))].filter(([key]) => /^0[4-9]/.test(key));
  expect(await state(directory)).toEqual(await state(clean.directory));
});
