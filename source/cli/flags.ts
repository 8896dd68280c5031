import meow from 'meow';
import { isBuiltIn, networkName } from '../ledger/genesis-file.ts';
import { networks } from '../ledger/networks.ts';
import { methods } from '../node/control/protocol.ts';
import { normalUrl } from '../node/network/addresses.ts';
import { checkWords } from './agreements/check.ts';
import { type BookWords, bookWords, isBookCommand, refuseElsewhere } from './books/words.ts';
import { helpFor } from './help.ts';
import { options, refuseStrangers } from './options.ts';
import { proofWords } from './proof/words.ts';
import { questions } from './questions.ts';
import { signingWords } from './signing/words.ts';
import { usageRefusals } from './usage.ts';

/** What the command line asks for. */
export interface Flags {
  readonly command:
    | 'terminal'
    | 'headless'
    | 'call'
    | 'ask'
    | 'wallet'
    | 'genesis'
    | 'sign'
    | 'police'
    | 'prove'
    | 'verify'
    | 'agreement-check'
    | 'book';
  /** A built-in network; of a wallet command, of any name. Means nothing where there is a genesis file. */
  readonly network: string;
  /** The file that founds the network, if it is not a built-in one. */
  readonly genesisFile: string | undefined;
  /** Whether the network was named: a call without it asks any running node. */
  readonly networkGiven: boolean;
  readonly port: number | undefined;
  readonly dataDirectory: string | undefined;
  readonly configDirectory: string | undefined;
  /** Addresses of peers that a person named. */
  readonly peers: readonly string[];
  /** Where peers may come in. */
  readonly host: string;
  /** Whether it keeps to itself: it dials nobody and lets nobody in. */
  readonly alone: boolean;
  readonly as: string | undefined;
  readonly mine: boolean;
  /** A file whose first line opens the own words. */
  readonly passphraseFile: string | undefined;
  /** Of a question: the word, and what stands behind it. */
  readonly question: string;
  readonly argument: string;
  /** Of a verification: the id of the block that the certificate must be about. */
  readonly header: string | undefined;
  /** Of a sign command: paths of its files, in their order. */
  readonly files: readonly string[];
  /** Whether the answer is wanted as JSON. */
  readonly json: boolean;
  /** Of the directory: the file that it is written to as a page. */
  readonly html: string | undefined;
  /** Of the list of books: whose shelf. */
  readonly owner: string | undefined;
  /** Of `carnet book add`, `ask` and `read`: what to do, and with what. */
  readonly book: BookWords | undefined;
  /** Of a wallet, genesis or police command: what to do, and with what. */
  readonly action: string;
  /** Of new words: the name of their first account. */
  readonly name: string | undefined;
  /** Of a look-up in the police database: what for. */
  readonly purpose: string | undefined;
  /** Whether the words themselves are shown. */
  readonly showWords: boolean;
  /** Of a call: the method and its parameters; of `sign make` what is to be signed. */
  readonly method: string;
  readonly params: unknown;
}

/**
 * Reads the command line. Prints help or version and ends the process where those are asked for.
 * @throws USAGE
 */
export function readFlags(argv: readonly string[]): Flags {
  const { input, flags, unnormalizedFlags, showHelp } = meow(helpFor(argv, process.stdout.columns), {
    importMeta: import.meta,
    argv,
    description: false,
    flags: options,
  });
  // Behind a command help would not be shown by itself.
  if ('help' in unnormalizedFlags) showHelp(0);
  refuseStrangers(Object.keys(unnormalizedFlags));
  refuseElsewhere(input, flags);
  const command = commandFrom(input, flags.headless);
  const isCall = command === 'call';
  const question = command === 'ask' ? (input[0] ?? '') : '';
  const isNode = command === 'terminal' || command === 'headless';
  const port = isNode ? barePort(input) : undefined;
  return {
    command,
    network: networkFrom(flags.network, flags.genesis, command),
    genesisFile: flags.genesis,
    networkGiven: flags.network !== undefined,
    port: portFrom(flags.port ?? port),
    dataDirectory: flags.dataDir,
    configDirectory: flags.configDir,
    peers: (flags.peer ?? []).map(peerFrom),
    host: flags.listen,
    alone: flags.alone,
    as: flags.as,
    mine: flags.mine,
    passphraseFile: flags.passphraseFile,
    question,
    argument: question === '' ? '' : argumentFrom(input),
    json: flags.json,
    html: htmlFrom(flags.html, question, input, flags.json),
    owner: flags.owner,
    book: command === 'book' ? bookWords(input, flags) : undefined,
    name: flags.name,
    purpose: flags.purpose,
    header: flags.header,
    showWords: flags.words,
    ...(isCall ? callFrom(input) : { method: '', params: undefined }),
    files: command === 'prove' || command === 'verify' ? proofWords(input) : [],
    ...(command === 'sign' ? signingWords(input) : actionFrom(command, input)),
    ...(command === 'agreement-check' ? checkWords(input) : {}),
  };
}

