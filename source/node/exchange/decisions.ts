import type { Key } from '../../ledger/keys.ts';
import type { MachineRecord } from './machines.ts';

/** Whether somebody asks for a book here, and a person has to say yes or no. */
export function isUndecided(
  records: readonly MachineRecord[],
  { agreesByItself }: { agreesByItself(account: Key): boolean },
): boolean {
  return records.some(
    ({ machine: { role, state } }) =>
      role === 'owner' && state.outcome === undefined && state.key === undefined && !agreesByItself(state.self),
  );
}
