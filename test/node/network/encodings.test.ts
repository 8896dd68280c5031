import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../source/ledger/codec.ts';
import { genesisIdOf } from '../../../source/ledger/genesis-block.ts';
import { sha256 } from '../../../source/ledger/hash.ts';
import { devnet, regtest } from '../../../source/ledger/networks.ts';
import { publicKeyOf, verify } from '../../../source/ledger/signature.ts';
import { messageLimit } from '../../../source/node/exchange/messages.ts';
import { decodeMessage, encodeMessage, frameLimit, type Message } from '../../../source/node/network/messages.ts';
import {
  checkRecord,
  claimOf,
  type PeerRecord,
  peerRecordCodec,
  signRecord,
} from '../../../source/node/network/record.ts';
import { keyOf, startTime, wallet } from '../../support/node.ts';
import { letterTo } from './town.ts';

const genesisId = genesisIdOf(regtest);
const secretKey = new Uint8Array(32).fill(5);
const nodeKey = publicKeyOf(secretKey);

function recordOf(over: Partial<PeerRecord> = {}): PeerRecord {
  const accounts = [claimOf(wallet.pairOf(keyOf('library-0')), genesisId, nodeKey)];
  return signRecord(
    { nodeKey, sequence: startTime, urls: ['ws://10.0.0.1:5000'], accounts, ...over },
    genesisId,
    secretKey,
  );
}

const ascii = (text: string) => new TextEncoder().encode(text);
const u16 = (value: number) => new Uint8Array(new Uint16Array([value]).buffer);
const u32 = (value: number) => new Uint8Array(new Uint32Array([value]).buffer);
const u64 = (value: number) => new Uint8Array(new BigUint64Array([BigInt(value)]).buffer);

/** The layout as docs/protocol.md has it, put together without the codecs. */
function laidOut({ nodeKey: key, sequence, urls, accounts, signature }: PeerRecord, isSigned = true): Uint8Array {
  return concatBytes(
    key,
    u64(sequence),
    u16(urls.length),
    ...urls.flatMap((url) => [u16(url.length), ascii(url)]),
    u16(accounts.length),
    ...accounts.flatMap((claim) => [claim.key, claim.signature]),
    ...(isSigned ? [signature] : []),
  );
}

function tagged(tag: string, ...parts: Uint8Array[]): Uint8Array {
  const tagHash = sha256(ascii(tag));
  return sha256(concatBytes(tagHash, tagHash, ...parts));
}

describe('messages', () => {
  const record = recordOf();
  const bare = recordOf({ accounts: [], urls: [] });
  const letter = letterTo('library-0');

  test.each<[string, Message, Uint8Array]>([
    ['newRecord', { type: 'newRecord', record }, concatBytes(Uint8Array.of(14), laidOut(record))],
    ['getRecords', { type: 'getRecords', request: 7 }, concatBytes(Uint8Array.of(15), u32(7))],
    [
      'records',
      { type: 'records', request: 7, records: [record, bare] },
      concatBytes(Uint8Array.of(16), u32(7), u16(2), laidOut(record), laidOut(bare)),
    ],
    [
      'letter',
      { type: 'letter', letter },
      concatBytes(Uint8Array.of(17), letter.to, letter.enc, u32(letter.sealed.length), letter.sealed),
    ],
  ])('%s is written as the protocol says, and read as what was written', (_, message, frame) => {
    expect(bytesToHex(encodeMessage(message))).toBe(bytesToHex(frame));
    expect(decodeMessage(frame)).toEqual(message);
  });

  test('an answer full of the largest records, and the largest letter, fit into a frame', () => {
    const url = (number: number) => `ws://${'a'.repeat(78)}${number}:65535`;
    const accounts = Array.from({ length: 32 }, (_, number) => {
      return { key: Uint8Array.of(2, number, ...new Uint8Array(31)), signature: new Uint8Array(64) };
    });
    const full = { ...record, accounts, urls: Array.from({ length: 8 }, (_, number) => url(number)) };
    const answer = encodeMessage({ type: 'records', request: 1, records: Array.from({ length: 200 }, () => full) });
    expect(answer.length).toBeLessThan(frameLimit);
    const most = { ...letter, sealed: new Uint8Array(messageLimit + 117) };
    expect(encodeMessage({ type: 'letter', letter: most }).length).toBeLessThan(frameLimit);
    expect(() =>
      encodeMessage({ type: 'letter', letter: { ...most, sealed: new Uint8Array(messageLimit + 118) } }),
    ).toThrow();
  });
});

describe('a record', () => {
  const record = recordOf();
  const [claim] = record.accounts;
  if (claim === undefined) throw new Error('it has an account');

  test('is signed by the node as a whole, and by each account for that node, on this network', () => {
    const word = laidOut(record, false);
    expect(verify(record.signature, tagged('carnet/record', genesisId, u32(word.length), word), nodeKey)).toBe(true);
    expect(verify(claim.signature, tagged('carnet/speaker', genesisId, nodeKey, claim.key), claim.key)).toBe(true);
    expect(() => checkRecord(record, genesisId, () => false)).not.toThrow();
    expect(() => checkRecord(record, genesisIdOf(devnet), () => false)).toThrow('signatures');
  });

  test.each([
    ['nine addresses', { ...record, urls: Array.from({ length: 9 }, (_, number) => `ws://10.0.0.${number}:5000`) }],
    ['an address twice', { ...record, urls: ['ws://10.0.0.1:5000', 'ws://10.0.0.1:5000'] }],
    ['an address of another form', { ...record, urls: ['ws://10.0.0.1:5000/'] }],
    ['an address of another kind', { ...record, urls: ['http://10.0.0.1:5000'] }],
    ['an account twice', { ...record, accounts: [claim, claim] }],
    [
      '33 accounts',
      {
        ...record,
        accounts: Array.from({ length: 33 }, (_, number) => {
          return { ...claim, key: Uint8Array.of(2, number, ...new Uint8Array(31)) };
        }),
      },
    ],
    ['a time beyond all numbers', { ...record, sequence: 2 ** 53 }],
    ['no key', { ...record, nodeKey: new Uint8Array(33) }],
  ])('with %s is none', (_, wrong) => {
    expect(() => decode(peerRecordCodec, laidOut(wrong), 'record')).toThrow('not a valid record');
    expect(() => peerRecordCodec.encode(wrong)).toThrow();
  });
});
