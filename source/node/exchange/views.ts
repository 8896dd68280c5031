import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { bookKind } from '../../ledger/registries/books/book.ts';
import { exchangeKind, exchangeOf, exchangeRefusals } from '../../ledger/registries/books/exchange.ts';
import { quorumOf } from '../../ledger/registries/books/witnesses.ts';
import { stateKey } from '../../ledger/state.ts';
import type { ExchangeSide, ExchangeState, ExchangeSummary, ExchangeView, WitnessView } from '../facade.ts';
import { pastOf, pastView } from '../queries/past.ts';
import { ahead, type Sources } from '../queries/sources.ts';
import { isUndecided } from './decisions.ts';
import { dealOf, isOver, type KnownOf, reached, stateOf, votersOf } from './known-of.ts';
import type { MachineRecord } from './machines.ts';
import { haveOf, lastStep, passagesOf, stepOf } from './passages.ts';
import { otherwise, reasonOf, waitsFor } from './words.ts';

/** What the views of hand-overs need of the machines here. */
export interface Desk {
  /** Whether a person has to say yes for an account. */
  agreesByItself(account: Key): boolean;
  /** What keeps a hand-over here from going on. */
  troubleOf(xid: Uint8Array): string | undefined;
  /** Who asks, if that is said: called "you" in sentences. */
  readonly me?: Key;
}

/** All that is known of a hand-over, without its history. */
function knownOf(sources: Sources, { me }: Desk, xid: Uint8Array, records: readonly MachineRecord[]): KnownOf {
  const informed = ahead(sources);
  const { height } = sources.chain.tip.header;
  const settled = exchangeOf(sources.chain.view(), xid);
  return { xid, settled, ahead: exchangeOf(informed.state, xid), records, history: [], height, informed, me };
}

/**
 * A hand-over as it is drawn.
 * @throws EXCHANGE_UNKNOWN where neither the ledger nor a machine here knows of it
 */
export async function exchangeView(
  sources: Sources,
  desk: Desk,
  xid: Uint8Array,
  records: readonly MachineRecord[],
): Promise<ExchangeView> {
  const before = knownOf(sources, desk, xid, records);
  if (before.ahead === undefined && before.settled === undefined && records.length === 0) {
    throw exchangeRefusals.EXCHANGE_UNKNOWN();
  }
  const past = before.ahead === undefined ? [] : await pastOf(sources, stateKey(exchangeKind, xid));
  const known = { ...before, history: past.map((each) => pastView(sources, before.informed, each)) };
  const { witnesses } = dealOf(known);
  const passages = passagesOf(known);
  const next = passages.find(({ state }) => state === 'now')?.name;
  const until = isOver(known) ? undefined : lastBlock(known);
  const [waits, other] = [waitsFor(known, next), otherwise(known, until)];
  return {
    ...summary(known, desk, stepOf(passages)),
    votes: {
      ...{ key: haveOf(known, 'keyVotes'), request: haveOf(known, 'requestVotes') },
      ...{ of: witnesses.length, need: witnesses.length === 0 ? 0 : quorumOf(witnesses.length) },
    },
    witnesses: witnesses.map((key) => witnessView(known, key)),
    bond: (known.settled?.bond ?? known.informed.parameters.bookBond).toString(),
    ...(until === undefined ? {} : { until, blocksLeft: Math.max(0, until - known.height) }),
    ...(waits === undefined ? {} : { waitsFor: waits }),
    ...(other === undefined ? {} : { otherwise: other }),
    passages,
    can: choicesOf(known, desk),
    history: known.history,
  };
}

/** The same in a list. */
export function exchangeSummary(
  sources: Sources,
  desk: Desk,
  xid: Uint8Array,
  records: readonly MachineRecord[],
): ExchangeSummary {
  const known = knownOf(sources, desk, xid, records);
  return summary(known, desk, stepOf(passagesOf(known)));
}

function summary(known: KnownOf, desk: Desk, step: number): ExchangeSummary {
  const { informed, xid, settled } = known;
  const { book, owner, requester, price } = dealOf(known);
  const state = stateNow(known);
  const title = book && informed.state.get(bookKind, book)?.title;
  return {
    id: bytesToHex(xid),
    book: book === undefined ? '' : bytesToHex(book),
    title: title ?? '',
    owner: owner === undefined ? '' : informed.address(owner),
    requester: requester === undefined ? '' : informed.address(requester),
    price: price.toString(),
    state,
    step: state === 'done' ? lastStep : step,
    reason: reasonOf(known, desk.troubleOf(xid)),
    sides: sidesOf(known),
    ...(isUndecided(known.records, desk) ? { undecided: true as const } : {}),
    ...(settled?.ending === undefined ? {} : { ended: settled.endedAt }),
  };
}

function stateNow(known: KnownOf): ExchangeState {
  if (known.settled !== undefined) return known.settled.status;
  return isOver(known) ? 'void' : 'requested';
}

function sidesOf({ records }: KnownOf): ExchangeSide[] {
  return [...new Set(records.map(({ machine: { role } }) => (role === 'witness' ? 'witnesses' : role)))];
}

/** Last block of what it waits for. */
function lastBlock(known: KnownOf): number | undefined {
  if (known.settled !== undefined) return known.settled.until;
  return (stateOf(known, 'requester') ?? stateOf(known, 'owner'))?.latest;
}

function witnessView(known: KnownOf, witness: Key): WitnessView {
  const voted = (step: 'key' | 'request') => votersOf(known, step).some((key) => equalBytes(key, witness));
  return { address: known.informed.address(witness), key: voted('key'), request: voted('request') };
}

function choicesOf(known: KnownOf, desk: Desk): ExchangeView['can'] {
  if (isOver(known)) return [];
  if (isUndecided(known.records, desk)) return ['agree', 'decline'];
  const asks = stateOf(known, 'requester');
  const owns = stateOf(known, 'owner');
  const canStop = asks !== undefined && asks.outcome === undefined && asks.acceptable === 0 && !asks.gaveUp;
  const canAbort =
    owns !== undefined && owns.outcome === undefined && !owns.withdrawn && known.settled?.status === 'offered';
  return (canStop && reached(known.ahead) < 2) || canAbort ? ['giveUp'] : [];
}
