import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { namesIn } from '../../source/cli/answers.ts';
import { readFlags } from '../../source/cli/flags.ts';
import { questions } from '../../source/cli/questions.ts';
import { freePort, startHeadless, temporaryHome } from './program.ts';
import { run } from './run.ts';

const vin = 'WMWXP7C5XK2A00001';

test('a sale, a discharge and a contract go by their id; whoever has something else is told where ids stand', () => {
  const id = '4a4cdc742a5cddd276625209d9da80cec1a1e1c66c8b04ee2f8ac609f4ebc348';
  for (const [word, what, list] of [
    ['transfer', 'sale', 'transfers'],
    ['discharge', 'sale', 'transfers'],
    ['agreement', 'contract', 'agreements'],
  ] as const) {
    expect(questions[word]?.params(id)).toEqual({ id });
    expect(() => questions[word]?.params(vin)).toThrow(
      `"${vin}" is not the id of a ${what}, 64 hex digits: \`carnet call ${list} '{"as": "NAME"}'\` lists those of a name`,
    );
  }
});

describe('one question', () => {
  test('is answered in words by a running node, and from the ledger on disk when none runs', async () => {
    const home = temporaryHome();
    const port = String(await freePort());
    const { program, ask, directory } = await startHeadless(home, '--network', 'regtest', port);
    const car = { vin, make: 'MINI', model: 'Cooper S', year: 2019, country: 'FR' };
    const { id } = (await ask('submit', { as: 'manufacturer', operation: 'cars.manufacture', ...car })) as {
      id: string;
    };
    await ask('submit', { as: 'inspector', operation: 'cars.inspect', vin, readOn: '2023-03-01', value: 42_000 });
    const untested = { ...car, vin: 'WMWXP7C5XK2A00002', value: 9_000, owner: 'alice' };
    await ask('submit', { as: 'inspector', operation: 'cars.import', ...untested });
    await ask('mine', { blocks: 2 });

    const asked: readonly (readonly [words: readonly string[], answer: RegExp])[] = [
      [
        ['status'],
        /^Network {2}regtest\n.*\nHeight {3}2\n.*\nMining {3}no: (?:it could as miner-0|No Carnet runs\.)\n$/s,
      ],
      [
        ['car', vin],
        /^MINI Cooper S 2019\n.*NO JUDGEMENT.*1 Mar 2023 {2}Inspection: passed {2}42,000 km {2}inspector.*Made in France/s,
      ],
      [['car', untested.vin], /\nTest +none is on this ledger\n/],
      [['block', '1'], /^Block {5}1\n.*Put a new car on the ledger, by manufacturer\n/s],
      [['entry', id], /^Entry {6}Put a new car on the ledger\n.*in block 1, 2 deep\n/s],
      [['account', 'alice'], /^Name {7}alice\n.*\nFree {7}10,000\.00 LVR\n/s],
      [['directory', 'notary'], /^Role {12}Country.*\nnotary or bank {2}FR {7}Demo notary/s],
      [['peers'], /^No peer is connected\.\n/s],
    ];
    const running = await Promise.all(asked.map(([words]) => run(home, ...words)));
    running.forEach((answer, place) => {
      expect(answer).toMatchObject({
        code: 0,
        stderr: `No Carnet runs on devnet; regtest on port ${port} answers.\n`,
        stdout: expect.stringMatching(asked[place]?.[1] ?? /$^/),
      });
    });

    await program.stop('SIGTERM');
    for (const [words, answer] of asked.slice(0, 3)) {
      const { code, stdout, stderr } = await run(home, ...words, '--network', 'regtest');
      expect([code, stdout, stderr]).toEqual([
        0,
        expect.stringMatching(answer),
        expect.stringMatching(/^No Carnet runs; this is the ledger on disk as of block 2, \d{4}-.* UTC\.\n$/),
      ]);
    }
    writeFileSync(
      join(directory, 'peers.json'),
      '[{"url":"ws://127.0.0.1:5999","source":"person","lastGood":1,"lastTried":0,"failures":0}]',
    );
    const peers = await run(home, 'peers', '--network', 'regtest');
    expect(peers.stdout).toBe('No peer is connected.\n\n1 address known: ws://127.0.0.1:5999\n');
    expect(await ask('status').catch(() => 'nobody answers')).toBe('nobody answers');
  });

  test('--json gives what the socket gives, a refusal with exit 1', async () => {
    const home = temporaryHome();
    const { ask } = await startHeadless(home, '--network', 'regtest', String(await freePort()));
    const { code, stdout } = await run(home, 'account', 'bob', '--json');
    expect([code, JSON.parse(stdout)]).toEqual([0, await ask('account', { name: 'bob' })]);
    const missing = await run(home, 'car', vin, '--json');
    expect([missing.code, JSON.parse(missing.stdout)]).toMatchObject([1, { code: 'CAR_UNKNOWN', data: { vin } }]);
    const inWords = await run(home, 'car', vin);
    expect([inWords.code, inWords.stdout, inWords.stderr]).toEqual([1, '', expect.stringContaining(`VIN ${vin}`)]);
  });

  test.each([[['car']], [['status', 'now']], [['block', 'first']], [['entry', 'a', 'b']]])(
    '%j is wrong usage',
    (words) => {
      const asked = () => {
        const { question, argument } = readFlags(words);
        return questions[question]?.params(argument);
      };
      const message = expect.stringMatching(/--help/);
      expect(asked).toThrow(expect.objectContaining({ code: 'USAGE', message }));
    },
  );

  test('without a node and without a ledger it says so', async () => {
    const { code, stderr } = await run(temporaryHome(), 'status');
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^No Carnet is running here, and no ledger is on disk\./),
    ]);
  });
});

test('a miner is named as one, and in other company by its first name', () => {
  const names = ['library-1', 'miner-1'].map((name) => ({
    name,
    address: 'dcrn1abc',
    roles: [],
    own: false,
    locked: false,
  }));
  const own = { name: 'miner-mine', address: 'dcrn1own', roles: [], own: true, locked: false };
  const nameOf = namesIn({ names: [...names, own] });
  expect([nameOf('dcrn1abc', 'miner'), nameOf('dcrn1abc')]).toEqual(['miner-1', 'library-1']);
  expect([nameOf('dcrn1own', 'miner'), nameOf(`dcrn1${'q'.repeat(60)}`, 'miner')]).toEqual([
    'miner-mine',
    'dcrn1qqqqqqqq…qqqqq',
  ]);
});
