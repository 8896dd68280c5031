import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../../ledger/keys.ts';
import type { Informed } from '../../ledger/known.ts';
import { requireCar } from '../../ledger/registries/cars/car.ts';
import { concernInWords, concernsOf, newsOf } from '../../ledger/registries/transfers/concerns.ts';
import {
  isSame,
  isUnderWay,
  requireTransfer,
  type Transfer,
  transferKind,
} from '../../ledger/registries/transfers/transfer.ts';
import { stateKey, statePrefix } from '../../ledger/state.ts';
import { verdictOf } from '../../ledger/verdict.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import type { ConcernView, SaleEvent, SaleSummary, SalesView, SaleView } from '../facade.ts';
import { type Given, idIn, textIn, wholeIn } from '../parameters.ts';
import { saleSummary, stepsOf } from '../views/transfer.ts';
import type { PastEvent } from './history.ts';
import { keysOf } from './owners.ts';
import { pastOf, pastView } from './past.ts';
import { checksOf } from './sale-checks.ts';
import type { Sources } from './sources.ts';

/** Sales under way that are looked at for one account, at most. */
const openLimit = 500;

/** A sale in the state with everything that waits for a block. */
interface Found {
  readonly id: Uint8Array;
  readonly sale: Transfer;
  readonly known: Informed;
  /** Whether it is otherwise on the ledger, or not there. */
  readonly waits: boolean;
}

/** What is known with everything that waits for a block. */
function ahead(sources: Sources): Informed {
  return { ...sources.known(), state: sources.mempool.view() };
}

/** @throws PARAMETER_INVALID, TRANSFER_UNKNOWN */
function saleIn(sources: Sources, query: Given): Found {
  const id = idIn(query, 'id');
  if (id === undefined) throw intentRefusals.PARAMETER_INVALID({ parameter: 'id', expected: '64 hex digits' });
  const known = ahead(sources);
  return found(sources, known, id, requireTransfer(known.state, id));
}

function found({ chain }: Sources, known: Informed, id: Uint8Array, sale: Transfer): Found {
  const settled = chain.view().get(transferKind, id);
  return { id, sale, known, waits: settled?.historyCount !== sale.historyCount };
}

function summaryOf({ id, sale, known, waits }: Found): SaleSummary {
  return { ...saleSummary(id, sale, known), ...(waits ? { waiting: true } : {}) };
}

/** A sale by the id of its offer: its steps, what is to be known before it goes on, and what happened. */
export async function transfer(sources: Sources, query: Given): Promise<SaleView> {
  const one = saleIn(sources, query);
  const { sale, known } = one;
  const past = await pastOf(sources, stateKey(transferKind, one.id));
  return {
    ...summaryOf(one),
    ...declinedBy(one, past),
    steps: stepsOf(sale, past, known),
    checks: isUnderWay(sale) ? await checksOf(sources, known, sale) : [],
    concerns: concernViews(sale, known),
    history: past.map((event) => eventView(sources, known, event)),
  };
}

/** What the buyer must know: how the car stands as long as something can become of it, then what it said that it knew. */
function concernViews(sale: Transfer, { state }: Informed): ConcernView[] {
  const car = requireCar(state, sale.vin);
  const now = isUnderWay(sale) ? [...concernsOf(car), ...newsOf(car, sale)] : [];
  const reasons = verdictOf(car.odometer).reasons;
  return [...new Set([...sale.acknowledged, ...now])].map((code) => {
    const reason = now.includes(code) ? reasons.find((one) => one.code === code) : undefined;
    return { code, words: reason?.text ?? concernInWords(code), acknowledged: sale.acknowledged.includes(code) };
  });
}

function eventView(sources: Sources, known: Informed, event: PastEvent): SaleEvent {
  const { label, ...view } = pastView(sources, known, event);
  return event.kind === 'due' ? { ...view, what: `${label}: ${view.what}` } : view;
}

/** The sales of an account by what it has to do. */
export async function transfers(sources: Sources, query: Given): Promise<SalesView> {
  const as = textIn(query, 'as');
  if (as === undefined) throw intentRefusals.PARAMETER_INVALID({ parameter: 'as', expected: 'a name or an address' });
  const limit = wholeIn(query, 'limit', 1, 500) ?? 100;
  const key = sources.wallet.keyOf(as.trim());
  const known = ahead(sources);
  const address = known.address(key);
  const prefix = statePrefix(transferKind);
  // Whoever replaced a lost key has its sales too.
  const keys = keysOf(sources, key);
  const listed = async (isOpen: boolean, most: number) =>
    (await Promise.all(keys.map((each) => sources.store.affairsOf(each, prefix, isOpen, most)))).flat();
  const open = await listed(true, openLimit);
  const over = await listed(false, limit);
  const looked = (id: Uint8Array) => {
    const sale = known.state.get(transferKind, id);
    return sale === undefined ? [] : [found(sources, known, id, sale)];
  };
  const all = [...newSales(sources, key), ...open].flatMap(looked);
  const isMine = ({ next }: SaleSummary) =>
    next.some(({ operation, by }) => duties.has(operation) && by.includes(address));
  const underWay = all.filter(({ sale }) => isUnderWay(sale)).map(summaryOf);
  // What ends it may wait for its block: until then it has not ended.
  const ending = all.filter(({ sale }) => !isUnderWay(sale)).map(summaryOf);
  const ended = over.flatMap(looked).slice(0, limit);
  return {
    toDo: underWay.filter(isMine),
    waiting: [...underWay.filter((sale) => !isMine(sale)), ...ending],
    ended: await Promise.all(ended.map((one) => endedView(sources, one))),
  };
}

/** A sale that is over; of one that was called off also whether the buyer declined it. */
async function endedView(sources: Sources, one: Found): Promise<SaleSummary> {
  if (one.sale.status !== 'cancelled') return summaryOf(one);
  return { ...summaryOf(one), ...declinedBy(one, await pastOf(sources, stateKey(transferKind, one.id))) };
}

/** Whether it was the buyer who called it off, and that before it accepted. */
function declinedBy({ sale, known }: Found, past: readonly PastEvent[]): Pick<SaleSummary, 'declined'> {
  const authors = (name: string) =>
    past.flatMap((event) =>
      event.kind === 'entry' && event.transaction.body.operation.name === name ? [event.transaction.body.author] : [],
    );
  const [author] = authors('transfers.cancel');
  if (author === undefined || authors('transfers.accept').length > 0) return {};
  return isSame(known.state, author, sale.buyer, known.height + 1) ? { declined: true } : {};
}

/** What somebody else waits for; the rest only can be done. */
const duties: ReadonlySet<string> = new Set(['transfers.accept', 'transfers.confirm']);

/** Sales of an account whose offer waits for its block. */
function newSales({ chain, mempool }: Sources, key: Key): Uint8Array[] {
  const [settled, later] = [chain.view(), mempool.view()];
  return mempool.all().flatMap(({ id, body }) => {
    if (body.operation.name !== 'transfers.offer' || settled.get(transferKind, id) !== undefined) return [];
    const sale = later.get(transferKind, id);
    const isOf = sale && [sale.seller, sale.buyer, sale.notary].some((party) => equalBytes(party, key));
    return isOf ? [id] : [];
  });
}