function commandFrom(input: readonly string[], isHeadless: boolean): Flags['command'] {
  const [word = '', action] = input;
  if (isBookCommand(input)) return 'book';
  if (word === 'call' || word === 'wallet' || word === 'sign' || word === 'genesis' || word === 'police') return word;
  if (word === 'prove' || word === 'verify') return word;
  if (word === 'agreement' && action === 'check') return 'agreement-check';
  if (Object.hasOwn(questions, word)) return 'ask';
  return isHeadless ? 'headless' : 'terminal';
}

function barePort([bare, ...rest]: readonly string[]): string | undefined {
  if (rest.length > 0) throw usageRefusals.USAGE({ reason: `"${rest[0]}" is one word too many.` });
  if (bare !== undefined && !/^\d+$/.test(bare)) {
    throw usageRefusals.USAGE({ reason: `There is no command "${bare}".` });
  }
  return bare;
}

function networkFrom(name: string | undefined, genesisFile: string | undefined, command: Flags['command']): string {
  if (name !== undefined && genesisFile !== undefined) {
    throw usageRefusals.USAGE({ reason: 'A network is named by --network or by --genesis, not by both.' });
  }
  const network = name ?? 'devnet';
  // Words are needed before the file can be written that founds the network.
  const isFounded = command === 'wallet' && networkName.test(network);
  if (isFounded || isBuiltIn(network)) return network;
  const reason = `There is no network "${network}"; there are ${Object.keys(networks).join(' and ')}, and --genesis FILE.`;
  throw usageRefusals.USAGE({ reason });
}

/** What a wallet, genesis or police command may be told to do, with the word behind it, if it takes one. */
const actions: Readonly<Record<string, Readonly<Record<string, { argument?: string; isOptional?: boolean }>>>> = {
  wallet: { new: {}, restore: {}, show: {}, check: {}, add: { argument: 'NAME' }, unlock: {} },
  genesis: { new: { argument: 'FILE', isOptional: true } },
  police: {
    init: {},
    add: { argument: 'NAME or ADDRESS' },
    show: { argument: 'PLATE, NAME or ADDRESS' },
    erase: { argument: 'NAME or ADDRESS' },
    log: { argument: 'NUMBER', isOptional: true },
    audit: { argument: 'MARK', isOptional: true },
  },
};

function actionFrom(
  command: string,
  [, action = '', ...rest]: readonly string[],
): { action: string; argument?: string } {
  const known = actions[command];
  if (known === undefined) return { action: '' };
  const found = Object.hasOwn(known, action) ? known[action] : undefined;
  if (found === undefined) {
    const reason = `Behind \`carnet ${command}\` stands one of these: ${Object.keys(known).join(', ')}.`;
    throw usageRefusals.USAGE({ reason });
  }
  const [argument = '', ...surplus] = found.argument === undefined ? ['', ...rest] : rest;
  if (surplus[0] !== undefined) throw usageRefusals.USAGE({ reason: `"${surplus[0]}" is one word too many.` });
  if (argument === '' && found.argument !== undefined && found.isOptional !== true) {
    throw usageRefusals.USAGE({ reason: `Behind \`carnet ${command} ${action}\` stands a ${found.argument}.` });
  }
  return { action, argument };
}

function portFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw usageRefusals.USAGE({ reason: `"${text}" is not a port; ports go from 1 to 65535.` });
  }
  return port;
}

/** A page holds the whole directory. */
function htmlFrom(
  file: string | undefined,
  question: string,
  [, argument]: readonly string[],
  isJson: boolean,
): string | undefined {
  if (file === undefined) return undefined;
  if (question !== 'directory') throw usageRefusals.USAGE({ reason: '--html belongs to `carnet directory`.' });
  if (file === '') throw usageRefusals.USAGE({ reason: 'Behind --html stands a FILE.' });
  if (isJson || argument !== undefined) {
    throw usageRefusals.USAGE({ reason: 'The page holds the whole directory: --html takes no role and no --json.' });
  }
  return file;
}

function argumentFrom(input: readonly string[]): string {
  const [word = '', first = '', ...others] = input;
  const question = questions[word];
  const wanted = question?.argument;
  // A ticket is two words, and may be written as one.
  const isPair = wanted?.includes(' ') === true && !wanted.includes(' or ') && others[0] !== undefined;
  const [argument, rest] = isPair ? [`${first} ${others[0]}`, others.slice(1)] : [first, others];
  if (argument === '' && question?.isOptional === false) {
    throw usageRefusals.USAGE({ reason: `Behind \`carnet ${word}\` stands ${wanted}.` });
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
