import { equalBytes } from '@noble/ciphers/utils.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import { certificateLimit, readCertificate } from '../../ledger/certificate.ts';
import { checkCertificate, type Proven } from '../../ledger/certificate-check.ts';
import type { Genesis } from '../../ledger/genesis.ts';
import { genesisIdOf } from '../../ledger/genesis-block.ts';
import { networks } from '../../ledger/networks.ts';
import { RefusedError, refusals } from '../../ledger/refusal.ts';
import type { ProofView } from '../../node/facade.ts';
import { plainRefusal } from '../../node/refusals.ts';
import { withNode } from '../ask.ts';
import type { Flags } from '../flags.ts';
import { genesisOf } from '../network.ts';
import { jsonLines, printLines } from '../output.ts';
import { textFiles } from '../signing/disk.ts';
import { usageRefusals } from '../usage.ts';
import { provenJson, provenText } from './report.ts';

export const proveCommandRefusals = refusals({
  FILE_THERE: (data: { file: string }) =>
    `The file ${data.file} is there already, and a certificate is never written over another file. Give another name.`,
});

const disk = textFiles(certificateLimit);

/** `carnet prove OBJECT [FILE]`: a running node, or the ledger on disk, writes down what anybody can check. */
export async function runProve(flags: Flags): Promise<number> {
  const [object = '', file] = flags.files;
  return told(flags, async () => {
    let proof: ProofView | undefined;
    await withNode(flags, async (send) => {
      proof = (await send('prove', { object })) as ProofView;
    });
    if (proof === undefined) throw new Error('nobody answered');
    const path = file ?? `${object.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 40)}-${proof.block.height}.carnet`;
    const written = disk.write(path, proof.certificate, false);
    if (written === undefined) throw proveCommandRefusals.FILE_THERE({ file: path });
    const { proven, genesis } = check(readCertificate(proof.certificate), flags);
    if (flags.json) return jsonLines({ file: written, ...provenJson(proven) });
    const lines = provenText(proven, { genesis, isNamed: false });
    return [...lines, '', `Written: ${written}. \`carnet verify\` checks it without a ledger.`];
  });
}

/** `carnet verify FILE [--header ID]`: checks a certificate with nothing but this program. */
export async function runVerify(flags: Flags): Promise<number> {
  const [file = ''] = flags.files;
  const block = blockFrom(flags.header);
  return told(flags, async () => {
    const { proven, genesis } = check(readCertificate(disk.read(file)), flags, block);
    if (flags.json) return jsonLines(provenJson(proven));
    return provenText(proven, { genesis, isNamed: block !== undefined });
  });
}

/** Checks it against the network that was named, else against the built-in one that it says it is of. */
function check(
  certificate: ReturnType<typeof readCertificate>,
  flags: Flags,
  block?: Uint8Array,
): { proven: Proven; genesis: Genesis | undefined } {
  const isNamed = flags.networkGiven || flags.genesisFile !== undefined;
  const known = Object.values(networks).find((each) => equalBytes(genesisIdOf(each), certificate.genesis));
  const genesis = isNamed ? genesisOf(flags) : known;
  const expected = genesis && { ...genesis, id: genesisIdOf(genesis) };
  return { proven: checkCertificate(certificate, { block, genesis: expected }), genesis };
}

function blockFrom(text: string | undefined): Uint8Array | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9a-fA-F]{64}$/.test(text)) {
    throw usageRefusals.USAGE({ reason: 'Behind --header stands the id of a block, 64 hex digits.' });
  }
  return hexToBytes(text.toLowerCase());
}

/** Prints what came of it; a refusal as JSON too where that was asked for. */
async function told(flags: Flags, work: () => Promise<readonly string[]>): Promise<number> {
  try {
    printLines(await work());
    return 0;
  } catch (error) {
    if (!flags.json || !(error instanceof RefusedError) || error.code === 'USAGE') throw error;
    printLines(jsonLines(plainRefusal(error)));
    return 1;
  }
}
