import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { carsByOwner } from '../../ledger/registries/cars/car.ts';
import { replacement } from '../../ledger/registries/owners/index.ts';
import {
  currentKey,
  type Owner,
  ownerKind,
  ownerOf,
  ownerRefusals,
  ownersRegistry,
} from '../../ledger/registries/owners/owner.ts';
import { stateKey } from '../../ledger/state.ts';
import type { StoredEvent, StoredExecution } from '../../store/layout.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import type { OwnerEvent, OwnerView } from '../facade.ts';
import { type Given, textIn } from '../parameters.ts';
import { entriesAbout } from './affairs.ts';
import { entryWords } from './past.ts';
import type { Sources } from './sources.ts';

/**
 * What the ledger knows of a key that the police have on file.
 * @throws OWNER_UNKNOWN
 */
export async function owner(sources: Sources, query: Given): Promise<OwnerView> {
  const { store, chain, mempool, wallet } = sources;
  const text = textIn(query, 'key');
  if (text === undefined) {
    throw intentRefusals.PARAMETER_INVALID({ parameter: 'key', expected: 'an address or a name' });
  }
  const key = wallet.keyOf(text.trim());
  const known = sources.known();
  const settled = ownerOf(chain.view(), key);
  // A key that only waits for its first block is shown as it will be.
  const found = settled ?? ownerOf(mempool.view(), key);
  if (found === undefined) throw ownerRefusals.OWNER_UNKNOWN();
  const stored = await store.history(stateKey(ownerKind, key));
  const history = stored.flatMap((event) => settledEvent(sources, { key, owner: found }, event, stored));
  const replaces = keysBefore(sources, key).map((each) => known.address(each));
  const { status, country, commitment, certifiedBy, challenge, successor } = found;
  return {
    address: known.address(key),
    status,
    ...(settled === undefined ? { waiting: true as const } : {}),
    country,
    commitment: bytesToHex(commitment),
    certifiedBy: known.address(certifiedBy),
    since: sinceOf(sources, history, replaces.length > 0),
    ...(challenge && { challenge: { successor: known.address(challenge.successor), due: challenge.due } }),
    ...(successor && { successor: known.address(successor) }),
    current: known.address(currentKey(chain.view(), key, known.height)),
    replaces,
    history: [...history, ...waitingEvents(sources, key)],
  };
}

/** Keys that one stands for, itself first; none where another took its own place. */
export function keysOf(sources: Sources, key: Key): Key[] {
  if (ownerOf(sources.chain.view(), key)?.successor !== undefined) return [];
  return [key, ...keysBefore(sources, key)];
}

/** VINs (17 bytes) of the cars that belong to a key, or to one that it replaced, in order, after `after`. */
export async function carsOf(sources: Sources, key: Key, limit: number, after?: Uint8Array): Promise<Uint8Array[]> {
  const keys = keysOf(sources, key);
  const lists = await Promise.all(keys.map((each) => sources.store.listed(carsByOwner, each, { limit, after })));
  const [first = [], ...others] = lists;
  // Each list is in order; one alone, as nearly always, stays as it is.
  return others.length === 0 ? first : lists.flat().sort(Buffer.compare).slice(0, limit);
}

/** Keys whose place one took, the latest first. */
function keysBefore(sources: Sources, key: Key): Key[] {
  const found: Key[] = [];
  for (let at = keyBefore(sources, key); at !== undefined; at = keyBefore(sources, at)) found.push(at);
  return found;
}

/** The key whose place one took: that is where its own history begins, since it was never on file before. */
function keyBefore({ store, chain }: Sources, key: Key): Key | undefined {
  if (ownerOf(chain.view(), key) === undefined) return undefined;
  const first = store.event(stateKey(ownerKind, key), 0);
  const execution = first && executionOf(store.executed(first.height), first);
  if (execution === undefined) return undefined;
  const { old, successor } = replacement.decode(execution.payload);
  return equalBytes(successor, key) ? old : undefined;
}

function executionOf(executed: readonly StoredExecution[], { event }: StoredEvent): StoredExecution | undefined {
  return executed.find((one) => one.registry === ownersRegistry && equalBytes(one.event, event));
}

/** One line of a history. A block that was replaced a moment ago has none any more. */
function settledEvent(
  sources: Sources,
  of: { readonly key: Key; readonly owner: Owner },
  event: StoredEvent,
  all: readonly StoredEvent[],
): OwnerEvent[] {
  const { chain, store } = sources;
  const block = chain.at(event.height);
  if (block === undefined) return [];
  const at = { block: event.height, time: block.header.time };
  const entry = chain.transaction(event.event);
  if (entry !== undefined) return [{ ...entryWords(sources, sources.known(), entry.transaction), ...at }];
  const execution = executionOf(store.executed(event.height), event);
  if (execution === undefined) return [];
  const words = replacedWords(sources, of, execution, event === all.at(-1));
  return [{ id: bytesToHex(event.event), operation: '', ...words, signer: '', ...at }];
}

function replacedWords(
  sources: Sources,
  { key, owner: { status } }: { readonly key: Key; readonly owner: Owner },
  { payload }: StoredExecution,
  isLast: boolean,
): Pick<OwnerEvent, 'label' | 'what'> {
  const known = sources.known();
  const { old, successor } = replacement.decode(payload);
  if (equalBytes(successor, key)) return { label: 'Key replaced', what: `it stands for ${known.name(old)}` };
  // A replaced key has no history after that.
  if (status === 'replaced' && isLast) return { label: 'Key replaced', what: `by ${known.name(successor)}` };
  return { label: 'Key not replaced', what: `${known.name(successor)} was put on file meanwhile` };
}

function waitingEvents(sources: Sources, key: Key): OwnerEvent[] {
  const known = sources.known();
  const time = sources.environment.now();
  const about = entriesAbout(sources, stateKey(ownerKind, key));
  return about.map((each) => ({ ...entryWords(sources, known, each), block: 0, time }));
}

/** Since when a key is on file: its last certificate, the day it took another's place, or the founding. */
function sinceOf({ chain, environment }: Sources, history: readonly OwnerEvent[], isSuccessor: boolean) {
  const certified = history.findLast(({ operation }) => operation === 'owners.certify');
  const from = certified ?? (isSuccessor ? history[0] : undefined);
  if (from !== undefined) return { block: from.block, time: from.time };
  return { block: 0, time: chain.at(0)?.header.time ?? environment.now() };
}
