import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHome, type Home } from '../test/support/home.ts';
import { drawTerminal } from '../test/support/picture/svg.ts';
import { openTerminal, type TestTerminal } from '../test/support/terminal.ts';
import { tellStory } from './pictures/scene.ts';
import { type Picture, pictures } from './pictures/table.ts';

/**
 * Draws the screens in docs/pictures: runs the real program on devnet in a home of its own, puts a story on its
 * ledger, then opens it once a picture, presses the picture's keys and draws what the terminal shows.
 *
 * `npm run pictures` draws all of them, `npm run pictures -- NAME...` only those named. Pictures with company want a
 * machine on which no other Carnet runs: the nodes would find it.
 */
const project = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(project, 'docs', 'pictures');
/** For what should take a second or two, on a machine that is busy with something else. */
const patience = 30_000;

function height(terminal: TestTerminal): number {
  return Number(/block ([\d,]+)/.exec(terminal.screen()[0] ?? '')?.[1]?.replaceAll(',', '') ?? 0);
}

/** Where the pictured node listens when it has company; the others take the ports after it. */
const usualPort = 5_200;

/** Runs `use` in a fresh terminal, which is closed in any case: the program gets the chance to stop by itself. */
async function inTerminal(
  home: Home,
  size: { columns: number; rows: number; company?: number; port?: number },
  use: (open: TestTerminal) => Promise<void>,
) {
  const { columns, rows, company = 0, port = usualPort } = size;
  const args = company === 0 ? ['--alone'] : ['--port', String(port), '--as', 'miner-0'];
  const terminal = openTerminal({ home, args, columns, rows });
  const others: TestTerminal[] = [];
  try {
    await terminal.waitFor(() => height(terminal) > 0, { timeout: patience });
    for (let other = 1; other <= company; other++) {
      const own = ['--headless', '--port', String(port + other), '--as', `miner-${other}`];
      others.push(openTerminal({ args: [...own, '--peer', `ws://127.0.0.1:${port}`] }));
    }
    await use(terminal);
    terminal.press('Ctrl-C');
    const { code } = await terminal.exit;
    if (code !== 0) throw new Error(`The program ended with code ${code}.`);
  } finally {
    await terminal.close();
    for (const other of others) await other.close();
  }
}

async function prepare(home: Home): Promise<void> {
  await inTerminal(home, { columns: 80, rows: 24 }, async (terminal) => {
    await tellStory(join(project, 'dist', 'cli.js'), home);
    const told = height(terminal);
    await terminal.waitFor(() => height(terminal) >= told + 3, { timeout: 3 * patience });
  });
}

async function draw(home: Home, picture: Picture): Promise<void> {
  await inTerminal(home, picture, async (terminal) => {
    const draw = ({ name, title }: { readonly name: string; readonly title: string }) => {
      writeFileSync(join(folder, `${name}.svg`), drawTerminal(terminal.cells(), title));
      console.log(`docs/pictures/${name}.svg  ${picture.columns}x${picture.rows}`);
    };
    for (const { keys, until, timeout = patience, drawn } of picture.steps) {
      terminal.press(...keys);
      await terminal.waitFor(until, { timeout });
      if (drawn !== undefined) draw(drawn);
    }
    draw(picture);
  });
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !pictures.some((picture) => picture.name === name));
if (unknown.length > 0) {
  console.error(`No picture is named ${unknown.join(', ')}; there are ${pictures.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const home = createHome();
try {
  await prepare(home);
  for (const picture of pictures) if (wanted.length === 0 || wanted.includes(picture.name)) await draw(home, picture);
} finally {
  home.remove();
}
