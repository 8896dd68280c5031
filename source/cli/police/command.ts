import { bytesToHex } from '@noble/hashes/utils.js';
import { dayOfTime } from '../../ledger/day.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import { auditPolice } from '../../node/police/audit.ts';
import { checkPolicePassphrase, createPolice } from '../../node/police/create.ts';
import { isThere } from '../../node/police/disk.ts';
import { checkPurpose, checkWho } from '../../node/police/entry.ts';
import { parseMark } from '../../node/police/mark.ts';
import { entryView } from '../../node/police/methods.ts';
import { checkPlace } from '../../node/police/parts.ts';
import { type Person, parsePersonField, personFieldNames, personFields } from '../../node/police/person.ts';
import { policeRefusals } from '../../node/police/refusals.ts';
import { instant } from '../answers.ts';
import { dialogueRefusals } from '../dialogue.ts';
import type { Flags } from '../flags.ts';
import { jsonLines } from '../output.ts';
import { usageRefusals } from '../usage.ts';
import { withNewPassphrase, withPassphrase } from '../wallet/passphrase.ts';
import { logLines } from './log-lines.ts';
import { checkNobodyHasIt, ownerThere } from './nodes.ts';
import { checked, type PoliceSetting, policeSetting, withPolice } from './setting.ts';
import { soughtBy } from './sought.ts';

/** `carnet police ...`: the police's private database of a network, on this machine. */
export async function runPolice(flags: Flags): Promise<number> {
  const setting = await policeSetting(flags);
  const run = actions[flags.action];
  if (run === undefined) throw new RangeError(`no action ${flags.action}`);
  if (run !== init) {
    checkPlace(setting.place);
    await checkNobodyHasIt(flags, setting);
  }
  return (await run(flags, setting)) ?? 0;
}

/** Each gives an exit code, if it is not 0. */
// biome-ignore lint/suspicious/noConfusingVoidType: most of them give nothing
type Run = (flags: Flags, setting: PoliceSetting) => Promise<number | void>;

const actions: Readonly<Record<string, Run>> = { init, add, show, erase, log, audit };

async function init(flags: Flags, { dialogue, place, modules, print }: PoliceSetting): Promise<void> {
  const { folder } = place;
  if (isThere(folder)) throw policeRefusals.POLICE_EXISTS({ folder });
  const who = await whoAsks(flags, dialogue);
  dialogue.say('It opens to a passphrase alone: without it nobody, not even you, can read what is in it.');
  const create = (passphrase: string) => createPolice(place, { passphrase, who }, { ...modules, pid: process.pid });
  const mark = await withNewPassphrase(dialogue, flags.passphraseFile, create, checkPolicePassphrase);
  print(`The police database is in ${folder}. Keep copies of that folder; it is nowhere else.`, `Mark: ${mark}`);
}

async function add(flags: Flags, setting: PoliceSetting): Promise<void> {
  const { dialogue, modules, wallet, address, print } = setting;
  const key = wallet.keyOf(flags.argument);
  const who = await whoAsks(flags, dialogue);
  await withPolice(flags, setting, async (database) => {
    const today = dayOfTime(modules.now());
    const given: Partial<Record<keyof Person, string>> = {};
    for (const field of personFieldNames) {
      const { label, help, isOptional } = personFields[field];
      const question = `${label} (${help}${isOptional ? '; may stay empty' : ''}): `;
      given[field] = await checked(dialogue, question, undefined, (text) => parsePersonField(field, text, today));
    }
    const commitment = bytesToHex(await database.add(key, given as Person, { who, purpose: flags.purpose ?? '' }));
    print(`On file behind ${address(key)}.`, `Commitment: ${commitment}`, `Mark:       ${database.mark}`);
    const owner = await ownerThere(flags, address(key));
    if (owner?.status === 'certified' && owner.commitment !== commitment) {
      dialogue.say(
        'The ledger confirms this owner by another commitment, so this one fits nothing there. The police revoke the owner first, then confirm it by this commitment: on the Police screen, or as `owners.revoke` and `owners.certify`.',
      );
    }
  });
}

