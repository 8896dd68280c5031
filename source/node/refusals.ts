import { bytesToHex } from '@noble/hashes/utils.js';
import { RefusedError, refusals } from '../ledger/refusal.ts';
import type { Environment } from './environment.ts';
import type { Refusal } from './facade.ts';

export const nodeRefusals = refusals({
  MINING_UNLICENSED: (data: { reason: string }) => data.reason,
  ONLY_ON_REGTEST: (data: { network: string }) =>
    `Blocks on demand exist only on regtest; this node runs ${data.network}. Start it with --network regtest.`,
  CLOCK_BACKWARDS: (data: { at: number; now: number }) =>
    `The clock only moves forward: ${new Date(data.at).toISOString()} is before ${new Date(data.now).toISOString()}.`,
  NOT_FOUND: (data: { what: string }) =>
    `${data.what} is not on this ledger. Check it, or wait until this node has caught up.`,
  INTERNAL: () => 'Something went wrong inside this node; its log has the details. The ledger is unharmed.',
});

/** Any error as callers may see it: a refusal as it is, everything else as one sentence, with the details in the log. */
export function asRefusal(error: unknown, environment: Environment): Refusal {
  if (error instanceof RefusedError) return { code: error.code, message: error.message, data: plain(error.data) };
  environment.logger.error({ error }, 'an unexpected error');
  const { code, message } = nodeRefusals.INTERNAL();
  return { code, message, data: {} };
}

/** Amounts become decimal strings and bytes hex, as everywhere at the border. */
function plain(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const convert = (value: unknown): unknown => {
    if (typeof value === 'bigint') return value.toString();
    return value instanceof Uint8Array ? bytesToHex(value) : value;
  };
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, convert(value)]));
}
