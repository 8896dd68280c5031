import { formatLivres } from '../../ledger/amount.ts';
import type { SigningView, Status } from '../../node/facade.ts';

/** A key's name as this node's wallet knows it, else its address in full: it may be sent to. */
export function fullName({ names }: Pick<Status, 'names'>, address: string): string {
  return names.find((known) => known.address === address)?.name ?? address;
}

/** Why a file is good for less time than it says itself. */
function endWords({ expiry, goodUntil }: Pick<SigningView, 'expiry' | 'goodUntil'>): string {
  return goodUntil === expiry ? '' : ', the end of what it is about';
}

/** What an entry in a signing file does, who has signed, who must still, and what it would be refused for. */
export function signingText(view: SigningView, status: Status): string[] {
  const { review, needs, has, goodUntil } = view;
  const names = (addresses: readonly string[]) => addresses.map((address) => fullName(status, address)).join(', ');
  const amount = BigInt(review.total) - BigInt(review.fee);
  const payer = review.payer === undefined ? '' : `, paid by ${fullName(status, review.payer)}`;
  return [
    `${review.label}, by ${fullName(status, review.author)}`,
    ...review.lines.map((line) => `  ${line}`),
    ...(amount > 0n ? [`Amount      ${formatLivres(amount)} LVR`] : []),
    `Fee         ${formatLivres(BigInt(review.fee))} LVR${payer}`,
    ...(goodUntil === 0 ? [] : [`Good until  block ${goodUntil.toLocaleString('en-US')}${endWords(view)}`]),
    `Signed by   ${has.length === 0 ? 'nobody yet' : names(has)}`,
    ...(needs.length === 0 ? [] : [`Missing     ${names(needs)}`]),
    ...(review.refusal === undefined ? [] : [`As things are it would be refused. ${review.refusal.message}`]),
  ];
}