async function show(flags: Flags, setting: PoliceSetting): Promise<void> {
  const { dialogue, address, print } = setting;
  const reason = await reasonFor(flags, dialogue);
  const sought = await soughtBy(flags.argument, flags, setting);
  await withPolice(flags, setting, async (database) => {
    const found = await database.lookUp({ ...sought, ...reason });
    const key = sought.key && address(sought.key);
    if (flags.json) {
      const { person, since, by } = found ?? {};
      const commitment = found && bytesToHex(found.commitment);
      print(...jsonLines({ key, person, commitment, since, by, mark: database.mark }));
      return;
    }
    if (key === undefined) print(`Nobody has plate ${sought.plate} on this ledger.`);
    else if (found === undefined) print(`Nobody is on file here behind ${key}.`);
    else {
      const lines = personFieldNames.map((field) => [personFields[field].label, found.person[field]] as const);
      const rest = [
        ['Key', key],
        ['Commitment', bytesToHex(found.commitment)],
        ['On file', `since ${instant(found.since)}, by ${found.by}`],
      ] as const;
      print(...[...lines, ...rest].map(([label, text]) => `${label.padEnd(10)}  ${text === '' ? '-' : text}`));
    }
    dialogue.say(`Noted as entry ${database.entries} of the log.`, `Mark: ${database.mark}`);
  });
}

async function erase(flags: Flags, setting: PoliceSetting): Promise<void> {
  const { dialogue, wallet, address, print } = setting;
  const key = wallet.keyOf(flags.argument);
  const reason = await reasonFor(flags, dialogue);
  await withPolice(flags, setting, async (database) => {
    dialogue.say(
      `Salt and record of whoever is behind ${address(key)} go for ever.`,
      'What stands on the ledger then fits nobody. Copies of the database that you made still have them.',
    );
    if (!/^y(es)?$/i.test(await dialogue.ask('Erase them? y or n: '))) throw dialogueRefusals.ABANDONED();
    await database.erase(key, reason);
    print(`Erased. Noted as entry ${database.entries} of the log.`, `Mark: ${database.mark}`);
  });
}

async function log(flags: Flags, setting: PoliceSetting): Promise<void> {
  const before = flags.argument === '' ? undefined : numberFrom(flags.argument);
  await withPolice(flags, setting, async (database) => {
    const entries = (await database.log(50, before)).map((entry) => entryView(entry, setting));
    if (flags.json) setting.print(...jsonLines(entries));
    else setting.print(...logLines(entries));
  });
}

async function audit(flags: Flags, { dialogue, place, modules, print }: PoliceSetting): Promise<number> {
  const kept = flags.argument === '' ? undefined : parseMark(flags.argument);
  const open = (passphrase: string) => auditPolice(place, passphrase, modules, kept).catch(asAudited);
  const { entries, people, mark, faults } = await withPassphrase(dialogue, flags.passphraseFile, open);
  if (flags.json) print(...jsonLines({ entries, people, mark, faults }));
  else {
    const there = `${count(entries, 'entry', 'entries')}, ${count(people, 'person', 'people')} on file`;
    if (faults.length > 0) print(...faults.map(({ message }) => message), `There are ${there}.`);
    else print(`${there}: everything is as it was written.`);
    if (mark !== undefined) print(`Mark: ${mark}`);
    if (kept === undefined) dialogue.say('Keep the mark elsewhere: `carnet police audit MARK` proves the log by it.');
  }
  return faults.length === 0 ? 0 : 1;
}

/** Who audits a damaged database need not be told to audit it. */
function asAudited(error: unknown): never {
  if (!(error instanceof RefusedError) || error.code !== 'POLICE_DAMAGED') throw error;
  const { folder, reason } = error.data as { folder: string; reason: string };
  throw policeRefusals.POLICE_DAMAGED({ folder, reason, audited: true });
}

async function reasonFor(flags: Flags, dialogue: PoliceSetting['dialogue']): Promise<{ who: string; purpose: string }> {
  const purpose = await checked(dialogue, 'Purpose (a case number for instance): ', flags.purpose, checkPurpose);
  return { purpose, who: await whoAsks(flags, dialogue) };
}

function whoAsks({ as }: Flags, dialogue: PoliceSetting['dialogue']): Promise<string> {
  return checked(dialogue, 'Who asks (a name or a service number): ', as, checkWho);
}

function numberFrom(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw usageRefusals.USAGE({ reason: `"${text}" is not the number of an entry.` });
}

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
}
