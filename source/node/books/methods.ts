import { bytesToHex } from '@noble/hashes/utils.js';
import type { Affair } from '../../ledger/affair.ts';
import { formatLivres } from '../../ledger/amount.ts';
import { amountField } from '../../ledger/field-kinds.ts';
import type { Key } from '../../ledger/keys.ts';
import { RefusedError, refusals } from '../../ledger/refusal.ts';
import { bookRefusals, requireBook } from '../../ledger/registries/books/book.ts';
import { type Exchange, exchangeAffair } from '../../ledger/registries/books/exchange.ts';
import { exchangeId } from '../../ledger/registries/books/secrets.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import { isUndecided } from '../exchange/decisions.ts';
import { includesKey, usualSpans } from '../exchange/machine.ts';
import type { MachineRecord } from '../exchange/machines.ts';
import { type Desk, exchangeSummary, exchangeView } from '../exchange/views.ts';
import type { BooksFacade, ExchangeSummary, ExchangesView, ExchangeView } from '../facade/books.ts';
import type { WaitingView } from '../facade/waiting.ts';
import type { Facade } from '../facade.ts';
import { GateMethods } from '../gate/methods.ts';
import { flagIn, type Given, given, idIn, textIn, wholeIn } from '../parameters.ts';
import { endedAffairs, openAffairs } from '../queries/affairs.ts';
import { book, bookIdIn, participants, shelf } from '../queries/books.ts';
import { keysOf } from '../queries/owners.ts';
import { waiting } from '../queries/waiting.ts';
import { plainRefusal } from '../refusals.ts';
import { checkOpen, termsOf, type Wish } from './asking.ts';
import type { NodeBooks } from './of-node.ts';

export const bookMethodRefusals = refusals({
  CONTENT_ELSEWHERE: () =>
    'The content of this book does not lie in this terminal. Read it in the one that added it or took it over.',
  NOTHING_TO_ANSWER: () => 'Nobody waits for a yes or no to this hand-over here. Look at how it stands.',
  CANNOT_GIVE_UP: () =>
    'This hand-over cannot be given up here now: the price is locked, or it is over. It ends by itself in time.',
});

const priceField = amountField('Price', { least: 0n });
/** Open hand-overs of one key that are looked at, at most. */
const openLimit = 500;
const affair = exchangeAffair as Affair<Exchange>;

/** The part of the facade for books. */
export abstract class BooksMethods extends GateMethods implements BooksFacade {
  protected abstract readonly books: NodeBooks;

  /** What somebody's machine here asks comes first: whoever waits for a yes has little time. */
  override waiting: Facade['waiting'] = async (query) => {
    const all = await waiting(this.sources, given(query));
    const as = textIn(given(query), 'as')?.trim() ?? '';
    return [...this.#undecided(this.sources.wallet.keyOf(as)), ...all];
  };

  book: BooksFacade['book'] = async (query) => book(this.sources, given(query), (one) => this.books.canRead(one));

  shelf: BooksFacade['shelf'] = async (query) => shelf(this.sources, given(query), (one) => this.books.canRead(one));

  libraries: BooksFacade['libraries'] = async () => {
    const { known } = this.sources;
    const { address } = known();
    return (await participants(this.sources)).map(({ key, since, books }) => ({
      ...{ address: address(key), since, books },
      here: this.books.speaksFor(key),
      elsewhere: this.books.speakers(key),
    }));
  };

  addBook: BooksFacade['addBook'] = async (query) => this.books.submit({ ...given(query), operation: 'books.add' });

  checkRequest: BooksFacade['checkRequest'] = async (query) => {
    const wish = this.#wish(given(query));
    try {
      termsOf(this.sources, wish);
      if (this.books.open !== undefined) checkOpen(this.books.open, wish);
      return {};
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return { refusal: plainRefusal(error, this.sources.known().name) };
    }
  };

  request: BooksFacade['request'] = async (query) => {
    const wish = this.#wish(given(query));
    const { requester, xid, seed, price } = wish;
    this.sources.wallet.pairOf(requester);
    const { book: wanted, witnesses } = this.#named(() => termsOf(this.sources, wish));
    const exchanges = await this.books.exchanges();
    checkOpen(exchanges, wish);
    await this.books.speakAs(requester);
    const { owner, chunks, commitment } = wanted;
    const request = { xid, seed, witnesses, self: requester, owner, book: wish.book, chunks, commitment, price };
    await exchanges.request(request);
    return { id: bytesToHex(xid) };
  };

  exchange: BooksFacade['exchange'] = async (query) => {
    const as = textIn(given(query), 'as')?.trim();
    const me = as === undefined ? undefined : this.sources.wallet.keyOf(as);
    return this.#view(this.#xidIn(given(query)), me);
  };

  exchanges: BooksFacade['exchanges'] = async (query) => {
    const as = textIn(given(query), 'as')?.trim();
    if (as === undefined) throw intentRefusals.PARAMETER_INVALID({ parameter: 'as', expected: 'a name or an address' });
    const limit = wholeIn(given(query), 'limit', 1, 500) ?? 100;
    return this.#exchangesOf(this.sources.wallet.keyOf(as), limit);
  };

  answerRequest: BooksFacade['answerRequest'] = async (query) => {
    const xid = this.#xidIn(given(query));
    const agree = flagIn(given(query), 'agree');
    if (agree === undefined) throw intentRefusals.PARAMETER_INVALID({ parameter: 'agree', expected: 'true or false' });
    const exchanges = await this.books.exchanges();
    const running = exchanges.of(xid).find(({ record: { machine } }) => {
      return machine.role === 'owner' && machine.state.key === undefined;
    });
    if (running === undefined) throw bookMethodRefusals.NOTHING_TO_ANSWER();
    if (agree) await exchanges.agree(running);
    else await running.hear({ kind: 'decline' });
    return this.#view(xid);
  };

  giveUp: BooksFacade['giveUp'] = async (query) => {
    const xid = this.#xidIn(given(query));
    const view = await this.#view(xid);
    if (!view.can.includes('giveUp')) throw bookMethodRefusals.CANNOT_GIVE_UP();
    for (const running of (await this.books.exchanges()).of(xid)) {
      const { role } = running.record.machine;
      if (role !== 'witness') await running.hear({ kind: role === 'owner' ? 'abort' : 'giveUp' });
    }
    return this.#view(xid);
  };

  read: BooksFacade['read'] = async (query) => {
    const { chain, wallet } = this.sources;
    const found = requireBook(chain.view(), bookIdIn(given(query), 'book'));
    if (!wallet.holds(found.owner)) throw bookRefusals.NOT_BOOK_OWNER();
    wallet.pairOf(found.owner);
    const content = await this.books.contentOf(found);
    if (content === undefined) throw bookMethodRefusals.CONTENT_ELSEWHERE();
    return { content: bytesToHex(content) };
  };

  /** What waits for an account's yes or no. */
  #undecided(key: Key): WaitingView[] {
    const open = this.books.open?.all() ?? [];
    const accounts = [key, ...keysOf(this.sources, key)];
    const asked = open.filter(
      ({ account, record }) => includesKey(accounts, account) && isUndecided([record], this.#desk()),
    );
    const { name, parameters } = this.sources.known();
    const { patience } = usualSpans(parameters);
    return asked.flatMap(({ xid, since, record: { machine } }) => {
      if (machine.role !== 'owner') return [];
      const { requester, price, latest } = machine.state;
      const { title } = requireBook(this.sources.chain.view(), machine.state.book);
      const id = bytesToHex(xid);
      return {
        ...{ id: `lend ${id}`, kind: 'lend', about: { kind: 'exchange', key: id } },
        what: `${title}: ${name(requester)} offers ${formatLivres(price)} LVR`,
        untilBlock: Math.min(latest, since + patience),
      };
    });
  }

  #xidIn(query: Given): Uint8Array {
    const xid = idIn(query, 'id');
    if (xid === undefined) throw intentRefusals.PARAMETER_INVALID({ parameter: 'id', expected: '64 hex digits' });
    return xid;
  }

