import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { sha256 } from '../../ledger/hash.ts';
import { parseSealed, type Sealed, SealFault } from '../../wallet/sealed.ts';

/** What stands in the clear beside the database: whose it is, and its secret under the passphrase. */
export interface KeyFile {
  /** Id of the network's genesis block, 32 bytes. */
  readonly network: Uint8Array;
  readonly sealed: Sealed;
}

/** Bytes of a key file, at most. */
export const keyFileLimit = 4_096;

const format = 'carnet police';
const version = 1;

/** What is wrong with a key file, in words for brackets; or that a newer program wrote it. */
export class KeyFileFault extends Error {
  override readonly name = 'KeyFileFault';
  readonly isNewer: boolean;

  constructor(reason: string, isNewer = false) {
    super(reason);
    this.isNewer = isNewer;
  }
}

/** A key file's text. Its sum tells a flipped bit from a wrong passphrase. */
export function writeKeyFile({ network, sealed }: KeyFile): string {
  const content = { format, version, network: bytesToHex(network), sealed };
  return `${JSON.stringify({ ...content, sum: sumOf(content) }, undefined, 2)}\n`;
}

/**
 * What a key file's text holds.
 * @throws KeyFileFault
 */
export function parseKeyFile(text: string): KeyFile {
  const value = text.length > keyFileLimit ? undefined : asObject(text);
  if (value?.format !== format) throw new KeyFileFault('its key file is not one');
  if (typeof value.version === 'number' && value.version > version) throw new KeyFileFault('it is newer', true);
  const { network } = value;
  if (value.version !== version || typeof network !== 'string' || !/^[0-9a-f]{64}$/.test(network)) throw changed();
  try {
    const sealed = parseSealed(value.sealed);
    if (value.sum !== sumOf({ format, version, network, sealed })) throw changed();
    return { network: hexToBytes(network), sealed };
  } catch (error) {
    throw error instanceof SealFault ? changed() : error;
  }
}

function changed(): KeyFileFault {
  return new KeyFileFault('its key file is not as it was written');
}

function asObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    // Not JSON: not a key file either.
    return undefined;
  }
}

function sumOf(content: { format: string; version: number; network: string; sealed: Sealed }): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(content))));
}
