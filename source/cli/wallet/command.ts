import { RefusedError } from '../../ledger/refusal.ts';
import { call, clientRefusals } from '../../node/control/client.ts';
import { pointersFor } from '../call.ts';
import type { Flags } from '../flags.ts';
import { jsonLines } from '../output.ts';
import { makeWords, restoreWords, tellChecked } from './make.ts';
import { withPassphrase } from './passphrase.ts';
import { networkFlag, networkNameOf, systemDialogue, type WalletDialogue, walletSetting } from './setting.ts';
import { wordColumns } from './word-columns.ts';

/** `carnet wallet ...`: the own words of a network, on this machine. */
export async function runWallet(flags: Flags): Promise<number> {
  if (flags.action === 'unlock') {
    await unlockNodes(flags);
    return 0;
  }
  const setting = await walletSetting(flags);
  await actions[flags.action]?.(flags, setting);
  if (changing.has(flags.action)) await tellNodes(flags);
  return 0;
}

const changing = new Set(['new', 'restore', 'check', 'add']);

const actions: Readonly<Record<string, (flags: Flags, setting: WalletDialogue) => Promise<void>>> = {
  new: makeWords,
  restore: restoreWords,
  show,
  check,
  add,
};

async function show(flags: Flags, { dialogue, words, print }: WalletDialogue): Promise<void> {
  const view = words.view();
  const { state, accounts, backedUp, file } = view;
  if (flags.json) {
    const secret = flags.showWords
      ? { words: await withPassphrase(dialogue, flags.passphraseFile, (passphrase) => words.show(passphrase)) }
      : {};
    print(...jsonLines({ ...view, ...secret }));
    return;
  }
  if (state === 'none') {
    print(`There are no words of your own yet. \`carnet wallet new${networkFlag(flags)}\` makes them in ${file}.`);
    return;
  }
  const width = Math.max(...accounts.map(({ name }) => name.length));
  print(
    ...accounts.map(({ name, address }) => `${name.padEnd(width)}  ${address}`),
    '',
    backedUp ? 'On paper: yes' : `On paper: not checked yet; \`carnet wallet check${networkFlag(flags)}\` asks`,
    `Wallet:   ${file}`,
  );
  if (!flags.showWords) return;
  const secret = await withPassphrase(dialogue, flags.passphraseFile, (passphrase) => words.show(passphrase));
  print('', ...wordColumns(secret));
}

async function check(flags: Flags, setting: WalletDialogue): Promise<void> {
  const { dialogue, words } = setting;
  const secret = await withPassphrase(dialogue, flags.passphraseFile, (passphrase) => words.show(passphrase));
  await tellChecked(flags, setting, secret, true);
}

async function add(flags: Flags, { dialogue, words, print }: WalletDialogue): Promise<void> {
  // Nobody types a passphrase for a name that cannot be.
  words.checkNewName(flags.argument);
  await withPassphrase(dialogue, flags.passphraseFile, (passphrase) => words.unlock(passphrase));
  const account = words.addAccount(flags.argument).accounts.at(-1);
  if (account !== undefined) print(`${account.name}  ${account.address}`);
}

/** Unlocks the words in every terminal of the network that runs, or in the one on a port. */
async function unlockNodes(flags: Flags): Promise<void> {
  const nodes = pointersFor({ ...flags, networkGiven: true });
  const where = flags.port === undefined ? `on ${networkNameOf(flags)}` : `on port ${flags.port}`;
  if (nodes.length === 0) throw clientRefusals.NODE_NOT_RUNNING({ where });
  const unlocked: number[] = [];
  await withPassphrase(systemDialogue(), flags.passphraseFile, async (passphrase) => {
    for (const { socket, port } of nodes) {
      if (await askIfRunning(socket, 'unlock', { passphrase })) unlocked.push(port);
    }
  });
  if (unlocked.length === 0) throw clientRefusals.NODE_NOT_RUNNING({ where });
  process.stdout.write(`Unlocked on port ${unlocked.join(' and ')}.\n`);
}

/** Has the nodes that run read the wallet file anew. */
async function tellNodes(flags: Flags): Promise<void> {
  for (const { socket } of pointersFor({ ...flags, networkGiven: true })) await askIfRunning(socket, 'wallet', {});
}

/** Whether a node was there to be asked; one that was killed leaves its pointer behind. */
async function askIfRunning(socket: string, method: string, params: object): Promise<boolean> {
  try {
    await call(socket, method, params);
    return true;
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'NODE_NOT_RUNNING') return false;
    throw error;
  }
}
