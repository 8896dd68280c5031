import { concatBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginningKind } from '../../source/ledger/beginning.ts';
import {
  assembleBlock,
  decodeSealedHeader,
  encodeSealedHeader,
  type Header,
  headerCodec,
  headerSize,
} from '../../source/ledger/block.ts';
import { type Codec, decode } from '../../source/ledger/codec.ts';
import { RefusedError } from '../../source/ledger/refusal.ts';
import { accountKind } from '../../source/ledger/registries/accounts.ts';
import { agreementKind } from '../../source/ledger/registries/agreements/agreement.ts';
import { bookKind, libraryKind } from '../../source/ledger/registries/books/book.ts';
import { exchangeKind } from '../../source/ledger/registries/books/exchange.ts';
import { carKind, plateKind } from '../../source/ledger/registries/cars/car.ts';
import { accusationKind } from '../../source/ledger/registries/licences/accusation.ts';
import { guaranteeKind, treasuryKind } from '../../source/ledger/registries/licences/guarantee.ts';
import { licenceKind } from '../../source/ledger/registries/licences/licence.ts';
import { eraKind, rosterKind } from '../../source/ledger/registries/licences/rosters.ts';
import { commitmentKind, ownerKind } from '../../source/ledger/registries/owners/owner.ts';
import { allotmentKind, eventKind } from '../../source/ledger/registries/tickets/event.ts';
import { openEventsKind } from '../../source/ledger/registries/tickets/settlement.ts';
import {
  laterAdmissionKind,
  purseKind,
  returnedKind,
  ticketKind,
} from '../../source/ledger/registries/tickets/ticket.ts';
import { waiterKind } from '../../source/ledger/registries/tickets/waiting.ts';
import { transferKind } from '../../source/ledger/registries/transfers/transfer.ts';
import { type Kind, statePrefix } from '../../source/ledger/state.ts';
import { body, bytes, cosignatures, key, mutate, mutation } from './arbitraries.ts';
import { tellStory } from './story.ts';
import { refused } from './support.ts';

const { chain, transactions } = tellStory();
const { ledger } = chain;

/** Whether these bytes are taken; if they are, they are the only bytes of what was read from them. */
function takesOnlyCanonical(raw: Uint8Array, reencode: (raw: Uint8Array) => Uint8Array): boolean {
  let again: Uint8Array;
  try {
    again = reencode(raw);
  } catch (error) {
    expect(error).toBeInstanceOf(RefusedError);
    return false;
  }
  expect(again).toEqual(raw);
  return true;
}

function recodeTransaction(raw: Uint8Array): Uint8Array {
  const { body: read, signature, cosignatures: others } = ledger.decodeTransaction(raw);
  return ledger.format.assemble(read, signature, others).bytes;
}

function recodeBlock(raw: Uint8Array): Uint8Array {
  const { header, seal, transactions: read } = ledger.decodeBlock(raw);
  return assembleBlock(header, seal, read).bytes;
}

function recode<T>(codec: Codec<T>): (raw: Uint8Array) => Uint8Array {
  return (raw) => codec.encode(decode(codec, raw, 'object'));
}

/** Everything that any encoding must do, given examples of it. */
function behaves(examples: readonly Uint8Array[], reencode: (raw: Uint8Array) => Uint8Array): void {
  test('reads what it wrote', () => {
    for (const raw of examples) expect(takesOnlyCanonical(raw, reencode)).toBe(true);
  });

  test('refuses trailing bytes', () => {
    for (const raw of examples) {
      refused('MALFORMED', () => reencode(concatBytes(raw, Uint8Array.of(0))));
      refused('MALFORMED', () => reencode(concatBytes(raw, raw)));
    }
  });

  test('refuses every truncation', () => {
    for (const raw of examples) {
      for (let size = 0; size < raw.length; size++) refused('MALFORMED', () => reencode(raw.subarray(0, size)));
    }
  });

  test('takes no second encoding of anything', () => {
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.array(mutation, { minLength: 1, maxLength: 3 }), (raw, changes) => {
        takesOnlyCanonical(changes.reduce(mutate, raw), reencode);
      }),
      { numRuns: 300 },
    );
  });
}

describe('the story', () => {
  test('uses every operation', () => {
    const used = new Set(transactions.map((one) => one.body.operation.name));
    expect(ledger.operations.all().map(({ name }) => name)).toEqual(expect.arrayContaining([...used]));
    expect(used.size).toBe(ledger.operations.all().length);
  });
});

for (const operation of ledger.operations.all()) {
  describe(operation.name, () => {
    test('any values come back from their encoding', () => {
      fc.assert(
        fc.property(body(operation), bytes(64), cosignatures, (made, signature, others) => {
          const written = ledger.format.assemble(made, signature, others);
          const read = ledger.decodeTransaction(written.bytes);
          expect(read).toEqual({ ...written, cosignatures: [...others] });
          expect(written.bytes.length).toBe(ledger.format.size(made, others.length));
        }),
      );
    });

    behaves(
      transactions.filter(({ body: { operation: call } }) => call.name === operation.name).map(({ bytes: raw }) => raw),
      recodeTransaction,
    );
  });
}

