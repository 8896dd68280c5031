import { refusals } from '../../ledger/refusal.ts';
import type { SigningView, Status } from '../../node/facade.ts';
import { type Ask, openAsk } from '../call.ts';
import { type Dialogue, dialogueRefusals } from '../dialogue.ts';
import type { Flags } from '../flags.ts';
import { jsonLines, printLines } from '../output.ts';
import { systemDialogue } from '../wallet/setting.ts';
import { signingDisk } from './disk.ts';
import { fullName, signingText } from './text.ts';

export const signCommandRefusals = refusals({
  NOBODY_HERE_SIGNS: (data: { needs: readonly string[] }) =>
    data.needs.length === 0
      ? 'Everybody has signed this. Hand it in with `carnet sign submit`.'
      : `This takes the signature of ${data.needs.join(' and ')}, and the running node holds none of these keys. Send it to them.`,
});

/** One run of the command: the node that answers, and what it says of itself. */
interface Run {
  readonly flags: Flags;
  readonly ask: Ask;
  readonly status: Status;
  readonly dialogue: Dialogue;
}

/** `carnet sign make | show | add | combine | submit`: a running node signs, the files lie where the person wants them. */
export async function runSign(flags: Flags): Promise<number> {
  const ask = await openAsk(flags);
  const status = (await ask('status', {})) as Status;
  const act = actions[flags.action];
  if (act === undefined) throw new RangeError(`no action ${flags.action}`);
  await act({ flags, ask, status, dialogue: systemDialogue() });
  return 0;
}

const actions: Readonly<Record<string, (run: Run) => Promise<void>>> = { make, show, add, combine: together, submit };

async function make(run: Run): Promise<void> {
  const [file = ''] = run.flags.files;
  const view = (await run.ask('make', run.flags.params)) as SigningView;
  await write(run, file, view);
}

async function show(run: Run): Promise<void> {
  print(run, await read(run, run.flags.files));
}

async function add(run: Run): Promise<void> {
  const { flags, ask, status, dialogue } = run;
  const [file = ''] = flags.files;
  const before = signingDisk.read(file);
  const view = (await ask('combine', { files: [before] })) as SigningView;
  const held = view.needs.find((address) => status.names.some((known) => known.address === address));
  const as = flags.as ?? (held === undefined ? undefined : fullName(status, held));
  if (as === undefined) {
    throw signCommandRefusals.NOBODY_HERE_SIGNS({ needs: view.needs.map((address) => fullName(status, address)) });
  }
  dialogue.say(...signingText(view, status));
  await agree(dialogue, `Sign it as ${as}, into ${file}? y or n: `);
  const signed = (await ask('sign', { as, file: view.file })) as SigningView;
  put(file, signed, true, before);
  tell(run, file, signed);
}

async function together(run: Run): Promise<void> {
  const [file = '', ...files] = run.flags.files;
  await write(run, file, await read(run, files));
}

async function submit(run: Run): Promise<void> {
  const { file } = await read(run, run.flags.files);
  const handed = (await run.ask('submit', { file })) as { id: string };
  printLines(run.flags.json ? jsonLines(handed) : [`Handed in: ${handed.id}`]);
}

async function read({ ask }: Run, files: readonly string[]): Promise<SigningView> {
  return (await ask('combine', { files: files.map((file) => signingDisk.read(file)) })) as SigningView;
}

/** Writes a new file, and over an old one only where somebody says so. */
async function write(run: Run, file: string, view: SigningView): Promise<void> {
  if (!put(file, view, false)) {
    await agree(run.dialogue, `The file ${file} is there already. Write over it? y or n: `);
    put(file, view, true);
  }
  tell(run, file, view);
}

/** Whether it was written. @param before what the file held when somebody agreed to write over it */
function put(file: string, view: SigningView, over: boolean, before?: string): boolean {
  return signingDisk.write(file, view.file, over, before) !== undefined;
}

/** @throws ABANDONED unless the answer is yes */
async function agree(dialogue: Dialogue, question: string): Promise<void> {
  if (!/^y(es)?$/i.test(await dialogue.ask(question))) throw dialogueRefusals.ABANDONED();
}

function tell(run: Run, file: string, view: SigningView): void {
  print(run, view);
  if (run.flags.json) return;
  printLines([
    `Written: ${file}. ${view.needs.length === 0 ? 'Everybody has signed: `carnet sign submit` hands it in.' : 'Send it to whoever is missing.'}`,
  ]);
}

function print({ flags, status }: Run, view: SigningView): void {
  printLines(flags.json ? jsonLines(view) : signingText(view, status));
}
