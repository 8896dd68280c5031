import { bytesToHex } from '@noble/hashes/utils.js';
import type { Block } from '../../ledger/block.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import { currentKey } from '../../ledger/registries/owners/owner.ts';
import { eventKind } from '../../ledger/registries/tickets/event.ts';
import { gateDigest } from '../../ledger/registries/tickets/gate.ts';
import { laterAdmissionKind, type TicketName, ticketId, ticketKind } from '../../ledger/registries/tickets/ticket.ts';
import type { StateReader } from '../../ledger/state.ts';
import type { IntentInput } from '../../wallet/intent.ts';
import { breathe } from '../breathe.ts';
import type { ChainMove } from '../chain.ts';
import type { Refusal } from '../facade.ts';
import type { Sources } from '../queries/sources.ts';
import { asRefusal } from '../refusals.ts';
import { type Entry, Journal } from './journal.ts';

/** What the gates of a node use of it. */
export interface GateSetup {
  /** Where their journal lies, or would. */
  readonly file: string;
  /** Signs and hands in. Throws the refusals of the wallet, the ledger and the mempool. */
  submit(intent: IntentInput): unknown;
  /** Whether another node is connected. */
  isOnline(): boolean;
  /** A ticket of this gate was let in elsewhere too: said once. */
  conflict(name: TicketName): void;
  notice(text: string): void;
}

/** Milliseconds after the end of an event for which its entries are kept. */
const keptAfter = 86_400_000;
/** Entries that are signed in one go, before others have their turn. */
const turn = 20;
/** Refusals of an admission that a later block, more money or a passphrase may mend. */
const passing: ReadonlySet<string> = new Set([
  ...['NONCE_GAP', 'NONCE_USED', 'REPLACEMENT_TOO_CHEAP', 'REPLACEMENTS_BUSY', 'MEMPOOL_FULL', 'TOO_MANY_WAITING'],
  ...['BALANCE_TOO_LOW', 'PAYER_CANNOT_PAY', 'WALLET_LOCKED', 'KEY_MISSING', 'PROOF_FROM_FUTURE', 'INTERNAL'],
]);

/**
 * Sees to it that whoever was let in here is on the ledger in the end: what no block has is signed again after each
 * block, restart or reorganisation. The ledger takes one admission once, whatever number it is signed with.
 */
export class Admissions {
  readonly isOnline: () => boolean;
  readonly #sources: Sources;
  readonly #setup: GateSetup;
  readonly #journal: Journal;
  readonly #byTicket = new Map<string, Entry[]>();
  /** Digests that holders signed, hex. */
  readonly #used = new Set<string>();
  /** By digest: what no block has. */
  readonly #open = new Map<string, Entry>();
  /** By digest: what the ledger does not take, as long as it stands as it does. */
  readonly #refused = new Map<string, Refusal>();
  /** Tickets let in elsewhere too, by id, and how often they were let in. */
  readonly #conflicts = new Map<string, number>();
  #trouble: Refusal | undefined;
  #fault: RefusedError | undefined;
  #isSweeping = false;
  #isBehind = false;
  #isClosed = false;

  constructor(sources: Sources, setup: GateSetup) {
    this.isOnline = () => setup.isOnline();
    this.#sources = sources;
    this.#setup = setup;
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
    this.#sweep().catch((error: unknown) => {
      this.#sources.environment.logger.error({ error }, 'admissions could not be handed in');
    });
  }

  close(): void {
    this.#isClosed = true;
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
    const id = bytesToHex(event);
    return [...this.#open.values()].filter((entry) => bytesToHex(entry.event) === id);
  }

  /** Why they wait, where it takes somebody to mend it. */
  get trouble(): string | undefined {
    return this.#open.size === 0 ? undefined : this.#trouble?.message;
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
    if (!entry.again) this.#handIn(digestOf(entry), entry);
  }

  /** The tip moved, and the mempool has followed. */
  follow({ disconnected, connected }: ChainMove): void {
    if (this.#byTicket.size === 0) return;
    if (disconnected.length > 0) {
      this.#refused.clear();
      for (const entry of this.#within(disconnected)) this.#open.set(digestOf(entry), entry);
    }
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
      if (isOnLedger(state, entry)) this.#open.delete(digestOf(entry));
    }
    for (const entry of kept) this.#look(entry, state, false);
  }

  #take(entry: Entry): void {
    const key = bytesToHex(ticketId(entry));
    const digest = digestOf(entry);
    this.#byTicket.set(key, [...(this.#byTicket.get(key) ?? []), entry]);
    this.#used.add(digest);
    if (!entry.again) this.#open.set(digest, entry);
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

  async #sweep(): Promise<void> {
    this.#isBehind = true;
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    try {
      while (this.#isBehind && !this.#isClosed) {
        this.#isBehind = false;
        await this.#handInAll();
      }
    } finally {
      this.#isSweeping = false;
    }
  }

  async #handInAll(): Promise<void> {
    let signed = 0;
    // What stops one of a gate stops its others too, until the next block.
    const stopped = new Set<string>();
    for (const [digest, entry] of [...this.#open]) {
      if (this.#isClosed) return;
      const gate = bytesToHex(entry.gate);
      if (isOnLedger(this.#sources.chain.view(), entry)) {
        this.#open.delete(digest);
        this.#refused.delete(digest);
        continue;
      }
      if (this.#refused.has(digest) || isOnLedger(this.#sources.mempool.view(), entry)) continue;
      if (stopped.has(gate)) continue;
      if (!this.#handIn(digest, entry)) stopped.add(gate);
      if (++signed % turn === 0) await breathe();
    }
  }

  /** Whether the next one of its gate may be tried. */
  #handIn(digest: string, entry: Entry): boolean {
    const { chain, environment, known, mempool } = this.#sources;
    const { serial, session, slot } = entry;
    // The key may have been replaced since.
    const gate = currentKey(chain.view(), entry.gate, chain.head.header.height + 1);
    try {
      this.#setup.submit({
        ...{ as: known().address(gate), operation: 'tickets.admit', nonce: mempool.nextNonce(gate) },
        ...{ ticket: { event: bytesToHex(entry.event), serial }, session, slot },
        signature: bytesToHex(entry.signature),
      });
      this.#trouble = undefined;
      return true;
    } catch (error) {
      const refusal = asRefusal(error, environment);
      if (refusal.code === 'ADMISSION_KNOWN') return true;
      if (passing.has(refusal.code)) {
        const isNews = this.#trouble?.code !== refusal.code;
        this.#trouble = refusal;
        if (isNews) this.#setup.notice(`Admissions wait here until they can be signed: ${refusal.message}`);
        return false;
      }
      this.#refused.set(digest, refusal);
      this.#setup.notice(`The ledger does not take that ticket ${serial} was let in: ${refusal.message}`);
      return true;
    }
  }
}

/** What the holder signed, hex. */
function digestOf({ event, serial, session, slot }: Omit<Entry, 'signature' | 'gate' | 'again'>): string {
  return bytesToHex(gateDigest({ event, serial }, session, slot));
}

/** Whether an admission is in a state, whoever signed it there: one proof lets in once. */
export function isOnLedger(state: StateReader, entry: Pick<Entry, 'event' | 'serial' | 'session' | 'slot'>): boolean {
  const { session, slot } = entry;
  const first = state.get(ticketKind, ticketId(entry))?.admission;
  if (first === undefined) return false;
  if (first.session === session && first.slot === slot) return true;
  return state.get(laterAdmissionKind, gateDigest(entry, session, slot)) !== undefined;
}
