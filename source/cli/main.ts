import { RefusedError } from '../ledger/refusal.ts';
import { runAgreementCheck } from './agreements/check.ts';
import { ask } from './ask.ts';
import { runBook } from './books/command.ts';
import { call } from './call.ts';
import { type Flags, readFlags } from './flags.ts';
import { runGenesis } from './genesis/command.ts';
import { runHeadless } from './headless.ts';
import { helpedCommand } from './help.ts';
import { shown } from './output.ts';
import { runPolice } from './police/command.ts';
import { runProve, runVerify } from './proof/command.ts';
import { runSign } from './signing/command.ts';
import { runTerminal } from './terminal.ts';
import { usageRefusals } from './usage.ts';
import { runWallet } from './wallet/command.ts';

/** Runs the program; the exit code is 0, 1 for refused or failed, 2 for wrong usage. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const flags = readFlags(argv);
    return await commands[flags.command](flags);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const isUsage = error.code === 'USAGE';
    const said = isUsage ? pointed(error, argv) : error.message;
    process.stderr.write(shown(said.split('\n'), process.stderr));
    return isUsage ? 2 : 1;
  }
}

/** Wrong usage, with the way to the part of the help that is about it. */
function pointed({ message, data: { reason } }: RefusedError, argv: readonly string[]): string {
  const about = helpedCommand(argv);
  if (typeof reason !== 'string' || about === undefined) return message;
  return usageRefusals.USAGE({ reason, about }).message;
}

const commands: Readonly<Record<Flags['command'], (flags: Flags) => Promise<number>>> = {
  terminal: runTerminal,
  headless: runHeadless,
  call,
  ask,
  wallet: runWallet,
  genesis: runGenesis,
  sign: runSign,
  police: runPolice,
  prove: runProve,
  verify: runVerify,
  'agreement-check': runAgreementCheck,
  book: runBook,
};
