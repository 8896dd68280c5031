import { randomBytes } from 'node:crypto';
import type { OwnWords } from '../../node/wallet/own-words.ts';
import { shellQuoted } from '../again.ts';
import { Dialogue } from '../dialogue.ts';
import type { Flags } from '../flags.ts';
import { genesisOf, keysOf, wordsFor } from '../network.ts';
import { printLines } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { stopSignal } from '../stop.ts';

/** A dialogue about words, and what it is about. */
export interface WalletDialogue {
  readonly dialogue: Dialogue;
  readonly words: OwnWords;
  /** Writes what was asked for. */
  print(...lines: readonly string[]): void;
  /** Takes from a terminal what stands on it, what was scrolled away included. */
  clear(): void;
  randomBytes(size: number): Uint8Array;
}

/** A dialogue on this process' terminal; a signal gives it up. */
export function systemDialogue(signal: AbortSignal = stopSignal().signal): Dialogue {
  const interrupt = () => void process.kill(process.pid, 'SIGINT');
  return new Dialogue({ input: process.stdin, output: process.stderr, signal, interrupt });
}

/** A dialogue about the own words of the network that the flags mean, which perhaps nobody has founded yet. */
export async function walletSetting(flags: Flags): Promise<WalletDialogue> {
  const stop = stopSignal();
  const isFile = flags.genesisFile !== undefined;
  const words = isFile
    ? (await keysOf(genesisOf(flags), flags.configDirectory)).words
    : wordsFor(flags.network, flags.configDirectory);
  return settingOf(words, stop.signal);
}

/** A dialogue about some words. */
export function settingOf(words: OwnWords, signal: AbortSignal): WalletDialogue {
  showWork(words, signal);
  return {
    dialogue: systemDialogue(signal),
    words,
    print: (...lines) => printLines(lines),
    clear: () => {
      if (process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[3J\u001b[H');
    },
    randomBytes: (size) => Uint8Array.from(randomBytes(size)),
  };
}

/** Shows on the terminal how far work with a passphrase is; a signal gives it up. Gives a function that ends this. */
export function showWork(words: OwnWords, signal: AbortSignal): () => void {
  const line = new ProgressLine('Deriving the key', process.stderr, () => performance.now());
  const stop = () => {
    line.end();
    words.stop();
  };
  signal.addEventListener('abort', stop, { once: true });
  const ignore = words.onChange((share) => {
    if (share === undefined || share >= 1) line.end();
    else line.show(share);
  });
  return () => {
    signal.removeEventListener('abort', stop);
    ignore();
    line.end();
  };
}

/** What a network is called in sentences and commands: `--network NAME` or `--genesis FILE`, nothing for devnet. */
export function networkFlag({ network, genesisFile }: Flags): string {
  if (genesisFile !== undefined) return ` --genesis ${shellQuoted(genesisFile)}`;
  return network === 'devnet' ? '' : ` --network ${network}`;
}

/** The name that a network's words lie under. */
export function networkNameOf(flags: Flags): string {
  return flags.genesisFile === undefined ? flags.network : genesisOf(flags).name;
}
