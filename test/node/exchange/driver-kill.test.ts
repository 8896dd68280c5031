import { expect, test } from 'vitest';
import type { AccountView, BookView, ExchangeView, PassageName } from '../../../source/node/facade.ts';
import { freePort, type Headless, startHeadless, temporaryHome } from '../../cli/program.ts';

const requester = 'library-0';
const owner = 'library-1';
const witnesses = ['library-2', 'library-3'];
const content = '37'.repeat(2_500);

/** What waits for a block after each step of a hand-over. */
const waits: readonly PassageName[] = ['offer', 'accept', 'deliver', 'transfer'];

/** Asks until everything that follows from the latest block was said, and only another block goes on. */
async function ready(node: Headless, id: string): Promise<PassageName | undefined> {
  for (;;) {
    const { state, passages } = (await node.ask('exchange', { id })) as ExchangeView;
    const next = passages.find((passage) => passage.state === 'now')?.name;
    if (state === 'done' || (next !== undefined && waits.includes(next))) return next;
  }
}

test('kill -9 of requester, owner and witnesses at each step: they go on with what they had', async () => {
  const home = temporaryHome();
  const port = String(await freePort());
  // One terminal speaks for all four: each of them is killed at each step.
  let node = await startHeadless(home, '--network', 'regtest', '--as', requester, port);
  for (const as of [requester, owner, ...witnesses]) await node.ask('submit', { as, operation: 'books.join' });
  await node.ask('mine');
  const book = (await node.ask('submit', { as: owner, operation: 'books.add', title: 'Seven', content })) as BookView;
  await node.ask('mine');
  const { id } = (await node.ask('request', { as: requester, book: book.id, price: '2000000' })) as { id: string };

  const killed = new Set<PassageName>();
  for (let next = await ready(node, id); next !== undefined; next = await ready(node, id)) {
    if (!killed.has(next)) {
      killed.add(next);
      await node.program.stop('SIGKILL');
      node = await startHeadless(home, '--network', 'regtest', '--as', requester, port);
      // Nothing of what waited outlived it; what comes next is known, or is found out again, without a new block.
      expect(await ready(node, id)).toBe(next);
    }
    await node.ask('mine');
  }

  expect([...killed]).toEqual(waits);
  expect(await node.ask('exchange', { id })).toMatchObject({ state: 'done', step: 7, reason: null });
  expect(await node.ask('read', { book: book.id })).toEqual({ content });
  const { owner: now } = (await node.ask('book', { id: book.id })) as BookView;
  for (const name of [requester, owner]) {
    const { address, locked, books } = (await node.ask('account', { name })) as AccountView;
    expect({ locked, books }).toEqual({ locked: '0', books: name === requester ? 1 : 0 });
    expect(address === now).toBe(name === requester);
  }
  expect((await node.program.stop('SIGTERM')).code).toBe(0);
});
