import * as codec from '../../ledger/codec.ts';
import { blockLeast, blockLimit, chunkLimit } from '../../ledger/registries/books/content.ts';

/** Whether a vote is for the price to be locked, or for the key to be delivered. */
export const voteSteps = ['key', 'request'] as const;
export type VoteStep = (typeof voteSteps)[number];

/** The forms of the messages of a hand-over, each by its name. Their order is their number on the wire. */
const bodies = {
  /** Requester to witness: the print of its secret number, and whom it asks for what. */
  announce: codec.struct({
    seed: codec.bytes(32),
    owner: codec.publicKey,
    book: codec.hash32,
    requestHash: codec.hash32,
  }),
  /** Requester to owner: may I have this book for this price (deniers), all of it over by this height? */
  ask: codec.struct({ seed: codec.bytes(32), book: codec.hash32, price: codec.u64, latest: codec.u32 }),
  /** Owner to requester: no. */
  decline: codec.struct<object>({}),
  /** Owner to requester: the book, encrypted part by part. */
  content: codec.struct({
    blocks: codec.list(
      codec.where(codec.blob(blockLimit), ({ length }) => length >= blockLeast, `shorter than ${blockLeast} bytes`),
      chunkLimit,
    ),
  }),
  /** Owner to witness: the prints of the key and of the encrypted book, and for whom it is. */
  print: codec.struct({
    requester: codec.publicKey,
    book: codec.hash32,
    keyHash: codec.hash32,
    ciphertextRoot: codec.hash32,
  }),
  /** Requester to witness: is this what the owner told you? */
  askKey: codec.struct({ keyHash: codec.hash32, ciphertextRoot: codec.hash32 }),
  /** Owner to witness: is this what the requester told you? */
  askRequest: codec.struct({ requestHash: codec.hash32 }),
  /** Witness to whoever asked: yes, signed. */
  vote: codec.struct({ step: codec.choice(voteSteps), signature: codec.signature64 }),
  /** Requester to owner, once the price is locked: the secret number. */
  number: codec.struct({ number: codec.bytes(32) }),
  /** Requester to owner: I do not want it any more, take your promise back. */
  withdraw: codec.struct<object>({}),
};

type Bodies = typeof bodies;
export type MessageName = keyof Bodies;
/** One message of a hand-over. `xid` binds it to one, so that none serves in another. */
export type Message = {
  readonly [N in MessageName]: { readonly xid: Uint8Array; readonly name: N } & codec.Decoded<Bodies[N]>;
}[MessageName];

/** Every message, by its place its number. */
export const messageNames = Object.keys(bodies) as MessageName[];
const frame = codec.struct({ xid: codec.hash32, name: codec.choice(messageNames) });

function bodyOf(name: MessageName): codec.Codec<object> {
  return bodies[name] as unknown as codec.Codec<object>;
}

/** A message as bytes: the hand-over, the number of the message, its body. */
export const messageCodec: codec.Codec<Message> = codec.codec(
  (writer, message) => {
    frame.write(writer, message);
    bodyOf(message.name).write(writer, message);
  },
  (reader) => {
    const head = frame.read(reader);
    return { ...head, ...bodyOf(head.name).read(reader) } as Message;
  },
);

/** Bytes of a message, at most: a whole book, part by part. */
export const messageLimit = 33 + 2 + chunkLimit * (2 + blockLimit);
