import { firstPort } from '../node/network/listener.ts';
import type { Flags } from './flags.ts';

/**
 * The command that leads back to a ledger: what was said at the start, and the port, where another start may take
 * another one. Words that a shell would read otherwise are quoted.
 * @param port that the node has
 * @param isNpm whether npm started it
 */
export function commandAgain(flags: Flags, port: number, isNpm: boolean): string {
  const { genesisFile, network, dataDirectory, configDirectory, as, host, peers, alone, mine, passphraseFile } = flags;
  const words = [
    ...(genesisFile === undefined ? [] : ['--genesis', genesisFile]),
    ...(genesisFile !== undefined || network === 'devnet' ? [] : ['--network', network]),
    ...(flags.port === undefined && port === firstPort ? [] : ['-p', String(port)]),
    ...(dataDirectory === undefined ? [] : ['--data-dir', dataDirectory]),
    ...(configDirectory === undefined ? [] : ['--config-dir', configDirectory]),
    ...(as === undefined ? [] : ['--as', as]),
    ...(passphraseFile === undefined ? [] : ['--passphrase-file', passphraseFile]),
    ...(host === '127.0.0.1' ? [] : ['--listen', host]),
    ...peers.flatMap((peer) => ['--peer', peer]),
    ...(alone ? ['--alone'] : []),
    ...(mine ? [] : ['--no-mine']),
  ].map(shellQuoted);
  const program = isNpm ? ['npm', 'start', ...(words.length === 0 ? [] : ['--'])] : ['carnet'];
  return [...program, ...words].join(' ');
}

/** One word of a shell. */
export function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
