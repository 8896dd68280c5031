import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { closeAll, openNode } from './nodes.ts';
import { openStage, type Stage } from './stage.tsx';

let node: Node;
beforeAll(async () => {
  node = await openNode();
});
afterAll(closeAll);

/** The sections of the help page with their lines, as far as they show. */
function sections(stage: Stage): string[][] {
  const lines = stage.frame().split('\n').slice(3);
  const starts = lines.flatMap((line, at) => (/^ [A-Z][A-Z, ]+$/.test(line) ? [at] : []));
  return starts.map((start, at) => lines.slice(start, starts[at + 1]).filter((line) => line.trim() !== ''));
}

test('in a form it says what the keys do there, and nothing else of them', async () => {
  const stage = await openStage(node, 80, 60);
  await stage.press('2', 'n', 'Enter', 'F1');
  const [form = [], everywhere = []] = sections(stage);
  expect([form[0], everywhere[0]]).toEqual([' IN A FORM', ' ALSO WHILE YOU TYPE']);
  expect(form.join('\n')).toMatch(/Enter +The next field; behind the last one, the review page/);
  expect(everywhere.join('\n')).not.toMatch(/Enter|[←→]|Esc/);
  expect([...form, ...everywhere]).toMatchSnapshot();
});

describe('the help page begins with the screen that it was opened on', () => {
  test('Home', async () => {
    const stage = await openStage(node, 80, 24);
    await stage.press('?');
    expect(stage.frame()).toMatchSnapshot();
    expect(sections(stage)[0]?.[0]).toBe(' HOME');
  });

  test('Transfers: also where d, s and x are found', async () => {
    const stage = await openStage(node, 80, 24);
    await stage.press('3', '?');
    expect(stage.frame()).toMatchSnapshot();
    const [first = []] = sections(stage);
    expect(first[0]).toBe(' TRANSFERS');
    for (const key of ['Enter', 's', 'd', 'x', 'v', '→']) {
      expect(
        first.some((line) => line.trim().split(/ {2,}/)[0] === key),
        key,
      ).toBe(true);
    }
  });

  test('Contracts: w, d, s and e', async () => {
    const stage = await openStage(node, 80, 24);
    await stage.press(':', 'contracts', 'Enter', '?');
    expect(stage.frame()).toMatchSnapshot();
    const [first = []] = sections(stage);
    expect(first[0]).toBe(' CONTRACTS');
    for (const key of ['w', 'd', 's', 'e', 'x']) {
      expect(
        first.some((line) => line.trim().split(/ {2,}/)[0] === key),
        key,
      ).toBe(true);
    }
  });

  test('Tickets: what a holder does, and how one waits', async () => {
    const stage = await openStage(node, 80, 24);
    await stage.press('4', '?');
    const [first = []] = sections(stage);
    expect(first[0]).toBe(' TICKETS');
    for (const key of ['Enter', 'e', 't', 'w', 's', 'd', 'r', 'x', '→']) {
      expect(
        first.some((line) => line.trim().split(/ {2,}/)[0] === key),
        key,
      ).toBe(true);
    }
  });

  test('Books: what a library does', async () => {
    const stage = await openStage(node, 80, 24);
    await stage.press('5', 'Right', '?');
    const [first = []] = sections(stage);
    expect(first[0]).toBe(' BOOKS');
    for (const key of ['Enter', 'r', 't', 'h', 'b', 'x', 'v', '→']) {
      expect(
        first.some((line) => line.trim().split(/ {2,}/)[0] === key),
        key,
      ).toBe(true);
    }
  });

  test('every section is there from anywhere', async () => {
    const stage = await openStage(node, 120, 40);
    const seen = new Set<string>();
    await stage.press('7', '?');
    for (let page = 0; page < 10; page += 1) {
      for (const [heading = ''] of sections(stage)) seen.add(heading.trim());
      await stage.press('PgDn');
    }
    for (const title of ['HOME', 'CARS', 'TRANSFERS', 'CONTRACTS', 'WALLET', 'DIRECTORY', 'MINING', 'PEERS']) {
      expect([...seen]).toContain(title);
    }
  });
});
