import { resolve } from 'node:path';
import { RefusedError } from '../../ledger/refusal.ts';
import { call } from '../../node/control/client.ts';
import type { OwnerView, PoliceView } from '../../node/facade.ts';
import { policeRefusals } from '../../node/police/refusals.ts';
import { pointersFor } from '../call.ts';
import type { Flags } from '../flags.ts';
import type { PoliceSetting } from './setting.ts';

/**
 * Refuses where a running node has the database open: before anybody is asked for a purpose and a passphrase.
 * @throws POLICE_LOCKED
 */
export async function checkNobodyHasIt(flags: Flags, { place: { folder } }: PoliceSetting): Promise<void> {
  for (const { socket, port } of nodesOf(flags)) {
    const view = await answerOf<PoliceView>(() => call(socket, 'police', {}));
    if (view?.state === 'open' && resolve(view.folder) === resolve(folder)) {
      throw policeRefusals.POLICE_LOCKED({ folder, port });
    }
  }
}

/** What the ledger of a running node says of an owner; nothing where no node runs, or nobody is on file there. */
export async function ownerThere(flags: Flags, key: string): Promise<OwnerView | undefined> {
  for (const { socket } of nodesOf(flags)) {
    const view = await answerOf<OwnerView>(() => call(socket, 'owner', { key }));
    if (view !== undefined) return view;
  }
  return undefined;
}

/** Those of the network, on whatever port: one police database serves all of them. */
function nodesOf(flags: Flags): ReturnType<typeof pointersFor> {
  return pointersFor({ ...flags, networkGiven: true, port: undefined });
}

async function answerOf<T>(ask: () => Promise<unknown>): Promise<T | undefined> {
  try {
    return (await ask()) as T;
  } catch (error) {
    // A node that was killed leaves its pointer behind.
    if (error instanceof RefusedError && (error.code === 'NODE_NOT_RUNNING' || error.code === 'OWNER_UNKNOWN')) {
      return undefined;
    }
    throw error;
  }
}
