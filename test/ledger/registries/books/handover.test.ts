import { describe, expect, test } from 'vitest';
import { regtest } from '../../../../source/ledger/networks.ts';
import { chooseWitnesses, quorumOf } from '../../../../source/ledger/registries/books/witnesses.ts';
import { roster } from '../../../../source/ledger/registries/licences/rosters.ts';
import { keyOf, refused, refusedBy, TestChain } from '../../support.ts';
import { bytesOf, hex, idle, libraries, price, Shelves } from './shelves.ts';

const { bookBond: bond } = regtest.parameters;

describe('books.join and books.add', () => {
  test('a library joins once', () => {
    const { chain } = new Shelves();
    refusedBy(chain, 'JOINED_ALREADY', () => chain.do('library-0', 'books.join', { sealingKey: hex(bytesOf('x')) }));
  });

  test('by somebody who is no library are refused', () => {
    const { chain, ...shelves } = new Shelves();
    refusedBy(chain, 'ROLE_MISSING', () => chain.do('alice', 'books.join', { sealingKey: hex(bytesOf('x')) }));
    const entry = { title: 'Six', chunks: 1, commitment: hex(shelves.xid) };
    refusedBy(chain, 'ROLE_MISSING', () => chain.do('alice', 'books.add', entry));
    const alone = new TestChain();
    refusedBy(alone, 'NOT_JOINED', () => alone.do('library-0', 'books.add', entry));
  });

  test('write down title, owner and print, with one entry in the history', () => {
    const shelves = new Shelves();
    expect(shelves.now).toMatchObject({
      ...{ title: 'Seven', isbn: undefined, owner: keyOf('library-1'), chunks: 3, exchange: undefined, handed: 0 },
      historyCount: 1,
    });
  });

  test('no parts, too many parts, no title or a long one are refused', () => {
    const { chain, ...shelves } = new Shelves();
    const entry = { title: 'Six', chunks: 1, commitment: hex(shelves.xid) };
    for (const bad of [{ chunks: 0 }, { chunks: 1_025 }, { title: 'x'.repeat(121) }]) {
      refusedBy(chain, 'FIELD_INVALID', () => chain.do('library-0', 'books.add', { ...entry, ...bad }));
    }
    refusedBy(chain, 'FIELD_MISSING', () => chain.do('library-0', 'books.add', { ...entry, title: '' }));
    const made = chain.sign('library-0', 'books.add', entry);
    expect(() => chain.bend(made, { chunks: 0 })).toThrow('not from 1 to 1024');
  });

  test('an ISBN of 10 or 13 digits is kept as 13; a wrong digit is refused', () => {
    const { chain, ...shelves } = new Shelves();
    const add = (isbn: string) => {
      const entry = { title: 'Six', isbn, chunks: 1, commitment: hex(shelves.xid) };
      return chain.sign('library-0', 'books.add', entry).body.operation.values as { isbn: string };
    };
    expect(add('978-0-306-40615-7').isbn).toBe('9780306406157');
    expect(add('0-306-40615-2').isbn).toBe('9780306406157');
    expect(add('080442957x').isbn).toBe('9780804429573');
    for (const bad of ['978-0-306-40615-8', '0-306-40615-3', '123', '9770306406150', 'ABCDEFGHIJ']) {
      refused('FIELD_INVALID', () => add(bad));
    }
  });
});

describe('witnesses', () => {
  test('are the libraries whose hash is lowest, neither of the two, as many as are allowed', () => {
    const { chain, xid } = new Shelves();
    const parties = { xid, owner: keyOf('library-1'), requester: keyOf('library-0') };
    const all = chooseWitnesses(chain.view(), parties, 15);
    expect(all.map(hex).sort()).toEqual([keyOf('library-2'), keyOf('library-3')].map(hex).sort());
    expect(chooseWitnesses(chain.view(), parties, 1)).toEqual(all.slice(0, 1));
    const firsts = Array.from({ length: 20 }, (_, at) =>
      hex(chooseWitnesses(chain.view(), { ...parties, xid: bytesOf(`${at}`) }, 1)[0]!),
    );
    expect(new Set(firsts).size).toBe(2);
  });

  test('a library that did not join, or whose licence does not count, is none', () => {
    const chain = new TestChain();
    for (const name of libraries.slice(0, 3)) chain.do(name, 'books.join', { sealingKey: hex(bytesOf(name)) });
    const parties = { xid: bytesOf('xid'), owner: keyOf('library-1'), requester: keyOf('library-0') };
    expect(chooseWitnesses(chain.view(), parties, 15)).toEqual([keyOf('library-2')]);
    chain.do('authority', 'licences.accuse', { holder: 'library-2', role: 'library', reason: 'asleep' });
    expect(chooseWitnesses(chain.view(), parties, 15)).toEqual([]);
    expect(roster(chain.view(), 'library').length).toBe(3);
  });

  test('more than half of those assigned are a quorum', () => {
    expect([2, 3, 4, 5, 14, 15].map(quorumOf)).toEqual([2, 2, 3, 3, 8, 8]);
  });
});

