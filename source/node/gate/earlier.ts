import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { RecentMap } from '../../ledger/recent-map.ts';
import { currentKey } from '../../ledger/registries/owners/owner.ts';
import { gateDigest } from '../../ledger/registries/tickets/gate.ts';
import {
  type Admission,
  requireTicket,
  type TicketName,
  ticketId,
  ticketKind,
} from '../../ledger/registries/tickets/ticket.ts';
import { verify } from '../../ledger/signature.ts';
import { stateKey } from '../../ledger/state.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import { breathe } from '../breathe.ts';
import { keysOf } from '../queries/owners.ts';
import type { Sources } from '../queries/sources.ts';
import type { Proof } from './proof.ts';

/**
 * Events of a ticket that are looked at, the latest. Anybody can make thousands of them for the fees, and whoever forges a
 * proof would stop the gate with each.
 */
const latest = 100;
/** Events that are read, or keys that are tried, before others have their turn. */
const turn = 4;
/** Tickets whose past is kept, at least. */
const kept = 200;

/** What the latest events of a ticket tell. */
interface Past {
  /** Keys that had it, each once, the latest first. */
  readonly keys: readonly Key[];
  /** Oldest first. After the first one nothing else happens to a ticket. */
  readonly admissions: readonly Admission[];
}

/** What became of the key that signed a proof: it sold the ticket or gave it away, or is the holder's lost one. */
export type Former = 'passed on' | 'replaced';

/** What happened to tickets, read once for each state of them. */
export class TicketPasts {
  readonly #sources: Sources;
  /** By ticket and the head of its history. */
  readonly #known = new RecentMap<Past>(kept);
  readonly #reading = new Map<string, Promise<Past>>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** Every admission with a ticket that a block has, oldest first; the latest 100. */
  async admissionsOf(name: TicketName): Promise<readonly Admission[]> {
    return (await this.#pastOf(name)).admissions;
  }

  /** Who signed a proof that the holder of its ticket did not, as far as its latest events tell. @throws TICKET_UNKNOWN */
  async signerOf(event: Uint8Array, { serial, session, slot, signature }: Proof): Promise<Former | undefined> {
    const { chain } = this.#sources;
    const name = { event, serial };
    const digest = gateDigest(name, session, slot);
    const state = chain.view();
    const holder = currentKey(state, requireTicket(state, name).holder, chain.head.header.height + 1);
    const [, ...replaced] = keysOf(this.#sources, holder);
    if (await isByOne(replaced, digest, signature)) return 'replaced';
    const { keys } = await this.#pastOf(name);
    const others = keys.filter((key) => ![holder, ...replaced].some((one) => equalBytes(one, key)));
    return (await isByOne(others, digest, signature)) ? 'passed on' : undefined;
  }

  #pastOf(name: TicketName): Promise<Past> {
    const key = this.#keyOf(name);
    const found = this.#known.get(key);
    if (found !== undefined) return Promise.resolve(found);
    // Whoever asks meanwhile hears the same.
    const reading = this.#reading.get(key) ?? this.#read(name, key).finally(() => this.#reading.delete(key));
    this.#reading.set(key, reading);
    return reading;
  }

  #keyOf(name: TicketName): string {
    const head = this.#sources.chain.view().get(ticketKind, ticketId(name))?.historyHead;
    return `${bytesToHex(ticketId(name))} ${head === undefined ? '' : bytesToHex(head)}`;
  }

  async #read(name: TicketName, key: string): Promise<Past> {
    const { chain, store } = this.#sources;
    const id = ticketId(name);
    const count = chain.view().get(ticketKind, id)?.historyCount ?? 0;
    const found: SignedTransaction[] = [];
    let isWhole = true;
    for (let number = count - 1; number >= Math.max(0, count - latest); number--) {
      if ((count - number) % turn === 0) await breathe();
      const row = store.event(stateKey(ticketKind, id), number);
      // What the queue did has no entry.
      const entry = row && chain.transaction(row.event);
      if (entry !== undefined) found.push(entry.transaction);
      isWhole &&= row !== undefined;
    }
    const past = { keys: keysIn(found), admissions: admissionsIn(found) };
    // The disk may be a block behind, and the chain may have moved since.
    if (isWhole && this.#keyOf(name) === key) this.#known.set(key, past);
    return past;
  }
}

/**
 * Whoever got a ticket from the waiting list and never did anything with it is the holder, so the signers of what
 * happened to it, and whoever was given it, are all who had it.
 */
function keysIn(transactions: readonly SignedTransaction[]): Key[] {
  const found = new Map<string, Key>();
  for (const { body } of transactions) {
    if (body.operation.name === 'tickets.admit') continue;
    const { to } = body.operation.values as { to?: Key };
    for (const key of to === undefined ? [body.author] : [body.author, to]) found.set(bytesToHex(key), key);
  }
  return [...found.values()];
}

/** @param transactions the latest first */
function admissionsIn(transactions: readonly SignedTransaction[]): Admission[] {
  return transactions.toReversed().flatMap(({ body }) => {
    if (body.operation.name !== 'tickets.admit') return [];
    const { session, slot } = body.operation.values as { session: string; slot: number };
    return [{ gate: body.author, session, slot }];
  });
}

async function isByOne(keys: readonly Key[], digest: Uint8Array, signature: Uint8Array): Promise<boolean> {
  for (const [index, key] of keys.entries()) {
    if (index % turn === turn - 1) await breathe();
    if (verify(signature, digest, key)) return true;
  }
  return false;
}
