import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Facade, NodeEvent } from '../../source/node/facade.ts';
import type { Node } from '../../source/node/node.ts';
import { answering, closeAll, openNode } from './nodes.ts';
import { checkSize, openStage, type Stage, sizes } from './stage.tsx';

const passphrase = 'tulips at noon';
const other = 'tulips at night';
const phrase = `${'abandon '.repeat(23)}art`;

/** The numbered words on the page that shows them, in their order. */
function wordsOn(stage: Stage): string[] {
  const lines = stage.frame().split('\n');
  const first = lines.findIndex((line) => line.includes('Your 24 words')) + 2;
  const grid = lines.slice(first, first + 6).join('\n');
  const cells = [...grid.matchAll(/\b(\d{1,2})[ ✗] ?([a-z]{3,8})\b/g)];
  return cells.sort((left, right) => Number(left[1]) - Number(right[1])).map((cell) => cell[2] ?? '');
}

/** Types the words that the page asks for; `wrong`: another one at the last place. */
async function typeAsked(stage: Stage, words: readonly string[], wrong = false): Promise<number[]> {
  const places = [...stage.frame().matchAll(/Word (\d+)/g)].map((found) => Number(found[1]));
  for (const [index, place] of places.entries()) {
    const word = words[place - 1] ?? '';
    await stage.press(wrong && index === 2 ? 'zebra' : word, ...(index < 2 ? ['Enter'] : []));
  }
  return places;
}

describe('one wallet through its life', () => {
  let node: Node;
  let words: string[];
  const openOwner = () => openStage(node);

  beforeAll(async () => {
    node = await openNode({ words: true });
  });
  afterAll(closeAll);

  test('new words: a slip in the passphrase is said, the words are shown once, a wrong one of three shows them again', async () => {
    const stage = await openOwner();
    await stage.press('6', 'w', 'short', 'Enter');
    expect(stage.frame()).toContain('✗ A passphrase needs at least 8 characters.');
    await stage.press('Ctrl-U', passphrase, 'Enter', other, 'Enter');
    expect(stage.frame()).toContain('✗ The two are not the same.');
    expect(stage.frame()).not.toContain('tulips');
    await stage.press('Ctrl-U', passphrase, 'Enter', 'Enter');
    await stage.shows('Your 24 words');
    words = wordsOn(stage);
    expect(words).toHaveLength(24);
    expect((await node.showWords({ passphrase })).words).toBe(words.join(' '));
    await stage.press('Enter');
    const [, , third] = await typeAsked(stage, words, true);
    await stage.press('Enter');
    expect(stage.frame()).toContain(`✗ Word ${third} is another one than you typed.`);
    expect(stage.frame()).toContain(`${third}✗`);
    expect(wordsOn(stage)).toEqual(words);
    await stage.press('Esc');
    expect(stage.frame()).toContain('Not checked yet: Home reminds you.');
    expect((await node.wallet()).backedUp).toBe(false);
  });

  test('Home reminds; the check from there asks for the passphrase, names a wrong word, then is done', async () => {
    const stage = await openOwner();
    expect(stage.frame()).toContain('▸Check     your 24 words on paper');
    await stage.press('Enter');
    const [, , third] = await typeAsked(stage, words, true);
    await stage.press('Enter', passphrase, 'Enter');
    await stage.shows('is another one than you typed');
    expect(stage.frame()).toContain(`Word ${third} is another one`);
    await stage.press('Enter');
    await typeAsked(stage, words);
    await stage.press('Enter');
    await stage.shows('Checked: your words are on paper.');
    expect((await node.wallet()).backedUp).toBe(true);
    await stage.shows('TRY THIS');
  });

  test('another name; a name that is taken is refused at its field', async () => {
    const stage = await openOwner();
    await stage.press('6', 'm', 'alice', 'Enter');
    await stage.shows('✗ "alice" cannot be the name of an account');
    await stage.press('Ctrl-U', 'shop', 'Enter');
    await stage.shows('shop is one of your names now');
    await stage.press('Right');
    expect(stage.frame()).toMatch(/shop +private person +yours/);
  });

  test('locked words show their names; signing leads to the passphrase and back, and nothing is lost', async () => {
    await node.submit({ as: 'alice', operation: 'coins.transfer', to: 'me', amount: '500000000' });
    await node.mine({ blocks: 1 });
    const stage = await openOwner();
    await stage.press('6', 'l');
    await stage.shows('Locked: your names sign nothing');
    await stage.press('a', 'locked');
    expect(stage.frame()).toMatch(/▸me +private person; yours, locked/);
    await stage.press('Enter');
    expect(stage.frame()).toContain('as me');
    await stage.press('p', 'bob', 'Enter', '12.5', 'Ctrl-R');
    expect(stage.frame()).toContain('y asks for your passphrase first: me is locked.');
    await stage.press('y');
    expect(stage.frame()).toContain('WALLET › Unlock');
    await stage.press('Esc');
    expect(stage.frame()).toContain('REVIEW › Pay');
    await stage.press('y', other, 'Enter');
    await stage.shows('✗ That is not the passphrase of this wallet.');
    expect(stage.frame()).not.toContain('tulips');
    await stage.press('Ctrl-U', passphrase, 'Enter');
    await stage.shows('y signs it.');
    expect(stage.frame()).toContain('Amount        12.50 LVR');
    expect((await node.status()).mempool).toBe(0);
    await stage.press('y');
    await stage.shows('Pay: signed.');
    expect((await node.status()).mempool).toBe(1);
  });

  test('the words are shown again for their passphrase only', async () => {
    const stage = await openOwner();
    await stage.press('6', 's', other, 'Enter');
    await stage.shows('✗ That is not the passphrase');
    await stage.press('Ctrl-U', passphrase, 'Enter');
    await stage.shows('Your 24 words');
    expect(wordsOn(stage)).toEqual(words);
    await stage.press('1', '6', ':', 'log', 'Enter');
    expect(stage.frame()).toContain('Nothing yet. What becomes of an entry');
  });

  test('Enter in the list of names acts as the one that is selected', async () => {
    const stage = await openOwner();
    await stage.press('6', 'Right', 'g', 'j', 'Enter');
    expect(stage.frame()).toContain('as shop, private person');
    expect(stage.frame()).toContain('You act as shop');
    await stage.press('Left');
    expect(stage.frame()).toContain(' ACTIVITY ');
  });
});