describe('a hand-over', () => {
  test('moves title, price and key, and gives the bond back', () => {
    const shelves = new Shelves();
    const { chain } = shelves;
    const supply = chain.supply();
    const from = chain.height;
    shelves.offer();
    expect(shelves.now.exchange).toEqual(shelves.xid);
    expect([shelves.locked('library-1'), shelves.locked('library-0')]).toEqual([bond, 0n]);
    shelves.accept();
    expect([shelves.locked('library-1'), shelves.locked('library-0')]).toEqual([bond, price]);
    idle(chain, 1);
    shelves.deliver();
    const before = [shelves.free('library-1'), shelves.free('library-0')];
    const end = chain.sign('library-0', 'books.transfer', { xid: hex(shelves.xid) });
    chain.take(chain.build({ transactions: [end], miner: 'miner-3' }));
    const { fee } = end.body;
    expect([shelves.free('library-1'), shelves.free('library-0')]).toEqual([
      before[0]! + price + bond,
      before[1]! - fee,
    ]);
    expect([shelves.locked('library-1'), shelves.locked('library-0')]).toEqual([0n, 0n]);
    expect(shelves.now).toMatchObject({ owner: keyOf('library-0'), exchange: undefined, handed: 1, historyCount: 5 });
    expect(shelves.exchange).toMatchObject({
      status: 'done',
      ending: 'confirmed',
      historyCount: 4,
      endedAt: chain.height,
    });
    expect(chain.supply()).toBe(supply + BigInt(chain.height - from) * regtest.parameters.blockReward);
  });

  test('goes on to the next reader, and the same id never again', () => {
    const shelves = new Shelves().delivered();
    const { chain } = shelves;
    chain.do('library-0', 'books.transfer', { xid: hex(shelves.xid) });
    const terms = { ...shelves.terms(), requester: 'library-1' };
    refusedBy(chain, 'EXCHANGE_USED', () => chain.do('library-0', 'books.offer', terms));
    refusedBy(chain, 'NOT_BOOK_OWNER', () => shelves.offer());
  });
});

describe('books.offer', () => {
  test('by whoever does not own the book, of one that is not there, or that is promised, is refused', () => {
    const shelves = new Shelves();
    const { chain } = shelves;
    const terms = shelves.terms();
    const other = { ...terms, requester: 'library-3' };
    refusedBy(chain, 'NOT_BOOK_OWNER', () => chain.do('library-2', 'books.offer', other));
    refusedBy(chain, 'ROLE_MISSING', () => chain.do('alice', 'books.offer', terms));
    refusedBy(chain, 'BOOK_UNKNOWN', () => shelves.offer({ book: hex(shelves.xid) }));
    shelves.offer();
    refusedBy(chain, 'BOOK_BUSY', () => shelves.offer({ xid: hex(bytesOf('second')) }));
  });

  test('to oneself, or to nobody who joined, is refused', () => {
    const shelves = new Shelves();
    refusedBy(shelves.chain, 'REQUESTER_IS_OWNER', () => shelves.offer({ requester: 'library-1' }));
    refusedBy(shelves.chain, 'REQUESTER_NOT_LIBRARY', () => shelves.offer({ requester: 'alice' }));
  });

  test('with fewer than two other libraries is refused', () => {
    const chain = new TestChain();
    for (const name of libraries.slice(0, 3)) chain.do(name, 'books.join', { sealingKey: hex(bytesOf(name)) });
    const { id } = chain.do('library-1', 'books.add', { title: 'Six', chunks: 1, commitment: '01'.repeat(32) });
    const terms = {
      ...{ xid: '02'.repeat(32), book: hex(id), requester: 'library-0', price: '0', deadline: 20 },
      ...{ ciphertextRoot: '03'.repeat(32), keyHash: '04'.repeat(32), witnesses: ['library-2'] },
    };
    const { data } = refusedBy(chain, 'WITNESSES_FEW', () => chain.do('library-1', 'books.offer', terms));
    expect(data).toEqual({ have: 1, need: 2 });
  });

  test('with witnesses that the libraries do not give, or in another order, is refused', () => {
    const shelves = new Shelves();
    const right = shelves.witnesses;
    for (const witnesses of [[], right.slice(1), right.toReversed(), ['library-2', 'alice'], [...right, 'alice']]) {
      refusedBy(shelves.chain, 'WITNESSES_WRONG', () => shelves.offer({ witnesses }));
    }
  });

  test('whose deadline leaves no time, or too much, is refused', () => {
    const shelves = new Shelves();
    const { chain } = shelves;
    const next = chain.height + 1;
    const { longestDeadline } = regtest.parameters;
    refusedBy(chain, 'DEADLINE_INVALID', () => shelves.offer({ deadline: next + 6 }));
    refusedBy(chain, 'DEADLINE_INVALID', () => shelves.offer({ deadline: next + longestDeadline + 1 }));
    shelves.offer({ deadline: next + 7 });
    expect(shelves.exchange.until).toBe(next + 1);
  });

  test('without the bond is refused', () => {
    const shelves = new Shelves();
    const { chain } = shelves;
    const left = shelves.free('library-1') - bond;
    chain.do('library-1', 'coins.transfer', { to: 'alice', amount: `${left}`, fee: '1000', payer: 'alice' });
    refusedBy(chain, 'BALANCE_TOO_LOW', () => shelves.offer());
  });
});

