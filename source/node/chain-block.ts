import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { maximumAmount } from '../ledger/amount.ts';
import { type Block, decodeSealedHeader, encodeSealedHeader, type SealedHeader } from '../ledger/block.ts';
import { treeAfter } from '../ledger/commitment.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { Overlay } from '../ledger/state.ts';
import { keys, storedHeader } from '../store/layout.ts';
import { pageRows, type Row } from '../store/rows.ts';
import { type Store, sequenceRow, stateRow } from '../store/store.ts';

/** A block in the tree of all known blocks. */
export interface ChainBlock extends SealedHeader {
  /** Hashes expected for it and all before it. */
  readonly work: bigint;
  readonly status: 'stored' | 'invalid';
  readonly reason: string;
  readonly entries: number;
  readonly size: number;
  /** Deniers of all fees together. */
  readonly fees: bigint;
}

/** What the store knows of a block. */
export function readBlock(store: Store, id: Uint8Array): ChainBlock | undefined {
  const stored = store.header(id);
  if (stored === undefined) return undefined;
  const { status, reason, entries, size, fees } = stored;
  return { ...decodeSealedHeader(stored.sealed), work: workFrom(stored.work), status, reason, entries, size, fees };
}

/** A block that was just taken, as {@link readBlock} will give it back. */
export function chainBlock(block: Block, work: bigint): ChainBlock {
  const { header, id, seal, transactions, bytes } = block;
  const told = { status: 'stored', reason: '', entries: transactions.length, size: bytes.length } as const;
  return { header, id, seal, work, ...told, fees: feesOf(block) };
}

/** Nobody has more than an amount can hold: a block that claims it is invalid, but that shows only when it is connected. */
function feesOf({ transactions }: Block): bigint {
  const fees = transactions.reduce((sum, { body }) => sum + body.fee, 0n);
  return fees > maximumAmount ? maximumAmount : fees;
}

/** A sum of work as 32 bytes, big-endian. */
export function workBytes(work: bigint): Uint8Array {
  return hexToBytes(work.toString(16).padStart(64, '0'));
}

/** The opposite of {@link workBytes}. */
export function workFrom(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytesToHex(bytes)}`);
}

/** Rows that keep a block, whether it will be connected or not. */
export function blockRows(block: Block, work: bigint, sequence: bigint): Row[] {
  return [
    headerRow(block, work, sequence, 'stored', ''),
    { key: keys.body(block.id), value: block.bytes },
    sequenceRow(sequence),
  ];
}

/** Rows that remember a block as invalid, so that it and all that follows it are refused at once. */
export function invalidRows(block: Block, work: bigint, sequence: bigint, reason: string): Row[] {
  return [headerRow(block, work, sequence, 'invalid', reason), sequenceRow(sequence)];
}

/** Rows that mark blocks as invalid that are stored already. */
export function condemnedRows(store: Store, blocks: readonly Block[], reason: string): Row[] {
  return blocks.flatMap(({ id }) => {
    const stored = store.header(id);
    if (stored === undefined) return [];
    return [{ key: keys.header(id), value: storedHeader.encode({ ...stored, status: 'invalid', reason }) }];
  });
}

function headerRow(block: Block, work: bigint, sequence: bigint, status: ChainBlock['status'], reason: string): Row {
  const { id, bytes, transactions } = block;
  const value = storedHeader.encode({
    sealed: encodeSealedHeader(block),
    work: workBytes(work),
    sequence,
    status,
    reason,
    entries: transactions.length,
    size: bytes.length,
    fees: feesOf(block),
  });
  return { key: keys.header(id), value };
}

/** Block 0: a header without a body, and the state that the genesis file gives. */
export function genesisRows(ledger: Ledger, store: Store): Row[] {
  const { genesisId: id, genesisHeader: header } = ledger;
  const value = storedHeader.encode({
    sealed: encodeSealedHeader({ header, id, seal: new Uint8Array(64) }),
    work: workBytes(0n),
    sequence: 0n,
    status: 'stored',
    reason: '',
    entries: 0,
    size: 0,
    fees: 0n,
  });
  const state = new Overlay(store.state);
  ledger.foundState(state);
  const changes = state.changes();
  return [
    { key: keys.header(id), value },
    { key: keys.chain(0), value: id },
    { key: keys.meta('tip'), value: id },
    ...changes.map(({ key, after }) => stateRow(key, after)),
    ...pageRows(undefined, treeAfter(undefined, changes)),
  ];
}
