import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Genesis } from '../../../source/ledger/genesis.ts';
import { address } from '../../../source/ledger/keys.ts';
import { regtest } from '../../../source/ledger/networks.ts';
import type { NodeEvent } from '../../../source/node/facade.ts';
import { Node } from '../../../source/node/node.ts';
import { OwnWords } from '../../../source/node/wallet/own-words.ts';
import { Wallet } from '../../../source/wallet/wallet.ts';
import { SimulatedEnvironment, temporaryFolder } from '../../support/node.ts';
import { ownKeys, passphrase, sealedWallet } from '../../support/words.ts';
import { refused } from '../refused.ts';

const [first = '', second = ''] = ownKeys.map((key) => address('dcrn', key));

/** A network without demo names, whose miners are two accounts of one wallet. */
const village: Genesis = {
  ...regtest,
  name: 'village',
  authorities: { FR: first },
  licences: [first, second].map((holder) => ({
    holder,
    role: 'miner',
    country: 'FR',
    name: 'A miner',
    url: '',
    stake: 1_000_000_000n,
  })),
  allocations: {},
};

const walletText = await sealedWallet('me', 'second');

async function open(port: number, minerName?: string, genesis = village) {
  const wallet = new Wallet(genesis.addressPrefix);
  const file = join(temporaryFolder(), 'wallet.json');
  writeFileSync(file, walletText);
  const randomBytes = (size: number) => new Uint8Array(size).fill(7);
  const own = new OwnWords({ file, reserved: () => false }, { wallet, randomBytes });
  own.view();
  const options = { genesis, directory: temporaryFolder(), port, minerName, mine: true, words: own };
  const environment = new SimulatedEnvironment();
  const node = await Node.open(options, wallet, environment);
  onTestFinished(() => node.close());
  const events: NodeEvent[] = [];
  node.subscribe((event) => void events.push(event));
  return { node, events, environment };
}

/** The miner of the last block. */
async function mineOne(node: Node): Promise<string> {
  await node.mine({ blocks: 1 });
  return (await node.block({})).miner;
}

test('words that are opened after the start mine where they are licensed, until they are locked', async () => {
  const { node, events } = await open(5000);
  const locked = await refused('MINING_UNLICENSED', () => node.mine({ blocks: 1 }));
  expect(locked.message).toMatch(/^Your words are locked,/);
  expect(await node.mining()).toMatchObject({ unable: locked.message });
  await node.unlock({ passphrase });
  expect(events).toContainEqual({ type: 'wallet' });
  expect(await mineOne(node)).toBe(first);
  const mining = await node.mining();
  expect([mining.miner, mining.unable, mining.foundToday]).toEqual([first, undefined, 1]);
  await node.lock();
  await refused('MINING_UNLICENSED', () => node.mine({ blocks: 1 }));
  expect((await node.mining()).miner).toBeUndefined();
});

test('terminals of one wallet mine under different names, or under the one that was named', async () => {
  const [beside, beyond, named] = [await open(5001), await open(5016), await open(5000, 'second')];
  for (const { node } of [beside, beyond, named]) await node.unlock({ passphrase });
  expect([await mineOne(beside.node), await mineOne(beyond.node), await mineOne(named.node)]).toEqual([
    second,
    first,
    second,
  ]);
});

test('the search itself begins when the words are opened, and ends when they are locked', async () => {
  const parameters = { ...village.parameters, retarget: true, genesisWork: 2n ** 60n, minimumWork: 2n ** 60n };
  const { node, events, environment } = await open(5000, undefined, { ...village, parameters });
  expect(await node.status()).toMatchObject({ mining: false });
  await node.unlock({ passphrase });
  expect(await node.status()).toMatchObject({ mining: true });
  await node.lock();
  expect(await node.status()).toMatchObject({ mining: false });
  await node.close();
  expect(events.filter(({ type }) => type === 'mining').length).toBeGreaterThan(0);
  expect([environment.timers, environment.logged.filter(({ level }) => Number(level) >= 50)]).toEqual([0, []]);
});