describe('header', () => {
  const header: fc.Arbitrary<Header> = fc.record({
    version: fc.nat(0xffff),
    height: fc.nat(0xffffffff),
    time: fc.nat(Number.MAX_SAFE_INTEGER),
    bits: fc.nat(0xffffffff),
    parent: bytes(32),
    transactionsRoot: bytes(32),
    votesRoot: bytes(32),
    stateRoot: bytes(32),
    miner: key,
    nonce: fc.nat(0xffffffff),
  });

  test('has 183 bytes with the nonce last and comes back', () => {
    fc.assert(
      fc.property(header, fc.nat(0xffffffff), (made, nonce) => {
        const raw = headerCodec.encode(made);
        expect(raw.length).toBe(headerSize);
        expect(decode(headerCodec, raw, 'header')).toEqual(made);
        expect(headerCodec.encode({ ...made, nonce }).subarray(0, headerSize - 4)).toEqual(raw.subarray(0, -4));
      }),
    );
  });

  test('a time beyond what a number holds exactly is no time', () => {
    const raw = headerCodec.encode(chain.tip.header);
    const view = new DataView(raw.buffer, raw.byteOffset);
    view.setBigUint64(6, BigInt(Number.MAX_SAFE_INTEGER), true);
    expect(decode(headerCodec, raw, 'header').time).toBe(Number.MAX_SAFE_INTEGER);
    view.setBigUint64(6, BigInt(Number.MAX_SAFE_INTEGER) + 1n, true);
    refused('MALFORMED', () => decode(headerCodec, raw, 'header'));
  });

  behaves([headerCodec.encode(chain.tip.header)], recode(headerCodec));
});

describe('sealed header', () => {
  const sealed = chain.taken.map(({ block }) => encodeSealedHeader(block));
  behaves(sealed.slice(0, 2), (raw) => encodeSealedHeader(decodeSealedHeader(raw)));
});

describe('block', () => {
  const many = chain.build({ transactions: transactions.slice(0, 3) });
  behaves([chain.build().bytes, many.bytes], recodeBlock);

  test('names itself by its header alone', () => {
    const read = ledger.decodeBlock(many.bytes);
    expect(read).toEqual(many);
  });

  test('does not keep the frame that it came in', () => {
    const frame = many.bytes.slice();
    const { header, seal, transactions: read } = ledger.decodeBlock(frame);
    frame.fill(0);
    expect({ header, seal }).toEqual({ header: many.header, seal: many.seal });
    expect(read.map(({ bytes: raw }) => raw)).toEqual(many.transactions.map(({ bytes: raw }) => raw));
    expect(read.map(({ body: { author } }) => author)).toEqual(many.transactions.map((one) => one.body.author));
  });

  test('has a limit', () => {
    const limit = ledger.genesis.parameters.maxBlockBytes;
    refused('BLOCK_TOO_LARGE', () => ledger.decodeBlock(new Uint8Array(limit + 1)));
    refused('MALFORMED', () => ledger.decodeBlock(new Uint8Array(limit)));
  });

  test('a count of transactions that it cannot hold costs nothing', () => {
    const raw = chain.build().bytes.slice();
    new DataView(raw.buffer, raw.byteOffset).setUint32(raw.length - 4, 0xffffffff, true);
    refused('MALFORMED', () => ledger.decodeBlock(raw));
  });
});

describe('transaction', () => {
  test('has a limit', () => {
    const limit = ledger.genesis.parameters.maxTransactionBytes;
    refused('TRANSACTION_TOO_LARGE', () => ledger.decodeTransaction(new Uint8Array(limit + 1)));
    refused('MALFORMED', () => ledger.decodeTransaction(new Uint8Array(limit)));
  });
});

const kinds: readonly unknown[] = [
  ...[accountKind, licenceKind, rosterKind, eraKind, guaranteeKind, accusationKind, treasuryKind],
  ...[ownerKind, commitmentKind, carKind, plateKind, transferKind, agreementKind, beginningKind],
  ...[eventKind, allotmentKind, ticketKind, purseKind, returnedKind, waiterKind, openEventsKind, laterAdmissionKind],
  ...[bookKind, libraryKind, exchangeKind],
];

for (const kind of kinds as readonly Kind<unknown>[]) {
  describe(`state: ${kind.name}`, () => {
    const prefix = statePrefix(kind);
    const examples = chain.state.entries().filter(([at]) => at.startsWith(prefix));
    test('stands in the state of the story', () => expect(examples.length).toBeGreaterThan(0));
    behaves(
      examples.slice(0, 4).map(([, raw]) => raw),
      recode(kind.codec),
    );
  });
}
