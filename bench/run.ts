import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chooseFigures, formatJson, formatTable, loadFigures, runFigures, thisMachine } from './runner.ts';

export type { Figure, FigureOptions, Measurement } from './figure.ts';

/** `npm run bench` measures everything, `npm run bench -- NAME...` some of it; `--json` prints one object instead. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true });
  const all = await loadFigures(join(dirname(fileURLToPath(import.meta.url)), 'figures'));
  const note = (text: string): void => console.error(text);
  const results = await runFigures(chooseFigures(all, positionals), { cores: cpus().length, note });
  console.log((values.json ? formatJson : formatTable)(results, thisMachine()));
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
