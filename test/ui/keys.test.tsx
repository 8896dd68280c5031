import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { openLibraries } from './library.ts';
import { closeAll, openNode, openPeer, tellStory } from './nodes.ts';
import { openStage, type Stage } from './stage.tsx';
import { views, wordViews } from './views.ts';

/** Keys as the footer writes them, where that is not their own name. */
const written: Readonly<Record<string, readonly string[]>> = { '←→': ['Left', 'Right'], F1: ['F1'] };

/** The keys that the last row of the screen advertises. */
function advertised(stage: Stage): string[] {
  const footer = stage.frame().split('\n').at(-1) ?? '';
  return footer
    .trim()
    .split(/ {3,}/)
    .flatMap((entry) => {
      const key = entry.split(' ')[0] ?? '';
      return written[key] ?? [key];
    });
}

/** Presses each key that a view advertises, on a terminal of its own each time. */
async function pressEach(
  node: Node,
  keys: readonly string[],
  prepare: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const open = async () => {
    await prepare();
    const stage = await openStage(node);
    await stage.press(...keys);
    return stage;
  };
  const first = await open();
  const all = advertised(first);
  expect(all.length).toBeGreaterThan(0);
  expect(new Set(all).size, all.join(' ')).toBe(all.length);
  for (const [place, key] of all.entries()) {
    const stage = place === 0 ? first : await open();
    const before = stage.frame();
    await stage.press(key);
    const did = stage.frame() !== before || stage.copied.length > 0 || stage.ended();
    expect(did, `${key} on ${keys.join(' ')}`).toBe(true);
    await stage.close();
  }
}

describe('every advertised key does something on', () => {
  afterEach(closeAll);

  test.each(views)('$name', async ({ keys }) => {
    const node = await openNode();
    await tellStory(node);
    await pressEach(node, keys);
  });

  test('Peers with a peer', async () => {
    const [one, other] = [await openPeer(), await openPeer()];
    await one.node.dial({ url: `ws://127.0.0.1:${other.port}` });
    await pressEach(one.node, ['9']);
  });

  test('Contracts, and one of a document', async () => {
    const node = await openNode();
    const contract = { operation: 'agreements.propose', as: 'bob', counterparty: 'alice', deadline: 900 };
    await node.submit({ ...contract, title: 'plan.pdf', documentHash: 'ab'.repeat(32) });
    const open = [':', 'contracts', 'Enter'];
    await pressEach(node, open);
    await pressEach(node, [...open, 'Enter']);
  });

  test('Books: own ones, a book, the others', async () => {
    const node = await openLibraries();
    await node.addBook({ as: 'library-0', title: 'Seven', value: '7' });
    await node.mine({ blocks: 1 });
    const act = ['a', 'library-0', 'Enter', '5'];
    await pressEach(node, act);
    await pressEach(node, [...act, 'Enter']);
  });

  test('dial', async () => {
    await pressEach(await openNode(), ['9', 'd']);
  });
});

describe('every advertised key does something with words that are', () => {
  const passphrase = 'tulips at noon';
  let node: Node;
  beforeAll(async () => {
    node = await openNode({ words: true });
    await node.newWords({ passphrase });
  });
  afterAll(closeAll);

  test.each(wordViews.open)('open: $name', async ({ keys }) => {
    await pressEach(node, keys, async () => {
      // One of the keys locks them.
      if ((await node.wallet()).state !== 'open') await node.unlock({ passphrase });
    });
  });

  test.each(wordViews.locked)('locked: $name', async ({ keys }) => {
    await node.lock();
    await pressEach(node, keys);
  });

  test.each(wordViews.none)('not there: $name', async ({ keys }) => {
    await pressEach(await openNode({ words: true }), keys);
  });
});
