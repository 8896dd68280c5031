import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import { onTestFinished } from 'vitest';
import { genesisIdOf } from '../../../source/ledger/genesis-block.ts';
import { regtest } from '../../../source/ledger/networks.ts';
import { type AuditReport, auditParts } from '../../../source/node/police/audit.ts';
import { createPolice } from '../../../source/node/police/create.ts';
import { PoliceDatabase } from '../../../source/node/police/database.ts';
import type { Mark } from '../../../source/node/police/mark.ts';
import {
  checkPlace,
  closeParts,
  masterOf,
  type Parts,
  type PoliceModules,
  partsFrom,
} from '../../../source/node/police/parts.ts';
import type { Person } from '../../../source/node/police/person.ts';
import { lightWork } from '../../support/light.ts';
import { startTime, temporaryFolder } from '../../support/node.ts';

export const passphrase = 'un carnet à souches';
export const network = genesisIdOf(regtest);
export const reason = { who: 'Brigadier Roux', purpose: 'case 12' };

export const alice: Person = {
  name: 'Alice Martin',
  born: '1990-02-28',
  birthplace: 'Lyon, France',
  address: '1 rue des Fleurs, Lyon',
  document: 'identity card 12AB',
};
export const bob: Person = { ...alice, name: 'Bob Durand', birthplace: '', document: '' };

let drawn = 0;
/** A clock that stands still, and bytes that never come twice. */
export const heavy: PoliceModules & { pid: number } = {
  pid: 1,
  now: () => startTime,
  randomBytes: (size) => {
    drawn++;
    return Uint8Array.from({ length: size }, (_, place) => (drawn >>> (8 * (place % 4))) & 0xff);
  },
};

/** The same for databases that open at once. */
export const modules = { ...heavy, work: lightWork };

/** A folder in which no database is yet. */
export function emptyPlace(): { folder: string; network: Uint8Array } {
  return { folder: join(temporaryFolder(), 'regtest', 'police'), network };
}

/** Makes a database that is there for all tests of a file. */
export async function makeKept(): Promise<{ folder: string; network: Uint8Array }> {
  const place = { folder: join(keptFolder(), 'police'), network };
  await createPolice(place, { passphrase, who: reason.who }, modules);
  return place;
}

/** Folders that are there for all tests of a file. */
const kept: string[] = [];

function keptFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-police-'));
  kept.push(folder);
  return folder;
}

/** To be called after all tests of a file that keeps something. */
export function removeKept(): void {
  for (const folder of kept.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A copy of a closed database, to be damaged; there for all tests of a file if it is not of one. */
export function copyOf({ folder }: { folder: string }, isOfTest = true): { folder: string; network: Uint8Array } {
  const copy = join(isOfTest ? temporaryFolder() : keptFolder(), 'police');
  cpSync(folder, copy, { recursive: true });
  return { folder: copy, network };
}

/** The rows of a closed database, under the hex of their keys, to be looked at or changed. */
export async function withRows(
  { folder }: { folder: string },
  work: (rows: Level<string, Uint8Array>) => Promise<void>,
): Promise<void> {
  const rows = new Level<string, Uint8Array>(join(folder, 'records'), { keyEncoding: 'hex', valueEncoding: 'view' });
  await rows.open();
  try {
    await work(rows);
  } finally {
    await rows.close();
  }
}

/** The row of an entry. */
export function entryRow(number: number): string {
  return `01${number.toString(16).padStart(8, '0')}`;
}

/** All bytes of all files of a database. */
export function bytesOf({ folder }: { folder: string }): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
}

/** Opens databases of one key file, whose passphrase is worked out once. */
export async function opener(of: { folder: string; network: Uint8Array }): Promise<Opener> {
  const master = await masterOf(of, passphrase, modules);
  const parts = async (place: { folder: string; network: Uint8Array }) => {
    checkPlace(place);
    return partsFrom(place, master, modules);
  };
  return {
    parts,
    open: async (place) => PoliceDatabase.over(await parts(place), modules),
    openForTest: async (place) => {
      const database = await PoliceDatabase.over(await parts(place), modules);
      onTestFinished(() => database.close());
      return database;
    },
    audit: async (place, mark) => {
      const opened = await parts(place);
      try {
        return await auditParts(opened, mark);
      } finally {
        await closeParts(opened);
      }
    },
  };
}

export interface Opener {
  parts(place: { folder: string; network: Uint8Array }): Promise<Parts>;
  open(place: { folder: string; network: Uint8Array }): Promise<PoliceDatabase>;
  /** It is closed after the test if it is not by then. */
  openForTest(place: { folder: string; network: Uint8Array }): Promise<PoliceDatabase>;
  audit(place: { folder: string; network: Uint8Array }, mark?: Mark): Promise<AuditReport>;
}
