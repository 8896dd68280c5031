import { sealedHeaderSize } from '../../ledger/block.ts';
import * as codec from '../../ledger/codec.ts';
import { letterCodec } from '../exchange/sealing.ts';
import { peerRecordCodec } from './record.ts';

/** Bytes of one frame, at most. */
export const frameLimit = 4 * 2 ** 20;
/** Headers in one answer, at most. */
export const headersLimit = 2_000;
/** Blocks asked for in one request, at most. */
export const blocksLimit = 64;
/** Transactions announced, asked for or sent at once, at most. */
export const transactionsLimit = 1_000;
/** Addresses in one answer, at most. */
export const addressesLimit = 100;
/** Records of who is where in one answer, at most. */
export const recordsLimit = 200;
/** Ids in a locator, at most: enough for a chain of 2^60 blocks. */
export const locatorLimit = 64;

/** What a node says of itself before anything else. */
export interface Hello {
  readonly minVersion: number;
  readonly maxVersion: number;
  /** One bit for each thing that a node may or may not do; unknown bits are ignored. */
  readonly features: bigint;
  readonly genesis: Uint8Array;
  /** The program and its version, for people. */
  readonly agent: string;
  /** Where it takes connections; 0 if nowhere. */
  readonly listenPort: number;
  /** Names the node, 33 bytes. */
  readonly nodeKey: Uint8Array;
  /** Ephemeral X25519 key for sealing frames, 32 bytes. */
  readonly ephemeral: Uint8Array;
  readonly tip: Tip;
  /** Room to grow: unknown numbers are ignored. */
  readonly extensions: { readonly number: number; readonly bytes: Uint8Array }[];
}

/** The end of a node's best chain. */
export interface Tip {
  readonly height: number;
  readonly id: Uint8Array;
  /** Hashes expected for it and all before it, 32 bytes big-endian. */
  readonly work: Uint8Array;
}

const request = { request: codec.u32 };

export const helloCodec: codec.Codec<Hello> = codec.struct({
  minVersion: codec.u16,
  maxVersion: codec.u16,
  features: codec.u64,
  genesis: codec.hash32,
  agent: codec.text(64),
  listenPort: codec.u16,
  nodeKey: codec.publicKey,
  ephemeral: codec.bytes(32),
  tip: codec.struct({ height: codec.u32, id: codec.hash32, work: codec.bytes(32) }),
  extensions: codec.list(codec.struct({ number: codec.u16, bytes: codec.blob(1_024) }), 32),
});

/**
 * Every message and its number. Numbers are never used again for something else; a number that is not here is
 * ignored. A `request` number ties an answer to its question.
 */
const table = {
  hello: [0, helloCodec],
  prove: [1, codec.struct({ signature: codec.signature64 })],
  ping: [2, codec.struct(request)],
  pong: [3, codec.struct(request)],
  getPeers: [4, codec.struct(request)],
  peers: [5, codec.struct({ ...request, urls: codec.list(codec.text(120), addressesLimit) })],
  getHeaders: [6, codec.struct({ ...request, locator: codec.list(codec.hash32, locatorLimit) })],
  headers: [7, codec.struct({ ...request, headers: codec.list(codec.bytes(sealedHeaderSize), headersLimit) })],
  getBlocks: [8, codec.struct({ ...request, ids: codec.list(codec.hash32, blocksLimit) })],
  /** The first of the blocks asked for, as many as fit; none if the first is unknown here. */
  blocks: [9, codec.struct({ ...request, blocks: codec.list(codec.longBlob(frameLimit), blocksLimit) })],
  newBlock: [10, codec.struct({ header: codec.bytes(sealedHeaderSize) })],
  newTransactions: [11, codec.struct({ wids: codec.list(codec.hash32, transactionsLimit) })],
  getTransactions: [12, codec.struct({ ...request, wids: codec.list(codec.hash32, transactionsLimit) })],
  /** Those of the transactions asked for that are known here. */
  transactions: [
    13,
    codec.struct({ ...request, transactions: codec.list(codec.longBlob(2 ** 16), transactionsLimit) }),
  ],
  newRecord: [14, codec.struct({ record: peerRecordCodec })],
  getRecords: [15, codec.struct(request)],
  /** Some of the records known here; the next question gets the next ones. */
  records: [16, codec.struct({ ...request, records: codec.list(peerRecordCodec, recordsLimit) })],
  /** For an account that the receiver speaks for. It is handed from node to node directly, never passed on. */
  letter: [17, codec.struct({ letter: letterCodec })],
} as const;

export type MessageType = keyof typeof table;
type BodyOf<T extends MessageType> = codec.Decoded<(typeof table)[T][1]>;

/** A message of one type. */
export type MessageOf<T extends MessageType> = { readonly type: T } & BodyOf<T>;
/** Any message. */
export type Message = { [T in MessageType]: MessageOf<T> }[MessageType];

const byNumber = new Map<number, MessageType>(
  (Object.keys(table) as MessageType[]).map((type) => [table[type][0], type]),
);

/** One frame: the message's number, then its fields. */
export function encodeMessage<T extends MessageType>(message: MessageOf<T>): Uint8Array {
  const [number, itsCodec] = table[message.type];
  const body = (itsCodec as unknown as codec.Codec<unknown>).encode(message);
  const frame = new Uint8Array(1 + body.length);
  frame[0] = number;
  frame.set(body, 1);
  return frame;
}

/**
 * Reads a frame; nothing for a number that this version does not know.
 * @throws MALFORMED
 */
export function decodeMessage(frame: Uint8Array): Message | undefined {
  const type = byNumber.get(frame[0] ?? -1);
  if (type === undefined) return undefined;
  const [, itsCodec] = table[type];
  const body = codec.decode(itsCodec as unknown as codec.Codec<object>, frame.subarray(1), `message (${type})`);
  return { type, ...body } as Message;
}
