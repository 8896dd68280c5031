import { networks } from '../ledger/networks.ts';
import { RefusedError } from '../ledger/refusal.ts';
import { call as ask, clientRefusals } from '../node/control/client.ts';
import { findPointers, type Pointer, readPointer } from '../node/control/location.ts';
import type { Flags } from './flags.ts';
import { dataBase, nodeDirectory } from './folders.ts';

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
export function pointersFor({ network, networkGiven, port, dataDirectory }: Flags): Pointer[] {
  const all = Object.values(networks);
  const meant = networkGiven ? all.filter(({ name }) => name === network) : all;
  if (port !== undefined) {
    return meant.flatMap((genesis) => readPointer(nodeDirectory(dataDirectory, genesis, port)) ?? []);
  }
  return findPointers(dataBase(dataDirectory), networkGiven ? network : undefined);
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}
