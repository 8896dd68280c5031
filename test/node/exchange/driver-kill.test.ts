import { expect, test } from 'vitest';
import type { AccountView, BookView, ExchangeView, PassageName, Status } from '../../../source/node/facade.ts';
import { freePort, type Headless, startHeadless, temporaryHome } from '../../cli/program.ts';

/** Who speaks in which process: the last one for both witnesses. */
const roles = { requester: ['library-0'], owner: ['library-1'], witness: ['library-2', 'library-3'] } as const;
type Role = keyof typeof roles;
const names = Object.keys(roles) as Role[];
const content = '37'.repeat(2_500);

/** What waits for a block after each step of a hand-over. */
const waits: readonly PassageName[] = ['offer', 'accept', 'deliver', 'transfer'];

test('kill -9 of requester, owner and witnesses, each at each step: they go on with what they had', async () => {
  const home = temporaryHome();
  const ports = { requester: await freePort(), owner: await freePort(), witness: await freePort() };
  const start = (role: Role): Promise<Headless> => {
    const peers = names.filter((other) => other !== role).map((other) => `ws://127.0.0.1:${ports[other]}`);
    const flags = ['--network', 'regtest', '--as', roles[role][0], ...peers.flatMap((url) => ['--peer', url])];
    return startHeadless(home, ...flags, String(ports[role]));
  };
  const nodes = { requester: await start('requester'), owner: await start('owner'), witness: await start('witness') };
  const all = () => names.map((role) => nodes[role]);

  /** Asks until every process is connected to both others, and stands at one block. */
  const together = async (): Promise<void> => {
    for (;;) {
      const seen = (await Promise.all(all().map((node) => node.ask('status')))) as Status[];
      if (seen.every(({ peers, tip }) => peers === names.length - 1 && tip === seen[0]?.tip)) return;
    }
  };
  const mine = async (): Promise<void> => {
    await nodes.requester.ask('mine');
    await together();
  };
  /** Asks until everything that follows from the latest block was said, and only another block goes on. */
  const ready = async (id: string): Promise<PassageName | undefined> => {
    for (let asked = 1; ; asked++) {
      const { state, passages } = (await nodes.requester.ask('exchange', { id })) as ExchangeView;
      const next = passages.find((passage) => passage.state === 'now');
      if (state === 'done' || (next !== undefined && waits.includes(next.name) && !next.still)) return next?.name;
      // Only blocks lead deep enough for the key; and with each of them everything is said again that was lost.
      if ((next?.still && state === 'accepted') || asked % 3_000 === 0) await mine();
    }
  };

  await together();
  for (const role of names) {
    for (const as of roles[role]) await nodes[role].ask('submit', { as, operation: 'books.join' });
  }
  const isKnown = async (count: number): Promise<void> => {
    for (;;) if (((await nodes.requester.ask('mempool')) as unknown[]).length === count) return;
  };
  await isKnown(4);
  await mine();
  const [as] = roles.owner;
  const book = (await nodes.owner.ask('submit', { as, operation: 'books.add', title: 'Seven', content })) as BookView;
  await isKnown(1);
  await mine();
  const request = { as: roles.requester[0], book: book.id, price: '2000000' };
  const { id } = (await nodes.requester.ask('request', request)) as { id: string };

  const killed = new Set<PassageName>();
  for (let next = await ready(id); next !== undefined; next = await ready(id)) {
    for (const role of killed.has(next) ? [] : names) {
      await nodes[role].program.stop('SIGKILL');
      nodes[role] = await start(role);
      await together();
      // What waited with it alone is signed again; what comes next is known, or is found out again.
      expect(await ready(id), `${role} at ${next}`).toBe(next);
    }
    killed.add(next);
    await mine();
  }

  expect([...killed]).toEqual(waits);
  expect(await nodes.requester.ask('exchange', { id })).toMatchObject({ state: 'done', step: 7, reason: null });
  expect(await nodes.requester.ask('read', { book: book.id })).toEqual({ content });
  const { owner } = (await nodes.witness.ask('book', { id: book.id })) as BookView;
  for (const role of ['requester', 'owner'] as const) {
    const { address, locked, books } = (await nodes[role].ask('account', { name: roles[role][0] })) as AccountView;
    expect({ locked, books }).toEqual({ locked: '0', books: role === 'requester' ? 1 : 0 });
    expect(address === owner).toBe(role === 'requester');
  }
  for (const node of all()) expect((await node.program.stop('SIGTERM')).code).toBe(0);
}, 180_000);
