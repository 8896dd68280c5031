import { formatLivres, parseLivres } from '../../ledger/amount.ts';
import type { CarReport, Review, SaleSummary } from '../../node/facade.ts';

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
  fits(typed: string): boolean;
  /** Whether it can still become what fits. */
  goesOn(typed: string): boolean;
}

/** What a proof depends on besides the review. */
interface ProofFacts {
  readonly car: CarReport['car'] | undefined;
  readonly sale: Pick<SaleSummary, 'price'> | undefined;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Whether an operation asks for something that its car must be known for. */
export function asksForPlate(operation: string): boolean {
  return typedPlate.has(operation);
}

/** The proof that a review asks for, if it asks for one: an amount, or the plate of the car; without one, its VIN's end. */
export function proofOf(
  operation: string,
  review: Pick<Review, 'total' | 'fee'>,
  { car, sale, values }: Partial<ProofFacts> = {},
): Proof | undefined {
  if (operation === 'licences.decide') return verdictProof(values ?? {});
  // A price that is paid outside the ledger binds the buyer as much as one that is locked here.
  const price = operation === 'transfers.accept' && sale !== undefined ? BigInt(sale.price) : 0n;
  const moved = BigInt(review.total) - BigInt(review.fee);
  const amount = moved > price ? moved : price;
  if (amount > typedAbove) return amountProof(amount, moved < amount ? ', the price,' : '');
  if (!asksForPlate(operation) || car === undefined) return undefined;
  return car.plate === undefined
    ? wordProof(car.vin.slice(-6), ', the end of its VIN,')
    : wordProof(car.plate, ', its plate,');
}

/** Whoever finds somebody guilty types what it costs; where it costs nothing, the word itself. */
function verdictProof({ guilty, slash }: Readonly<Record<string, unknown>>): Proof | undefined {
  if (guilty !== true) return undefined;
  const taken = BigInt(typeof slash === 'string' ? slash : 0);
  return taken === 0n ? wordProof('guilty', '') : amountProof(taken, ', what is taken,');
}

function wordProof(words: string, what: string): Proof {
  const whole = plain(words);
  return {
    words,
    what,
    fits: (typed) => plain(typed) === whole,
    goesOn: (typed) => whole.startsWith(plain(typed)) && /^[\p{L}\p{N}\s-]*$/u.test(typed),
  };
}

function amountProof(amount: bigint, what: string): Proof {
  const words = formatLivres(amount);
  const [whole = '', rest = ''] = words.replaceAll(',', '').split('.');
  return {
    words,
    what,
    fits: (typed) => amountOf(typed) === amount,
    goesOn: (typed) => {
      const [before = '', behind] = typed.replaceAll(/[,\s]/g, '').split('.');
      if (behind === undefined) return whole.startsWith(before);
      return before === whole && rest.startsWith(behind);
    },
  };
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
