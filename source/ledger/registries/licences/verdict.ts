import * as codec from '../../codec.ts';
import type { Key } from '../../keys.ts';
import type { Role } from '../../roles.ts';
import type { Kind, State, StateReader } from '../../state.ts';
import { licencesRegistry } from './guarantee.ts';
import { licenceId } from './licence.ts';

/** That a key was found guilty in a role, in which block the last time. It stays, whatever is granted afterwards. */
export const verdictKind: Kind<{ readonly height: number }> = {
  registry: licencesRegistry,
  kind: 7,
  name: 'verdict',
  idLength: 34,
  codec: codec.struct({ height: codec.u32 }),
};

/** Writes down that a key was found guilty. */
export function putVerdict(state: State, holder: Key, role: Role, height: number): void {
  state.put(verdictKind, licenceId(holder, role), { height });
}

/**
 * Whether what a key signed in a role in the block at `height` carries the mark "issuer revoked": it was found guilty
 * then or later. Whoever is licensed anew starts clean, but nothing that it signed before is cleaned by that.
 */
export function isRevoked(state: StateReader, holder: Key, role: Role, height: number): boolean {
  const verdict = state.get(verdictKind, licenceId(holder, role));
  return verdict !== undefined && height <= verdict.height;
}
