import { expect, test } from 'vitest';
import type { Home } from '../support/home.ts';
import { shareHome, start } from '../support/start.ts';
import type { TestTerminal } from '../support/terminal.ts';

async function opened(home: Home): Promise<TestTerminal> {
  const terminal = start({ home, args: ['--alone'] });
  await terminal.waitFor(/block [1-9]/);
  return terminal;
}

test('keys that arrive in one read, a resize to nothing and back, a paste', async () => {
  const terminal = await opened(shareHome());
  terminal.type('2n');
  await terminal.waitFor('Record a repair');
  // An Esc that comes with the next key in one read would be Alt with that key.
  terminal.press('Escape');
  await terminal.waitFor('No car is on this ledger yet');
  terminal.press('7', '6', '8');
  await terminal.waitFor('NEXT BLOCK');
  for (const [columns, rows] of [
    [20, 5],
    [1, 1],
    [200, 60],
    [79, 24],
    [80, 24],
  ] as const) {
    terminal.resize(columns, rows);
    await terminal.waitFor(({ screen }) => screen().length === rows);
  }
  await terminal.waitFor('NEXT BLOCK');
  terminal.press('6', 'p');
  await terminal.waitFor('Amount');
  terminal.paste('bob\u0003');
  await terminal.waitFor(/To\s+bob/);
  terminal.press('Ctrl-C');
  expect((await terminal.exit).code).toBe(0);
});

test('q asks once, Ctrl-C twice ends at once', async () => {
  const terminal = await opened(shareHome());
  terminal.press('q');
  await terminal.waitFor('q again');
  terminal.press('q');
  expect((await terminal.exit).code).toBe(0);
});

test.each(['SIGTERM', 'SIGHUP'] as const)('%s ends it as cleanly as q does', async (signal) => {
  const terminal = await opened(shareHome());
  terminal.kill(signal);
  expect(await terminal.exit).toEqual({ code: 0, signal: undefined });
  expect(terminal.alternateScreen).toBe(false);
  expect(terminal.screen().join(' ')).toContain('Stopped.');
});
