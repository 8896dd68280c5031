import { ciphertextPath, lockContent } from '../../../source/ledger/registries/books/content.ts';
import { keyHash } from '../../../source/ledger/registries/books/secrets.ts';
import type { Message } from '../../../source/node/exchange/messages.ts';
import { bytesOf, price, salted } from '../../ledger/registries/books/shelves.ts';
import { keyOf } from '../../ledger/support.ts';
import { content, owner, type Party, requester, secrets, start, witnesses, xid } from './ground.ts';
import type { Liar, Tip } from './world.ts';

const other = bytesOf('something else');
const witness: Party = 'library-2';

/** Another message in the place of one. */
function instead<N extends Message['name']>(
  name: N,
  change: Partial<Extract<Message, { name: N }>> | undefined,
  only?: Party,
): NonNullable<Liar['message']> {
  return (message, to) => {
    if (message.name !== name || (only !== undefined && to !== only)) return message;
    return change && ({ ...message, ...change } as Message);
  };
}

/** Another operation in the place of one. */
function changed(operation: string, values: object): NonNullable<Liar['submit']> {
  return (intent) => [intent.operation === operation ? { ...intent, values: { ...intent.values, ...values } } : intent];
}

/** An operation tried with every block in which the hand-over stands so. */
function tried(author: Party, operation: string, status: string, values: object): NonNullable<Liar['tries']> {
  return ({ exchange, height }: Tip) =>
    exchange?.status === status ? [{ author, operation, values: { xid, ...values }, until: height + 1 }] : [];
}

const blocks = lockContent(content, { xid, key: secrets.key });
const evidence = { index: 0, block: blocks[0], path: ciphertextPath(blocks, 0) };
const falseKey = keyHash(xid, other);
const forged = witnesses.map((key) => ({ witness: key, signature: new Uint8Array(64).fill(1) }));

const owners: readonly Omit<Liar, 'party'>[] = [
  {
    name: 'delivers another key',
    endings: ['undelivered', 'wrongKey'],
    submit: changed('books.deliver', { maskedKey: other }),
  },
  {
    name: 'promises a key that it does not have',
    endings: ['undelivered'],
    submit: changed('books.offer', { keyHash: falseKey }),
    message: instead('print', { keyHash: falseKey }),
  },
  {
    name: 'encrypts another content',
    endings: ['undelivered', 'wrongContent'],
    content: salted(new TextEncoder().encode('8')),
  },
  {
    name: 'sends another ciphertext',
    endings: [],
    message: instead('content', { blocks: [blocks[0]?.toReversed() ?? other] }),
  },
  { name: 'sends no ciphertext', endings: [], message: instead('content', undefined) },
  { name: 'tells the witnesses of another key', endings: [], message: instead('print', { keyHash: falseKey }) },
  { name: 'tells one witness of another key', endings: [], message: instead('print', { keyHash: falseKey }, witness) },
  {
    name: 'tells the witnesses of another ciphertext',
    endings: [],
    message: instead('print', { ciphertextRoot: other }),
  },
  { name: 'asks for more', endings: [], submit: changed('books.offer', { price: price + 1n }) },
  {
    name: 'promises it twice, at two prices',
    endings: ['confirmed', 'undelivered'],
    submit: (intent) => {
      const dear = { ...intent, values: { ...intent.values, price: 2n * price } };
      return intent.operation === 'books.offer' ? [intent, dear] : [intent];
    },
  },
  { name: 'binds for longer', endings: [], submit: changed('books.offer', { deadline: start + 9 }) },
  {
    name: 'chooses its witnesses',
    endings: [],
    submit: changed('books.offer', { witnesses: [...witnesses].reverse() }),
  },
  {
    name: 'calls it off',
    endings: ['aborted', 'confirmed', 'undelivered'],
    tries: tried(owner, 'books.abort', 'offered', {}),
  },
  { name: 'delivers without votes', endings: ['undelivered'], submit: changed('books.deliver', { votes: forged }) },
  {
    name: 'delivers rubbish at once',
    endings: ['confirmed', 'undelivered'],
    tries: tried(owner, 'books.deliver', 'accepted', { maskedKey: other, votes: forged }),
  },
];

const requesters: readonly Omit<Liar, 'party'>[] = [
  { name: 'sends another number', endings: ['undelivered'], message: instead('number', { number: other }) },
  { name: 'never sends its number', endings: ['undelivered'], message: instead('number', undefined) },
  {
    name: 'locks the price, and says then that it does not want it',
    endings: ['undelivered'],
    message: (message) => (message.name === 'number' ? { xid: message.xid, name: 'withdraw' } : message),
  },
  {
    name: 'tells the witnesses of another number',
    endings: ['undelivered'],
    message: instead('announce', { requestHash: other }),
  },
  {
    name: 'tells one witness of another number',
    endings: ['undelivered'],
    message: instead('announce', { requestHash: other }, witness),
  },
  {
    name: 'tells the witnesses of another owner',
    endings: [],
    message: instead('announce', { owner: keyOf(witness) }),
  },
  {
    name: 'accepts with another number',
    endings: ['undelivered'],
    submit: changed('books.accept', { requestHash: other }),
  },
  { name: 'accepts with forged votes', endings: [], submit: changed('books.accept', { votes: forged }) },
  { name: 'accepts another promise', endings: [], submit: changed('books.accept', { offer: other }) },
  {
    name: 'says that it does not open',
    endings: ['confirmed', 'undelivered'],
    tries: tried(requester, 'books.dispute', 'delivered', { number: secrets.number, evidence }),
  },
  {
    name: 'says that the key is another one',
    endings: ['undelivered', 'unobjected'],
    tries: tried(requester, 'books.dispute', 'delivered', { number: other, evidence: undefined }),
    submit: ({ operation, ...rest }) => (operation === 'books.transfer' ? [] : [{ operation, ...rest }]),
  },
  {
    name: 'takes it before the key is there',
    endings: ['confirmed', 'undelivered'],
    tries: tried(requester, 'books.transfer', 'accepted', {}),
  },
];

const others: readonly Omit<Liar, 'party'>[] = [
  {
    name: 'votes with a false signature',
    endings: [],
    message: instead('vote', { signature: new Uint8Array(64).fill(1) }),
  },
  { name: 'says the wrong step', endings: [], message: instead('vote', { step: 'request' }) },
  { name: 'never votes', endings: [], message: instead('vote', undefined) },
  {
    name: 'tries every step of the others',
    endings: ['confirmed', 'undelivered'],
    tries: ({ height }) =>
      ['books.transfer', 'books.abort'].map((operation) => ({
        ...{ author: witness, operation, values: { xid }, until: height + 1 },
      })),
  },
];

/** Every lie, by whom, and whether a hand-over can still come to its end. */
export const liars: readonly Liar[] = [
  ...owners.map((lie) => ({ ...lie, party: owner })),
  ...requesters.map((lie) => ({ ...lie, party: requester })),
  ...others.map((lie) => ({ ...lie, party: witness })),
];

/** A party as a sentence names it. */
export function roleOf(party: Party): string {
  if (party === owner) return 'the owner';
  return party === requester ? 'the requester' : 'a witness';
}
