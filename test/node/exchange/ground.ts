import { bytesToHex } from '@noble/hashes/utils.js';
import { byteString } from '../../../source/ledger/byte-string.ts';
import type { Key } from '../../../source/ledger/keys.ts';
import { Ledger } from '../../../source/ledger/ledger.ts';
import { regtest } from '../../../source/ledger/networks.ts';
import { commitmentOf, lockContent } from '../../../source/ledger/registries/books/content.ts';
import { exchangeId } from '../../../source/ledger/registries/books/secrets.ts';
import { chooseWitnesses } from '../../../source/ledger/registries/books/witnesses.ts';
import type { Rules } from '../../../source/node/exchange/machine.ts';
import { bytesOf, libraries, salted } from '../../ledger/registries/books/shelves.ts';
import { keyOf, type MemoryState, TestChain } from '../../ledger/support.ts';

/** Who takes part: the requester, the owner and two witnesses. */
export const parties = ['library-0', 'library-1', 'library-2', 'library-3'] as const;
export type Party = (typeof parties)[number];
export const requester: Party = 'library-0';
export const owner: Party = 'library-1';

/** How a world ticks: short waits, so that all of it can be gone through. */
export interface Pace extends Rules {
  readonly disputeBlocks: number;
  /** Blocks from the request to the deadline. */
  readonly span: number;
}

const chain = new TestChain();
for (const name of libraries) chain.do(name, 'books.join', { sealingKey: bytesToHex(bytesOf(name)) });
export const content = salted(new TextEncoder().encode('7'));
const entry = { title: 'Seven', chunks: content.length, commitment: bytesToHex(commitmentOf(content)) };
export const book = chain.do(owner, 'books.add', entry).id;
export const ledger = new Ledger(regtest);
/** What every world starts from. */
export const ground: MemoryState = chain.state;
export const start = chain.height;

export const seed = bytesOf('model seed');
export const xid = exchangeId(keyOf(requester), seed);
export const secrets = { number: bytesOf('model number'), key: bytesOf('model key') } as const;
/** The parties by their keys. */
export const names: ReadonlyMap<string, Party> = new Map(parties.map((name) => [byteString(keyOf(name)), name]));
export const witnesses: readonly Key[] = chooseWitnesses(
  chain.view(),
  { xid, owner: keyOf(owner), requester: keyOf(requester) },
  regtest.parameters.mostWitnesses,
);

const hidden = [
  secrets.key,
  secrets.number,
  ...content.flatMap(({ salt }) => [salt]),
  ...lockContent(content, { xid, key: secrets.key }),
].map((bytes) => byteString(bytes));

/** A witness is told neither key nor number nor any part of the book; of the key nobody is told before the ledger is. */
export function expectHidden(bytes: Uint8Array, from: Party, to: Party): void {
  const text = byteString(bytes);
  const isWitness = to !== requester && to !== owner;
  if (isWitness && hidden.some((secret) => text.includes(secret))) throw new Error(`${from} told a witness a secret`);
  if (text.includes(byteString(secrets.key))) throw new Error(`${from} sent the key`);
}
