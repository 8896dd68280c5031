import { expect, test } from 'vitest';
import { startHeadless } from '../cli/program.ts';
import { ask } from '../support/ask.ts';
import { shareHome, start } from '../support/start.ts';
import type { TestTerminal } from '../support/terminal.ts';

const heightOf = (status: unknown): number => (status as { height: number }).height;

async function grows(terminal: TestTerminal, beyond: number): Promise<void> {
  await terminal.waitFor(
    ({ screen }) => {
      const height = /block ([\d,]+)/.exec(screen()[0] ?? '')?.[1] ?? '0';
      return Number(height.replaceAll(',', '')) > beyond;
    },
    { timeout: 60_000 },
  );
}

test('Peer Zero dies: the others go on, find each other after a restart, and a new terminal still joins', async () => {
  const home = shareHome();
  const zero = await startHeadless(home);
  expect(zero.port).toBe(5000);
  const one = start({ home });
  await one.waitFor(/1 peer\b/);
  const two = start({ home });
  await Promise.all([one.waitFor(/2 peers/), two.waitFor(/2 peers/)]);
  await zero.program.stop('SIGKILL');
  await Promise.all([one.waitFor(/1 peer\b/), two.waitFor(/1 peer\b/)]);
  const height = heightOf(await ask(home, 5001, 'status'));
  await Promise.all([grows(one, height), grows(two, height)]);

  // Both at once, on their own ports, while nobody is on 5000.
  for (const terminal of [one, two]) terminal.press('Ctrl-C');
  expect([(await one.exit).code, (await two.exit).code]).toEqual([0, 0]);
  const [again, other] = [start({ home, args: ['5001'] }), start({ home, args: ['5002'] })];
  await Promise.all([again.waitFor(/1 peer\b/), other.waitFor(/1 peer\b/)]);
  const newcomer = start({ home, args: ['-p', '5003'] });
  await newcomer.waitFor(/2 peers/);
  await grows(newcomer, height);
});
