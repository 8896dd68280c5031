import { formatLivres, parseLivres } from '../../ledger/amount.ts';
import type { CarReport, Review } from '../../node/facade.ts';

/** Above this amount, in deniers, the amount is typed before `y`. */
const typedAbove = 1_000_000_000n;

/** Operations on a car's title and sanctions: its plate is typed before `y`. */
const typedPlate: ReadonlySet<string> = new Set([
  'cars.flag',
  'cars.retire',
  'cars.annul',
  'transfers.offer',
  'transfers.confirm',
  'transfers.order',
]);

/** What must be typed before `y` signs: nobody does that by a slip of the hand. */
export interface Proof {
  /** As a person reads and types it. */
  readonly words: string;
  /** What it is, where that is not plain to see. */
  readonly what: string;
  /** Whether `y` may be part of it. */
  readonly letters: boolean;
  fits(typed: string): boolean;
}

/** Whether an operation asks for something that its car must be known for. */
export function asksForPlate(operation: string): boolean {
  return typedPlate.has(operation);
}

/** The proof that a review asks for, if it asks for one: an amount, or the plate of the car; without one, its VIN's end. */
export function proofOf(
  operation: string,
  review: Pick<Review, 'total' | 'fee'>,
  car: CarReport['car'] | undefined,
  values: Readonly<Record<string, unknown>> = {},
): Proof | undefined {
  if (operation === 'licences.decide') return verdictProof(values);
  const moved = BigInt(review.total) - BigInt(review.fee);
  if (moved > typedAbove) {
    const words = formatLivres(moved);
    return { words, what: '', letters: false, fits: (typed) => amountOf(typed) === moved };
  }
  if (!asksForPlate(operation) || car === undefined) return undefined;
  const words = car.plate ?? car.vin.slice(-6);
  const what = car.plate === undefined ? ', the end of its VIN,' : ', its plate,';
  return { words, what, letters: true, fits: (typed) => plain(typed) === plain(words) };
}

/** Whoever finds somebody guilty types what it costs; where it costs nothing, the word itself. */
function verdictProof({ guilty, slash }: Readonly<Record<string, unknown>>): Proof | undefined {
  if (guilty !== true) return undefined;
  const taken = BigInt(typeof slash === 'string' ? slash : 0);
  if (taken === 0n) return { words: 'guilty', what: '', letters: true, fits: (typed) => plain(typed) === 'GUILTY' };
  const words = formatLivres(taken);
  return { words, what: ', what is taken,', letters: false, fits: (typed) => amountOf(typed) === taken };
}

function plain(text: string): string {
  return text.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function amountOf(text: string): bigint | undefined {
  try {
    return parseLivres(text);
  } catch {
    // Not an amount yet: the person is still typing.
    return undefined;
  }
}
