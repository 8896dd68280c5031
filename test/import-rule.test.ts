import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const project = dirname(dirname(fileURLToPath(import.meta.url)));

/** What a file in each folder may and may not import; the second half of `architecture` in CONTRIBUTING.md. */
const folders: Record<string, { readonly allowed: readonly string[]; readonly refused: readonly string[] }> = {
  'source/ledger/probe.ts': {
    allowed: ['./codec.ts', '@noble/hashes/sha2.js', '@scure/base', 'secp256k1/bindings.js'],
    refused: [
      '../store/store.ts',
      '../wallet/words.ts',
      '../node/facade.ts',
      '../ui/app.tsx',
      '../cli.ts',
      '../cli/flags.ts',
      '../../test/support/terminal.ts',
      '../../bench/run.ts',
      'node:fs',
      'fs',
      'react',
      'pino',
      'ws',
      'secp256k1',
      'level',
    ],
  },
  'source/ledger/registries/probe.ts': {
    allowed: ['../state.ts', './coins.ts', '@noble/hashes/utils.js'],
    refused: ['../../store/layout.ts', '../../node/chain.ts', '../../wallet/words.ts', '../../ui/theme.ts'],
  },
  'source/store/probe.ts': {
    allowed: ['../ledger/codec.ts', './layout.ts', 'level', 'node:fs', '@noble/hashes/sha2.js'],
    refused: ['../wallet/words.ts', '../node/facade.ts', '../ui/app.tsx', '../cli.ts', 'ink', 'react'],
  },
  'source/wallet/probe.ts': {
    allowed: ['../ledger/registries/index.ts', './words.ts', '@scure/bip39', 'node:fs/promises'],
    refused: ['../store/layout.ts', '../node/facade.ts', '../ui/theme.ts', '../cli.ts', 'ink', 'react'],
  },
  'source/node/miner/probe.ts': {
    allowed: ['../../ledger/work.ts', '../../store/layout.ts', '../../wallet/words.ts', '../chain.ts', 'ws', 'pino'],
    refused: ['../../ui/app.tsx', '../../cli.ts', 'ink', 'react', 'ink-spinner'],
  },
  'source/ui/screens/cars/probe.tsx': {
    allowed: [
      '../../../node/facade.ts',
      '../../../wallet/words.ts',
      '../../../ledger/verdict.ts',
      '../../model/store.ts',
      '../wallet/index.ts',
      'ink',
      'react',
    ],
    refused: [
      '../../../store/layout.ts',
      '../../../node/node.ts',
      '../../../node/miner/miner.ts',
      '../../../node/network/facade.ts',
      '../../../cli.ts',
      'level',
      'ws',
      'node:worker_threads',
    ],
  },
  'source/cli.ts': {
    allowed: ['./ledger/codec.ts', './store/layout.ts', './wallet/words.ts', './node/node.ts', './ui/app.tsx', 'meow'],
    refused: ['../test/support/terminal.ts', '../bench/run.ts', '../scripts/build.ts'],
  },
};

const globals: readonly string[] = [
  'Date.now()',
  'new Date(0)',
  'Math.random()',
  "Math['random']()",
  'performance.now()',
  'crypto.getRandomValues(bytes)',
  'setTimeout(later, 1)',
  'setInterval(later, 1)',
  'setImmediate(later)',
  'queueMicrotask(later)',
  'process.env',
  'globalThis.Date',
  'Buffer.from(bytes)',
  'console.log(bytes)',
  "fetch('')",
  "require('x')",
];

const harmless: readonly string[] = ['Math.max(1, 2)', 'new Uint8Array(32)', 'BigInt(1)', 'new TextEncoder()'];

/** The ways to name a module: all of them must be seen. */
const forms: readonly string[] = [
  "import { thing } from '../store/layout.ts';",
  "import type { Thing } from '../store/layout.ts';",
  "import * as things from '../store/layout.ts';",
  "import '../store/layout.ts';",
  "export { thing } from '../store/layout.ts';",
  "export * from '../store/layout.ts';",
  "export const thing = await import('../store/layout.ts');",
];

const probes: Record<string, readonly string[]> = {
  'source/ledger/globals.ts': [...globals, ...harmless].map((text, index) => `export const value${index} = ${text};`),
  'source/ledger/forms.ts': forms,
  'source/node/promises.ts': [
    'async function send(): Promise<void> {}',
    'send();',
    'void send();',
    'await send();',
    'export const loose: any = 1;',
    'try { await send(); } catch {}',
  ],
};
for (const [path, { allowed, refused }] of Object.entries(folders)) {
  probes[path] = [...allowed, ...refused].map((module, index) => `export { name${index} } from '${module}';`);
}

let home = '';
/** Rules broken by each line, keyed by `path:line` (from 1). */
const broken = new Map<string, Set<string>>();

function rulesAt(path: string, line: number): string[] {
  return [...(broken.get(`${path}:${line}`) ?? [])].sort();
}

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'carnet-rule-'));
  for (const name of ['biome.json', 'scripts/lint']) cpSync(join(project, name), join(home, name), { recursive: true });
  for (const [path, lines] of Object.entries(probes)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), `${lines.join('\n')}\n`);
  }
  const options = ['--vcs-enabled=false', '--max-diagnostics=none', '--reporter=github', 'source'];
  const biome = join(project, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const run = spawnSync(process.execPath, [biome, 'lint', ...options], { cwd: home, encoding: 'utf8' });
  for (const [, rule, file, line] of run.stdout.matchAll(/^::error title=([^,]+),file=([^,]+),line=(\d+)/gm)) {
    const key = `${file?.slice(file.indexOf('source/'))}:${line}`;
    broken.set(key, (broken.get(key) ?? new Set()).add(rule ?? ''));
  }
  if (broken.size === 0) throw new Error(`Biome found nothing to say: ${run.stdout}${run.stderr}`);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe.each(Object.entries(folders))('%s', (path, { allowed, refused }) => {
  test.each(allowed.map((module, index) => [module, index + 1] as const))('may import %s', (_module, line) => {
    expect(rulesAt(path, line)).toEqual([]);
  });
  test.each(refused.map((module, index) => [module, allowed.length + index + 1] as const))(
    'may not import %s',
    (_module, line) => {
      expect(rulesAt(path, line)).toContain('lint/style/noRestrictedImports');
    },
  );
});

describe('the ledger', () => {
  test.each(globals.map((text, index) => [text, index + 1] as const))('may not use %s', (_text, line) => {
    expect(rulesAt('source/ledger/globals.ts', line)).not.toEqual([]);
  });
  test.each(harmless.map((text, index) => [text, globals.length + index + 1] as const))('may use %s', (_text, line) => {
    expect(rulesAt('source/ledger/globals.ts', line)).toEqual([]);
  });
  test.each(forms.map((text, index) => [text, index + 1] as const))('is seen through %s', (_text, line) => {
    expect(rulesAt('source/ledger/forms.ts', line)).toContain('lint/style/noRestrictedImports');
  });
});

describe('everywhere', () => {
  test.each([
    ['a promise nobody waits for', 2, ['lint/nursery/noFloatingPromises']],
    ['a promise left alone on purpose', 3, []],
    ['any', 5, ['lint/suspicious/noExplicitAny']],
    ['a swallowed error', 6, ['lint/suspicious/noEmptyBlockStatements']],
  ])('%s', (_what, line, rules) => {
    expect(rulesAt('source/node/promises.ts', line)).toEqual(rules);
  });
});
