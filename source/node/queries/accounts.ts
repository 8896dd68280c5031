import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import type { Informed } from '../../ledger/known.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { accountOf } from '../../ledger/registries/accounts.ts';
import { rolesOf } from '../../ledger/registries/licences/licence.ts';
import { admit } from '../../ledger/registries/tickets/gate.ts';
import { type TicketName, ticketId, ticketKind } from '../../ledger/registries/tickets/ticket.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import { accountsOf, concernedBy } from '../../store/concerned.ts';
import type { StoredActivity } from '../../store/layout.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import type { AccountView, ActivityView } from '../facade.ts';
import type { Mempool } from '../mempool.ts';
import { type Given, textIn, wholeIn } from '../parameters.ts';
import { heldLicences } from '../views/licence.ts';
import { booksOf } from './books.ts';
import { keyNamed } from './businesses.ts';
import { guaranteeView } from './licences.ts';
import { carsOf, keysOf } from './owners.ts';
import type { Sources } from './sources.ts';
import { ticketsHeld } from './ticket-duties.ts';

/** Cars counted for one account, at most. */
const carLimit = 1_000;

async function keyFrom(sources: Sources, query: Given): Promise<Key> {
  const text = textIn(query, 'address') ?? textIn(query, 'name');
  if (text === undefined)
    throw intentRefusals.PARAMETER_INVALID({ parameter: 'address', expected: 'an address, or name a name' });
  return keyNamed(sources, text.trim());
}

/** What an account has. */
export async function account(sources: Sources, query: Given): Promise<AccountView> {
  const { chain, ledger, mempool, wallet } = sources;
  const key = await keyFrom(sources, query);
  const state = chain.view();
  const { balance, locked, stake, nonce, lastMined } = accountOf(state, key);
  const guarantee = await guaranteeView(sources, key);
  const hasGuarantee = [guarantee.stake, guarantee.required, guarantee.unbonding].some((amount) => amount !== '0');
  const { halfFeeBlocks } = ledger.genesis.parameters;
  const paysHalf = ledger.paysHalf(state, key, chain.tip.header.height + 1);
  const name = wallet.nameOf(key);
  const pending = mempool.all().reduce((sum, transaction) => {
    const change = changeOf(mempool, transaction, key);
    return change < 0n ? sum - change : sum;
  }, 0n);
  return {
    address: sources.known().address(key),
    ...(name === undefined ? {} : { name }),
    balance: balance.toString(),
    locked: locked.toString(),
    stake: stake.toString(),
    ...(hasGuarantee ? { guarantee } : {}),
    ...(paysHalf ? { halfFeeUntil: lastMined + halfFeeBlocks } : {}),
    nonce,
    roles: rolesOf(state, key),
    licences: heldLicences(state, key),
    cars: (await carsOf(sources, key, carLimit)).length,
    tickets: await ticketsHeld(sources, key),
    books: (await booksOf(sources, keysOf(sources, key))).length,
    pending: pending.toString(),
  };
}

/** What a waiting transaction will have done to a balance, deniers. */
function changeOf(mempool: Mempool, transaction: SignedTransaction, key: Key): bigint {
  return mempool.outcomeOf(transaction)?.movements.find((one) => equalBytes(one.key, key))?.change ?? 0n;
}

/** What happened to an account, newest first; what waits for a block comes before. */
export async function activity(sources: Sources, query: Given): Promise<ActivityView[]> {
  const { ledger, store, mempool, environment } = sources;
  const key = await keyFrom(sources, query);
  const limit = wholeIn(query, 'limit', 1, 500) ?? 50;
  const known = sources.known();
  const span = { before: sources.chain.view(), after: mempool.view() };
  const concerns = (transaction: SignedTransaction) => {
    const parties = concernedBy(ledger, span, mempool.outcomeOf(transaction)?.events ?? []);
    const named = [...accountsOf(ledger, transaction), ...parties];
    return named.some((each) => equalBytes(each, key)) || changeOf(mempool, transaction, key) !== 0n;
  };
  const waiting = mempool
    .all()
    .filter(concerns)
    .map((transaction): ActivityView => {
      const change = changeOf(mempool, transaction, key).toString();
      // What it is about may wait for its block too.
      const words = wordsOf(ledger, { ...known, state: span.after }, transaction, key);
      return { ...words, change, block: 0, time: environment.now() };
    })
    .reverse();
  const settled = (await store.activity(key, limit)).flatMap((row) => settledView(sources, known, row, key));
  return [...waiting, ...settled].slice(0, limit);
}

type ActivityWords = Pick<ActivityView, 'id' | 'operation' | 'label' | 'what' | 'author' | 'taken' | 'isAgain'>;

function wordsOf(ledger: Ledger, known: Informed, { id, body }: SignedTransaction, reader: Key): ActivityWords {
  const { name, values } = body.operation;
  const operation = ledger.operations.named(name);
  return {
    id: bytesToHex(id),
    operation: name,
    label: operation?.label ?? name,
    what: operation?.summaryFor(values, known, { author: body.author, reader }) ?? '',
    author: known.address(body.author),
    ...takenBy(body.operation, reader),
    ...againBy(body.operation, known),
  };
}

/** What a verdict takes from the guarantee of the one who reads. */
function takenBy({ name, values }: SignedTransaction['body']['operation'], reader: Key): Pick<ActivityView, 'taken'> {
  if (name !== 'licences.decide' || values.slash === 0n || !equalBytes(values.holder as Key, reader)) return {};
  return { taken: String(values.slash) };
}

/** Whether an admission is not the one for which a ticket counts, where one is all that it allows. */
function againBy(
  { name, values }: SignedTransaction['body']['operation'],
  { state }: Informed,
): Pick<ActivityView, 'isAgain'> {
  if (name !== admit.name) return {};
  const { ticket, session, slot } = values as { ticket: TicketName; session: string; slot: number };
  const { conflicts = 0, admission: first } = state.get(ticketKind, ticketId(ticket)) ?? {};
  if (first === undefined || conflicts === 0) return {};
  return first.session === session && first.slot === slot ? {} : { isAgain: true };
}

/** One line of the index. A block that was replaced a moment ago has none any more. */
function settledView(
  sources: Sources,
  known: Informed,
  row: StoredActivity & { readonly height: number },
  reader: Key,
): ActivityView[] {
  const { chain } = sources;
  const block = chain.at(row.height);
  const words = block && causeOf(sources, known, row, { miner: block.header.miner, reader });
  if (block === undefined || words === undefined) return [];
  const change = (row.gained - row.lost).toString();
  return [{ ...words, change, block: row.height, time: block.header.time }];
}

function causeOf(
  { ledger, chain, store }: Sources,
  known: Informed,
  { cause, event, height }: StoredActivity & { readonly height: number },
  { miner, reader }: { readonly miner: Key; readonly reader: Key },
): ActivityWords | undefined {
  if (cause === 'entry') {
    const found = chain.transaction(event);
    return found && wordsOf(ledger, known, found.transaction, reader);
  }
  const id = bytesToHex(event);
  if (cause === 'reward') {
    return { id, operation: 'reward', label: 'Found a block', what: `block ${height}`, author: known.address(miner) };
  }
  const executed = store.executed(height).find((one) => equalBytes(one.event, event));
  const registry = executed && ledger.registry(executed.registry);
  const words = executed && registry?.describe?.(executed.payload, known);
  return words && { id, operation: registry?.name ?? '', ...words, author: '' };
}