describe('restoring', () => {
  afterEach(closeAll);

  test('words typed or pasted; an unknown one is named and marked', async () => {
    const node = await openNode({ words: true });
    const stage = await openStage(node);
    await stage.press('6', 'e', 'abandon abandn ab');
    expect(stage.frame()).toContain('2✗abandn');
    expect(stage.frame()).not.toContain('3✗');
    await stage.press('Ctrl-U');
    await stage.paste(phrase.replaceAll('abandon abandon', 'abandon\rabandn').trim());
    expect(stage.frame()).toContain('24 of 24 words');
    await stage.press('Enter');
    expect(stage.frame()).toContain('✗ Word 2 is not in the list of 2,048 words.');
    await stage.press('Ctrl-U');
    await stage.paste(phrase);
    await stage.press('Enter', passphrase, 'Enter', passphrase, 'Enter', 'Ctrl-U', 'home', 'Enter');
    await stage.shows('Restored: home.');
    expect(await node.wallet()).toMatchObject({ state: 'open', accounts: [{ name: 'home' }] });
  });

  test('the demo words are everybody’s', async () => {
    const { demoWords } = await import('../../source/ledger/networks.ts');
    const stage = await openStage(await openNode({ words: true }));
    await stage.press('6', 'e');
    await stage.paste(demoWords);
    await stage.press('Enter', passphrase, 'Enter', passphrase, 'Enter', 'Enter');
    await stage.shows('✗ These are the demo words');
  });
});

describe('going away while the key is made', () => {
  afterEach(closeAll);

  test('says what became of it, and shows no words', async () => {
    const stage = await openStage(await openNode({ words: true, heavy: true }));
    await stage.press('6', 'w', passphrase, 'Enter', passphrase, 'Enter', 'Enter');
    // Whoever is impatient does not run past the words.
    await stage.press('Enter', 'Enter', '1', 'x');
    expect(stage.frame()).toContain('Making the key');
    await stage.press('Esc');
    await stage.shows('Your words are made and open.');
    expect(stage.frame()).toContain('ACTIVITY');
  });
});

describe('frames', () => {
  let none: Node;
  let owner: Node;

  beforeAll(async () => {
    none = await openNode({ words: true });
    owner = await openNode({ words: true });
    await owner.newWords({ passphrase });
    await owner.addAccount({ name: 'shop' });
    await owner.lock();
  });
  afterAll(closeAll);

  describe.each(sizes)('at %i columns and %i rows', (columns, rows) => {
    const look = async (node: Facade, ...keys: string[]) => {
      const stage = await openStage(node, columns, rows);
      await stage.press(...keys);
      checkSize(stage, columns, rows);
      return stage.frame();
    };

    test('Wallet without words', async () => {
      expect(await look(none, '6')).toMatchSnapshot();
    });

    test('Wallet with locked words, and its names', async () => {
      expect(await look(owner, '6', 'Right')).toMatchSnapshot();
    });

    test('Home reminds of the words', async () => {
      expect(await look(owner)).toMatchSnapshot();
    });

    test('new words', async () => {
      expect(await look(none, '6', 'w', passphrase, 'Enter', other, 'Enter')).toMatchSnapshot();
    });

    test('restore', async () => {
      expect(await look(none, '6', 'e', 'zoo zooo abandon ab', 'Enter')).toMatchSnapshot();
    });

    test('unlock', async () => {
      expect(await look(owner, '6', 'u', passphrase)).toMatchSnapshot();
    });

    test('show words', async () => {
      expect(await look(owner, '6', 's')).toMatchSnapshot();
    });

    test('check the paper', async () => {
      expect(await look(owner, '6', 'b')).toMatchSnapshot();
    });

    test('one more name', async () => {
      const open = answering(owner, { wallet: async () => ({ ...(await owner.wallet()), state: 'open' }) });
      expect(await look(open, '6', 'm')).toMatchSnapshot();
    });

    test('a review that needs the passphrase', async () => {
      expect(await look(owner, 'a', 'shop', 'Enter', '6', 'p', 'bob', 'Enter', '5', 'Ctrl-R')).toMatchSnapshot();
    });

    test('the key is being made, and then the words', async () => {
      const listeners = new Set<(event: NodeEvent) => void>();
      let finish: (made: { words: string }) => void = () => undefined;
      const node = answering(none, {
        newWords: () => new Promise((resolve) => (finish = resolve)),
        subscribe: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      });
      const stage = await openStage(node, columns, rows);
      await stage.press('6', 'w', passphrase, 'Enter', passphrase, 'Enter', 'Enter');
      for (const listener of listeners) listener({ type: 'wallet', progress: 0.45 });
      await stage.shows('45 %');
      checkSize(stage, columns, rows);
      expect(stage.frame()).toMatchSnapshot();
      finish({ words: phrase });
      await stage.shows('WRITE THEM ON PAPER');
      expect(stage.frame()).toMatchSnapshot();
    });
  });
});
