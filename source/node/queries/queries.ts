import type { Facade } from '../facade.ts';
import { given } from '../parameters.ts';
import { account, activity } from './accounts.ts';
import { agreement, agreements } from './agreements.ts';
import { block, blocks, waitingEntries } from './blocks.ts';
import { car, cars } from './cars.ts';
import { discharge } from './discharge.ts';
import { boxOffice, event, events } from './events.ts';
import { find } from './find.ts';
import { directory, licence } from './licences.ts';
import { owner } from './owners.ts';
import { ProofTurns } from './proof-turns.ts';
import { prove } from './prove.ts';
import type { Sources } from './sources.ts';
import { market, ticket, tickets, waitingFor } from './tickets.ts';
import { transfer, transfers } from './transfers.ts';
import { waiting } from './waiting.ts';

/** The part of the facade that only reads the ledger and what waits for it. A question is one line here. */
export abstract class LedgerQueries {
  protected abstract readonly sources: Sources;
  readonly #proofs = new ProofTurns();

  block: Facade['block'] = async (query) => block(this.sources, given(query));
  blocks: Facade['blocks'] = async (query) => blocks(this.sources, given(query));
  mempool: Facade['mempool'] = async () => waitingEntries(this.sources);
  directory: Facade['directory'] = (query) => directory(this.sources, given(query));
  licence: Facade['licence'] = (query) => licence(this.sources, given(query));
  car: Facade['car'] = (query) => car(this.sources, given(query));
  cars: Facade['cars'] = (query) => cars(this.sources, given(query));
  owner: Facade['owner'] = (query) => owner(this.sources, given(query));
  transfer: Facade['transfer'] = (query) => transfer(this.sources, given(query));
  transfers: Facade['transfers'] = (query) => transfers(this.sources, given(query));
  discharge: Facade['discharge'] = (query) => discharge(this.sources, given(query));
  account: Facade['account'] = (query) => account(this.sources, given(query));
  activity: Facade['activity'] = (query) => activity(this.sources, given(query));
  agreement: Facade['agreement'] = (query) => agreement(this.sources, given(query));
  agreements: Facade['agreements'] = (query) => agreements(this.sources, given(query));
  events: Facade['events'] = (query) => events(this.sources, given(query));
  event: Facade['event'] = (query) => event(this.sources, given(query));
  ticket: Facade['ticket'] = (query) => ticket(this.sources, given(query));
  tickets: Facade['tickets'] = (query) => tickets(this.sources, given(query));
  market: Facade['market'] = (query) => market(this.sources, given(query));
  waitingFor: Facade['waitingFor'] = (query) => waitingFor(this.sources, given(query));
  boxOffice: Facade['boxOffice'] = (query) => boxOffice(this.sources, given(query));
  waiting: Facade['waiting'] = (query) => waiting(this.sources, given(query));
  prove: Facade['prove'] = (query) => this.#proofs.take(() => prove(this.sources, given(query)));
  find: Facade['find'] = (query) => find(this.sources, given(query));
}
