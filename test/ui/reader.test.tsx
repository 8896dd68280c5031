import { afterEach, describe, expect, test } from 'vitest';
import { closeAll, openNode } from './nodes.ts';
import { checkSize, openStage, sizes } from './stage.tsx';

afterEach(closeAll);

const passphrase = 'tulips at noon';

/** A terminal on a network of somebody's own, without words yet. */
const openReader = async (columns?: number, rows?: number) =>
  openStage(await openNode({ isOwn: true, words: true }), columns, rows);

describe.each(sizes)('at %i columns and %i rows', (columns, rows) => {
  test.each([
    { name: 'Home', keys: [] },
    { name: 'Wallet', keys: ['6'] },
  ])('$name of somebody who only reads', async ({ keys }) => {
    const stage = await openReader(columns, rows);
    await stage.press(...keys);
    checkSize(stage, columns, rows);
    expect(stage.frame()).toMatchSnapshot();
  });
});

test('without words nobody is made up: Home offers words, says in full why it follows, and shows no balance', async () => {
  const stage = await openReader();
  const frame = stage.frame();
  expect(frame).toContain('Carnet village   reading only');
  expect(frame).toContain('▸Make words of your own');
  expect(frame.replaceAll(/\n */g, ' ')).toContain('mining takes a licence; this terminal follows.');
  expect(frame).not.toMatch(/manufacturer|inspected|LVR/);
});

test('once the words are made the terminal acts as their first name', async () => {
  const stage = await openReader();
  await stage.press('6');
  expect(stage.frame()).toContain('YOU ONLY READ HERE');
  await stage.press('n', passphrase, 'Enter', passphrase, 'Enter', 'Ctrl-U', 'home', 'Enter');
  await stage.shows('Your 24 words');
  await stage.shows('as home, private person');
  await stage.press('Esc');
  expect(stage.frame()).toContain('ACTIVITY');
  await stage.press('1');
  expect(stage.frame()).toMatch(/Free +0\.00 LVR/);
});

test('on a network with demo people one stays who one was, and reads how to act as the new name', async () => {
  const stage = await openStage(await openNode({ words: true }));
  await stage.press('6', 'w', passphrase, 'Enter', passphrase, 'Enter', 'home', 'Enter');
  await stage.shows('You still act as alice: a acts as home');
  await stage.press('Esc');
  expect(stage.frame()).toContain('a acts as home');
});
