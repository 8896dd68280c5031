import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ciphertextPath } from '../../../source/ledger/registries/books/content.ts';
import { requestHash } from '../../../source/ledger/registries/books/secrets.ts';
import { refused } from '../refused.ts';
import { done, endingsOf } from './endings.ts';
import { addressOf, genesis, keyOf, type Library } from './libraries.ts';
import { expectEnd } from './outcome.ts';
import { idleOn, misbehave, silentOn } from './rogue.ts';
import { type Followed, Room, type Shelved } from './room.ts';

const requester = 'library-0';
const owner = 'library-1';
const others: readonly Library[] = ['library-2', 'library-3'];
const other = '05'.repeat(32);

let room: Room;
let books: Shelved[];
beforeAll(async () => {
  room = await Room.open(5, [requester, owner, ...others], genesis, { 'library-3': 'library-2' });
  books = await room.shelve(owner, 4, 2_500);
});
afterEach(() => {
  for (const name of room.libraries) misbehave(keyOf(name), undefined);
});
afterAll(() => room.close());

function book(place: number): Shelved {
  const found = books[place];
  if (found === undefined) throw new Error('there are not enough books');
  return found;
}

/** What an entry of a hand-over said. */
async function fieldsOf(followed: Followed, operation: string): Promise<Readonly<Record<string, unknown>>> {
  const { history } = await room.exchange('alice', followed);
  const id = history.find((each) => each.operation === operation)?.id ?? '';
  return (await room.node('alice').transaction({ id })).fields;
}

/** An entry of somebody that must not be taken. */
function expectRefused(code: string, as: Library, operation: string, fields: object) {
  return refused(code, () => room.node(as).submit({ as, operation, ...fields }));
}

describe('a request is refused', () => {
  test('for a book of one’s own, one that is not there, or at a price over the balance', async () => {
    const ask = (query: object) => () => room.node(requester).request({ as: requester, book: book(0).id, ...query });
    await refused('REQUESTER_IS_OWNER', () => room.node(owner).request({ as: owner, book: book(0).id }));
    await refused('BOOK_UNKNOWN', ask({ book: other }));
    await refused('BALANCE_TOO_LOW', ask({ price: '999999999999' }));
    await refused('ROLE_MISSING', ask({ as: 'alice' }));
    const unheard = await room.node(requester).exchanges({ as: requester });
    expect(unheard.out).toEqual([]);
  });

  test('of a library that asked already, or of anybody while it is promised', async () => {
    misbehave(keyOf(requester), idleOn('books.accept'));
    const followed = await room.request(requester, owner, book(0));
    const again = () => room.node(requester).request({ as: requester, book: book(0).id });
    const { data } = await refused('ASKED_ALREADY', again);
    expect(data).toEqual({ id: followed.id });
    await room.mine();
    await refused('BOOK_BUSY', again);
    await refused('BOOK_BUSY', () => room.node('library-2').request({ as: 'library-2', book: book(0).id }));
    misbehave(keyOf(requester), undefined);
    await room.until(followed, ['done']);
    await expectEnd(room, followed, done);
  });

  test('where fewer than two others have joined', async () => {
    const few = await Room.open(6, [requester, owner, 'library-2']);
    try {
      const [only] = await few.shelve(owner, 1);
      const ask = () => few.node(requester).request({ as: requester, book: only?.id ?? '' });
      expect((await refused('WITNESSES_FEW', ask)).data).toEqual({ have: 1, need: 2 });
    } finally {
      await few.close();
    }
  });
});

test('a content that is empty or over the limit is refused', async () => {
  const add = (given: object) => () => room.node(owner).addBook({ as: owner, title: 'None', ...given });
  for (const empty of [{}, { value: '' }, { content: '' }]) await refused('CONTENT_EMPTY', add(empty));
  for (const long of [{ value: 'x'.repeat(2 ** 20 + 1) }, { content: '00'.repeat(2 ** 20 + 1) }]) {
    expect((await refused('CONTENT_TOO_LONG', add(long))).data).toEqual({ size: 2 ** 20 + 1, most: 2 ** 20 });
  }
  expect(await room.node(owner).shelf({ owner })).not.toContainEqual(expect.objectContaining({ title: 'None' }));
});

