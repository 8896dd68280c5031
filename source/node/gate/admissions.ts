import { bytesToHex } from '@noble/hashes/utils.js';
import type { Block } from '../../ledger/block.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import { eventKind } from '../../ledger/registries/tickets/event.ts';
import { type TicketName, ticketId, ticketKind } from '../../ledger/registries/tickets/ticket.ts';
import type { StateReader } from '../../ledger/state.ts';
import type { ChainMove } from '../chain.ts';
import type { Sources } from '../queries/sources.ts';
import { TicketPasts } from './earlier.ts';
import { type Counter, digestOf, HandingIn, isOnLedger } from './handing-in.ts';
import { type Entry, Journal } from './journal.ts';

/** What the gates of a node use of it. */
export interface GateSetup extends Counter {
  /** Where their journal lies, or would. */
  readonly file: string;
  /** Whether another node is connected. */
  isOnline(): boolean;
  /** A ticket of this gate was let in elsewhere too: said once. */
  conflict(name: TicketName): void;
}

/** Milliseconds after the end of an event for which its entries are kept. */
const keptAfter = 86_400_000;

/**
 * Sees to it that whoever was let in here is on the ledger in the end: what no block has is signed again after each
 * block, restart or reorganisation. The ledger takes one admission once, whatever number it is signed with.
 */
export class Admissions {
  readonly isOnline: () => boolean;
  /** What happened to tickets before they came to a gate. */
  readonly pasts: TicketPasts;
  readonly #sources: Sources;
  readonly #setup: GateSetup;
  readonly #journal: Journal;
  readonly #byTicket = new Map<string, Entry[]>();
  /** Digests that holders signed, hex. */
  readonly #used = new Set<string>();
  readonly #handingIn: HandingIn;
  /** Tickets let in elsewhere too, by id, and how often they were let in. */
  readonly #conflicts = new Map<string, number>();
  #fault: RefusedError | undefined;

  constructor(sources: Sources, setup: GateSetup) {
    this.isOnline = () => setup.isOnline();
    this.#sources = sources;
    this.#setup = setup;
    this.pasts = new TicketPasts(sources);
    this.#handingIn = new HandingIn(sources, setup);
    this.#journal = new Journal(setup.file, sources.ledger.genesisId);
    try {
      this.#restore();
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      // The node goes on without a gate, and whoever opens one hears why.
      this.#fault = error;
      sources.environment.logger.error({ error }, 'the journal of the gate cannot be used');
    }
  }

  /** Hands in what no block has yet. */
  resume(): void {
    this.#handingIn.all().catch((error: unknown) => {
      this.#sources.environment.logger.error({ error }, 'admissions could not be handed in');
    });
  }

  close(): void {
    this.#handingIn.close();
    this.#journal.close();
  }

  /** Refuses where the list of whom was let in cannot be used. @throws GATE_JOURNAL_DAMAGED, GATE_JOURNAL_FAILED */
  check(): void {
    if (this.#fault !== undefined) throw this.#fault;
  }

  /** Who was let in here with a ticket, oldest first. */
  of(name: TicketName): readonly Entry[] {
    return this.#byTicket.get(bytesToHex(ticketId(name))) ?? [];
  }

  /** Whether the holder's signature for a session and a half minute let somebody in here. */
  isUsed(name: TicketName, { session, slot }: Pick<Entry, 'session' | 'slot'>): boolean {
    return this.#used.has(digestOf({ ...name, session, slot }));
  }

  /** Those that no block has yet, of one event. */
  queued(event: Uint8Array): Entry[] {
    return this.#handingIn.of(event);
  }

  /** Why they wait, where no block will mend that by itself. */
  trouble(event: Uint8Array): string | undefined {
    return this.#handingIn.troubleOf(event);
  }

  /** Tickets of an event that were let in here and elsewhere, by number. */
  conflicts(event: Uint8Array): number[] {
    const id = bytesToHex(event);
    const serials = [...this.#conflicts.keys()].flatMap((key) => {
      return key.startsWith(id) ? [Number.parseInt(key.slice(id.length), 16)] : [];
    });
    return serials.sort((left, right) => left - right);
  }

  /**
   * Lets somebody in: on the disk when this returns, and on its way into a block if that can be.
   * @throws GATE_JOURNAL_FAILED, GATE_JOURNAL_FULL
   */
  admit(entry: Entry): void {
    this.check();
    this.#journal.append(entry);
    this.#take(entry);
    if (!entry.again) this.#handingIn.now(entry);
  }

  /** The tip moved, and the mempool has followed. */
  follow({ disconnected, connected }: ChainMove): void {
    if (this.#byTicket.size === 0) return;
    for (const entry of this.#within(disconnected)) this.#handingIn.add(entry);
    const state = this.#sources.chain.view();
    for (const entry of this.#within([...disconnected, ...connected])) this.#look(entry, state, true);
    this.resume();
  }

  #restore(): void {
    const { chain, environment } = this.#sources;
    const state = chain.view();
    const now = environment.now();
    const all = this.#journal.read();
    const kept = all.filter((entry) => {
      const event = state.get(eventKind, entry.event);
      const isOver = event !== undefined && now > event.endsAt + keptAfter;
      return !isOver || !(entry.again || isOnLedger(state, entry));
    });
    if (kept.length < all.length) this.#journal.replace(kept);
    for (const entry of kept) {
      this.#take(entry);
      if (isOnLedger(state, entry)) this.#handingIn.drop(entry);
    }
    for (const entry of kept) this.#look(entry, state, false);
  }

  #take(entry: Entry): void {
    const key = bytesToHex(ticketId(entry));
    this.#byTicket.set(key, [...(this.#byTicket.get(key) ?? []), entry]);
    this.#used.add(digestOf(entry));
    if (!entry.again) this.#handingIn.add(entry);
  }

  /** First entries of this gate for tickets that some blocks let in, here or elsewhere. */
  #within(blocks: readonly Block[]): Entry[] {
    const found = new Set<Entry>();
    for (const { transactions } of blocks) {
      for (const { body } of transactions) {
        if (body.operation.name !== 'tickets.admit') continue;
        const { ticket } = body.operation.values as { ticket: TicketName };
        for (const entry of this.of(ticket)) if (!entry.again) found.add(entry);
      }
    }
    return [...found];
  }

  /** Whether a ticket that was let in here was let in elsewhere too. */
  #look(entry: Entry, state: StateReader, tells: boolean): void {
    const id = ticketId(entry);
    const key = bytesToHex(id);
    const ticket = state.get(ticketKind, id);
    const isAllowed = state.get(eventKind, entry.event)?.policy.reentry === true;
    const own = this.of(entry).filter((one) => !one.again && !isOnLedger(state, one));
    const times = ticket?.admission === undefined ? 0 : 1 + ticket.conflicts + own.length;
    if (isAllowed || times < 2) {
      this.#conflicts.delete(key);
      return;
    }
    const isNews = (this.#conflicts.get(key) ?? 0) < times;
    this.#conflicts.set(key, times);
    if (tells && isNews) this.#setup.conflict(entry);
  }
}
