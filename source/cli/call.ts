import { networkFolder } from '../ledger/genesis-block.ts';
import { RefusedError } from '../ledger/refusal.ts';
import { call as ask, clientRefusals } from '../node/control/client.ts';
import { type FoundPointer, findPointers } from '../node/control/location.ts';
import type { Method } from '../node/control/protocol.ts';
import type { Flags } from './flags.ts';
import { dataBase } from './folders.ts';
import { genesisOf } from './network.ts';
import { jsonLines, printLines } from './output.ts';

/** `carnet call METHOD [JSON]`: prints the result, or the refusal with exit code 1, as JSON. */
export async function call(flags: Flags): Promise<number> {
  const { method, params } = flags;
  const candidates = pointersFor(flags);
  const where = flags.port === undefined ? 'here' : `on port ${flags.port}`;
  for (const pointer of candidates) {
    try {
      const answer = await ask(pointer.socket, method, params);
      tellAnswering(flags, pointer);
      print(answer);
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

/** Asks one running node. */
export type Ask = (method: Method, params: unknown) => Promise<unknown>;

/**
 * A way to ask the running node that the flags mean, the same one every time.
 * @throws NODE_NOT_RUNNING
 */
export async function openAsk(flags: Flags): Promise<Ask> {
  for (const pointer of pointersFor(flags)) {
    try {
      await ask(pointer.socket, 'status', {});
      tellAnswering(flags, pointer);
      return (method, params) => ask(pointer.socket, method, params);
    } catch (error) {
      if (!(error instanceof RefusedError) || error.code !== 'NODE_NOT_RUNNING') throw error;
    }
  }
  throw clientRefusals.NODE_NOT_RUNNING({ where: flags.port === undefined ? 'here' : `on port ${flags.port}` });
}

/**
 * The nodes that are meant: the one on a port, or all below the data folder, lowest port first. Where no network was
 * named, those of the usual one come before all others.
 */
export function pointersFor(flags: Flags): FoundPointer[] {
  const { network, networkGiven, genesisFile, port, dataDirectory } = flags;
  const meant = genesisFile === undefined ? network : networkFolder(genesisOf(flags));
  const isMeant = networkGiven || genesisFile !== undefined;
  const pointers = findPointers(dataBase(dataDirectory), isMeant ? meant : undefined);
  const there = pointers.filter((pointer) => port === undefined || pointer.port === port);
  if (isMeant) return there;
  return [
    ...there.filter((pointer) => pointer.network === network),
    ...there.filter((each) => each.network !== network),
  ];
}

/** Says which network answers, where none was named and it is not the usual one. */
export function tellAnswering(flags: Flags, { network, port }: FoundPointer): void {
  if (flags.networkGiven || flags.genesisFile !== undefined || network === flags.network) return;
  process.stderr.write(`No Carnet runs on ${flags.network}; ${network} on port ${port} answers.\n`);
}

function print(value: unknown): void {
  printLines(jsonLines(value));
}
