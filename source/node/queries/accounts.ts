import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { formatLivres } from '../../ledger/amount.ts';
import type { Known } from '../../ledger/field.ts';
import type { Key } from '../../ledger/keys.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Operation } from '../../ledger/operation.ts';
import { accountOf } from '../../ledger/registries/accounts.ts';
import { licenceKind, licenceOf, rolesOf } from '../../ledger/registries/licences/licence.ts';
import { roles } from '../../ledger/roles.ts';
import { statePrefix } from '../../ledger/state.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import { accountsOf } from '../../store/rows.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import type { AccountView, ActivityView, LicenceView } from '../facade.ts';
import { type Given, textIn, wholeIn } from '../parameters.ts';
import type { Sources } from './sources.ts';

/** Cars counted for one account, at most. */
const carLimit = 1_000;

function keyFrom({ wallet }: Sources, query: Given): Key {
  const text = textIn(query, 'address') ?? textIn(query, 'name');
  if (text === undefined)
    throw intentRefusals.PARAMETER_INVALID({ parameter: 'address', expected: 'an address, or name a name' });
  return wallet.keyOf(text.trim());
}

/** What an account has. */
export async function account(sources: Sources, query: Given): Promise<AccountView> {
  const { chain, store, mempool, wallet, ledger } = sources;
  const key = keyFrom(sources, query);
  const state = chain.view();
  const { balance, locked, stake, nonce } = accountOf(state, key);
  const name = wallet.nameOf(key);
  const pending = mempool.all().reduce((sum, transaction) => {
    const change = changeOf(ledger, transaction, key);
    return change < 0n ? sum - change : sum;
  }, 0n);
  return {
    address: sources.known().address(key),
    ...(name === undefined ? {} : { name }),
    balance: balance.toString(),
    locked: locked.toString(),
    stake: stake.toString(),
    nonce,
    roles: rolesOf(state, key),
    cars: (await store.carsOf(key, carLimit)).length,
    pending: pending.toString(),
  };
}

/** What a transaction adds to a balance at once, deniers, negative where it takes. */
function changeOf(ledger: Ledger, transaction: SignedTransaction, key: Key): bigint {
  const operation = ledger.operationOf(transaction);
  const { body } = transaction;
  const { values } = body.operation;
  const isPayer = equalBytes(body.payer ?? body.author, key);
  const spent = (equalBytes(body.author, key) ? operation.spends(values) : 0n) + (isPayer ? body.fee : 0n);
  return operation.receipts(values).reduce((sum, { to, amount }) => (equalBytes(to, key) ? sum + amount : sum), -spent);
}

/** What happened to an account, newest first; what waits for a block comes before. */
export async function activity(sources: Sources, query: Given): Promise<ActivityView[]> {
  const { ledger, chain, store, mempool, environment } = sources;
  const key = keyFrom(sources, query);
  const limit = wholeIn(query, 'limit', 1, 500) ?? 50;
  const known = sources.known();
  const concerns = (transaction: SignedTransaction) =>
    accountsOf(ledger, transaction).some((each) => equalBytes(each, key));
  const waiting = mempool
    .all()
    .filter(concerns)
    .map((transaction) => activityView(ledger, known, key, transaction, 0, environment.now()))
    .reverse();
  const settled = (await store.activity(key, limit)).flatMap((id) => {
    const found = chain.transaction(id);
    const block = found && chain.at(found.height);
    if (found === undefined || block === undefined) return [];
    return [activityView(ledger, known, key, found.transaction, found.height, block.header.time)];
  });
  return [...waiting, ...settled].slice(0, limit);
}

function activityView(
  ledger: Ledger,
  known: Known,
  key: Key,
  transaction: SignedTransaction,
  block: number,
  time: number,
): ActivityView {
  const operation = ledger.operationOf(transaction);
  return {
    id: bytesToHex(transaction.id),
    operation: operation.name,
    label: operation.label,
    what: whatFor(operation, transaction, known, key),
    author: known.address(transaction.body.author),
    change: changeOf(ledger, transaction, key).toString(),
    block,
    time,
  };
}

/** The summary as the account sees it: who is paid reads from whom. */
function whatFor(operation: Operation, transaction: SignedTransaction, known: Known, key: Key): string {
  const { values } = transaction.body.operation;
  const { author } = transaction.body;
  const receipts = operation.receipts(values);
  const [paid] = receipts;
  // Only where paying is all that it does; any other entry says what it is about.
  if (paid === undefined || receipts.length > 1 || operation.spends(values) !== paid.amount) {
    return operation.summary(values, known);
  }
  if (equalBytes(author, key) || !equalBytes(paid.to, key)) return operation.summary(values, known);
  return `${formatLivres(paid.amount)} LVR from ${known.name(author)}`;
}

/** Every licence, by role and then name, of one role or country if given. */
export async function directory(sources: Sources, query: Given): Promise<LicenceView[]> {
  const { store, chain } = sources;
  const role = textIn(query, 'role');
  const country = textIn(query, 'country')?.toUpperCase();
  if (role !== undefined && !roles.some((each) => each === role)) {
    throw intentRefusals.PARAMETER_INVALID({ parameter: 'role', expected: `one of ${roles.join(', ')}` });
  }
  const known = sources.known();
  const state = chain.view();
  const found: LicenceView[] = [];
  for await (const { id, bytes } of store.objects(statePrefix(licenceKind))) {
    const licence = licenceKind.codec.decode(bytes);
    const { holder, role: licensed } = licenceOf(id);
    if ((role !== undefined && licensed !== role) || (country !== undefined && licence.country !== country)) continue;
    found.push({
      address: known.address(holder),
      role: licensed,
      country: licence.country,
      name: licence.name,
      url: licence.url,
      status: licence.status,
      stake: accountOf(state, holder).stake.toString(),
      licensedBy: known.address(licence.licensedBy),
    });
  }
  const order: readonly string[] = roles;
  const place = (view: LicenceView) => order.indexOf(view.role);
  return found.sort((left, right) => place(left) - place(right) || (left.name < right.name ? -1 : 1));
}
