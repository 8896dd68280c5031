import { networkFolder } from '../ledger/genesis.ts';
import { RefusedError } from '../ledger/refusal.ts';
import { call as ask, clientRefusals } from '../node/control/client.ts';
import { findPointers, type Pointer } from '../node/control/location.ts';
import type { Flags } from './flags.ts';
import { dataBase } from './folders.ts';
import { genesisOf } from './network.ts';

/** `carnet call METHOD [JSON]`: prints the result, or the refusal with exit code 1, as JSON. */
export async function call(flags: Flags): Promise<number> {
  const { method, params } = flags;
  const candidates = pointersFor(flags);
  const where = flags.port === undefined ? 'here' : `on port ${flags.port}`;
  for (const { socket } of candidates) {
    try {
      print(await ask(socket, method, params));
      return 0;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      // A node that was killed leaves its pointer behind: the next one may live.
      if (error.code === 'NODE_NOT_RUNNING') continue;
      print({ code: error.code, message: error.message, data: error.data });
      return 1;
    }
  }
  throw clientRefusals.NODE_NOT_RUNNING({ where });
}

/** The nodes that are meant: the one on a port, or all below the data folder, lowest port first. */
export function pointersFor(flags: Flags): Pointer[] {
  const { network, networkGiven, genesisFile, port, dataDirectory } = flags;
  const meant = genesisFile === undefined ? network : networkFolder(genesisOf(flags));
  const isMeant = networkGiven || genesisFile !== undefined;
  const pointers = findPointers(dataBase(dataDirectory), isMeant ? meant : undefined);
  return pointers.filter((pointer) => port === undefined || pointer.port === port);
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}
