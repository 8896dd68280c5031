import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { statusLabels, statusNamed } from '../../ledger/licence-status.ts';
import { clockOf, queueEntryKind } from '../../ledger/queue.ts';
import { accountOf } from '../../ledger/registries/accounts.ts';
import { guaranteeOf, licencesRegistry, payoutIn, payoutMark } from '../../ledger/registries/licences/guarantee.ts';
import {
  type Licence,
  licenceId,
  licenceIn,
  licenceKind,
  licenceOf,
} from '../../ledger/registries/licences/licence.ts';
import { type Role, roleLabels, roleNamed, roles, roleWord } from '../../ledger/roles.ts';
import { stateKey, statePrefix } from '../../ledger/state.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import type { GuaranteeView, HolderView, LicenceStatus, LicenceView, PayoutView } from '../facade.ts';
import { type Given, textIn, wholeIn } from '../parameters.ts';
import { nodeRefusals } from '../refusals.ts';
import { type LicenceEvent, licenceReport, licenceStatus, licenceView } from '../views/licence.ts';
import { searchWords } from '../views/licence-words.ts';
import { keyNamed } from './businesses.ts';
import type { Sources } from './sources.ts';

/** Lines of one answer, at most. */
const most = 10_000;

/** The licences that are asked for, by role, country and name. */
export async function directory(sources: Sources, query: Given): Promise<LicenceView[]> {
  const { store, wallet } = sources;
  const role = roleIn(query);
  const status = statusIn(query);
  const country = textIn(query, 'country')?.trim().toUpperCase();
  const sought = textIn(query, 'find')?.trim().toLowerCase() ?? '';
  const limit = wholeIn(query, 'limit', 1, most) ?? most;
  const known = sources.known();
  const isSought = (view: LicenceView, licensed: Role, holder: Key) => {
    const text = searchWords(view, roleLabels[licensed], wallet.nameOf(holder));
    return sought.split(/\s+/).every((word) => text.includes(word));
  };
  const found: LicenceView[] = [];
  for await (const { id, bytes } of store.objects(statePrefix(licenceKind))) {
    const licence = licenceKind.codec.decode(bytes);
    const { holder, role: licensed } = licenceOf(id);
    if ((role !== undefined && licensed !== role) || (country !== undefined && licence.country !== country)) continue;
    if (status !== undefined && licenceStatus(known.state, holder, licensed, licence) !== status) continue;
    const view = licenceView(known, holder, licensed, licence, await eventsOf(sources, holder, licensed, licence));
    if (sought === '' || isSought(view, licensed, holder)) found.push(view);
  }
  const order: readonly string[] = roles;
  const place = (view: LicenceView) => order.indexOf(view.role);
  const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
  found.sort(
    (left, right) =>
      place(left) - place(right) ||
      compare(left.country, right.country) ||
      compare(left.name, right.name) ||
      // Two keys of one authority: the one that counts comes first.
      Number(left.status === 'replaced') - Number(right.status === 'replaced'),
  );
  return found.slice(0, limit);
}

function statusIn(query: Given): LicenceStatus | undefined {
  const text = textIn(query, 'status');
  const found = text === undefined ? undefined : statusNamed(text);
  if (text !== undefined && found === undefined) {
    const expected = `one of ${Object.values(statusLabels).join(', ')}`;
    throw intentRefusals.PARAMETER_INVALID({ parameter: 'status', expected });
  }
  return found;
}

function roleIn(query: Given): Role | undefined {
  const text = textIn(query, 'role');
  const found = text === undefined ? undefined : roleNamed(text);
  if (text !== undefined && found === undefined) {
    throw intentRefusals.PARAMETER_INVALID({
      parameter: 'role',
      expected: `one of ${roles.map(roleWord).join(', ')}`,
    });
  }
  return found;
}

/** Everything about one business. */
export async function licence(sources: Sources, query: Given): Promise<HolderView> {
  const { chain, wallet } = sources;
  const text = textIn(query, 'holder');
  if (text === undefined) {
    throw intentRefusals.PARAMETER_INVALID({ parameter: 'holder', expected: 'an address, or a name' });
  }
  const holder = await keyNamed(sources, text.trim());
  const known = sources.known();
  const state = chain.view();
  const held = roles.flatMap((role) => {
    const one = licenceIn(state, holder, role);
    return one === undefined ? [] : [{ role, one }];
  });
  if (held.length === 0) throw nodeRefusals.NOT_FOUND({ what: 'A licence of this account' });
  const name = wallet.nameOf(holder);
  return {
    address: known.address(holder),
    ...(name === undefined ? {} : { name }),
    guarantee: await guaranteeView(sources, holder),
    signed: accountOf(state, holder).nonce,
    licences: await Promise.all(
      held.map(async ({ role, one }) =>
        licenceReport(known, holder, role, one, await eventsOf(sources, holder, role, one)),
      ),
    ),
  };
}

/** What happened to a licence since the network began, oldest first. */
async function eventsOf(
  { store, chain }: Sources,
  holder: Key,
  role: Role,
  { historyCount }: Licence,
): Promise<LicenceEvent[]> {
  if (historyCount === 0) return [];
  const rows = await store.history(stateKey(licenceKind, licenceId(holder, role)));
  return rows.map(({ event, height }): LicenceEvent => {
    const entry = chain.transaction(event);
    const time = chain.at(height)?.header.time ?? 0;
    return { ...(entry === undefined ? {} : { transaction: entry.transaction }), height, time };
  });
}

/** What stands behind the licences of an account, and when which part of it comes back. */
export async function guaranteeView(sources: Sources, holder: Key): Promise<GuaranteeView> {
  const { chain, ledger } = sources;
  const state = chain.view();
  const { required, unbonding, matured, taken, accusations } = guaranteeOf(state, holder);
  return {
    stake: accountOf(state, holder).stake.toString(),
    required: required.toString(),
    unbonding: unbonding.toString(),
    matured: matured.toString(),
    accusations,
    payouts: unbonding === 0n ? [] : await payoutsOf(sources, holder, taken),
    unbondingBlocks: ledger.genesis.parameters.unbondingBlocks,
  };
}

/** The payouts in the queue, the first one first; what was taken from them meanwhile is missing from the first ones. */
async function payoutsOf({ store }: Sources, holder: Key, taken: bigint): Promise<PayoutView[]> {
  const found: { due: number; amount: bigint }[] = [];
  for await (const { id, bytes } of store.objects(statePrefix(queueEntryKind))) {
    if (clockOf(id) !== 'height') break;
    const { due, registry, payload } = queueEntryKind.codec.decode(bytes);
    if (registry !== licencesRegistry || payload[0] !== payoutMark) continue;
    const payout = payoutIn(payload.subarray(1));
    if (equalBytes(payout.holder, holder)) found.push({ due: Number(due), amount: payout.amount });
  }
  let gone = taken;
  return found
    .sort((left, right) => left.due - right.due)
    .flatMap(({ due, amount }): PayoutView[] => {
      const less = amount < gone ? amount : gone;
      gone -= less;
      return amount === less ? [] : [{ amount: (amount - less).toString(), due }];
    });
}
