import { readdirSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Figure, FigureOptions, Machine, Result } from './figure.ts';

/** Reads every figure of a folder, in the order of their names. */
export async function loadFigures(folder: string): Promise<Figure[]> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return Promise.all(
    names.sort().map(async (name) => {
      const { figure } = (await import(pathToFileURL(join(folder, name)).href)) as { figure?: Figure };
      if (figure?.name !== name.slice(0, -'.ts'.length)) throw new Error(`${name} exports no figure of its own name.`);
      return figure;
    }),
  );
}

/**
 * The figures with these names, or all of them where none is named; `sync` stands for all figures `sync-...` too.
 * @throws where one does not exist
 */
export function chooseFigures(figures: readonly Figure[], names: readonly string[]): readonly Figure[] {
  const isMeant = (wanted: string, { name }: Figure) => name === wanted || name.startsWith(`${wanted}-`);
  const unknown = names.filter((name) => !figures.some((figure) => isMeant(name, figure)));
  if (unknown.length > 0) {
    const known = figures.map(({ name }) => name).join(', ');
    throw new Error(`There is no figure named ${unknown.join(', ')}; there are ${known}.`);
  }
  return names.length === 0 ? figures : figures.filter((figure) => names.some((name) => isMeant(name, figure)));
}

/** Runs figures one after the other, so that none of them slows another. */
export async function runFigures(figures: readonly Figure[], options: FigureOptions): Promise<Result[]> {
  const results: Result[] = [];
  for (const { run, ...figure } of figures) {
    options.note(`${figure.name}...`);
    results.push({ ...figure, ...(await run(options)) });
  }
  return results;
}

/** The machine this runs on. */
export function thisMachine(): Machine {
  const [first] = cpus();
  return {
    cpu: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    platform: `${platform()} ${arch()}`,
    node: process.version,
  };
}

function digits(value: number): string {
  const places = Math.abs(value) >= 100 ? 0 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });
}

function goalOf({ ratio, floor, ceiling }: Result): string {
  if (floor !== undefined) return `${floor.toFixed(2)} ${ratio >= floor ? '✓' : '✗ below'}`;
  return ceiling === undefined ? '' : `at most ${ceiling.toFixed(2)} ${ratio <= ceiling ? '✓' : '✗ above'}`;
}

function cellsOf(result: Result): string[] {
  const { name, value, unit, limitValue, limit, ratio } = result;
  return [name, digits(value), unit, digits(limitValue), ratio.toFixed(2), goalOf(result), limit];
}

/** The results as a table with the machine under it. */
export function formatTable(results: readonly Result[], machine: Machine): string {
  const head = ['figure', 'value', 'unit', 'limit', 'ratio', 'floor', 'the limit, in the same run'];
  const rows = [head, ...results.map(cellsOf)];
  const isNumber = [false, true, false, true, true, false, false];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((text, column) => (isNumber[column] ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const { cpu, cores, memory, platform: system, node } = machine;
  lines.splice(1, 0, widths.map((width) => '─'.repeat(width)).join('  '));
  return [...lines, '', `${cpu}, ${cores} cores, ${memory} GiB, ${system}, Node ${node}`].join('\n');
}

/** The results as one JSON object. */
export function formatJson(results: readonly Result[], machine: Machine): string {
  return JSON.stringify({ machine, figures: results });
}
