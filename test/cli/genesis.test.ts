import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { found } from '../../source/cli/genesis/found.ts';
import { measureSpeed } from '../../source/cli/genesis/speed.ts';
import { genesisOf } from '../../source/cli/network.ts';
import { genesisFileLimit, parseGenesis, writeGenesis } from '../../source/ledger/genesis-file.ts';
import { address } from '../../source/ledger/keys.ts';
import { demoNames } from '../../source/ledger/networks.ts';
import { publicKeyOf } from '../../source/ledger/signature.ts';
import { expectSentence } from '../node/refused.ts';
import { temporaryHome } from './program.ts';
import { run, runWith } from './run.ts';

const [first = '', second = ''] = [3, 4].map((seed) => address('dcrn', publicKeyOf(new Uint8Array(32).fill(seed))));
const alice = demoNames.find(({ name }) => name === 'alice')?.address ?? '';

describe('carnet genesis new', () => {
  test('asks until every answer is right, shows what it will write, and never writes over a file', async () => {
    const home = temporaryHome();
    const answers = [
      ...['devnet', 'No such', 'village', 'n'],
      ...['', 'FR', 'XX x', 'FR me', `FR ${alice}`, `FR ${first.slice(0, -1)}`, `fr ${first}`, `FR ${second}`],
      ...[`DE ${first}`, `DE ${second}`, ''],
      ...['', 'me', alice, `${second}, ${first}`, second, ''],
      ...['0', '3601', 'soon', '60'],
      'y',
    ];
    const { code, stdout, stderr } = await runWith(home, answers, 'genesis', 'new');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^Written: village\.genesis\.json\. .*carnet --genesis .*\n$/),
    ]);
    for (const said of [
      'devnet is built in',
      'lower-case letters, digits and dashes, a letter first',
      'At least one is needed.',
      'Write a country and who',
      '"XX" is no country',
      '"me" is neither an address nor a name of yours',
      'the demo name alice: everybody has these words',
      'is not an address of this network',
      'FR has its authority already',
      'is the authority of another country already',
      'is a miner already',
      'a whole number from 1 to 3,600',
      'the network village, a block every 60 s or so',
    ]) {
      expect(stderr).toContain(said);
    }
    const file = join(home.path, 'village.genesis.json');
    const genesis = parseGenesis(readFileSync(file, 'utf8'));
    expect(genesis).toMatchObject({
      name: 'village',
      authorities: { FR: first, DE: second },
      parameters: { interval: 60_000, retarget: true },
      allocations: { [first]: 10_000_000_000n, [second]: 10_000_000_000n },
    });
    expect(genesis.licences.map(({ holder, role, stake }) => [holder, role, stake])).toEqual([
      [second, 'miner', 5_000_000_000n],
      [first, 'miner', 5_000_000_000n],
    ]);
    const again = await runWith(home, answers.slice(2), 'genesis', 'new', 'village.genesis.json');
    expect([again.code, again.stderr]).toEqual([
      1,
      expect.stringMatching(/^The file village\.genesis\.json is there already\./),
    ]);
  });

  test('writes nothing without a y, or where it cannot', async () => {
    const home = temporaryHome();
    const answers = ['village', 'n', `FR ${first}`, '', first, '', ''];
    const [no, over, away] = await Promise.all([
      runWith(home, [...answers, 'n'], 'genesis', 'new', 'a.json'),
      runWith(home, answers, 'genesis', 'new', 'b.json'),
      runWith(home, [...answers, 'y'], 'genesis', 'new', 'no/such/folder.json'),
    ]);
    expect([no.code, over.code, away.code]).toEqual([1, 1, 1]);
    expect(no.stderr).toMatch(/Stopped\. Nothing was changed\.\n$/);
    expect(away.stderr).toMatch(/no\/such\/folder\.json cannot be written \(ENOENT\)\. .*\n$/);
    expect(['a.json', 'b.json'].map((file) => existsSync(join(home.path, file)))).toEqual([false, false]);
  });
});

describe('a network that is founded', () => {
  const founding = {
    name: 'village',
    authorities: [{ country: 'FR', who: { name: 'me', address: first } }],
    miners: [{ name: 'me', address: first }],
    interval: 5,
    speed: 1_000_000,
    time: 1_767_225_600_000,
  };

  test('has first blocks that take this machine about an interval', () => {
    expect(found(founding).parameters.genesisWork).toBe(2_500_000n);
    expect(found({ ...founding, interval: 1 }).parameters.genesisWork).toBe(500_000n);
  });

  test.each([
    [1, 1],
    [3_600, 100_000_000],
    [5, 50_000],
  ])('can be read again, at %i s and %i hashes a second', (interval, speed) => {
    const genesis = found({ ...founding, interval, speed });
    expect(parseGenesis(writeGenesis(genesis))).toEqual(genesis);
    expect(genesis.parameters.minimumWork <= genesis.parameters.genesisWork).toBe(true);
  });

  test('the speed is what was tried in the time that passed', () => {
    let calls = 0;
    const speed = measureSpeed(() => calls++ * 100);
    expect(speed).toBeGreaterThan(0);
  });
});

/** What an act throws. */
function caught(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}

describe('--genesis', () => {
  test('every file that founds no network is refused in one sentence', async () => {
    const home = temporaryHome();
    const put = (name: string, text: string) => {
      writeFileSync(join(home.path, name), text);
      return name;
    };
    mkdirSync(join(home.path, 'folder'));
    const good = writeGenesis(
      found({
        name: 'village',
        authorities: [{ country: 'FR', who: { name: 'me', address: first } }],
        miners: [{ name: 'me', address: first }],
        interval: 5,
        speed: 1,
        time: 0,
      }),
    );
    const files: [string, RegExp][] = [
      ['missing.json', /^There is no file missing\.json\./],
      ['folder', /^The file folder cannot be read \(it is a folder\)\./],
      [put('text.json', 'carnet'), /"the whole file" must be JSON\./],
      [put('large.json', ' '.repeat(genesisFileLimit + 1)), /"the whole file" must be at most 1 MiB\./],
      [put('wrong.json', good.replace('"interval": 5000', '"interval": 5')), /"parameters\.interval" must be a whole/],
      [put('demo.json', good.replaceAll(first, alice)), /"authorities\.FR" is the demo name alice: everybody has/],
    ];
    for (const [file, pattern] of files) {
      const error = caught(() => genesisOf({ network: 'devnet', genesisFile: join(home.path, file) }));
      expectSentence(error.message);
      expect(error.message.replace(`${home.path}/`, '')).toMatch(pattern);
    }
    for (const command of [
      ['call', 'status'],
      ['wallet', 'show'],
    ]) {
      const { code, stdout, stderr } = await run(home, ...command, '--genesis', 'folder');
      expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(/^The file folder cannot be read .*\n$/)]);
    }
    put('good.json', good);
    const { code, stderr } = await run(home, 'status', '--genesis', 'good.json');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/no ledger is on disk/)]);
  });
});
