import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { blockRefusals, blockVersion, decodeSealedHeader, type SealedHeader, verifySeal } from './block.ts';
import { byteString } from './byte-string.ts';
import type { Certificate, CertifiedEvent, CertifiedObject } from './certificate.ts';
import { followsHistory } from './certificate-car.ts';
import { canHaveId } from './certificate-key.ts';
import { decode } from './codec.ts';
import { pathOf } from './commitment.ts';
import { latestTime } from './day.ts';
import type { Genesis } from './genesis.ts';
import { sha256 } from './hash.ts';
import { nextHead } from './history.ts';
import { historic, kindOf } from './kinds.ts';
import { OperationTable } from './operation.ts';
import { queueEvent } from './queue.ts';
import { refusals } from './refusal.ts';
import { type Car, carKind } from './registries/cars/car.ts';
import { allRegistries } from './registries/index.ts';
import { verify } from './signature.ts';
import { idOf, type Kind, type StateReader, stateKey } from './state.ts';
import { rootOfProof } from './state-proof.ts';
import {
  checkCosigners,
  requiredCosigners,
  type SignedTransaction,
  signaturesOf,
  TransactionFormat,
  transactionRefusals,
} from './transaction.ts';
import { meetsTarget, targetOf, workOf } from './work.ts';

export const certificateCheckRefusals = refusals({
  CERTIFICATE_OTHER_BLOCK: (data: { id: string; expected: string }) =>
    `This certificate is about block ${data.id}, not about ${data.expected}. It proves nothing of that block; have one made of it.`,
  CERTIFICATE_OTHER_NETWORK: (data: { genesis: string; expected: string }) =>
    `This certificate is of another network (${data.genesis.slice(0, 8)}, not ${data.expected.slice(0, 8)}). Name that network.`,
  /** Anybody can work for a block of so little. */
  CERTIFICATE_WORK_LOW: (data: { work: bigint; least: bigint }) =>
    `The block in this certificate took about ${data.work} hashes; no block of this network takes fewer than ${data.least}. It is made up: do not rely on it.`,
  CERTIFICATE_GENESIS: () => "This certificate shows a block 0 that is not its network's. Do not rely on it.",
  CERTIFICATE_KIND: (data: { key: string }) =>
    `This certificate is about something that this Carnet does not know (${data.key}). Update Carnet, or do not rely on it.`,
  CERTIFICATE_KEY: (data: { what: string; key: string }) =>
    `No ${data.what} can have the id that this certificate names (${data.key}), so it says nothing. Do not rely on it.`,
  CERTIFICATE_TIME: () =>
    'The block in this certificate has a time that no clock can show. It is made up: do not rely on it.',
  CERTIFICATE_STATE_OTHER: (data: { what: string }) =>
    `The proof of the ${data.what} leads to another state than the one that the block commits to. It is forged, or of another block: do not rely on it.`,
  CERTIFICATE_HISTORY_SHORT: (data: { what: string; given: number; count: number }) =>
    `The ${data.what} has ${data.count} events in its history, and the certificate shows ${data.given}. It is not complete: do not rely on it.`,
  CERTIFICATE_HISTORY_OTHER: (data: { what: string }) =>
    `The history of the ${data.what} is not the one that the ledger committed to: something in it was left out, put in, changed or re-dated. Do not rely on it.`,
  CERTIFICATE_ORDER: (data: { what: string }) =>
    `The history of the ${data.what} goes back in time, or beyond the block itself. It cannot come from a ledger that keeps the rules: do not rely on it.`,
  CERTIFICATE_CAR_OTHER: () =>
    'The entries of this car do not lead to the mileage, the last reading and the safety test that it carries. It cannot come from a ledger that keeps the rules: do not rely on it.',
});

/** One event of a proven history. */
export interface ProvenEvent {
  /** Id of the entry, or the name of what the queue carried out. */
  readonly id: Uint8Array;
  readonly height: number;
  /** Time of the block before, milliseconds since 1970. */
  readonly time: number;
  /** The entry, with every signature on it good; nothing where something was due. */
  readonly entry: SignedTransaction | undefined;
}

/** One object as it stands in a block's state; nothing as value where there is none. */
export interface ProvenObject {
  readonly kind: Kind<object>;
  readonly id: Uint8Array;
  readonly value: object | undefined;
  /** Every event there was, oldest first; nothing for what has no history. */
  readonly history: readonly ProvenEvent[] | undefined;
}