test('witnesses that the libraries do not give, strangers’ votes, two of one, false ones, a key too early or too late', async () => {
  misbehave(keyOf(owner), { ...silentOn('askRequest'), ...idleOn('books.deliver') });
  const followed = await room.request(requester, owner, book(1));
  await room.mine();
  const offer = await fieldsOf(followed, 'books.offer');
  const fresh = { ...offer, xid: other, book: book(2).id };
  await expectRefused('WITNESSES_WRONG', owner, 'books.offer', { ...fresh, witnesses: [addressOf('ada')] });
  await expectRefused('EXCHANGE_USED', owner, 'books.offer', { ...offer, book: book(2).id });
  await room.until(followed, ['accepted'], 'alice');
  const accept = await fieldsOf(followed, 'books.accept');
  const votes = accept.votes as readonly { readonly witness: string; readonly signature: string }[];
  const delivery = { xid: followed.id, maskedKey: other, votes };
  await expectRefused('ACCEPTANCE_YOUNG', owner, 'books.deliver', delivery);
  await room.mine();
  const [first, second] = votes;
  const wrong: readonly (readonly [string, readonly unknown[]])[] = [
    ['VOTE_STRANGER', [first, { ...second, witness: addressOf('ada') }]],
    ['VOTE_TWICE', [first, first]],
    // Signed for the key's print, and not for the number's.
    ['VOTE_FALSE', votes],
    ['QUORUM_MISSING', [first]],
  ];
  for (const [code, some] of wrong) await expectRefused(code, owner, 'books.deliver', { ...delivery, votes: some });
  await expectRefused('NOT_BOOK_OWNER', 'library-2', 'books.deliver', delivery);
  await expectRefused('EXCHANGE_STEP', owner, 'books.abort', { xid: followed.id });
  await room.until(followed, ['void']);
  await expectRefused('EXCHANGE_ENDED', owner, 'books.deliver', delivery);
  await expectEnd(room, followed, endingsOf(requester, owner).undelivered);
});

test('a false dispute is refused, and the hand-over ends well', async () => {
  misbehave(keyOf(requester), idleOn('books.transfer'));
  const parts: Uint8Array[] = [];
  misbehave(keyOf(owner), {
    message: (message) => {
      if (message.name === 'content') parts.push(...message.blocks);
      return message;
    },
  });
  const followed = await room.request(requester, owner, book(3));
  await room.until(followed, ['delivered']);
  const xid = hexToBytes(followed.id);
  const print = (await fieldsOf(followed, 'books.accept')).requestHash;
  const drawn = room.drawn.get(requester) ?? [];
  const number = drawn.find((bytes) => bytesToHex(requestHash(xid, bytes)) === print) ?? xid;
  const evidence = (index: number, block = parts[index] ?? xid) => ({
    ...{ index, block: bytesToHex(block) },
    path: ciphertextPath(parts, index).map(bytesToHex),
  });
  const claim = { xid: followed.id, number: bytesToHex(number) };
  expect(parts).toHaveLength(3);
  for (const index of parts.keys()) {
    await expectRefused('DISPUTE_FALSE', requester, 'books.dispute', { ...claim, evidence: evidence(index) });
  }
  await expectRefused('EVIDENCE_MISSING', requester, 'books.dispute', claim);
  await expectRefused('NUMBER_WRONG', requester, 'books.dispute', { ...claim, number: other });
  const altered = evidence(
    0,
    parts[0]?.map((byte) => byte ^ 1),
  );
  await expectRefused('EVIDENCE_FOREIGN', requester, 'books.dispute', { ...claim, evidence: altered });
  await expectRefused('NOT_REQUESTER', 'library-2', 'books.dispute', { ...claim, evidence: evidence(0) });
  misbehave(keyOf(requester), undefined);
  await room.until(followed, ['done']);
  await expectEnd(room, followed, done);
});
