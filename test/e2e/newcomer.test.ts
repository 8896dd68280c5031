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
  await first.waitFor(/✗ passed, recorded late/);
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
