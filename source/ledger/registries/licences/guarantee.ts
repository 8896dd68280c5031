import { add, formatLivres } from '../../amount.ts';
import * as codec from '../../codec.ts';
import type { Key } from '../../keys.ts';
import { enqueue } from '../../queue.ts';
import { refusals } from '../../refusal.ts';
import type { Kind, State, StateReader } from '../../state.ts';
import { accountOf, credit, debit, updateAccount } from '../accounts.ts';

/** Number of the licences registry. */
export const licencesRegistry = 2;

/** What stands behind the licences of one key, beside the stake in its account. Amounts in deniers. */
export interface Guarantee {
  /** What its licences ask for together. */
  readonly required: bigint;
  /** Freed, and on its way back. */
  readonly unbonding: bigint;
  /** The part of `unbonding` whose time is over, held back by an accusation. */
  readonly matured: bigint;
  /** What was taken from `unbonding` while its payouts still stand in the queue: the first ones due pay so much less. */
  readonly taken: bigint;
  /** Open accusations. */
  readonly accusations: number;
}

export const guaranteeKind: Kind<Guarantee> = {
  registry: licencesRegistry,
  kind: 4,
  name: 'guarantee',
  idLength: 33,
  codec: codec.struct({
    required: codec.u64,
    unbonding: codec.u64,
    matured: codec.u64,
    taken: codec.u64,
    accusations: codec.u8,
  }),
};

/** Where slashed guarantees go: nobody can spend it. */
export const treasuryKind: Kind<{ readonly amount: bigint }> = {
  registry: licencesRegistry,
  kind: 6,
  name: 'treasury',
  idLength: 0,
  codec: codec.struct({ amount: codec.u64 }),
};
const treasuryId = new Uint8Array(0);

export const guaranteeRefusals = refusals({
  STAKE_TOO_LOW: (data: { have: bigint; need: bigint }) =>
    `Your guarantee is ${formatLivres(data.have)} LVR; this would free ${formatLivres(data.need)}. Free less.`,
  STAKE_FROZEN: () =>
    'An accusation against you is open; your guarantee stays where it is until it is decided. Answer it first.',
  SLASH_TOO_HIGH: (data: { have: bigint; need: bigint }) =>
    `The guarantee and what is on its way back are ${formatLivres(data.have)} LVR together; ${formatLivres(data.need)} cannot be taken. Take less.`,
});

const none: Guarantee = { required: 0n, unbonding: 0n, matured: 0n, taken: 0n, accusations: 0 };

export function guaranteeOf(state: StateReader, holder: Key): Guarantee {
  return state.get(guaranteeKind, holder) ?? none;
}

function updateGuarantee(state: State, holder: Key, change: Partial<Guarantee>): void {
  state.put(guaranteeKind, holder, { ...guaranteeOf(state, holder), ...change });
}

/** Deniers that were taken for misconduct so far. */
export function treasury(state: StateReader): bigint {
  return state.get(treasuryKind, treasuryId)?.amount ?? 0n;
}

/** Whether the stake of a key covers what its licences ask for together. */
export function isBacked(state: StateReader, holder: Key): boolean {
  const { required } = guaranteeOf(state, holder);
  return required === 0n || accountOf(state, holder).stake >= required;
}

/** A licence more: so much more is asked for. */
export function requireMore(state: State, holder: Key, amount: bigint): void {
  updateGuarantee(state, holder, { required: add(guaranteeOf(state, holder).required, amount) });
}

/** A licence less. */
export function requireLess(state: State, holder: Key, amount: bigint): void {
  updateGuarantee(state, holder, { required: guaranteeOf(state, holder).required - amount });
}

/**
 * Moves deniers from the balance into the guarantee.
 * @throws BALANCE_TOO_LOW
 */
export function lockStake(state: State, holder: Key, amount: bigint): void {
  debit(state, holder, amount);
  updateAccount(state, holder, { stake: add(accountOf(state, holder).stake, amount) });
}

/** First byte of a payout in the queue. */
export const payoutMark = 0;

/** What the queue pays back: to whom, and how much. */
const payout = codec.struct({ holder: codec.publicKey, amount: codec.u64 });

/** An entry of the queue: a guarantee that comes back. */
export function payoutIn(payload: Uint8Array): { holder: Key; amount: bigint } {
  return payout.decode(payload);
}

/**
 * Starts to give deniers of the guarantee back; the queue pays them at `due`.
 * @throws STAKE_FROZEN, STAKE_TOO_LOW
 */
export function freeStake(state: State, holder: Key, amount: bigint, due: number): void {
  const { stake } = accountOf(state, holder);
  const guarantee = guaranteeOf(state, holder);
  if (guarantee.accusations > 0) throw guaranteeRefusals.STAKE_FROZEN();
  if (stake < amount) throw guaranteeRefusals.STAKE_TOO_LOW({ have: stake, need: amount });
  updateAccount(state, holder, { stake: stake - amount });
  updateGuarantee(state, holder, { unbonding: add(guarantee.unbonding, amount) });
  enqueue(state, 'height', due, licencesRegistry, Uint8Array.of(payoutMark, ...payout.encode({ holder, amount })));
}

/** The time of a payout is over: what was not taken of it is paid, or waits for an accusation to be decided. */
export function payBack(state: State, holder: Key, amount: bigint): void {
  const { unbonding, matured, taken, accusations } = guaranteeOf(state, holder);
  const gone = amount < taken ? amount : taken;
  const left = amount - gone;
  if (accusations > 0) {
    updateGuarantee(state, holder, { taken: taken - gone, matured: matured + left });
    return;
  }
  updateGuarantee(state, holder, { taken: taken - gone, unbonding: unbonding - left });
  credit(state, holder, left);
}

/** An accusation opens: the guarantee and what is on its way back stay where they are. */
export function freeze(state: State, holder: Key): void {
  updateGuarantee(state, holder, { accusations: guaranteeOf(state, holder).accusations + 1 });
}

/** An accusation is decided; after the last one, what matured meanwhile is paid. */
export function thaw(state: State, holder: Key): void {
  const { accusations, matured, unbonding } = guaranteeOf(state, holder);
  const isLast = accusations === 1;
  updateGuarantee(state, holder, {
    accusations: accusations - 1,
    ...(isLast ? { matured: 0n, unbonding: unbonding - matured } : {}),
  });
  if (isLast) credit(state, holder, matured);
}

/** Deniers that an accusation could take. */
export function atStake(state: StateReader, holder: Key): bigint {
  return accountOf(state, holder).stake + guaranteeOf(state, holder).unbonding;
}

/**
 * Takes deniers for good: from the stake first, then from what is on its way back, and there from what is furthest from
 * being paid.
 * @throws SLASH_TOO_HIGH
 */
export function slash(state: State, holder: Key, amount: bigint): void {
  const { stake } = accountOf(state, holder);
  const { unbonding, matured, taken } = guaranteeOf(state, holder);
  if (amount > stake + unbonding) throw guaranteeRefusals.SLASH_TOO_HIGH({ have: stake + unbonding, need: amount });
  const fromStake = amount < stake ? amount : stake;
  const left = unbonding - (amount - fromStake);
  const stillMatured = matured < left ? matured : left;
  const queuedLess = amount - fromStake - (matured - stillMatured);
  updateAccount(state, holder, { stake: stake - fromStake });
  updateGuarantee(state, holder, { unbonding: left, matured: stillMatured, taken: taken + queuedLess });
  state.put(treasuryKind, treasuryId, { amount: add(treasury(state), amount) });
}
