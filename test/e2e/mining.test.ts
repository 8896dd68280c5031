import { expect, test } from 'vitest';
import { startHeadless } from '../cli/program.ts';
import { shareHome, start } from '../support/start.ts';

test('three miners without a screen and a terminal: all four find blocks, a fifth follows and says why', async () => {
  const home = shareHome();
  const terminal = start({ home, columns: 120, rows: 40 });
  await terminal.waitFor(/block [1-9]/);
  terminal.press('8');
  await terminal.waitFor(/miner-0/);
  // One after the other: each takes the next port.
  for (const port of [5001, 5002, 5003]) expect((await startHeadless(home)).port).toBe(port);
  await terminal.waitFor(/3 peers/);
  const fifth = start({ home });
  await fifth.waitFor('No miner is set for port 5004, so this terminal does not mine');
  await fifth.waitFor(/4 peers/);

  const finders = [/miner-0\b.*you/, /miner-1\b/, /miner-2\b/, /miner-3\b/];
  await terminal.waitFor(
    ({ screen }) => {
      const text = screen().join('\n');
      return finders.every((name) => name.test(text)) && !text.includes('not seen yet');
    },
    { timeout: 90_000 },
  );
  fifth.press('8');
  await fifth.waitFor(/miner-[0-3]/);
  await fifth.waitFor(/No miner is set for port 5004/);
});
