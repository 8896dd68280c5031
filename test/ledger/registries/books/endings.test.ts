import { describe, expect, test } from 'vitest';
import { regtest } from '../../../../source/ledger/networks.ts';
import { maskKey } from '../../../../source/ledger/registries/books/secrets.ts';
import { expectHistories } from '../../histories.ts';
import { keyOf, refusedBy } from '../../support.ts';
import { bytesOf, hex, idle, price, Shelves } from './shelves.ts';

const { bookBond: bond, disputeBlocks } = regtest.parameters;

/** What the two have more after something that nobody of them pays for. */
function gains(shelves: Shelves, act: () => void): { owner: bigint; requester: bigint } {
  const before = [shelves.free('library-1'), shelves.free('library-0')] as const;
  act();
  return { owner: shelves.free('library-1') - before[0], requester: shelves.free('library-0') - before[1] };
}

/** Whoever finds the empty blocks. */
function wait(shelves: Shelves, blocks: number): void {
  for (let block = 0; block < blocks; block++) {
    shelves.chain.take(shelves.chain.build({ miner: 'miner-3' }));
  }
}

/** One operation in a block of somebody else. */
function act(shelves: Shelves, as: string, operation: string, input: object): void {
  const transaction = shelves.chain.sign(as, operation, { ...input });
  shelves.chain.take(shelves.chain.build({ transactions: [transaction], miner: 'miner-3' }));
}

/** Nothing is locked any more, and the book can be promised again. */
function expectFree(shelves: Shelves, owner: string): void {
  expect([shelves.locked('library-0'), shelves.locked('library-1')]).toEqual([0n, 0n]);
  expect(shelves.now).toMatchObject({ owner: keyOf(owner), exchange: undefined });
  expectHistories(shelves.chain);
}

const disputeOf = (shelves: Shelves, more: object = {}) => ({
  ...{ xid: hex(shelves.xid), number: hex(shelves.number) },
  ...more,
});

describe('the queue', () => {
  test('an offer that nobody accepts is void, and the bond comes back', () => {
    const shelves = new Shelves();
    shelves.offer();
    const { until } = shelves.exchange;
    expect(gains(shelves, () => wait(shelves, until - shelves.chain.height))).toEqual({ owner: 0n, requester: 0n });
    expect(gains(shelves, () => wait(shelves, 1))).toEqual({ owner: bond, requester: 0n });
    expect(shelves.exchange).toMatchObject({ status: 'void', ending: 'unaccepted', endedAt: until + 1 });
    expectFree(shelves, 'library-1');
  });

  test('an acceptance without a key is void: price and bond come back', () => {
    const shelves = new Shelves().accepted();
    const { deadline } = shelves.exchange;
    expect(gains(shelves, () => wait(shelves, deadline - shelves.chain.height))).toEqual({ owner: 0n, requester: 0n });
    expect(gains(shelves, () => wait(shelves, 1))).toEqual({ owner: bond, requester: price });
    expect(shelves.exchange).toMatchObject({ status: 'void', ending: 'undelivered' });
    expectFree(shelves, 'library-1');
  });

  test('a key to which nobody objects moves title and price', () => {
    const shelves = new Shelves().delivered();
    expect(gains(shelves, () => wait(shelves, disputeBlocks))).toEqual({ owner: 0n, requester: 0n });
    expect(gains(shelves, () => wait(shelves, 1))).toEqual({ owner: bond + price, requester: 0n });
    expect(shelves.exchange).toMatchObject({ status: 'done', ending: 'unobjected' });
    expectFree(shelves, 'library-0');
  });

  test('does nothing more for what ended before', () => {
    const shelves = new Shelves().delivered();
    shelves.chain.do('library-0', 'books.transfer', { xid: hex(shelves.xid) });
    const { historyCount } = shelves.exchange;
    expect(gains(shelves, () => wait(shelves, 20))).toEqual({ owner: 0n, requester: 0n });
    expect(shelves.exchange.historyCount).toBe(historyCount);
    expectFree(shelves, 'library-0');
  });

  test('and all of it is undone with its blocks', () => {
    const shelves = new Shelves();
    const dumps = [shelves.chain.state.dump()];
    const from = shelves.chain.height;
    shelves.accepted().deliver();
    while (shelves.exchange.ending === undefined) wait(shelves, 1);
    while (shelves.chain.height > from) shelves.chain.undo();
    expect(shelves.chain.state.dump()).toBe(dumps[0]);
  });
});

describe('books.abort', () => {
  test('gives the bond back and frees the book', () => {
    const shelves = new Shelves();
    const { chain } = shelves;
    shelves.offer();
    refusedBy(chain, 'NOT_BOOK_OWNER', () => chain.do('library-0', 'books.abort', { xid: hex(shelves.xid) }));
    chain.do('library-1', 'books.abort', { xid: hex(shelves.xid) });
    expect(shelves.exchange).toMatchObject({ status: 'void', ending: 'aborted' });
    expectFree(shelves, 'library-1');
    refusedBy(chain, 'EXCHANGE_ENDED', () => shelves.accept());
  });

  test('after the acceptance is refused', () => {
    const shelves = new Shelves().accepted();
    const xid = hex(shelves.xid);
    refusedBy(shelves.chain, 'EXCHANGE_STEP', () => shelves.chain.do('library-1', 'books.abort', { xid }));
  });
});

