import { address, type Key } from '../../ledger/keys.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import { call, clientRefusals } from '../../node/control/client.ts';
import type { CarReport, OwnerView, Status } from '../../node/facade.ts';
import { pointersFor } from '../call.ts';
import type { Flags } from '../flags.ts';
import type { PoliceSetting } from './setting.ts';

/** Whom a look-up is about. */
export interface Sought {
  /** Nothing behind a plate that nobody has. */
  readonly key: Key | undefined;
  readonly plate?: string;
  /** Keys that this one replaced, the latest first: the person may be on file behind one of those. */
  readonly replaced?: readonly Key[];
  readonly height?: number;
}

/**
 * Whom somebody means: a name, an address, or the owner of the car with a plate, which a running node knows.
 * @throws NAME_UNKNOWN, ADDRESS_INVALID, NODE_NOT_RUNNING
 */
export async function soughtBy(text: string, flags: Flags, { wallet }: PoliceSetting): Promise<Sought> {
  const plate = text.trim().toUpperCase();
  const isName = text.startsWith(`${wallet.prefix}1`) || wallet.names().some(({ name }) => name === text);
  if (isName || !/^[A-Z0-9 -]{2,12}$/.test(plate) || !/\d/.test(plate)) return { key: wallet.keyOf(text) };
  for (const { socket } of pointersFor({ ...flags, networkGiven: true })) {
    try {
      const { height } = (await call(socket, 'status', {})) as Status;
      const key = await ownerOf(socket, plate, wallet);
      const replaced = key === undefined ? [] : await replacedBy(socket, key, wallet);
      return { key, replaced, plate, height };
    } catch (error) {
      // A node that was killed leaves its pointer behind: the next one may live.
      if (!(error instanceof RefusedError) || error.code !== 'NODE_NOT_RUNNING') throw error;
    }
  }
  throw clientRefusals.NODE_NOT_RUNNING({ where: 'on this network, and only a node knows whose a plate is' });
}

async function replacedBy(socket: string, key: Key, wallet: PoliceSetting['wallet']): Promise<Key[]> {
  try {
    const { replaces } = (await call(socket, 'owner', { key: address(wallet.prefix, key) })) as OwnerView;
    return replaces.map((each) => wallet.keyOf(each));
  } catch (error) {
    // A business is no certified owner, and replaces nobody.
    if (error instanceof RefusedError && error.code === 'OWNER_UNKNOWN') return [];
    throw error;
  }
}

async function ownerOf(socket: string, plate: string, wallet: PoliceSetting['wallet']): Promise<Key | undefined> {
  try {
    const { car } = (await call(socket, 'car', { plate })) as CarReport;
    return wallet.keyOf(car.owner);
  } catch (error) {
    // Nobody's plate is an answer, and stands in the log like any other.
    if (error instanceof RefusedError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
