import type { Genesis } from '../ledger/genesis.ts';
import { isBuiltIn } from '../ledger/genesis-file.ts';
import { RefusedError } from '../ledger/refusal.ts';
import type { WalletView } from '../node/facade.ts';
import { firstName } from '../wallet/account-name.ts';
import type { Flags } from './flags.ts';
import { type Keys, keysOf } from './network.ts';
import { unlockAtStart } from './unlock.ts';
import { usageRefusals } from './usage.ts';
import { networkFlag, showWork, systemDialogue } from './wallet/setting.ts';

/** Names in one sentence, at most. */
const namedNames = 40;

/** What a node signs with, and who it acts as. */
export interface OpenedKeys {
  readonly keys: Keys;
  readonly as: string;
  /** What a person should know about it. */
  readonly notices: readonly string[];
}

/**
 * The wallet for a node that starts, with the own words opened if that was asked for.
 * @throws USAGE where nobody has the name to act as
 */
export async function openKeys(flags: Flags, genesis: Genesis, signal: AbortSignal): Promise<OpenedKeys> {
  const keys = await keysOf(genesis, flags.configDirectory);
  const { words, wallet } = keys;
  const notices: string[] = [];
  const view = lookAt(keys, notices);
  const as = actingName(flags, genesis, view);
  const acting = wallet.names().find(({ name }) => name === as);
  if (acting === undefined && flags.as !== undefined) {
    const names = wallet.names().map(({ name }) => name);
    const there = names.length === 0 ? 'it has none yet' : `it has ${names.slice(0, namedNames).join(', ')}`;
    throw usageRefusals.USAGE({ reason: `The wallet has no name "${as}" to act as; ${there}.` });
  }
  const end = showWork(words, signal);
  try {
    await unlockAtStart(flags, words, acting?.own === true, systemDialogue(signal));
  } finally {
    end();
  }
  if (view?.state === 'none' && !isBuiltIn(genesis.name)) {
    const how = `\`carnet wallet new${networkFlag(flags)}\``;
    notices.push(
      `You have no words on ${genesis.name} yet, so you only read. Make them on the Wallet screen, or with ${how}.`,
    );
  }
  return { keys, as, notices };
}

/** How the words stand; a wallet file that cannot be read is told, and is no reason not to follow the ledger. */
export function lookAt({ words }: Keys, notices: string[]): WalletView | undefined {
  try {
    return words.view();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    notices.push(error.message);
    return undefined;
  }
}

/** On a demo network alice; on any other the first own account, also where it is still to be made. */
function actingName(flags: Flags, genesis: Genesis, view: WalletView | undefined): string {
  return flags.as ?? (isBuiltIn(genesis.name) ? 'alice' : (view?.accounts[0]?.name ?? firstName));
}
