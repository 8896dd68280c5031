import { refusals } from '../../ledger/refusal.ts';
import type { HolderView, LicenceView, Status } from '../../node/facade.ts';
import { textFiles } from '../signing/disk.ts';
import { type DirectorySource, directoryPage, pageMark } from './page.ts';

export const pageRefusals = refusals({
  FILE_FOREIGN: (data: { file: string }) =>
    `There is a file ${data.file} already, and it is no directory of Carnet. Give another name, or move it away.`,
  LEDGER_MOVED: () => 'New blocks came while the directory was read, several times over. Try again.',
});

/** As much of a file as tells whether it is such a page. */
const beginnings = textFiles(pageMark.length);

type Ask = (method: string, params: unknown) => Promise<unknown>;

/** How often it is read again where a block came in between. */
const attempts = 10;

/**
 * Writes the directory as one page. An older one under the same name is replaced, anything else is left alone.
 * @throws FILE_FOREIGN, FILE_UNWRITABLE, LEDGER_MOVED
 */
export async function writeDirectory(ask: Ask, path: string): Promise<string[]> {
  const source = await readDirectory(ask);
  const page = directoryPage(source);
  const file = beginnings.write(path, page, false) ?? overOlder(path, page);
  const count = source.lines.length;
  return [
    `${count} ${count === 1 ? 'licence' : 'licences'} as of block ${source.status.height.toLocaleString('en-US')}, in ${file}.`,
  ];
}

function overOlder(path: string, page: string): string {
  if (!beginnings.read(path).startsWith(pageMark)) throw pageRefusals.FILE_FOREIGN({ file: path });
  return beginnings.write(path, page, true) ?? path;
}

/** Everything of one block: a block that comes in the middle makes it begin again. */
async function readDirectory(ask: Ask): Promise<DirectorySource> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const status = (await ask('status', {})) as Status;
    const licences = (await ask('directory', {})) as LicenceView[];
    const holders = new Map<string, HolderView>();
    for (const { address } of licences) {
      if (!holders.has(address)) holders.set(address, (await ask('licence', { holder: address })) as HolderView);
    }
    const after = (await ask('status', {})) as Status;
    if (after.tip !== status.tip) continue;
    const lines = licences.flatMap(({ address, role }) => {
      const holder = holders.get(address);
      const licence = holder?.licences.find((each) => each.role === role);
      return holder === undefined || licence === undefined ? [] : [{ holder, licence }];
    });
    return { status, lines };
  }
  throw pageRefusals.LEDGER_MOVED();
}
