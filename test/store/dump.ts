import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { Level } from 'level';
import { decodeSealedHeader } from '../../source/ledger/block.ts';
import { unsealRow } from '../../source/store/damage.ts';
import { sections, storedHeader } from '../../source/store/layout.ts';

/** Every row of a closed database: keys and values in hex, without the sums that guard them. */
export async function dumpRows(directory: string): Promise<Map<string, string>> {
  const database = new Level<Uint8Array, Uint8Array>(directory, {
    keyEncoding: 'view',
    valueEncoding: 'view',
    createIfMissing: false,
  });
  await database.open();
  try {
    const rows = await database.iterator().all();
    return new Map(rows.map(([key, sealed]) => [bytesToHex(key), bytesToHex(unsealRow(key, sealed))]));
  } finally {
    await database.close();
  }
}

/**
 * Everything that must be the same in a store that saw branches come and go as in one that saw only the best chain:
 * all rows but the side branches' own, and without the order of arrival.
 */
export async function dumpBest(directory: string): Promise<string[]> {
  const rows = await dumpRows(directory);
  const best = new Set([...rows].filter(([key]) => sectionOf(key) === sections.chain).map(([, id]) => id));
  return [...rows].flatMap(([key, value]) => {
    const section = sectionOf(key);
    const isOfBlock = section === sections.header || section === sections.body || section === sections.undo;
    if (isOfBlock && !best.has(key.slice(2))) return section === sections.undo ? [`${key} undo off the chain`] : [];
    if (section === sections.header) return [`${key} ${withoutArrival(value)}`];
    return isArrival(key) ? [] : [`${key} ${value}`];
  });
}

function sectionOf(key: string): number {
  return Number.parseInt(key.slice(0, 2), 16);
}

function isArrival(key: string): boolean {
  return key === bytesToHex(Uint8Array.of(sections.meta, ...new TextEncoder().encode('sequence')));
}

function withoutArrival(value: string): string {
  const stored = storedHeader.decode(hexToBytes(value));
  return bytesToHex(storedHeader.encode({ ...stored, sequence: 0n }));
}

/** Heights whose blocks the database connects, and their ids in hex. */
export function chainOf(rows: ReadonlyMap<string, string>): Map<number, string> {
  const found = [...rows].filter(([key]) => sectionOf(key) === sections.chain);
  return new Map(found.map(([key, id]) => [Number.parseInt(key.slice(2), 16), id]));
}

/** Height of a stored block. */
export function heightOf(sealed: Uint8Array): number {
  return decodeSealedHeader(sealed).header.height;
}
