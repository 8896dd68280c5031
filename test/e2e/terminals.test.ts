// One file, so that these run one after the other: a terminal takes port 5000 or the next one that is free, and what
// it finds there depends on who else runs.
import { expect, test } from 'vitest';
import { callNode } from '../support/call.ts';
import type { Home } from '../support/home.ts';
import { shareHome, start } from '../support/start.ts';
import type { TestTerminal } from '../support/terminal.ts';

async function opened(home: Home): Promise<TestTerminal> {
  // Alone: what other tests do on the same network at the same time must not be seen here.
  const terminal = start({ home, args: ['--alone'] });
  await terminal.waitFor(/block [1-9]/);
  return terminal;
}

/** Fills the field that has the focus and goes to the next one. */
function fill(terminal: TestTerminal, text: string): void {
  terminal.press('Ctrl-U');
  terminal.type(text);
  terminal.press('Enter');
}

async function signed(terminal: TestTerminal): Promise<void> {
  terminal.press('Ctrl-R');
  await terminal.waitFor('y signs it');
  terminal.press('y');
  await terminal.waitFor(/Cars › MINI/);
}

async function inspected(terminal: TestTerminal, readOn: string, kilometres: string): Promise<void> {
  terminal.press('i');
  await terminal.waitFor('NEW › Record a safety test');
  fill(terminal, readOn);
  fill(terminal, kilometres);
  await signed(terminal);
}

test('what a newcomer does: a car, two tests and a repair, a verdict, a crash, a clean end', async () => {
  const home = shareHome();
  const first = await opened(home);
  expect(first.screen()[0]).toContain('as alice');
  await first.waitFor('Put a new car on the ledger');

  // Enter starts the first thing on Home; the form is filled in; only y signs.
  first.press('Enter');
  await first.waitFor('Signed by');
  await first.waitFor('WMW');
  first.press('Ctrl-R');
  await first.waitFor('y signs it');
  first.press('Enter', 'Enter', '1', '2');
  await first.waitFor('y signs it');
  first.press('y');
  await first.waitFor(/Waiting for a block|In block|in block/);
  await first.waitFor(/[3-9] deep/);
  await first.waitFor(/NO JUDGEMENT/);

  // Nothing is refused, and the verdict says what is wrong.
  await inspected(first, '2026-01-10', '42000');
  await first.waitFor(/42,000/);
  await first.waitFor(/NO JUDGEMENT/);
  first.press('s');
  await first.waitFor('NEW › Record a repair');
  fill(first, '2026-02-10');
  fill(first, '43000');
  first.press('Enter');
  first.type('brakes');
  await signed(first);
  await first.waitFor(/43,000/);
  await inspected(first, '2026-03-10', '18000');
  await first.waitFor(/ILLOGICAL/);
  await first.waitFor(/24,000 km less than the certified\s+42,000 km/);
  await first.waitFor(/✗ Inspection/);
  const row = first.screen().find((line) => line.includes('VIN'));
  const vin = /VIN (\w{17})/.exec(row ?? '')?.[1] ?? '';
  await first.waitFor((terminal) => !terminal.screen().some((line) => line.includes('waiting')));

  const before = await callNode(home, 'car', { vin });
  first.kill('SIGKILL');
  expect(await first.exit).toMatchObject({ signal: 'SIGKILL' });

  // Everything is there after a crash.
  const second = await opened(home);
  second.press('2');
  await second.waitFor('MINI Cooper S');
  second.press('Enter');
  await second.waitFor(/ILLOGICAL/);
  expect(await callNode(home, 'car', { vin })).toEqual(before);

  second.press('Ctrl-C');
  expect(await second.exit).toEqual({ code: 0, signal: undefined });
  expect(second.alternateScreen).toBe(false);
  expect(second.screen().join(' ')).toMatch(/Stopped\. Your ledger is in .*devnet/);
});

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

const golf = 'WMWXP7C5XK2A00001';
const car = { vin: golf, make: 'MINI', model: 'Cooper S', year: 2019, country: 'FR' };

test('a second terminal, without a flag, joins the first and has the same car; one that was killed catches up', async () => {
  const home = shareHome();
  const first = start({ home });
  await first.waitFor(/block [3-9]/);
  await callNode(home, 'submit', { as: 'manufacturer', operation: 'cars.manufacture', ...car });

  const second = start({ home });
  await second.waitFor(/block [1-9]/);
  await Promise.all([first.waitFor(/1 peer\b/), second.waitFor(/1 peer\b/)]);
  second.press('2');
  await second.waitFor('MINI Cooper S');

  // What one signs the other has, waiting or in the same block.
  await callNode(home, 'submit', {
    as: 'inspector',
    operation: 'cars.inspect',
    vin: golf,
    readOn: '2023-03-01',
    value: 42_000,
  });
  second.press('Enter');
  await second.waitFor('42,000');

  second.kill('SIGKILL');
  await second.exit;
  await first.waitFor(/0 peers/);
  await callNode(home, 'submit', {
    as: 'garage',
    operation: 'cars.service',
    vin: golf,
    readOn: '2023-04-01',
    value: 43_000,
    work: 'oil',
  });
  const third = start({ home });
  await Promise.all([first.waitFor(/1 peer\b/), third.waitFor(/1 peer\b/)]);
  third.press('2');
  await third.waitFor('MINI Cooper S');
  third.press('Enter');
  await third.waitFor('43,000');
  expect(third.screen().join('\n')).toContain('43,000');
});
