import { randomBytes } from 'node:crypto';
import { genesisIdOf } from '../../ledger/genesis-block.ts';
import { address as addressOf, type Key } from '../../ledger/keys.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import { PoliceDatabase } from '../../node/police/database.ts';
import { checkPlace, type PoliceModules, type PolicePlace } from '../../node/police/parts.ts';
import { policeRefusals } from '../../node/police/refusals.ts';
import type { Wallet } from '../../wallet/wallet.ts';
import type { Dialogue } from '../dialogue.ts';
import type { Flags } from '../flags.ts';
import { policeFolder } from '../folders.ts';
import { lookAt } from '../keys.ts';
import { genesisOf, keysOf } from '../network.ts';
import { printLines } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { stopSignal } from '../stop.ts';
import { withPassphrase } from '../wallet/passphrase.ts';
import { systemDialogue } from '../wallet/setting.ts';

/** A dialogue about a police database, and what it is about. */
export interface PoliceSetting {
  readonly dialogue: Dialogue;
  readonly place: PolicePlace;
  readonly modules: PoliceModules;
  /** Names of the network, and its form of addresses. */
  readonly wallet: Wallet;
  address(key: Key): string;
  /** Writes what was asked for. */
  print(...lines: readonly string[]): void;
}

/** A dialogue about the police database of the network that the flags mean. */
export async function policeSetting(flags: Flags): Promise<PoliceSetting> {
  const { signal } = stopSignal();
  const genesis = genesisOf(flags);
  const keys = await keysOf(genesis, flags.configDirectory);
  const dialogue = systemDialogue(signal);
  // The own words are looked at for their names only.
  const notices: string[] = [];
  lookAt(keys, notices);
  for (const notice of notices) dialogue.say(notice);
  const line = new ProgressLine('Deriving the key', process.stderr, () => performance.now());
  return {
    dialogue,
    place: { folder: policeFolder(flags.dataDirectory, genesis), network: genesisIdOf(genesis) },
    modules: {
      now: () => Date.now(),
      randomBytes: (size) => Uint8Array.from(randomBytes(size)),
      onProgress: (share) => {
        if (signal.aborted || share >= 1) line.end();
        else line.show(share);
        if (signal.aborted) throw policeRefusals.POLICE_STOPPED();
      },
    },
    wallet: keys.wallet,
    address: (key) => addressOf(genesis.addressPrefix, key),
    print: (...lines) => printLines(lines),
  };
}

/** Opens the database for some work, and closes it whatever comes of that. */
export async function withPolice<T>(
  flags: Flags,
  { dialogue, place, modules }: PoliceSetting,
  work: (database: PoliceDatabase) => Promise<T>,
): Promise<T> {
  checkPlace(place);
  const database = await withPassphrase(dialogue, flags.passphraseFile, (passphrase) =>
    PoliceDatabase.open(place, passphrase, modules),
  );
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** An answer that a check passes, asked for until it does; what a flag says is checked once. */
export async function checked(
  dialogue: Dialogue,
  question: string,
  given: string | undefined,
  check: (answer: string) => string,
): Promise<string> {
  if (given !== undefined) return check(given);
  for (;;) {
    const answer = await dialogue.ask(question);
    try {
      return check(answer);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      dialogue.say(error.message);
    }
  }
}