  #wish(query: Given): Wish {
    const { wallet, known } = this.sources;
    const as = textIn(query, 'as')?.trim();
    if (as === undefined) throw intentRefusals.PARAMETER_INVALID({ parameter: 'as', expected: 'a name' });
    const price = query.price === undefined || query.price === null ? 0n : priceField.parse(query.price, known());
    const requester = wallet.keyOf(as);
    const seed = this.books.randomBytes(32);
    return { requester, book: bookIdIn(query, 'book'), price, seed, xid: exchangeId(requester, seed) };
  }

  #desk(me?: Key): Desk {
    return {
      ...(me === undefined ? {} : { me }),
      agreesByItself: (account) => this.books.agreesByItself(account),
      troubleOf: (xid) => this.#troubleOf(xid),
    };
  }

  #troubleOf(xid: Uint8Array): string | undefined {
    const { name } = this.sources.known();
    return this.books.open?.of(xid).flatMap(({ trouble }) => trouble?.tell(name) ?? [])[0];
  }

  /** Refusals name people as this wallet knows them. */
  #named<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      throw new RefusedError(error.code, error.tell(this.sources.known().name), error.data);
    }
  }

  async #view(xid: Uint8Array, me?: Key): Promise<ExchangeView> {
    return exchangeView(this.sources, this.#desk(me), xid, await this.#records(xid));
  }

  async #records(xid: Uint8Array): Promise<readonly MachineRecord[]> {
    const exchanges = await this.books.known();
    return (await exchanges?.records(xid)) ?? [];
  }

  async #exchangesOf(key: Key, limit: number): Promise<ExchangesView> {
    const keys = keysOf(this.sources, key);
    const onLedger = [
      ...(await openAffairs(this.sources, affair, keys, openLimit)),
      ...(await endedAffairs(this.sources, affair, keys, limit)),
    ].map(({ id }) => id);
    const exchanges = await this.books.known();
    // What was begun under a key that this one replaced is its own too.
    const accounts = [key, ...keys];
    const open = (exchanges?.all() ?? []).filter(({ account }) => includesKey(accounts, account));
    const ended = ((await exchanges?.ended(accounts)) ?? []).sort((left, right) => right.since - left.since);
    const records = [...open.map(({ record }) => record).reverse(), ...ended.slice(0, limit)];
    const ids = new Map(
      [...records.map(({ machine }) => machine.state.xid), ...onLedger].map((id) => [bytesToHex(id), id]),
    );
    const desk = this.#desk(key);
    const known = [...ids].map(([name, id]) => {
      const own = records.filter(({ machine }) => bytesToHex(machine.state.xid) === name);
      return { summary: exchangeSummary(this.sources, desk, id, own), own };
    });
    const { address } = this.sources.known();
    const mine = new Set(keys.map((each) => address(each)));
    const of = (side: 'owner' | 'requester') =>
      known.filter(({ summary }) => mine.has(summary[side])).map(({ summary }) => summary);
    // Of what never came to the ledger a witness knows next to nothing, not even that it ended.
    const isThere = ({ state, ended }: ExchangeSummary) =>
      state !== 'requested' && (state !== 'void' || ended !== undefined);
    const witnessed = known.filter(
      ({ own, summary }) => own.some(({ machine }) => machine.role === 'witness') && isThere(summary),
    );
    return { out: of('requester'), in: of('owner'), witnessed: witnessed.map(({ summary }) => summary) };
  }
}
