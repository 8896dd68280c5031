import meow from 'meow';
import { networks } from '../ledger/networks.ts';
import { methods } from '../node/control/protocol.ts';
import { normalUrl } from '../node/network/addresses.ts';
import { questions } from './questions.ts';
import { usageRefusals } from './usage.ts';

const help = `
  One public ledger for cars, event tickets and books: node, miner, wallet and explorer in a terminal.

  Usage
    $ carnet [PORT]                open the terminal and its node
    $ carnet --headless [PORT]     run the node alone, until Ctrl-C
    $ carnet call METHOD [JSON]    ask a running node, answer as JSON
    $ carnet status | block [HEIGHT or ID] | entry ID | car VIN or PLATE | account NAME or ADDRESS
             | directory [ROLE] | peers        ask a running node, or the ledger on disk; --json

  Options
    --network NAME     devnet (the default) or regtest
    -p, --port PORT    5000 if it is free, else the next free one
    --peer URL         a peer to connect to, for instance ws://127.0.0.1:5001; may be repeated
    --listen HOST      where peers may come in; 127.0.0.1 (this machine only) unless you ask for more
    --alone            no peers: a ledger of its own to try things on
    --data-dir DIR     where ledgers lie
    --as NAME          who you act as; a licensed miner also mines under that name
    --no-mine          follow the ledger without mining
    --json             the answer of a question as JSON
    --headless         no terminal; the control socket and a log remain
    --help, --version

  Examples
    $ carnet
    $ carnet 5016 --as bob
    $ carnet --headless --network regtest
    $ carnet call status
    $ carnet call car '{"vin": "WMWXP7C5XK2A00001"}'
`;

/** What the command line asks for. */
export interface Flags {
  readonly command: 'terminal' | 'headless' | 'call' | 'ask';
  readonly network: string;
  /** Whether the network was named: a call without it asks any running node. */
  readonly networkGiven: boolean;
  readonly port: number | undefined;
  readonly dataDirectory: string | undefined;
  /** Addresses of peers that a person named. */
  readonly peers: readonly string[];
  /** Where peers may come in. */
  readonly host: string;
  /** Whether it keeps to itself: it dials nobody and lets nobody in. */
  readonly alone: boolean;
  readonly as: string | undefined;
  readonly mine: boolean;
  /** Of a question: the word, and what stands behind it. */
  readonly question: string;
  readonly argument: string;
  /** Whether the answer is wanted as JSON. */
  readonly json: boolean;
  /** Of a call: the method and its parameters. */
  readonly method: string;
  readonly params: unknown;
}

/**
 * Reads the command line. Prints help or version and ends the process where those are asked for.
 * @throws USAGE
 */
export function readFlags(argv: readonly string[]): Flags {
  const { input, flags, unnormalizedFlags } = meow(help, {
    importMeta: import.meta,
    argv,
    description: false,
    flags: {
      network: { type: 'string', default: 'devnet' },
      port: { type: 'string', shortFlag: 'p' },
      peer: { type: 'string', isMultiple: true },
      listen: { type: 'string', default: '127.0.0.1' },
      dataDir: { type: 'string' },
      as: { type: 'string' },
      mine: { type: 'boolean', default: true },
      alone: { type: 'boolean', default: false },
      headless: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  refuseStrangers(Object.keys(unnormalizedFlags));
  if (!Object.hasOwn(networks, flags.network)) {
    throw usageRefusals.USAGE({
      reason: `There is no network "${flags.network}"; there are ${Object.keys(networks).join(' and ')}.`,
    });
  }
  const [word = ''] = input;
  const isCall = word === 'call';
  const question = Object.hasOwn(questions, word) ? word : '';
  const [bare, ...rest] = isCall || question !== '' ? [] : input;
  if (rest.length > 0) throw usageRefusals.USAGE({ reason: `"${rest[0]}" is one word too many.` });
  if (bare !== undefined && !/^\d+$/.test(bare))
    throw usageRefusals.USAGE({ reason: `There is no command "${bare}".` });
  return {
    command: isCall ? 'call' : question !== '' ? 'ask' : flags.headless ? 'headless' : 'terminal',
    network: flags.network,
    networkGiven: argv.some((argument) => argument.startsWith('--network')),
    port: portFrom(flags.port ?? bare),
    dataDirectory: flags.dataDir,
    peers: (flags.peer ?? []).map(peerFrom),
    host: flags.listen,
    alone: flags.alone,
    as: flags.as,
    mine: flags.mine,
    question,
    argument: question === '' ? '' : argumentFrom(input),
    json: flags.json,
    ...(isCall ? callFrom(input) : { method: '', params: undefined }),
  };
}

const known = new Set([
  'network',
  'port',
  'p',
  'peer',
  'listen',
  'dataDir',
  'data-dir',
  'as',
  'mine',
  'alone',
  'headless',
  'json',
  'help',
  'version',
]);

function refuseStrangers(names: readonly string[]): void {
  const stranger = names.find((name) => !known.has(name));
  if (stranger !== undefined) throw usageRefusals.USAGE({ reason: `There is no option --${stranger}.` });
}

function portFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw usageRefusals.USAGE({ reason: `"${text}" is not a port; ports go from 1 to 65535.` });
  }
  return port;
}

function argumentFrom(input: readonly string[]): string {
  const [word = '', argument = '', ...rest] = input;
  const question = questions[word];
  const wanted = question?.argument;
  if (argument === '' && question?.isOptional === false) {
    throw usageRefusals.USAGE({ reason: `\`carnet ${word}\` needs a ${wanted}.` });
  }
  const surplus = wanted === undefined ? argument : rest[0];
  if (surplus) throw usageRefusals.USAGE({ reason: `"${surplus}" is one word too many.` });
  return argument;
}

function peerFrom(text: string): string {
  const url = normalUrl(text) ?? normalUrl(`ws://${text}`);
  if (url === undefined) throw usageRefusals.USAGE({ reason: `"${text}" is not an address like ws://127.0.0.1:5001.` });
  return url;
}

function callFrom(input: readonly string[]): { method: string; params: unknown } {
  const [, method, json, ...rest] = input;
  if (method !== undefined && !methods.some((each) => each === method)) {
    throw usageRefusals.USAGE({ reason: `There is no method "${method}"; there are ${methods.join(', ')}.` });
  }
  if (method === undefined)
    throw usageRefusals.USAGE({ reason: 'A call needs a method, for instance `carnet call status`.' });
  if (rest.length > 0) throw usageRefusals.USAGE({ reason: `"${rest[0]}" is one word too many; quote the JSON.` });
  if (json === undefined) return { method, params: {} };
  try {
    return { method, params: JSON.parse(json) };
  } catch {
    throw usageRefusals.USAGE({ reason: 'The parameters are not JSON.' });
  }
}
