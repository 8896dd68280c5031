import { formatLivres } from '../../ledger/amount.ts';
import type { Review, Status } from '../../node/facade.ts';
import { type TextInput, textInputRow } from '../components/text-input.ts';
import { nameOf } from '../forms/known.ts';
import type { Proof } from '../forms/typed-proof.ts';
import { livres } from '../text/format.ts';
import { blank, prose, type Row, row, type Span, span, title } from '../text/row.ts';
import { padTo } from '../text/width.ts';

/** The first row of a page that somebody signs on, and the room below it. */
export function reviewHead(what: string, label: string): Row[] {
  return [row(' ', span(what, 'dim'), ' › ', span(label, 'title')), blank];
}

/** A label, and what stands behind it. */
export function fact(label: string, value: string): Row {
  return row(' ', span(padTo(label, 14), 'dim'), value);
}

/** Deniers that leave the author's balance besides the fee. */
export function movedBy({ total, fee }: Pick<Review, 'total' | 'fee'>): bigint {
  return BigInt(total) - BigInt(fee);
}

/** What it costs, and whom: the fee may fall to another than the amount. `all` names their sum. */
export function costRows(review: Review, status: Status | undefined, all = 'You pay'): Row[] {
  const moved = movedBy(review);
  const isOther = review.payer !== undefined && review.payer !== review.author;
  return [
    ...(moved > 0n ? [fact('Amount', `${formatLivres(moved)} LVR`)] : []),
    fact(
      'Ledger fee',
      `${livres(review.fee)} LVR${review.halfFee ? ', half: a miner at work' : ''}${isOther ? `, paid by ${nameOf(status, review.payer)}` : ''}`,
    ),
    ...(moved > 0n && !isOther ? [fact(all, `${livres(review.total)} LVR`)] : []),
  ];
}

/** Why it is refused, and what became of what was typed. */
export function refusalRows(message: string, after: string, width: number): Row[] {
  return [...prose(`✗ ${message}`, width, 'bad'), blank, ...prose(after, width, 'dim')];
}

/** What to type, if something, and what `y` does then. */
export function signRows(options: {
  readonly proof: Proof | undefined;
  readonly input: TextInput;
  readonly isTyped: boolean;
  /** Whose words are locked. */
  readonly locked: string | undefined;
  /** Behind `y`, for instance ` signs it. `, and what is to be known of it. */
  readonly words: readonly [act: string, more: string];
}): Row[] {
  const { proof, input, isTyped, locked, words } = options;
  if (proof === undefined && locked !== undefined)
    return [row(' ', span('y', 'next'), span(` asks for your passphrase first: ${locked} is locked.`, 'next'))];
  if (proof === undefined) return [row(' ', span('y', 'next'), span(words[0], 'next'), span(words[1], 'dim'))];
  return [
    title(` Type ${proof.words}${proof.what} to sign, then y:`),
    row(' ', ...textInputRow(input, 24, true), '  ', typedWords(proof, input.text, { isTyped, locked })),
  ];
}

/** What is to be said of what was typed so far: at once where it does not fit. */
function typedWords(
  proof: Proof,
  text: string,
  { isTyped, locked }: { readonly isTyped: boolean; readonly locked: string | undefined },
): Span {
  if (isTyped) return span(locked === undefined ? '✓ y signs it now' : '✓ y asks for your passphrase first', 'good');
  if (text.trim() === '') return span('');
  return proof.goesOn(text) ? span('not all of it yet', 'dim') : span(`✗ that is not ${proof.words}`, 'bad');
}
