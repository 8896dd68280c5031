import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { headerSize } from '../../source/ledger/block.ts';
import { byteString } from '../../source/ledger/byte-string.ts';
import { genesisIdOf, networkFolder } from '../../source/ledger/genesis-block.ts';
import { sha256 } from '../../source/ledger/hash.ts';
import { networks } from '../../source/ledger/networks.ts';
import { tellStory } from './story.ts';
import { goldenBlock, goldenGenesisIds, goldenState, goldenTransactions } from './vectors/golden.ts';
import type { Parts } from './vectors/golden-form.ts';

const { chain, transactions } = tellStory();

function join(parts: Parts): string {
  return parts.map(([, hex]) => hex).join('');
}

describe('genesis', () => {
  for (const [name, id] of Object.entries(goldenGenesisIds)) {
    test(name, () => {
      const genesis = networks[name];
      expect(genesis && bytesToHex(genesisIdOf(genesis))).toBe(id);
      expect(genesis && networkFolder(genesis)).toBe(`${name}-${id.slice(0, 8)}`);
    });
  }
});

describe('transactions', () => {
  test('one of every operation', () => {
    const operations = chain.ledger.operations.all().map(({ name }) => name);
    expect(goldenTransactions.map(({ operation }) => operation).sort()).toEqual(operations.sort());
  });

  for (const { operation, id, wid, parts } of goldenTransactions) {
    test(operation, () => {
      const made = transactions.find(({ body }) => body.operation.name === operation);
      expect(made && bytesToHex(made.bytes)).toBe(join(parts));
      const read = chain.ledger.decodeTransaction(hexToBytes(join(parts)));
      expect({ id: bytesToHex(read.id), wid: bytesToHex(read.wid) }).toEqual({ id, wid });
      const call = chain.ledger.operations.named(operation);
      expect(parts.slice(0, 7 + Object.keys(call?.fields ?? {}).length).map(([part]) => part)).toEqual([
        ...['network', 'author', 'payer', 'nonce', 'fee', 'expiry', 'operation'],
        ...Object.keys(call?.fields ?? {}),
      ]);
    });
  }
});

test('block', () => {
  const raw = hexToBytes(join(goldenBlock.parts));
  expect(bytesToHex(chain.taken[0]?.block.bytes ?? raw.subarray(0, 0))).toBe(join(goldenBlock.parts));
  expect(bytesToHex(sha256(raw.subarray(0, headerSize)))).toBe(goldenBlock.id);
  expect(join(goldenBlock.parts.slice(0, 10)).length).toBe(2 * headerSize);
  expect(bytesToHex(chain.ledger.decodeBlock(raw).id)).toBe(goldenBlock.id);
});

describe('state', () => {
  for (const [object, key, encoding] of goldenState) {
    test(object, () => {
      expect(bytesToHex(chain.state.read(byteString(hexToBytes(key))) ?? new Uint8Array(0))).toBe(encoding);
    });
  }
});
