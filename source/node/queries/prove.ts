import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { encodeSealedHeader, headerSize } from '../../ledger/block.ts';
import { bytesOf } from '../../ledger/byte-string.ts';
import {
  type Certificate,
  type CertifiedEvent,
  type CertifiedObject,
  certificateSize,
  contentLimit,
  writeCertificate,
} from '../../ledger/certificate.ts';
import { certificateSteps, type Expected, type Proven } from '../../ledger/certificate-check.ts';
import { pathOf } from '../../ledger/commitment.ts';
import { RefusedError, refusals } from '../../ledger/refusal.ts';
import { proveState } from '../../ledger/state-proof.ts';
import { StoreDamage } from '../../store/damage.ts';
import type { StoredEvent } from '../../store/layout.ts';
import { breathe } from '../breathe.ts';
import type { ProofView, ProvenEventView, ProvenObjectView } from '../facade.ts';
import { type Given, textIn } from '../parameters.ts';
import { licenceNamed } from './businesses.ts';
import { soughtKeys } from './provable.ts';
import type { Sources } from './sources.ts';

export const proveRefusals = refusals({
  /** It would be more than a certificate can hold. */
  HISTORY_TOO_LONG: (data: { size: number; limit: number }) =>
    `The history of this has ${data.size.toLocaleString('en-US')} bytes, and a certificate holds ${data.limit.toLocaleString('en-US')}. Look at it in a running node.`,
});

/** What one block's state has, with the way to it, and which events its history has. */
interface Snapshot {
  readonly header: Uint8Array;
  readonly objects: readonly (Omit<CertifiedObject, 'events'> & { readonly history: readonly StoredEvent[] })[];
}

/** How often the chain may replace blocks under a question before it is given up. */
const attempts = 5;

/**
 * Proves objects, or that they do not exist, at the tip. Object, way and header are of one block: they are read between
 * two blocks. Entries are fetched afterwards, by their ids, which do not change; only a branch that is given up takes
 * them away, and then everything is read anew.
 * @throws PARAMETER_INVALID and what names are refused for, HISTORY_TOO_LONG
 */
export async function prove(sources: Sources, query: Given): Promise<ProofView> {
  const { ledger, chain } = sources;
  const object = textIn(query, 'object') ?? '';
  const asked = object.includes(':') ? { ...query, object: await licenceNamed(sources, object) } : query;
  for (let attempt = 1; ; attempt++) {
    const snapshot = await chain.still(() => snapshotOf(sources, soughtKeys(sources, asked)));
    try {
      const certificate = await certificateOf(sources, snapshot);
      const size = certificateSize(certificate);
      if (size > contentLimit) throw proveRefusals.HISTORY_TOO_LONG({ size, limit: contentLimit });
      const genesis = { ...ledger.genesis, id: ledger.genesisId };
      // What leaves this node as a proof must be one.
      return proofView(sources, certificate, await checked(certificate, { genesis }));
    } catch (error) {
      const isMoved = !isOnChain(sources, snapshot);
      if (isMoved && attempt < attempts) continue;
      const isOwnFault = error instanceof RefusedError && error.code !== 'HISTORY_TOO_LONG';
      throw isOwnFault ? new StoreDamage(`what the ledger says of itself is not proven (${error.code})`) : error;
    }
  }
}

/** The check of a long history takes a second: everybody else has a turn at every event. */
async function checked(certificate: Certificate, expected: Expected): Promise<Proven> {
  const steps = certificateSteps(certificate, expected);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await breathe();
  }
}

async function snapshotOf({ chain, store }: Sources, keys: readonly string[]): Promise<Snapshot> {
  const { top, fetch } = chain.tree;
  const state = chain.view();
  const header = encodeSealedHeader(chain.tip);
  const objects = await Promise.all(
    keys.map(async (key) => {
      const value = state.read(key);
      const { siblings, leaf } = proveState(top, pathOf(key), fetch);
      const other = value === undefined ? leaf : undefined;
      const history = value === undefined ? [] : await store.history(key);
      return { key: bytesOf(key), value, siblings: [...siblings], other, history };
    }),
  );
  return { header, objects };
}

async function certificateOf(sources: Sources, { header, objects }: Snapshot): Promise<Certificate> {
  const certified: CertifiedObject[] = [];
  for (const { history, ...object } of objects) {
    const events: CertifiedEvent[] = [];
    for (const event of history) {
      events.push(certifiedEvent(sources, event));
      // Every entry takes the reading of its whole block.
      await breathe();
    }
    certified.push({ ...object, events });
  }
  return { genesis: sources.ledger.genesisId, header, objects: certified };
}

function certifiedEvent({ chain, store }: Sources, { event, height }: StoredEvent): CertifiedEvent {
  const time = chain.at(height - 1)?.header.time;
  if (time === undefined) throw new StoreDamage('a history goes beyond the chain');
  const entry = chain.transaction(event)?.transaction.bytes;
  if (entry !== undefined) return { height, time, entry, due: undefined };
  const executed = store.executed(height).find((one) => equalBytes(one.event, event));
  if (executed === undefined) throw new StoreDamage('an event of a history is missing');
  return { height, time, entry, due: { due: Number(executed.due), sequence: Number(executed.sequence) } };
}

function isOnChain({ chain }: Sources, { header }: Snapshot): boolean {
  const height = new DataView(header.buffer, header.byteOffset).getUint32(2, true);
  const sealed = chain.sealedAt(height);
  return sealed !== undefined && equalBytes(sealed, header);
}

function proofView(sources: Sources, certificate: Certificate, { block, objects }: Proven): ProofView {
  const { header, id, seal } = block;
  return {
    block: {
      height: header.height,
      id: bytesToHex(id),
      time: header.time,
      stateRoot: bytesToHex(header.stateRoot),
      header: bytesToHex(certificate.header.subarray(0, headerSize)),
      seal: bytesToHex(seal),
    },
    objects: objects.map((object, place) => objectView(sources, object, certificate.objects[place])),
    certificate: writeCertificate(certificate),
  };
}

function objectView(
  sources: Sources,
  { kind, history }: Proven['objects'][number],
  certified: CertifiedObject | undefined,
): ProvenObjectView {
  if (certified === undefined) throw new RangeError('an object was proven that nobody certified');
  const { key, value, siblings, other } = certified;
  return {
    kind: kind.name,
    key: bytesToHex(key),
    ...(value === undefined ? {} : { value: bytesToHex(value) }),
    siblings: siblings.map(bytesToHex),
    ...(other === undefined ? {} : { other: { path: bytesToHex(other.path), value: bytesToHex(other.value) } }),
    ...(history === undefined ? {} : { history: history.map((event) => eventView(sources, event)) }),
  };
}

type Event = NonNullable<Proven['objects'][number]['history']>[number];

function eventView({ ledger, known }: Sources, { id, height, time, entry }: Event): ProvenEventView {
  const at = { id: bytesToHex(id), height, time };
  if (entry === undefined) return { ...at, what: 'Something that was due' };
  const { name, values } = entry.body.operation;
  return { ...at, operation: name, what: ledger.operationOf(entry).summary(values, known()) };
}
