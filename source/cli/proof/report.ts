import { bytesToHex } from '@noble/hashes/utils.js';
import { byteString } from '../../ledger/byte-string.ts';
import { type Proven, type ProvenEvent, type ProvenObject, stateOf } from '../../ledger/certificate-check.ts';
import { dayOfTime } from '../../ledger/day.ts';
import type { Genesis } from '../../ledger/genesis.ts';
import { address } from '../../ledger/keys.ts';
import type { Told } from '../../ledger/known.ts';
import { OperationTable } from '../../ledger/operation.ts';
import { allRegistries } from '../../ledger/registries/index.ts';
import { instant } from '../answers.ts';
import { quotedLines } from '../quoted.ts';
import { type AddressOf, sentencesOf } from './sentences.ts';

/** What a reader knows besides the file. */
export interface Reader {
  /** The network, if it is one that this program or the reader knows. */
  readonly genesis: Genesis | undefined;
  /** Whether the reader named the block and it is this one. */
  readonly isNamed: boolean;
}

const operations = new OperationTable(allRegistries);

/** What a certificate proved and what it did not, in sentences. */
export function provenText(proven: Proven, reader: Reader): string[] {
  const { objects } = proven;
  const { genesis } = reader;
  const addressOf: AddressOf = (key) => (genesis === undefined ? bytesToHex(key) : address(genesis.addressPrefix, key));
  const told = toldBy(proven, addressOf);
  return [
    ...heading(proven, reader),
    ...objects.flatMap((object) => ['', ...objectText(object, reader, addressOf, told)]),
    '',
    ...limits(proven, reader, addressOf),
  ];
}

function heading({ block }: Proven, { isNamed }: Reader): string[] {
  const id = bytesToHex(block.id);
  return [
    `This is true in block ${number(block.header.height)}, ${id}.`,
    isNamed
      ? 'That is the block that you named.'
      : 'Whether that block is on the ledger no file can tell: compare its id with a node you trust, `carnet block ID`.',
  ];
}

/** What is said of an object: of a block that nobody vouches for, only what its state says. */
function objectText(object: ProvenObject, { isNamed }: Reader, addressOf: AddressOf, told: Told): string[] {
  const { history } = object;
  return [
    ...(isNamed ? [] : ["In that block's state:"]),
    ...sentencesOf(object, addressOf),
    ...(history === undefined ? [] : historyText(history, isNamed, addressOf, told)),
  ];
}

function historyText(history: readonly ProvenEvent[], isNamed: boolean, addressOf: AddressOf, told: Told): string[] {
  if (history.length === 0)
    return [`Nothing happened to it since the network was founded${isNamed ? '' : ', it says'}.`];
  const events = history.length === 1 ? '1 event' : `${number(history.length)} events`;
  const whole = isNamed ? 'none is left out, and no time is changed' : 'no event of that state is left out or re-dated';
  return [
    `Its whole history, ${events}; ${whole}:`,
    ...history.flatMap(({ height, time, entry }) => {
      const at = `  block ${number(height)}, after ${instant(time)}`;
      if (entry === undefined) return [`${at}: something that was due, by the rules alone`];
      const { author, operation } = entry.body;
      const what = operations.named(operation.name)?.summary(operation.values, told) ?? operation.name;
      return [`${at}, signed by ${addressOf(author)}:`, ...quotedLines(what)];
    }),
  ];
}

/** Less than this a single computer works for in a day or so, hashes. */
const triflingWork = 2n ** 40n;

function limits(proven: Proven, { genesis }: Reader, addressOf: AddressOf): string[] {
  const { block, work } = proven;
  const { header } = block;
  const network = genesis?.name ?? `genesis ${bytesToHex(proven.genesis)}, which this Carnet does not know`;
  const little = work < triflingWork ? ', so few that anybody can make one up' : '';
  const made =
    header.height === 0
      ? 'It is block 0 of that network.'
      : `It took about ${number(work)} hashes${little}, and ${addressOf(header.miner)} sealed it.`;
  return [
    `The file says that the block is of the network ${network}. ${made}`,
    `It tells nothing of what happened after ${instant(header.time)}: ask for a new one before you rely on it.`,
    'Every entry in it carries the signatures that it needs. Who is behind an address, who was licensed to seal the block, and whether whoever signed was found guilty before or since, is not in it: have their licences proven too.',
  ];
}

/** Names and objects for the words of operations: what the certificate itself proves, and nothing else. */
function toldBy(proven: Proven, addressOf: AddressOf): Told {
  const { height, time } = proven.block.header;
  return {
    key: (text) => {
      throw new RangeError(`nobody is called ${text} here`);
    },
    name: addressOf,
    fullName: addressOf,
    address: addressOf,
    holder: () => undefined,
    eventKey: () => undefined,
    holderPrint: () => {
      throw new RangeError('nobody signs anything here');
    },
    today: dayOfTime(time),
    height,
    state: stateOf(proven),
  };
}

/** The same for programs. */
export function provenJson({ genesis, block, work, objects }: Proven): object {
  const { header, id } = block;
  return {
    proven: true,
    genesis: bytesToHex(genesis),
    block: { height: header.height, id: bytesToHex(id), time: header.time, work: work.toString() },
    objects: objects.map(({ kind, id: own, value, history }) => ({
      kind: kind.name,
      id: bytesToHex(own),
      ...(kind.name === 'car' ? { vin: byteString(own) } : {}),
      exists: value !== undefined,
      ...(value === undefined ? {} : { value: bytesToHex(kind.codec.encode(value)) }),
      ...(history === undefined
        ? {}
        : {
            history: history.map(({ id: event, height, time, entry }) => ({
              ...{ id: bytesToHex(event), height, time },
              ...(entry === undefined ? {} : { operation: entry.body.operation.name }),
            })),
          }),
    })),
  };
}

function number(value: number | bigint): string {
  return value.toLocaleString('en-US');
}