describe('books.transfer', () => {
  test('by anybody else, before the key, or after the end, is refused', () => {
    const shelves = new Shelves().accepted();
    const { chain } = shelves;
    const xid = hex(shelves.xid);
    refusedBy(chain, 'EXCHANGE_STEP', () => chain.do('library-0', 'books.transfer', { xid }));
    shelves.deliver();
    refusedBy(chain, 'NOT_REQUESTER', () => chain.do('library-1', 'books.transfer', { xid }));
    wait(shelves, disputeBlocks);
    refusedBy(chain, 'EXCHANGE_ENDED', () => chain.do('library-0', 'books.transfer', { xid }));
  });
});

describe('books.dispute', () => {
  test('a key that is not the one promised costs the owner its bond', () => {
    const shelves = new Shelves();
    const other = maskKey(shelves.xid, shelves.number, bytesOf('another key'));
    shelves.delivered({ maskedKey: hex(other) });
    const { chain } = shelves;
    const { fee } = chain.sign('library-0', 'books.dispute', disputeOf(shelves)).body;
    expect(gains(shelves, () => act(shelves, 'library-0', 'books.dispute', disputeOf(shelves)))).toEqual({
      owner: 0n,
      requester: price + bond - fee,
    });
    expect(shelves.exchange).toMatchObject({ status: 'disputed', ending: 'wrongKey' });
    expectFree(shelves, 'library-1');
  });

  test('a content that is not the one of the book costs it too', () => {
    const content = new TextEncoder().encode('8'.repeat(2_500));
    const shelves = new Shelves({ content }).delivered();
    const { chain } = shelves;
    const given = disputeOf(shelves, { evidence: shelves.evidence(2) });
    const { fee } = chain.sign('library-0', 'books.dispute', given).body;
    expect(gains(shelves, () => act(shelves, 'library-0', 'books.dispute', given))).toEqual({
      owner: 0n,
      requester: price + bond - fee,
    });
    expect(shelves.exchange).toMatchObject({ status: 'disputed', ending: 'wrongContent' });
    expectFree(shelves, 'library-1');
  });

  test('that is false is refused', () => {
    const shelves = new Shelves().delivered();
    const { chain } = shelves;
    const tell = (more: object) => () => chain.do('library-0', 'books.dispute', disputeOf(shelves, more));
    refusedBy(chain, 'EVIDENCE_MISSING', tell({}));
    for (const index of [0, 1, 2]) refusedBy(chain, 'DISPUTE_FALSE', tell({ evidence: shelves.evidence(index) }));
    refusedBy(chain, 'NUMBER_WRONG', tell({ number: hex(bytesOf('other')) }));
    const foreign = { ...shelves.evidence(1), block: '00'.repeat(300) };
    refusedBy(chain, 'EVIDENCE_FOREIGN', tell({ evidence: foreign }));
    refusedBy(chain, 'EVIDENCE_FOREIGN', tell({ evidence: { ...shelves.evidence(1), index: 0 } }));
    refusedBy(chain, 'EVIDENCE_FOREIGN', tell({ evidence: { ...shelves.evidence(1), index: 3 } }));
    refusedBy(chain, 'FIELD_INVALID', tell({ evidence: { ...shelves.evidence(1), block: '00'.repeat(1_393) } }));
    const stranger = () => chain.do('library-2', 'books.dispute', disputeOf(shelves));
    refusedBy(chain, 'NOT_REQUESTER', stranger);
  });

  test('after its time is refused', () => {
    const shelves = new Shelves();
    shelves.delivered({ maskedKey: hex(bytesOf('anything')) });
    wait(shelves, disputeBlocks);
    const late = () => shelves.chain.do('library-0', 'books.dispute', disputeOf(shelves));
    refusedBy(shelves.chain, 'EXCHANGE_ENDED', late);
  });
});

test('what a review and a summary say is there at every step', () => {
  const shelves = new Shelves();
  const { chain } = shelves;
  const { ledger } = chain;
  const xid = hex(shelves.xid);
  const lines: string[] = [];
  const say = (as: string, operation: string, input: object) => {
    const { body } = chain.sign(as, operation, { ...input });
    const its = ledger.operationOf(chain.sign(as, operation, { ...input }));
    const { values } = body.operation;
    const known = chain.known();
    lines.push(...its.review(values, known, as), its.summary(values, known));
    for (const reader of ['library-0', 'library-1', 'library-2']) {
      lines.push(its.summaryFor(values, known, { author: body.author, reader: keyOf(reader) }));
    }
  };
  say('library-1', 'books.offer', shelves.terms());
  shelves.offer();
  say('library-1', 'books.abort', { xid });
  say('library-0', 'books.accept', { ...shelves.request(), votes: shelves.keyVotes('library-2', 'library-3') });
  shelves.accept();
  idle(chain, 1);
  say('library-1', 'books.deliver', shelves.delivery());
  shelves.deliver();
  say('library-0', 'books.transfer', { xid });
  say('library-0', 'books.dispute', disputeOf(shelves, { evidence: shelves.evidence(0) }));
  expect(lines).toContain('library-1 promises "Seven" to library-0 for 2.00 LVR, before 2 witnesses.');
  expect(lines).toContain('library-1 promised you Seven for 2.00 LVR');
  expect(lines).toContain('library-0 opened Seven, and you are paid');
  expect(lines).toContain('library-0 showed that Seven does not open; your bond is lost');
  expect(lines.join('\n')).not.toMatch(/undefined|object|this key/);
});