/** What a certificate proved: all of it is true if its block is on the ledger. */
export interface Proven {
  /** Id of block 0 as the certificate names it. */
  readonly genesis: Uint8Array;
  readonly block: SealedHeader;
  /** Hashes expected for the block's target. */
  readonly work: bigint;
  readonly objects: readonly ProvenObject[];
}

/** The block and the network that a certificate must be about, where somebody knows. */
export interface Expected {
  readonly block?: Uint8Array | undefined;
  readonly genesis?: (Genesis & { readonly id: Uint8Array }) | undefined;
}

const operations = new OperationTable(allRegistries);

/**
 * Checks everything in a certificate that can be checked without the ledger. Not whether its block is on the ledger, nor
 * whether its miner was licensed: whoever made up a whole chain can prove anything about it.
 * @param expected the block and the network that it must be about, where somebody knows
 * @throws the refusals of this file, of `proofRefusals` and of `blockRefusals`, MALFORMED, SIGNATURE_INVALID,
 * COSIGNERS_WRONG, WRONG_NETWORK
 */
export function checkCertificate(certificate: Certificate, expected: Expected = {}): Proven {
  const steps = certificateSteps(certificate, expected);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same in small steps, for whoever has other things to do between them. */
export function* certificateSteps(
  { genesis, header, objects }: Certificate,
  expected: Expected = {},
): Generator<void, Proven> {
  const block = decodeSealedHeader(header);
  if (expected.block !== undefined && !equalBytes(block.id, expected.block)) {
    const [id, other] = [bytesToHex(block.id), bytesToHex(expected.block)];
    throw certificateCheckRefusals.CERTIFICATE_OTHER_BLOCK({ id, expected: other });
  }
  if (expected.genesis !== undefined && !equalBytes(genesis, expected.genesis.id)) {
    const [given, other] = [bytesToHex(genesis), bytesToHex(expected.genesis.id)];
    throw certificateCheckRefusals.CERTIFICATE_OTHER_NETWORK({ genesis: given, expected: other });
  }
  checkBlock(block, genesis, expected.genesis?.parameters.minimumWork);
  const format = new TransactionFormat(operations, genesis);
  const proven: ProvenObject[] = [];
  for (const object of objects) proven.push(yield* checkObject(object, block, format, genesis));
  return { genesis, block, work: workOf(block.header.bits), objects: proven };
}

/** The objects of a certificate as a state: what is not among them is not there. */
export function stateOf({ objects }: Pick<Proven, 'objects'>): StateReader {
  const values = new Map(objects.map(({ kind, id, value }) => [stateKey(kind, id), value]));
  return { get: <T>(kind: Kind<T>, id: Uint8Array) => values.get(stateKey(kind, id)) as T | undefined };
}

function checkBlock(block: SealedHeader, genesis: Uint8Array, least: bigint | undefined): void {
  const { header, id } = block;
  if (header.version !== blockVersion) throw blockRefusals.VERSION_UNKNOWN({ version: header.version });
  if (header.time > latestTime) throw certificateCheckRefusals.CERTIFICATE_TIME();
  // Nobody works for block 0, nor signs it: its id is the network's name.
  if (header.height === 0) {
    if (!equalBytes(id, genesis)) throw certificateCheckRefusals.CERTIFICATE_GENESIS();
    return;
  }
  const work = workOf(header.bits);
  if (!meetsTarget(id, targetOf(header.bits))) throw blockRefusals.WORK_MISSING();
  if (least !== undefined && work < least) throw certificateCheckRefusals.CERTIFICATE_WORK_LOW({ work, least });
  if (!verifySeal(block)) throw blockRefusals.SEAL_INVALID();
}

function* checkObject(
  { key, value: bytes, siblings, other, events }: CertifiedObject,
  { header }: SealedHeader,
  format: TransactionFormat,
  genesis: Uint8Array,
): Generator<void, ProvenObject> {
  const text = byteString(key);
  const kind = kindOf(text);
  if (kind === undefined) throw certificateCheckRefusals.CERTIFICATE_KIND({ key: bytesToHex(key) });
  const id = idOf(text);
  if (!canHaveId(kind, id)) throw certificateCheckRefusals.CERTIFICATE_KEY({ what: kind.name, key: bytesToHex(key) });
  const path = pathOf(text);
  const hash = bytes && sha256(bytes);
  const leaf = hash === undefined ? other : { path, value: hash };
  if (!equalBytes(rootOfProof({ siblings, leaf }, path, hash), header.stateRoot)) {
    throw certificateCheckRefusals.CERTIFICATE_STATE_OTHER({ what: kind.name });
  }
  if (bytes === undefined) return { kind, id, value: undefined, history: undefined };
  const value = decode(kind.codec, bytes, kind.name);
  const read = (entry: Uint8Array) => readEntry(entry, format, genesis);
  const history = yield* checkHistory({ what: kind.name, value, header }, events, read);
  if (kind.name === carKind.name) checkCar(value as Car, history ?? []);
  return { kind, id, value, history };
}

/** That nothing was left out of a history, and when each thing happened: its head is recomputed. */
function* checkHistory(
  { what, value, header }: { readonly what: string; readonly value: object; readonly header: SealedHeader['header'] },
  events: readonly CertifiedEvent[],
  read: (entry: Uint8Array) => SignedTransaction,
): Generator<void, ProvenEvent[] | undefined> {
  const object = historic(value);
  const { historyCount: count, historyHead } = object ?? { historyCount: 0, historyHead: undefined };
  if (events.length !== count) {
    throw certificateCheckRefusals.CERTIFICATE_HISTORY_SHORT({ what, given: events.length, count });
  }
  let head: Uint8Array = new Uint8Array(32);
  const proven: ProvenEvent[] = [];
  for (const { height, time, entry: raw, due } of events) {
    const entry = raw && read(raw);
    const id = eventId(entry, due);
    head = nextHead(head, { height, time }, id);
    proven.push({ id, height, time, entry });
    yield;
  }
  if (historyHead !== undefined && !equalBytes(head, historyHead)) {
    throw certificateCheckRefusals.CERTIFICATE_HISTORY_OTHER({ what });
  }
  if (!isInOrder(proven, header)) throw certificateCheckRefusals.CERTIFICATE_ORDER({ what });
  for (const { entry } of proven) {
    if (entry !== undefined) checkSignatures(entry);
    yield;
  }
  return object && proven;
}

/** Whether events are of blocks one after the other, up to one: each has the time of the block before its own. */
function isInOrder(events: readonly ProvenEvent[], block: { readonly height: number; readonly time: number }): boolean {
  let last: { readonly height: number; readonly time: number } = { height: 0, time: -1 };
  for (const { height, time } of events) {
    if (height === last.height ? time !== last.time : height < last.height || time <= last.time) return false;
    last = { height, time };
  }
  return events.length === 0 || (last.height <= block.height && last.time < block.time);
}

function eventId(entry: SignedTransaction | undefined, due: CertifiedEvent['due']): Uint8Array {
  if (entry !== undefined) return entry.id;
  if (due !== undefined) return queueEvent(due);
  throw new RangeError('an event without a cause');
}

function readEntry(raw: Uint8Array, format: TransactionFormat, genesis: Uint8Array): SignedTransaction {
  const entry = format.decode(raw, raw.length);
  const { network } = entry.body;
  if (!equalBytes(network, genesis.subarray(0, 4))) {
    const expected = bytesToHex(genesis.subarray(0, 4));
    throw transactionRefusals.WRONG_NETWORK({ network: bytesToHex(network), expected });
  }
  return entry;
}

/** An entry's id says nothing of its signatures, so they are checked as the ledger checked them. */
function checkSignatures(entry: SignedTransaction): void {
  const { body, id } = entry;
  const named = operations.named(body.operation.name)?.cosigners(body.operation.values) ?? [];
  checkCosigners(entry, requiredCosigners(body.author, body.payer, named));
  for (const { signature, digest, key } of signaturesOf(entry)) {
    if (!verify(signature, digest, key)) {
      throw transactionRefusals.SIGNATURE_INVALID({ id: bytesToHex(id), signer: bytesToHex(key) });
    }
  }
}

/** What the car carries is worked out anew from every entry. */
function checkCar(car: Car, history: readonly ProvenEvent[]): void {
  const entries = history.flatMap(({ id, height, entry }) => {
    return entry === undefined ? [] : [{ id, height, author: entry.body.author, operation: entry.body.operation }];
  });
  if (!followsHistory(car, entries)) throw certificateCheckRefusals.CERTIFICATE_CAR_OTHER();
}
