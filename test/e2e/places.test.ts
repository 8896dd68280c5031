import { expect, test } from 'vitest';
import { runInProcess } from '../cli/run.ts';
import { ask } from '../support/ask.ts';
import { shareHome, start } from '../support/start.ts';

const regtest = ['--network', 'regtest'];

test('a port as a bare number, with -p, peers by name, and another address to listen on', async () => {
  const home = shareHome();
  const bare = start({ home, args: [...regtest, '5016'] });
  await bare.waitFor('block 0');
  expect(await ask(home, 5016, 'status')).toMatchObject({ port: 5016, health: 'alone' });
  const taken = await runInProcess(home, [], '--headless', ...regtest, '-p', '5016');
  expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining('Port 5016 is used by another program.') });

  const apart = start({ home, args: [...regtest, '-p', '5018', '--listen', '127.0.0.2'] });
  await apart.waitFor('block 0');
  const both = ['--peer', 'ws://127.0.0.1:5016', '--peer', 'ws://127.0.0.2:5018'];
  const named = start({ home, args: [...regtest, '-p', '5017', ...both] });
  await named.waitFor(/2 peers/);
  await Promise.all([bare.waitFor(/[12] peers?\b/), apart.waitFor(/[12] peers?\b/)]);

  expect((await fetch('http://127.0.0.2:5018')).status).toBe(426);
  await expect(fetch('http://127.0.0.1:5018')).rejects.toThrow('fetch failed');
});
