import { existsSync, writeFileSync } from 'node:fs';
import { formatLivres } from '../../ledger/amount.ts';
import type { Genesis } from '../../ledger/genesis.ts';
import { isBuiltIn, networkName, parseGenesis, writeGenesis } from '../../ledger/genesis-file.ts';
import { RefusedError, refusals } from '../../ledger/refusal.ts';
import { shellQuoted } from '../again.ts';
import { type Dialogue, dialogueRefusals, isAbandoned } from '../dialogue.ts';
import type { Flags } from '../flags.ts';
import { wordsFor } from '../network.ts';
import { stopSignal } from '../stop.ts';
import { makeWords } from '../wallet/make.ts';
import { settingOf, systemDialogue, type WalletDialogue } from '../wallet/setting.ts';
import { found } from './found.ts';
import { Founders } from './founders.ts';
import { measureSpeed } from './speed.ts';

export const genesisCommandRefusals = refusals({
  /** Words were made on the way, and they stay. */
  GENESIS_ABANDONED: (data: { network: string }) =>
    `Stopped. No file was written; your words for ${data.network} stay, and \`carnet genesis new\` begins again.`,
  GENESIS_EXISTS: (data: { file: string }) =>
    `The file ${data.file} is there already. Give another name, \`carnet genesis new FILE\`; whoever has the old file needs it.`,
  GENESIS_UNWRITABLE: (data: { file: string; reason: string }) =>
    `The file ${data.file} cannot be written (${data.reason}). Give the name of a file in a folder of yours.`,
});

/** Seconds between two blocks, where nothing else is said. */
const usualInterval = 5;
const longestInterval = 3_600;

/** `carnet genesis new [FILE]`: asks what a network needs, shows it, and writes its file. */
export async function runGenesis(flags: Flags): Promise<number> {
  const { signal } = stopSignal();
  const asking = systemDialogue(signal);
  const made: string[] = [];
  try {
    return await askAndWrite(flags, asking, signal, made);
  } catch (error) {
    if (!isAbandoned(error) || made[0] === undefined) throw error;
    throw genesisCommandRefusals.GENESIS_ABANDONED({ network: made[0] });
  }
}

/** @param made takes the name of the network that words were made for */
async function askAndWrite(flags: Flags, asking: Dialogue, signal: AbortSignal, made: string[]): Promise<number> {
  if (flags.argument !== '') refuseExisting(flags.argument);
  const name = await until(asking, 'Name of the network: ', (text) => {
    if (isBuiltIn(text)) return `${text} is built in. Choose another name.`;
    return networkName.test(text) ? undefined : 'Use 1 to 31 lower-case letters, digits and dashes, a letter first.';
  });
  const file = flags.argument === '' ? `${name}.genesis.json` : flags.argument;
  refuseExisting(file);
  const setting: WalletDialogue = {
    ...settingOf(wordsFor(name, flags.configDirectory), signal),
    dialogue: asking,
  };
  const { dialogue, words } = setting;
  if (words.view().state === 'none') {
    dialogue.say(`You have no words on ${name} yet. With them you can name yourself below.`);
    if (isYes(await dialogue.ask('Make them now? y or n: '))) {
      await makeWords({ ...flags, network: name }, setting);
      made.push(name);
    }
  }
  const founders = new Founders(setting);
  const authorities = await founders.authorities();
  const miners = await founders.miners();
  const seconds = await until(dialogue, `Seconds between two blocks (${usualInterval}): `, (text) => {
    const isWhole = /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= longestInterval;
    return text === '' || isWhole
      ? undefined
      : `Give a whole number from 1 to ${longestInterval.toLocaleString('en-US')}.`;
  });
  const interval = seconds === '' ? usualInterval : Number(seconds);
  const speed = measureSpeed(() => performance.now());
  const genesis = found({ name, authorities, miners, interval, speed, time: Date.now() });
  // What is written is what will be read: whatever a file may not hold is refused before it is there.
  parseGenesis(writeGenesis(genesis));
  dialogue.say('', ...described(genesis, founders, file), '');
  if (!isYes(await dialogue.ask('Write it? y or n: '))) throw dialogueRefusals.ABANDONED();
  write(file, genesis);
  process.stdout.write(
    `Written: ${file}. Give it to everybody who is to take part; \`carnet --genesis ${shellQuoted(file)}\` starts it.\n`,
  );
  return 0;
}

function described(genesis: Genesis, founders: Founders, file: string): string[] {
  const { authorities, licences, allocations, parameters } = genesis;
  const has = (address: string) => `${formatLivres(allocations[address] ?? 0n)} LVR`;
  return [
    `${file}: the network ${genesis.name}, a block every ${parameters.interval / 1_000} s or so.`,
    ...Object.entries(authorities).map(([country, holder]) => {
      return `  authority of ${country}  ${founders.nameOf(holder)}, with ${has(holder)}`;
    }),
    ...licences.map(({ holder, stake }) => {
      return `  miner            ${founders.nameOf(holder)}, with ${has(holder)} and a guarantee of ${formatLivres(stake)} LVR`;
    }),
    `  a block earns ${formatLivres(parameters.blockReward)} LVR and its fees; an entry costs ${parameters.minFeePerByte} denier a byte.`,
  ];
}

/** Asks until nothing is wrong with the answer. */
async function until(
  dialogue: WalletDialogue['dialogue'],
  question: string,
  fault: (answer: string) => string | undefined,
): Promise<string> {
  for (;;) {
    const answer = await dialogue.ask(question);
    const found = fault(answer);
    if (found === undefined) return answer;
    dialogue.say(found);
  }
}

function isYes(answer: string): boolean {
  return /^y(es)?$/i.test(answer);
}

function refuseExisting(file: string): void {
  if (existsSync(file)) throw genesisCommandRefusals.GENESIS_EXISTS({ file });
}

function write(file: string, genesis: Genesis): void {
  try {
    writeFileSync(file, writeGenesis(genesis), { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || error instanceof RefusedError) throw error;
    if (error.code === 'EEXIST') throw genesisCommandRefusals.GENESIS_EXISTS({ file });
    throw genesisCommandRefusals.GENESIS_UNWRITABLE({ file, reason: String(error.code) });
  }
}
