import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { shareHome, start } from './start.ts';
import { openTerminal, type TerminalOptions, type TestTerminal } from './terminal.ts';

const script = fileURLToPath(new URL('echo.mjs', import.meta.url));

async function startEcho(options: TerminalOptions = {}): Promise<TestTerminal> {
  const terminal = start({ script, ...options });
  await terminal.waitFor('args');
  return terminal;
}

describe('what it shows', () => {
  test('rows as text, at the size that was asked for', async () => {
    const terminal = await startEcho({ columns: 100, rows: 30 });
    expect(terminal.screen()).toHaveLength(30);
    expect(terminal.screen()[0]).toBe('size 100x30');
  });

  test('the alternate screen, until it is left', async () => {
    const terminal = await startEcho();
    expect(terminal.alternateScreen).toBe(true);
    terminal.press('Ctrl-C');
    await terminal.exit;
    expect(terminal.alternateScreen).toBe(false);
  });

  test('colours and attributes', async () => {
    const cells = (await startEcho()).cells();
    const [, , styles = [], colours = []] = cells;
    const at = (row: typeof styles, letter: string) => row.find(({ text }) => text === letter);
    expect(styles[0]).toMatchObject({ text: 'r', foreground: 1, background: 'default', bold: false });
    expect(at(styles, 'b')).toMatchObject({ foreground: 10, bold: true });
    expect(at(styles, 'm')).toMatchObject({ dim: true });
    expect(at(styles, 'v')).toMatchObject({ inverse: true });
    expect(at(styles, 'u')).toMatchObject({ underline: true });
    expect(colours[0]).toMatchObject({ text: 'p', foreground: 208 });
    expect(at(colours, 'g')).toMatchObject({ foreground: '#0102ff' });
    expect(at(colours, 'k')).toMatchObject({ background: 1, foreground: 'default' });
  });

  test('wide glyphs on two columns', async () => {
    const row = (await startEcho()).cells()[4] ?? [];
    expect(row.slice(0, 6).map(({ text, width }) => [text, width])).toEqual([
      ['漢', 2],
      ['', 0],
      ['字', 2],
      ['', 0],
      ['|', 1],
      ['é', 1],
    ]);
  });
});

describe('what it sends', () => {
  test.each([
    ['Down', '\u001b[B'],
    ['Enter', '\r'],
    ['Escape', '\u001b'],
    ['Shift-Tab', '\u001b[Z'],
    ['PageDown', '\u001b[6~'],
    ['F1', '\u001bOP'],
    ['Ctrl-L', '\f'],
    ['é', 'é'],
  ])('%s', async (key, bytes) => {
    const terminal = await startEcho();
    terminal.press(key);
    await terminal.waitFor(`reads 1 ${JSON.stringify(bytes)}`);
  });

  test('several keys as one burst', async () => {
    const terminal = await startEcho();
    terminal.press('j', 'j', 'Down', 'Enter');
    await terminal.waitFor(`reads 1 ${JSON.stringify('jj\u001b[B\r')}`);
  });

  test('a paste between brackets', async () => {
    const terminal = await startEcho();
    terminal.paste('WVWZZZ1JZXW000001');
    await terminal.waitFor(JSON.stringify('\u001b[200~WVWZZZ1JZXW000001\u001b[201~'));
  });

  test('a new size', async () => {
    const terminal = await startEcho();
    terminal.resize(60, 10);
    await terminal.waitFor('size 60x10');
    expect(terminal.screen()).toHaveLength(10);
  });

  test('refuses a key it does not know', async () => {
    const terminal = await startEcho();
    expect(() => terminal.press('Dwon')).toThrow('no key named "Dwon"');
  });
});

describe('waiting', () => {
  test('sees the end of a long burst of output', async () => {
    const terminal = await startEcho();
    terminal.type('many');
    await terminal.waitFor(/reads 1 "many"/);
    terminal.type('after');
    await terminal.waitFor(({ screen }) => screen()[1] === 'reads 2 "after"');
  });

  test('fails with the whole screen', async () => {
    const terminal = await startEcho();
    const waited = terminal.waitFor('never shown', { timeout: 1 });
    await expect(waited).rejects.toThrow(/Waited for never shown: nothing for 1 ms[\s\S]*│size 80x24/);
  });

  test('fails at once when the program ends', async () => {
    const terminal = await startEcho();
    const waited = terminal.waitFor('never shown');
    terminal.press('Ctrl-C');
    await expect(waited).rejects.toThrow('the program ended first (code 7)');
  });

  test('passes on what a predicate throws', async () => {
    const terminal = await startEcho();
    const broken = (): boolean => {
      throw new Error('broken question');
    };
    await expect(terminal.waitFor(broken)).rejects.toThrow('broken question');
  });

  test('never sees half a frame', async () => {
    const terminal = await startEcho();
    const seen: string[] = [];
    const waited = terminal.waitFor((now) => {
      seen.push(now.screen().join(''));
      return seen.at(-1)?.includes('reads 2') === true;
    });
    // The program finishes the frame when it is told where the cursor is, so the first half was read before.
    terminal.type('half');
    await waited;
    expect(seen.filter((text) => text.includes('half a frame'))).toEqual([]);
  });
});

describe('the end', () => {
  test('has an exit code', async () => {
    const terminal = await startEcho();
    terminal.press('Ctrl-C');
    expect(await terminal.exit).toEqual({ code: 7, signal: undefined });
  });

  test('or a signal', async () => {
    const terminal = await startEcho();
    terminal.kill('SIGKILL');
    expect(await terminal.exit).toEqual({ code: 0, signal: 'SIGKILL' });
  });

  test('leaves no process and no folder', async () => {
    const terminal = openTerminal({ script });
    await terminal.waitFor('args');
    await terminal.close();
    expect(existsSync(terminal.home.path)).toBe(false);
    expect(() => process.kill(terminal.pid, 0)).toThrow('ESRCH');
  });

  test('keeps a shared home for the next terminal', async () => {
    const home = shareHome();
    const first = openTerminal({ script, home });
    onTestFinished(() => first.close());
    await first.waitFor(`home ${home.path}`);
    await first.close();
    const second = await startEcho({ home });
    expect(second.screen().join('')).toContain(`home ${home.path}`);
  });
});

test('the program gets its own environment and arguments', async () => {
  const terminal = await startEcho({ args: ['--port', '5003'], env: { CI: 'yes' }, columns: 120 });
  expect(terminal.screen()[5]).toBe(`home ${terminal.home.path} ci yes args --port,5003`);
});
