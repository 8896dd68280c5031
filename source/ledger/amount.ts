import { refusals } from './refusal.ts';

/** Deniers in one livre. */
export const deniersPerLivre = 1_000_000n;

/** The largest amount, 2^64 - 1 deniers. */
export const maximumAmount = (1n << 64n) - 1n;

export const amountRefusals = refusals({
  AMOUNT_INVALID: (data: { amount: string }) =>
    `"${data.amount.slice(0, 40)}" is not an amount. Give whole deniers from 0 to ${maximumAmount}.`,
  LIVRES_INVALID: (data: { amount: string }) =>
    `"${data.amount.slice(0, 40)}" is not an amount in LVR. Write it like 9,500.00, with at most six decimals.`,
  /** A sum left the 64 bits of an amount. */
  AMOUNT_OVERFLOW: () => 'The sum is larger than any amount can be. Nothing was changed.',
});

/**
 * The sum of two amounts in deniers.
 * @throws AMOUNT_OVERFLOW past 2^64 - 1
 */
export function add(left: bigint, right: bigint): bigint {
  const sum = left + right;
  if (sum > maximumAmount) throw amountRefusals.AMOUNT_OVERFLOW();
  return sum;
}

/** Deniers as livres for people: `9,500.00`, and up to six decimals where they are needed. */
export function formatLivres(deniers: bigint): string {
  const sign = deniers < 0n ? '-' : '';
  const size = deniers < 0n ? -deniers : deniers;
  const whole = (size / deniersPerLivre).toString().replace(/\B(?=(\d{3})+$)/g, ',');
  const decimals = (size % deniersPerLivre)
    .toString()
    .padStart(6, '0')
    .replace(/0{1,4}$/, '');
  return `${sign}${whole}.${decimals}`;
}

/**
 * Deniers from a decimal string or a whole number of deniers.
 * @throws AMOUNT_INVALID for anything else
 */
export function parseDeniers(input: unknown): bigint {
  const text =
    typeof input === 'string' ? input : Number.isSafeInteger(input) || typeof input === 'bigint' ? `${input}` : '';
  if (!/^\d{1,20}$/.test(text) || BigInt(text) > maximumAmount) {
    const shown =
      typeof input === 'string' ? input.slice(0, 40) : typeof input === 'number' ? `${input}` : typeof input;
    throw amountRefusals.AMOUNT_INVALID({ amount: shown });
  }
  return BigInt(text);
}

/**
 * Deniers from livres as a person types them: `9500`, `9,500.00`, `0.000001`.
 * @throws LIVRES_INVALID for anything else
 */
export function parseLivres(text: string): bigint {
  const match = /^(\d{1,3}(?:[, ]\d{3})+|\d{1,14})(?:\.(\d{1,6}))?$/.exec(text.trim());
  if (!match?.[1]) throw amountRefusals.LIVRES_INVALID({ amount: text });
  const deniers = BigInt(match[1].replace(/[, ]/g, '')) * deniersPerLivre + BigInt((match[2] ?? '').padEnd(6, '0'));
  if (deniers > maximumAmount) throw amountRefusals.LIVRES_INVALID({ amount: text });
  return deniers;
}
