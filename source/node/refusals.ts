import { bytesToHex } from '@noble/hashes/utils.js';
import { type NameOf, RefusedError, refusals } from '../ledger/refusal.ts';
import { StoreDamage } from '../store/damage.ts';
import { StoreFailure } from '../store/failure.ts';
import type { Environment } from './environment.ts';
import type { Refusal } from './facade.ts';

export const nodeRefusals = refusals({
  MINING_UNLICENSED: (data: { reason: string }) => data.reason,
  ONLY_ON_REGTEST: (data: { network: string }) =>
    `Blocks on demand exist only on regtest; this node runs ${data.network}. Start it with --network regtest.`,
  ONLY_ON_DEMAND: (data: { network: string }) =>
    `On ${data.network} blocks come on demand only. Ask for them with \`carnet call mine\`.`,
  CLOCK_BACKWARDS: (data: { at: number; now: number }) =>
    `The clock only moves forward: ${new Date(data.at).toISOString()} is before ${new Date(data.now).toISOString()}.`,
  NO_WALLET_FILE: () => 'This node was started without a place for words of your own. Start it with --config-dir.',
  NOT_FOUND: (data: { what: string }) =>
    `${data.what} is not on this ledger. Check it, or wait until this node has caught up.`,
  NUMBER_CONTESTED: (data: { id: string }) =>
    `Another terminal used this entry's number. What it was signed for goes on as entry ${data.id}.`,
  LEDGER_DAMAGED: () =>
    'A part of the ledger on disk cannot be read. Stop this node and move its folder away; Carnet then starts a new one.',
  INTERNAL: () => 'Something went wrong inside this node; its log has the details. The ledger is unharmed.',
});

/** Any error as callers may see it: a refusal as it is, everything else as one sentence, with the details in the log. */
export function asRefusal(error: unknown, environment: Environment): Refusal {
  if (error instanceof RefusedError) return plainRefusal(error);
  environment.logger.error({ error }, 'an unexpected error');
  if (error instanceof StoreFailure) return plainRefusal(error.refusal);
  const { code, message } = error instanceof StoreDamage ? nodeRefusals.LEDGER_DAMAGED() : nodeRefusals.INTERNAL();
  return { code, message, data: {} };
}

/** A refusal as plain JSON data; with the names in its sentence, where they are known. */
export function plainRefusal(refused: RefusedError, name?: NameOf): Refusal {
  const { code, message, data } = refused;
  return { code, message: name === undefined ? message : refused.tell(name), data: plain(data) };
}

/** Amounts become decimal strings and bytes hex, as everywhere at the border. */
function plain(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const convert = (value: unknown): unknown => {
    if (typeof value === 'bigint') return value.toString();
    return value instanceof Uint8Array ? bytesToHex(value) : value;
  };
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, convert(value)]));
}