describe('books.accept', () => {
  test('by anybody else, a second time, or of nothing, is refused', () => {
    const shelves = new Shelves();
    const { chain } = shelves;
    refusedBy(chain, 'EXCHANGE_UNKNOWN', () => shelves.accept());
    shelves.offer();
    const votes = shelves.keyVotes('library-2', 'library-3');
    refusedBy(chain, 'NOT_REQUESTER', () => chain.do('library-2', 'books.accept', { ...shelves.request(), votes }));
    refusedBy(chain, 'OFFER_OTHER', () => shelves.accept({ offer: hex(shelves.xid) }));
    shelves.accept();
    refusedBy(chain, 'EXCHANGE_STEP', () => shelves.accept());
  });

  test('with votes of a stranger, twice of one, for something else, or too few, is refused', () => {
    const shelves = new Shelves();
    const { chain } = shelves;
    shelves.offer();
    const [first, second] = shelves.keyVotes('library-2', 'library-3');
    const cases: [string, unknown[]][] = [
      ['VOTE_STRANGER', [first, ...shelves.keyVotes('alice')]],
      ['VOTE_STRANGER', [first, ...shelves.keyVotes('library-1')]],
      ['VOTE_TWICE', [first, second, first]],
      ['VOTE_FALSE', [first, ...shelves.requestVotes('library-3')]],
      ['VOTE_FALSE', [first, { ...second, signature: '01'.repeat(64) }]],
      ['QUORUM_MISSING', [first]],
      ['QUORUM_MISSING', []],
    ];
    for (const [code, votes] of cases) refusedBy(chain, code, () => shelves.accept({ votes }));
  });

  test('at a price over the balance is refused', () => {
    const shelves = new Shelves({ price: 100_000_000_000n });
    shelves.offer();
    refusedBy(shelves.chain, 'BALANCE_TOO_LOW', () => shelves.accept());
  });

  test('too late for the key to follow is refused', () => {
    const shelves = new Shelves();
    shelves.offer();
    idle(shelves.chain, shelves.exchange.until - shelves.chain.height);
    expect(shelves.exchange.status).toBe('offered');
    refusedBy(shelves.chain, 'EXCHANGE_ENDED', () => shelves.accept());
  });
});

describe('books.deliver', () => {
  test('before the acceptance is deep enough is refused', () => {
    const shelves = new Shelves();
    const { chain } = shelves;
    shelves.offer();
    refusedBy(chain, 'EXCHANGE_STEP', () => shelves.deliver());
    shelves.accept();
    const { data } = refusedBy(chain, 'ACCEPTANCE_YOUNG', () => shelves.deliver());
    expect(data).toEqual({ from: chain.height + 2, height: chain.height + 1 });
    idle(chain, 1);
    shelves.deliver();
  });

  test('by anybody else, or with votes for something else, is refused', () => {
    const shelves = new Shelves().accepted();
    const { chain } = shelves;
    refusedBy(chain, 'NOT_BOOK_OWNER', () => chain.do('library-2', 'books.deliver', shelves.delivery()));
    const votes = shelves.keyVotes('library-2', 'library-3');
    refusedBy(chain, 'VOTE_FALSE', () => shelves.deliver({ votes }));
    refusedBy(chain, 'QUORUM_MISSING', () => shelves.deliver({ votes: shelves.requestVotes('library-2') }));
  });

  test('in the last block is taken, after it refused', () => {
    const shelves = new Shelves().accepted();
    const { chain } = shelves;
    const { deadline } = shelves.exchange;
    idle(chain, deadline - 1 - chain.height);
    const late = chain.sign('library-1', 'books.deliver', shelves.delivery());
    chain.mine(late);
    expect(shelves.exchange.deliveredAt).toBe(deadline);
    chain.undo();
    chain.mine();
    refusedBy(chain, 'EXCHANGE_ENDED', () => chain.mine(late));
  });
});
