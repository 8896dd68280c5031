import { afterEach, describe, expect, test } from 'vitest';
import type { Facade, ForkView, MiningView, Status } from '../../source/node/facade.ts';
import { forkRows } from '../../source/ui/screens/mining/fork-rows.ts';
import { plainText, rowWidth } from '../../source/ui/text/row.ts';
import { answering, closeAll, devnet, openNode, today } from './nodes.ts';
import { checkSize, openStage, sizes } from './stage.tsx';

afterEach(closeAll);

const ids = (count: number) => Array.from({ length: count }, (_, index) => String(index).padStart(64, '0'));

function fork(from: number, kept: number, replaced: number, over: Partial<ForkView> = {}): ForkView {
  return { from, kept: ids(kept), replaced: ids(replaced), returned: 0, lasted: 9_400, time: today - 60_000, ...over };
}

const forks = [
  fork(1272, 3, 2, { returned: 3 }),
  fork(997, 9, 6, { returned: 1, lasted: 75_000 }),
  fork(998, 2, 1),
  fork(8, 2, 1, { returned: 12 }),
];

const unable = 'No miner is set for port 5004; this terminal follows. `--as miner-2` mines.';

/** Miners of devnet, most blocks first. */
async function finders(...blocks: number[]): Promise<MiningView['finders']> {
  const { names } = await (await openNode()).status();
  return blocks.map((count, index) => ({
    miner: names.find(({ name }) => name === `miner-${index}`)?.address ?? `dcrn1${'q'.repeat(50)}${index}xyz0`,
    blocks: count,
  }));
}

const inSync: Partial<Status> = {
  ...{ peers: 3, health: 'in sync', height: 1284, mining: true, tipTime: today - 3000 },
};

async function figures(): Promise<Partial<MiningView>> {
  return {
    running: true,
    hashRate: 1_310_000,
    networkHashRate: 3_900_000,
    samples: Array.from({ length: 60 }, (_, index) => 900_000 + 500_000 * Math.sin(index / 6)),
    finders: await finders(37, 34, 29),
    foundToday: 412,
    earnedToday: '20603100000',
    next: {
      ...{ height: 1285, since: today - 3000, work: '20000000', entries: 4, waiting: 9 },
      ...{ fees: '40000', reward: '50040000' },
    },
    forks,
  };
}

describe.each(sizes)('at %i columns and %i rows', (columns, rows) => {
  const look = async (node: Facade, ...keys: string[]) => {
    const stage = await openStage(node, columns, rows);
    await stage.press(...keys);
    checkSize(stage, columns, rows);
    return stage.frame();
  };
  const shown = async (mining: Partial<MiningView>, ...keys: string[]) => look(await devnet(inSync, mining), ...keys);

  test('Mining with three finders and forks', async () => {
    expect(await shown(await figures(), '8')).toMatchSnapshot();
  });

  test('Mining with many finders', async () => {
    const many = await finders(30, 20, 15, 10, 8, 6, 4, 3, 2, 1, 1);
    expect(await shown({ ...(await figures()), finders: many, forks: [] }, '8')).toMatchSnapshot();
  });

  const follower = async () => {
    const node = await devnet({ ...inSync, mining: false });
    const { miner: _, ...mining } = await node.mining();
    const view = { ...mining, ...(await figures()), running: false, hashRate: 0, samples: [], foundToday: 0, unable };
    return answering(node, { mining: async () => view });
  };

  test('Mining of a terminal that follows', async () => {
    expect(await look(await follower(), '8')).toMatchSnapshot();
  });

  test('Home of a terminal that follows', async () => {
    expect(await look(await follower())).toMatchSnapshot();
  });

  test('every fork', async () => {
    const many = Array.from({ length: 5 }, () => forks).flat();
    expect(await shown({ ...(await figures()), forks: many }, '8', 'f')).toMatchSnapshot();
  });
});

test('a fork keeps its branches and its words aligned, whatever its lengths and heights', () => {
  for (const width of [80, 120]) {
    for (const [from, kept, replaced] of [
      [0, 2, 1],
      [8, 2, 1],
      [98, 3, 2],
      [997, 9, 6],
      [999_998, 30, 29],
      [1_234_567, 5, 4],
    ] as const) {
      const rows = forkRows([fork(from, kept, replaced, { returned: 3 })], width);
      const [above = '', below = ''] = rows.map(plainText);
      expect(below.indexOf('┗')).toBe(above.indexOf('┳'));
      expect(below.indexOf('replaced')).toBeGreaterThan(0);
      const words = above.indexOf('kept:');
      expect(below.slice(words - 3, words)).toBe('   ');
      for (const line of rows) expect(rowWidth(line)).toBeLessThanOrEqual(width);
      // The same height stands below itself.
      const first = (from + 1).toLocaleString('en-US');
      expect(below.indexOf(first)).toBe(above.indexOf(first, above.indexOf('┳')));
    }
  }
});
