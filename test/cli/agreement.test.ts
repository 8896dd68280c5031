import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort, startHeadless, temporaryHome } from './program.ts';
import { run } from './run.ts';

const content = 'what only the two of them have';
const documentHash = createHash('sha256').update(content).digest('hex');

test('a contract in words and as JSON, and a file checked against it', async () => {
  const home = temporaryHome();
  const { ask, program, directory } = await startHeadless(home, '--network', 'regtest', String(await freePort()));
  const propose = { as: 'alice', operation: 'agreements.propose', counterparty: 'bob', deadline: 900 };
  const submit = async (intent: object) => ((await ask('submit', intent)) as { id: string }).id;
  const lease = await submit({ ...propose, title: 'Lease', text: 'The box. ¶ For 80 livres.\u00a0' });
  const plan = await submit({ ...propose, title: 'plan.pdf', documentHash });
  await submit({ as: 'bob', operation: 'agreements.sign', id: lease });
  await ask('mine');
  const [file, other] = [join(directory, 'plan.pdf'), join(directory, 'other.pdf')];
  writeFileSync(file, content);
  writeFileSync(other, `${content} `);

  const [words, json, same, another, text, missing, unknown, open] = await Promise.all([
    run(home, 'agreement', lease),
    run(home, 'agreement', plan, '--json'),
    run(home, 'agreement', 'check', file, plan),
    run(home, 'agreement', 'check', other, plan, '--json'),
    run(home, 'agreement', 'check', file, lease),
    run(home, 'agreement', 'check', join(directory, 'nothing'), plan),
    run(home, 'agreement', documentHash),
    run(home, 'agreement', plan),
  ]);
  expect(words).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Contract {2}Lease\n/) });
  expect(words.stdout).toMatch(/^State {5}signed by both: it binds them\nBetween {3}alice and bob$/m);
  // The last block in which it can be signed, and no end of what was signed.
  expect(open.stdout).toMatch(/^Sign by {3}block 900$/m);
  expect(words.stdout).not.toContain('900');
  expect(words.stdout).toMatch(/^ {2}\| The box\.\n {2}\| \n {2}\| For 80 livres\.$/m);
  expect(words.stdout).toMatch(/^in block 1, .* UTC: Contract signed: Lease$/m);
  expect(JSON.parse(json.stdout)).toMatchObject({ id: plan, documentHash, status: 'proposed' });
  expect(same).toMatchObject({ code: 0, stdout: expect.stringMatching(/^This is the file of the contract\.\n/) });
  expect(same.stdout).toMatch(/\nTitle of the contract:\n {2}\| plan\.pdf\n$/);
  expect(another.code).toBe(1);
  expect(JSON.parse(another.stdout)).toMatchObject({ documentHash, same: false });
  expect(text).toMatchObject({ code: 1, stderr: expect.stringContaining('This contract is a text') });
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no file') });
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('No contract with this id') });

  await program.stop('SIGTERM');
  // From the ledger on disk.
  expect((await run(home, 'agreement', 'check', file, plan, '--network', 'regtest')).stdout).toContain('is the file');
  const usage = await Promise.all([run(home, 'agreement'), run(home, 'agreement', 'check', file)]);
  for (const { code, stderr } of usage) expect([code, stderr]).toEqual([2, expect.stringMatching(/ID/)]);
});
