import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../../ledger/keys.ts';
import type { Informed } from '../../ledger/known.ts';
import type { Exchange } from '../../ledger/registries/books/exchange.ts';
import type { StoryEvent } from '../facade.ts';
import type { Outcome } from './machine.ts';
import type { Machine, MachineRecord } from './machines.ts';

/** Everything that this terminal knows of one hand-over. */
export interface KnownOf {
  readonly xid: Uint8Array;
  /** As it stands in the latest block; nothing while no block has it. */
  readonly settled: Exchange | undefined;
  /** As it will stand with what waits for a block. */
  readonly ahead: Exchange | undefined;
  /** The machines that work on it here, or did. */
  readonly records: readonly MachineRecord[];
  /** What the ledger has of it, oldest first. */
  readonly history: readonly StoryEvent[];
  /** Height of the tip. */
  readonly height: number;
  readonly informed: Informed;
  /** Who asks: called "you" in sentences. */
  readonly me: Key | undefined;
}

/** Who deals about what, as far as that is known. */
export interface Deal {
  readonly book: Uint8Array | undefined;
  readonly owner: Key | undefined;
  readonly requester: Key | undefined;
  readonly witnesses: readonly Key[];
  /** Deniers. */
  readonly price: bigint;
}

type OfRole<R extends Machine['role']> = Extract<Machine, { role: R }>['state'];

/** The state of the machine of one role, if there is one here. */
export function stateOf<R extends Machine['role']>(
  { records }: Pick<KnownOf, 'records'>,
  role: R,
): OfRole<R> | undefined {
  const found = records.find(({ machine }) => machine.role === role)?.machine.state;
  return found as OfRole<R> | undefined;
}

/** The terms, from the ledger where it has them, else from whoever took part here. */
export function dealOf(known: KnownOf): Deal {
  const on = known.ahead ?? known.settled;
  if (on !== undefined) return on;
  const asks = stateOf(known, 'requester');
  if (asks !== undefined) return { ...asks, requester: asks.self };
  const owns = stateOf(known, 'owner');
  if (owns !== undefined) return { ...owns, owner: owns.self };
  const sees = stateOf(known, 'witness');
  return {
    book: sees?.announced?.book ?? sees?.printed?.book,
    owner: sees?.announced?.owner ?? sees?.owner,
    requester: sees?.requester ?? sees?.printed?.requester,
    witnesses: [],
    price: 0n,
  };
}

/** How far it came on the ledger: 0 nothing, 1 promised, 2 accepted, 3 delivered. */
export function reached(exchange: Exchange | undefined): 0 | 1 | 2 | 3 {
  if (exchange === undefined) return 0;
  if (exchange.deliveredAt > 0) return 3;
  return exchange.acceptedAt > 0 ? 2 : 1;
}

/** Why it is over for the machines here, if it is and the ledger knows nothing of it. */
export function outcomeHere({ records }: Pick<KnownOf, 'records'>): Outcome | undefined {
  return records.map(({ machine }) => machine.state.outcome).find((outcome) => outcome !== undefined);
}

/** Whether the requester does not want it any more, as far as that is known here. */
export function isGivenUp(known: Pick<KnownOf, 'records'>): boolean {
  return stateOf(known, 'requester')?.gaveUp === true || stateOf(known, 'owner')?.withdrawn === true;
}

/** Whether it is over: on the ledger, or before it ever came there. */
export function isOver(known: KnownOf): boolean {
  const { settled, ahead, records } = known;
  if (settled !== undefined) return settled.ending !== undefined;
  // Nothing was promised yet, and nothing will be accepted.
  if (ahead === undefined && isGivenUp(known)) return true;
  return records.length > 0 && records.every(({ machine }) => machine.state.outcome !== undefined);
}

/** Which witnesses are known to have voted for the key's print, or for the number's. */
export function votersOf(known: KnownOf, step: 'key' | 'request'): readonly Key[] {
  const asks = stateOf(known, step === 'key' ? 'requester' : 'owner');
  const counted = asks === undefined ? [] : asks.votes.map(({ witness }) => witness);
  const { owner, requester } = dealOf(known);
  const receiver = step === 'key' ? requester : owner;
  const own = known.records.flatMap(({ machine, sent }) => {
    const isVote = sent.some(({ name, to }) => name === 'vote' && receiver !== undefined && equalBytes(to, receiver));
    return machine.role === 'witness' && isVote ? [machine.state.self] : [];
  });
  return [...counted, ...own.filter((key) => !counted.some((other) => equalBytes(other, key)))];
}
