import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Facade } from '../../source/node/facade.ts';
import type { Node } from '../../source/node/node.ts';
import { answering, closeAll, openNode, tellStory } from './nodes.ts';
import { checkSize, openStage } from './stage.tsx';

const unable =
  'No miner is set for port 5004, so this terminal does not mine; `--as` with a miner that no other uses does.';

describe('Home knows what an office does', () => {
  let node: Node;
  beforeAll(async () => {
    node = await openNode();
    await tellStory(node);
  });
  afterAll(closeAll);

  test.each(['police', 'authority', 'notary', 'inspector', 'garage', 'alice'])('of %s', async (who) => {
    const stage = await openStage(node);
    await stage.press('a', who, 'Enter');
    checkSize(stage, 80, 24);
    expect(stage.frame()).toContain('DEMO NETWORK');
    expect(stage.frame()).toMatchSnapshot();
  });

  test('in a wide terminal, with what each line is about', async () => {
    const stage = await openStage(node, 160, 50);
    await stage.press('a', 'notary', 'Enter');
    expect(stage.frame()).toMatchSnapshot();
  });

  test.each([
    ['police', 'POLICE'],
    ['authority', 'NEW › License'],
    ['notary', 'BEFORE|TO DO'],
    ['inspector', 'NEW › Record a safety test'],
  ])('Enter as %s leads there', async (who, there) => {
    const stage = await openStage(node);
    await stage.press('a', who, 'Enter', 'Enter');
    expect(stage.frame()).toMatch(new RegExp(there, 'i'));
  });

  test('where nobody mines LATELY and the demo keep their rows', async () => {
    const follower: Facade = answering(node, {
      mining: async () => ({ ...(await node.mining()), running: false, unable }),
      status: async () => ({ ...(await node.status()), network: 'devnet', mining: false }),
    });
    const stage = await openStage(follower);
    expect(stage.frame()).toContain('LATELY');
    expect(stage.frame()).toContain('DEMO NETWORK');
    expect(stage.frame()).toMatchSnapshot();
  });
});
