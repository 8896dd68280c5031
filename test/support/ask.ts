import { join } from 'node:path';
import { call } from '../../source/node/control/client.ts';
import { findPointers } from '../../source/node/control/location.ts';
import type { Home } from './home.ts';

/** Asks the node that runs on a port of a home, through its control socket. Throws its refusal. */
export function ask(home: Home, port: number, method: string, params: object = {}): Promise<unknown> {
  const base = join(home.environment.XDG_DATA_HOME ?? '', 'carnet');
  const pointer = findPointers(base, undefined).find((each) => each.port === port);
  if (pointer === undefined) throw new Error(`no node of this home runs on port ${port}`);
  return call(pointer.socket, method, params);
}
