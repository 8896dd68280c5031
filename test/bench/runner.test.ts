import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Figure, Machine } from '../../bench/figure.ts';
import { chooseFigures, formatJson, formatTable, loadFigures, runFigures } from '../../bench/runner.ts';

const machine: Machine = { cpu: 'Some CPU', cores: 2, memory: 3.8, platform: 'linux x64', node: 'v24.21.0' };

function figure(name: string, value: number, floor?: number): Figure {
  return {
    name,
    unit: 'operations/s',
    limit: 'bare work',
    ...(floor === undefined ? {} : { floor }),
    run: async () => ({ value, limitValue: 20_000, ratio: value / 20_000 }),
  };
}

const quiet = { cores: 2, note: () => undefined };

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-figures-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('choosing', () => {
  const all = [figure('connect', 1), figure('mine', 2)];
  test('everything where nothing is named', () => expect(chooseFigures(all, [])).toEqual(all));
  test('what is named', () => expect(chooseFigures(all, ['mine']).map(({ name }) => name)).toEqual(['mine']));
  test('a group by its first word', () => {
    const group = [...all, figure('mine-cold', 1), figure('miner', 1)];
    expect(chooseFigures(group, ['mine']).map(({ name }) => name)).toEqual(['mine', 'mine-cold']);
  });
  test('refuses a name that does not exist', () => {
    expect(() => chooseFigures(all, ['mime'])).toThrow('There is no figure named mime; there are connect, mine.');
  });
});

describe('loading', () => {
  test('reads a folder in the order of names', async () => {
    const text = (name: string): string => `export const figure = { name: '${name}' };`;
    const folder = folderWith({ 'b.ts': text('b'), 'a.ts': text('a'), 'notes.md': '' });
    expect((await loadFigures(folder)).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('refuses a figure under a name that is not its own', async () => {
    const folder = folderWith({ 'a.ts': "export const figure = { name: 'b' };" });
    await expect(loadFigures(folder)).rejects.toThrow('a.ts exports no figure of its own name.');
  });
});

describe('running', () => {
  test('takes one after the other and says which', async () => {
    const notes: string[] = [];
    const running = new Set<string>();
    const alone = (name: string): Figure => ({
      ...figure(name, 1),
      run: async () => {
        expect(running.size).toBe(0);
        running.add(name);
        await Promise.resolve();
        running.delete(name);
        return { value: 1, limitValue: 2, ratio: 0.5 };
      },
    });
    const results = await runFigures([alone('a'), alone('b')], { cores: 2, note: (text) => void notes.push(text) });
    expect(notes).toEqual(['a...', 'b...']);
    expect(results.map(({ name, ratio }) => [name, ratio])).toEqual([
      ['a', 0.5],
      ['b', 0.5],
    ]);
  });
});

describe('reporting', () => {
  test('aligns a table', async () => {
    const results = await runFigures(
      [figure('connect', 12_345.6, 0.5), figure('mine', 9, 0.9), figure('x', 40)],
      quiet,
    );
    expect(`\n${formatTable(results, machine)}`).toBe(`
figure    value  unit           limit  ratio  floor         the limit, in the same run
───────  ──────  ────────────  ──────  ─────  ────────────  ──────────────────────────
connect  12,346  operations/s  20,000   0.62  0.50 ✓        bare work
mine       9.00  operations/s  20,000   0.00  0.90 ✗ below  bare work
x         40.00  operations/s  20,000   0.00                bare work

Some CPU, 2 cores, 3.8 GiB, linux x64, Node v24.21.0`);
  });

  test('says where something takes too long', async () => {
    const limits = [0.6, 0.4].map((ceiling) => ({ ...figure('handover', 10_000), ceiling }));
    const lines = formatTable(await runFigures(limits, quiet), machine).split('\n');
    expect(lines.slice(2, 4).map((line) => line.split(/ {2,}/)[5])).toEqual(['at most 0.60 ✓', 'at most 0.40 ✗ above']);
  });

  test('gives one JSON object', async () => {
    const results = await runFigures([figure('connect', 10_000, 0.5)], quiet);
    expect(JSON.parse(formatJson(results, machine))).toEqual({
      machine,
      figures: [
        {
          name: 'connect',
          unit: 'operations/s',
          limit: 'bare work',
          floor: 0.5,
          value: 10_000,
          limitValue: 20_000,
          ratio: 0.5,
        },
      ],
    });
  });
});

test('the command refuses an unknown name with a sentence and nothing on stdout', () => {
  const script = fileURLToPath(new URL('../../bench/run.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, 'nothing', '--json'], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^There is no figure named nothing; there are .*\.\n$/);
});
