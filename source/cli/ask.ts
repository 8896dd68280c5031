import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Genesis } from '../ledger/genesis.ts';
import { networkFolder } from '../ledger/genesis-block.ts';
import { RefusedError } from '../ledger/refusal.ts';
import { call, clientRefusals } from '../node/control/client.ts';
import type { MiningView, PeersView, Status } from '../node/facade.ts';
import { Node } from '../node/node.ts';
import { instant, miningText, namesIn } from './answers.ts';
import { pointersFor, tellAnswering } from './call.ts';
import { writeDirectory } from './directory/command.ts';
import { systemEnvironment } from './environment.ts';
import type { Flags } from './flags.ts';
import { dataBase, namesFile } from './folders.ts';
import { loadAddresses } from './identity.ts';
import { lookAt } from './keys.ts';
import { genesisOf, keysOf } from './network.ts';
import { jsonLines, printLines, shown } from './output.ts';
import { questions } from './questions.ts';

type Ask = (method: string, params: unknown) => Promise<unknown>;

/** One question, answered by a running node or, if none runs, from its ledger on disk; as text, or as JSON. */
export async function ask(flags: Flags): Promise<number> {
  const question = questions[flags.question];
  if (question === undefined) throw new RangeError(`no question ${flags.question}`);
  const params = question.params(flags.argument, flags.owner);
  try {
    await withNode(flags, async (send) => {
      if (flags.html !== undefined) {
        printLines(await writeDirectory(send, flags.html));
        return;
      }
      const asked = (await question.named?.(flags.argument, send)) ?? params;
      const answer = await send(question.method, asked);
      if (flags.json) printLines(jsonLines(answer));
      else {
        const status = (await send('status', {})) as Status;
        const names = namesIn(status);
        const { isTTY, columns } = process.stdout;
        printLines(question.text(answer as never, names, status.now, isTTY ? columns : undefined));
        if (question.method === 'status') printLines(miningText((await send('mining', {})) as MiningView, names));
      }
    });
    return 0;
  } catch (error) {
    if (!flags.json || !(error instanceof RefusedError) || error.code === 'USAGE') throw error;
    printLines(jsonLines({ code: error.code, message: error.message, data: error.data }));
    return 1;
  }
}

/** Asks a running node or, if none runs, its ledger on disk. */
export async function withNode(flags: Flags, use: (ask: Ask) => Promise<void>): Promise<void> {
  for (const pointer of pointersFor(flags)) {
    const { socket } = pointer;
    let isTold = false;
    try {
      await use(async (method, params) => {
        const answer = await call(socket, method, params);
        if (!isTold) tellAnswering(flags, pointer);
        isTold = true;
        return answer;
      });
      return;
    } catch (error) {
      // A node that was killed leaves its pointer behind: the next one may live.
      if (!(error instanceof RefusedError) || error.code !== 'NODE_NOT_RUNNING') throw error;
    }
  }
  await withStore(flags, use);
}

/** Nobody runs: the ledger is read as it lies on disk, without mining, peers or a socket. */
async function withStore(flags: Flags, use: (ask: Ask) => Promise<void>): Promise<void> {
  const genesis = genesisOf(flags);
  const found = folderOf(flags, genesis);
  if (found === undefined) {
    throw clientRefusals.NODE_NOT_RUNNING({ where: 'here, and no ledger is on disk' });
  }
  const { directory, port } = found;
  const keys = await keysOf(genesis, flags.configDirectory);
  const { wallet, words } = keys;
  // The names of the own words; without them the answer has addresses in their place.
  const notices: string[] = [];
  lookAt(keys, notices);
  process.stderr.write(notices.length === 0 ? '' : shown(notices, process.stderr));
  const own = { words, namesFile: namesFile(flags.configDirectory, genesis.name) };
  const options = { genesis, directory, port, minerName: undefined, unable: 'No Carnet runs.', mine: false, ...own };
  const node = await Node.open(options, wallet, systemEnvironment(directory));
  try {
    const facade = node as unknown as Readonly<Record<string, (query: unknown) => Promise<unknown>>>;
    const { height, tipTime } = await node.status();
    const asOf = `block ${height.toLocaleString('en-US')}, ${instant(tipTime)}`;
    process.stderr.write(`No Carnet runs; this is the ledger on disk as of ${asOf}.\n`);
    await use(async (method, params) => {
      // Without a network the node has nobody; what it would dial lies beside its ledger.
      return method === 'peers' ? peersOnDisk(directory) : facade[method]?.call(node, params);
    });
  } finally {
    await node.close();
  }
}

/** The addresses that the last run knew. */
function peersOnDisk(directory: string): PeersView {
  const addresses = loadAddresses(directory).map(({ url, source, lastGood }) => {
    return { url, source, lastGood, connected: false };
  });
  return { peers: [], addresses };
}

/** The folder of the port that was named, else of the lowest port that has a ledger. */
function folderOf({ dataDirectory, port }: Flags, genesis: Genesis): { directory: string; port: number } | undefined {
  const base = join(dataBase(dataDirectory), networkFolder(genesis));
  if (!existsSync(base)) return undefined;
  const ports = readdirSync(base)
    .map(Number)
    .filter((each) => Number.isInteger(each) && existsSync(join(base, String(each), 'ledger')))
    .filter((each) => port === undefined || each === port)
    .sort((left, right) => left - right);
  return ports[0] === undefined ? undefined : { directory: join(base, String(ports[0])), port: ports[0] };
}
