import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../../ledger/keys.ts';
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
import { type Role, roleLabels, roles } from '../../ledger/roles.ts';
import { stateKey, statePrefix } from '../../ledger/state.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import type { GuaranteeView, HolderView, LicenceStatus, LicenceView, PayoutView } from '../facade.ts';
import { type Given, textIn, wholeIn } from '../parameters.ts';
import { nodeRefusals } from '../refusals.ts';
import { type LicenceEvent, licenceReport, licenceStatus, licenceView } from '../views/licence.ts';
import type { Sources } from './sources.ts';

/** Lines of one answer, at most. */
const most = 10_000;

const statuses: readonly LicenceStatus[] = ['active', 'suspended', 'revoked', 'retired', 'too little guarantee'];

/** The licences that are asked for, by role, country and name. */
export async function directory(sources: Sources, query: Given): Promise<LicenceView[]> {
  const { store, wallet } = sources;
  const role = oneOf(query, 'role', roles);
  const status = oneOf(query, 'status', statuses);
  const country = textIn(query, 'country')?.trim().toUpperCase();
  const sought = textIn(query, 'find')?.trim().toLowerCase() ?? '';
  const limit = wholeIn(query, 'limit', 1, most) ?? most;
  const known = sources.known();
  const isSought = (holder: Key, licensed: Role, licence: Licence) => {
    const { name, url, country: where } = licence;
    const words = [name, url, licensed, roleLabels[licensed], where, licenceStatus(known.state, holder, licence)];
    const text = [...words, known.address(holder), wallet.nameOf(holder) ?? ''].join(' ').toLowerCase();
    return sought.split(/\s+/).every((word) => text.includes(word));
  };
  const found: LicenceView[] = [];
  for await (const { id, bytes } of store.objects(statePrefix(licenceKind))) {
    const licence = licenceKind.codec.decode(bytes);
    const { holder, role: licensed } = licenceOf(id);
    if ((role !== undefined && licensed !== role) || (country !== undefined && licence.country !== country)) continue;
    if (status !== undefined && licenceStatus(known.state, holder, licence) !== status) continue;
    if (sought !== '' && !isSought(holder, licensed, licence)) continue;
    found.push(licenceView(known, holder, licensed, licence, await eventsOf(sources, holder, licensed, licence)));
  }
  const order: readonly string[] = roles;
  const place = (view: LicenceView) => order.indexOf(view.role);
  const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
  found.sort(
    (left, right) =>
      place(left) - place(right) || compare(left.country, right.country) || compare(left.name, right.name),
  );
  return found.slice(0, limit);
}

function oneOf<T extends string>(query: Given, parameter: string, choices: readonly T[]): T | undefined {
  const text = textIn(query, parameter);
  const found = choices.find((each) => each === text);
  if (text !== undefined && found === undefined) {
    throw intentRefusals.PARAMETER_INVALID({ parameter, expected: `one of ${choices.join(', ')}` });
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
  const holder = wallet.keyOf(text.trim());
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
