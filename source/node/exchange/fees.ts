import { formatLivres } from '../../ledger/amount.ts';
import type { Parameters } from '../../ledger/genesis.ts';
import { refusals } from '../../ledger/refusal.ts';
import type { Exchange } from '../../ledger/registries/books/exchange.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import { leastReplacement } from '../mempool.ts';

export const feeRefusals = refusals({
  FEES_UNCOVERED: (data: { have: bigint; price: bigint; fees: bigint }) =>
    `You have ${formatLivres(data.have)} LVR. Beside the price of ${formatLivres(data.price)} it takes ${formatLivres(data.fees)} for fees: without them you could not object to a book that does not open, and would pay for it. Offer less, or be paid first.`,
});

/** What stands to be lost in a hand-over, deniers. */
export type Stake = Pick<Exchange, 'price' | 'bond'>;

/** Bytes of an acceptance with the votes of all witnesses, and of the dispute of the longest book, at most. */
const acceptanceSize = 2_048;
const disputeSize = 2_560;
/** What is kept for a dispute is so many times its least fee, so that full blocks do not keep it out. */
const outbidding = 16n;

/** The most that one step is worth: a quarter of what stands to be lost, deniers. */
export function mostFee({ price, bond }: Stake): bigint {
  return (price + bond) / 4n;
}

/** Deniers that a requester keeps free for a dispute. */
export function disputeReserve(stake: Stake, { minFeePerByte }: Pick<Parameters, 'minFeePerByte'>): bigint {
  const least = BigInt(disputeSize) * minFeePerByte;
  const most = mostFee(stake);
  const wanted = outbidding * least < most ? outbidding * least : most;
  return wanted > least ? wanted : least;
}

/**
 * That a requester can pay the price, the entry that locks it, and a dispute.
 * @param have deniers that are free
 * @throws FEES_UNCOVERED
 */
export function checkPurse(have: bigint, stake: Stake, parameters: Pick<Parameters, 'minFeePerByte'>): void {
  const fees = BigInt(acceptanceSize) * parameters.minFeePerByte + disputeReserve(stake, parameters);
  const { price } = stake;
  if (have < price + fees) throw feeRefusals.FEES_UNCOVERED({ have, price, fees });
}

/**
 * The fee with which an entry that a block passed by is signed again: half as much again, as far as that goes; nothing
 * where it cannot take the place of the one that waits.
 * @param most deniers
 */
export function raisedFee(waiting: SignedTransaction, most: bigint): bigint | undefined {
  const { fee } = waiting.body;
  const least = leastReplacement(waiting);
  const wanted = (fee * 3n) / 2n > least ? (fee * 3n) / 2n : least;
  const raised = wanted < most ? wanted : most;
  return raised >= least && raised > fee ? raised : undefined;
}
