import { refusals } from '../../ledger/refusal.ts';
import type { AgreementView } from '../../node/facade.ts';
import { withNode } from '../ask.ts';
import { fingerprintOf } from '../document.ts';
import type { Flags } from '../flags.ts';
import { jsonLines, printLines } from '../output.ts';
import { quotedLines } from '../quoted.ts';
import { usageRefusals } from '../usage.ts';

export const checkRefusals = refusals({
  AGREEMENT_HAS_TEXT: () =>
    'This contract is a text that all can read, and about no document. `carnet agreement ID` shows it.',
});

/** `carnet agreement check FILE ID`: whether a file is the one that a contract is about; the exit code is 1 if not. */
export async function runAgreementCheck(flags: Flags): Promise<number> {
  const [file = ''] = flags.files;
  const fingerprint = await fingerprintOf(file);
  let found: AgreementView | undefined;
  await withNode(flags, async (ask) => {
    found = (await ask('agreement', { id: flags.argument })) as AgreementView;
  });
  const documentHash = found?.documentHash;
  if (documentHash === undefined) throw checkRefusals.AGREEMENT_HAS_TEXT();
  const isSame = documentHash === fingerprint;
  const words = [
    isSame ? 'This is the file of the contract.' : 'This is another file than that of the contract.',
    `In the contract  ${documentHash}`,
    `Of the file      ${fingerprint}`,
    'Title of the contract:',
    ...quotedLines(found?.title ?? ''),
  ];
  printLines(flags.json ? jsonLines({ file, fingerprint, documentHash, same: isSame }) : words);
  return isSame ? 0 : 1;
}

/** What stands behind `carnet agreement check`. @throws USAGE */
export function checkWords([, , file, id, ...surplus]: readonly string[]): { files: string[]; argument: string } {
  if (file === undefined || id === undefined) {
    throw usageRefusals.USAGE({ reason: 'Behind `carnet agreement check` stand a FILE and the ID of a contract.' });
  }
  if (surplus[0] !== undefined) throw usageRefusals.USAGE({ reason: `"${surplus[0]}" is one word too many.` });
  return { files: [file], argument: id };
}
