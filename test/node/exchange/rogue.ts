import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../../source/ledger/keys.ts';
import { ciphertextRoot, lockContent, type SaltedChunk } from '../../../source/ledger/registries/books/content.ts';
import { Envelopes } from '../../../source/node/exchange/envelopes.ts';
import type { Message, MessageName } from '../../../source/node/exchange/messages.ts';
import type { Submission } from '../../../source/node/exchange/running.ts';
import { Submitting } from '../../../source/node/exchange/submitting.ts';

/** What a library does that its program would not do. */
export interface Bend {
  /** What it says in the place of a message; nothing for not a word. */
  readonly message?: (message: Message, to: Key) => Message | undefined;
  /** What it does on the ledger in the place of a step; nothing for nothing. */
  readonly submit?: (submission: Submission) => Submission | undefined;
}

/** Those that misbehave now, by their key in hex, and behind it the book that it is about, if it is about one alone. */
const bends = new Map<string, Bend>();
/** Which book a hand-over is about, as its requester says first of all; both in hex. */
const books = new Map<string, string>();

function bendOf(library: Key, xid: Uint8Array): Bend | undefined {
  const name = bytesToHex(library);
  return bends.get(`${name} ${books.get(bytesToHex(xid))}`) ?? bends.get(name);
}

// The two doors through which everything leaves a machine. For whoever behaves they are as they were.
const { seal } = Envelopes.prototype;
const bentSeal: typeof seal = async function (this: Envelopes, state, from, to, message) {
  if ('book' in message) books.set(bytesToHex(message.xid), bytesToHex(message.book));
  const bend = bendOf(from.publicKey, message.xid);
  const said = bend?.message === undefined ? message : bend.message(message, to);
  return said && seal.call(this, state, from, to, said);
};
Envelopes.prototype.seal = bentSeal;

const { submit } = Submitting.prototype;
const bentSubmit: typeof submit = function (this: Submitting, author, xid, submission) {
  const bend = bendOf(author, xid);
  const done = bend?.submit === undefined ? submission : bend.submit(submission);
  if (done !== undefined) submit.call(this, author, xid, done);
};
Submitting.prototype.submit = bentSubmit;

/** From now on a library behaves like this, with every book or with one; nothing for as it should. */
export function misbehave(library: Key, bend: Bend | undefined, book?: string): void {
  const name = bytesToHex(library) + (book === undefined ? '' : ` ${book}`);
  if (bend === undefined) bends.delete(name);
  else bends.set(name, bend);
}

/** Never says some things. */
export function silentOn(...names: readonly MessageName[]): Bend {
  return { message: (message) => (names.includes(message.name) ? undefined : message) };
}

/** Says something else in the place of one message. */
export function lyingIn<N extends MessageName>(name: N, lie: Partial<Extract<Message, { name: N }>>): Bend {
  return { message: (message) => (message.name === name ? ({ ...message, ...lie } as Message) : message) };
}

/** Does something else in the place of one step on the ledger. */
export function twisting(operation: string, values: Readonly<Record<string, unknown>>): Bend {
  return {
    submit: (submission) =>
      submission.operation === operation ? { ...submission, values: { ...submission.values, ...values } } : submission,
  };
}

/** What one does on the wire, and the other on the ledger. */
export function both({ submit: act }: Bend, { message }: Bend): Bend {
  return { ...(act === undefined ? {} : { submit: act }), ...(message === undefined ? {} : { message }) };
}

/** Never takes some steps on the ledger. */
export function idleOn(...operations: readonly string[]): Bend {
  return { submit: (submission) => (operations.includes(submission.operation) ? undefined : submission) };
}

/**
 * Encrypts another book than the one that is asked for, and says and promises everything else to fit that.
 * @param drawn what its terminal drew: the key is among it
 */
export function swapping(
  book: readonly SaltedChunk[],
  drawn: readonly Uint8Array[],
  real: readonly SaltedChunk[],
): Bend {
  let root: Uint8Array | undefined;
  const encrypt = (xid: Uint8Array, [first]: readonly Uint8Array[]): Uint8Array[] => {
    const keys = drawn.filter(({ length }) => length === 32);
    const key = keys.findLast((each) => equalBytes(lockContent(real, { xid, key: each })[0] ?? each, first ?? xid));
    if (key === undefined) throw new Error('the key of this book was not drawn here');
    return lockContent(book, { xid, key });
  };
  return {
    message: (message) => {
      if (message.name === 'content') {
        const blocks = encrypt(message.xid, message.blocks);
        root = ciphertextRoot(blocks);
        return { ...message, blocks };
      }
      return message.name === 'print' && root !== undefined ? { ...message, ciphertextRoot: root } : message;
    },
    submit: (submission) =>
      submission.operation === 'books.offer' && root !== undefined
        ? { ...submission, values: { ...submission.values, ciphertextRoot: root } }
        : submission,
  };
}
