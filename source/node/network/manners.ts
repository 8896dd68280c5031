import { RefusedError } from '../../ledger/refusal.ts';
import { storeRefusals } from '../../store/store.ts';
import type { Environment } from '../environment.ts';
import { sealingRefusals } from '../exchange/sealing.ts';
import { closeCodes } from './link.ts';
import type { Peer } from './peer.ts';

/** Refusals that come from this machine or from the state it is in: they say nothing of whoever sent the bytes. */
const ownTrouble: ReadonlySet<string> = new Set([
  ...Object.keys(storeRefusals),
  'NODE_STOPPING',
  'LEDGER_DAMAGED',
  // Clocks differ, and a connection that is gone cannot be closed again.
  'FROM_FUTURE',
  'PEER_GONE',
]);

/** Whether something went wrong because of what a peer sent or did not send. */
export function isPeersFault(error: unknown): error is RefusedError {
  return error instanceof RefusedError && !ownTrouble.has(error.code);
}

/** Refusals of a letter that no honest node brings more than now and then: it brings its own letters alone. */
const spoiltLetters: ReadonlySet<string> = new Set([...Object.keys(sealingRefusals), 'MALFORMED']);

/** Whether a letter was refused for what it is, whatever the state of whoever it is for. */
export function isSpoilt(error: RefusedError): boolean {
  return spoiltLetters.has(error.code);
}

/**
 * What follows from something that went wrong with a peer. Today every fault ends the connection; scores that decay,
 * quotas by message and bans that are kept on disk will be decided here and nowhere else.
 */
export function judge(peer: Peer, error: unknown, environment: Environment): void {
  if (isPeersFault(error)) {
    environment.logger.info({ peer: peer.remote, code: error.code, reason: error.message }, 'a peer was disconnected');
    peer.close(closeCodeOf(error), error.message);
  } else if (error instanceof RefusedError) {
    environment.logger.debug({ peer: peer.remote, code: error.code }, 'something with a peer came to nothing');
  } else {
    environment.logger.error({ peer: peer.remote, error }, 'a message could not be handled');
  }
}

function closeCodeOf({ code, data }: RefusedError): number {
  if (typeof data.closeCode === 'number') return data.closeCode;
  return code === 'MALFORMED' ? closeCodes.malformed : closeCodes.misbehaved;
}
