import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { statusLabels } from '../../ledger/licence-status.ts';
import { RefusedError, refusals } from '../../ledger/refusal.ts';
import { type Licence, licenceKind, licenceOf } from '../../ledger/registries/licences/licence.ts';
import { type Role, roleLabels, roleNamed } from '../../ledger/roles.ts';
import { statePrefix } from '../../ledger/state.ts';
import type { Found } from '../facade.ts';
import { licenceStatus } from '../views/licence.ts';
import type { Sources } from './sources.ts';

export const businessRefusals = refusals({
  /** Names in the directory are nobody's alone. */
  NAME_SHARED: (data: { name: string; addresses: readonly string[] }) =>
    `Several businesses are called "${data.name.slice(0, 80)}": ${data.addresses.slice(0, 5).join(', ')}. Give an address.`,
});

/** Businesses in one answer of a search, at most. */
const most = 8;

interface Business {
  readonly holder: Key;
  readonly role: Role;
  readonly licence: Licence;
}

async function* businesses({ store }: Sources): AsyncGenerator<Business> {
  for await (const { id, bytes } of store.objects(statePrefix(licenceKind))) {
    yield { ...licenceOf(id), licence: licenceKind.codec.decode(bytes) };
  }
}

/**
 * The key behind an address, a name of this wallet, or the whole name of one business in the directory. For questions
 * alone: whoever is paid or licensed is never named so, since anybody may be licensed under a name like another's.
 * @throws ADDRESS_INVALID, NAME_UNKNOWN, NAME_SHARED
 */
export async function keyNamed(sources: Sources, text: string): Promise<Key> {
  try {
    return sources.wallet.keyOf(text);
  } catch (error) {
    if (!(error instanceof RefusedError) || error.code !== 'NAME_UNKNOWN') throw error;
    const found = await holdersNamed(sources, text);
    const [only, another] = found;
    if (only === undefined) throw error;
    const { address } = sources.known();
    if (another !== undefined) throw businessRefusals.NAME_SHARED({ name: text, addresses: found.map(address) });
    return only;
  }
}

async function holdersNamed(sources: Sources, text: string): Promise<Key[]> {
  const wanted = text.trim().toLowerCase();
  const found: Key[] = [];
  for await (const { holder, licence } of businesses(sources)) {
    if (licence.name.toLowerCase() !== wanted || found.some((other) => equalBytes(other, holder))) continue;
    found.push(holder);
  }
  return found;
}

/** `station:Demo test station` as `inspector:dcrn1…`; any other text as it is. @throws what {@link keyNamed} throws */
export async function licenceNamed(sources: Sources, text: string): Promise<string> {
  const mark = text.indexOf(':');
  const role = mark < 0 ? undefined : roleNamed(text.slice(0, mark));
  if (role === undefined) return text;
  const name = text.slice(mark + 1).trim();
  const isKnown = sources.wallet.names().some((known) => known.name === name.toLowerCase());
  return `${role}:${sources.known().address(await keyNamed(sources, isKnown ? name.toLowerCase() : name))}`;
}

/** The licences whose name holds a text: those that are called just so first, then those that begin with it. */
export async function businessesLike(sources: Sources, text: string): Promise<Found[]> {
  const wanted = text.trim().toLowerCase();
  if (wanted.length < 2) return [];
  const ranked: { readonly rank: number; readonly found: Found }[] = [];
  const { state, address } = sources.known();
  for await (const { holder, role, licence } of businesses(sources)) {
    const name = licence.name.toLowerCase();
    if (!name.includes(wanted)) continue;
    const rank = name === wanted ? 0 : name.startsWith(wanted) ? 1 : 2;
    const standing = statusLabels[licenceStatus(state, holder, role, licence)];
    const detail = `${roleLabels[role]}, ${licence.country}, ${standing}`;
    ranked.push({ rank, found: { kind: 'licence', key: `${address(holder)} ${role}`, title: licence.name, detail } });
  }
  return ranked
    .sort((left, right) => left.rank - right.rank)
    .slice(0, most)
    .map(({ found }) => found);
}
