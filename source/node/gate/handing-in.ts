import { bytesToHex } from '@noble/hashes/utils.js';
import { currentKey } from '../../ledger/registries/owners/owner.ts';
import { admit, gateDigest } from '../../ledger/registries/tickets/gate.ts';
import { laterAdmissionKind, ticketId, ticketKind } from '../../ledger/registries/tickets/ticket.ts';
import type { StateReader } from '../../ledger/state.ts';
import type { IntentInput } from '../../wallet/intent.ts';
import { breathe } from '../breathe.ts';
import type { Refusal } from '../facade.ts';
import { passingRefusals } from '../mempool.ts';
import type { Sources } from '../queries/sources.ts';
import { asRefusal } from '../refusals.ts';
import type { Entry } from './journal.ts';

/** What admissions are handed in with. */
export interface Counter {
  /** Signs and hands in. Throws the refusals of the wallet, the ledger and the mempool. */
  submit(intent: IntentInput): unknown;
  notice(text: string): void;
}

/** Entries that are looked at in one go, before others have their turn. */
const turn = 20;
/** Refusals that have nothing to do with the admission: more money, a passphrase or another number mends them. */
const passing: ReadonlySet<string> = new Set([
  ...passingRefusals,
  ...['BALANCE_TOO_LOW', 'PAYER_CANNOT_PAY', 'WALLET_LOCKED', 'KEY_MISSING', 'PROOF_FROM_FUTURE', 'INTERNAL'],
]);

/** An admission that the ledger does not take, and why. */
interface Turned {
  readonly entry: Entry;
  readonly refusal: Refusal;
}

/** Admissions that no block has yet, and what is done to get them into one. */
export class HandingIn {
  readonly #sources: Sources;
  readonly #counter: Counter;
  /** By digest. */
  readonly #open = new Map<string, Entry>();
  /** By digest: what the ledger does not take as it stands. A ledger that is built anew does so later. */
  readonly #refused = new Map<string, Turned>();
  #trouble: Refusal | undefined;
  #isSweeping = false;
  #isBehind = false;
  #isClosed = false;

  constructor(sources: Sources, counter: Counter) {
    this.#sources = sources;
    this.#counter = counter;
  }

  close(): void {
    this.#isClosed = true;
  }

  add(entry: Entry): void {
    this.#open.set(digestOf(entry), entry);
  }

  /** A block has it. */
  drop(entry: Entry): void {
    this.#open.delete(digestOf(entry));
    this.#refused.delete(digestOf(entry));
  }

  /** Those of one event. */
  of(event: Uint8Array): Entry[] {
    const id = bytesToHex(event);
    return [...this.#open.values()].filter((entry) => bytesToHex(entry.event) === id);
  }

  /** Why some of an event wait, where no block will mend that by itself. */
  troubleOf(event: Uint8Array): string | undefined {
    const open = this.of(event);
    const turned = open.flatMap((entry) => this.#refused.get(digestOf(entry)) ?? []);
    const stuck = open.length > turned.length ? this.#trouble : undefined;
    const said = [...(stuck === undefined ? [] : [stuckWords(stuck)]), ...turnedWords(turned)];
    return said.length === 0 ? undefined : said.join(' ');
  }

  /** Hands one in that was let in this moment. */
  now(entry: Entry): void {
    const { isTurned } = this.#handIn(entry);
    if (isTurned) this.#tell([digestOf(entry)]);
  }

  /** Hands in what no block has yet. */
  async all(): Promise<void> {
    this.#isBehind = true;
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    try {
      while (this.#isBehind && !this.#isClosed) {
        this.#isBehind = false;
        this.#tell(await this.#sweep());
      }
    } finally {
      this.#isSweeping = false;
    }
  }

  /** Digests of those that are refused for another reason than before. */
  async #sweep(): Promise<string[]> {
    const news: string[] = [];
    // What stops one of a gate stops its others too, until the next block.
    const stopped = new Set<string>();
    for (const [index, [digest, entry]] of [...this.#open].entries()) {
      if (index % turn === turn - 1) await breathe();
      if (this.#isClosed) return [];
      if (isOnLedger(this.#sources.chain.view(), entry)) {
        this.drop(entry);
        continue;
      }
      const gate = bytesToHex(entry.gate);
      if (stopped.has(gate) || isOnLedger(this.#sources.mempool.view(), entry)) continue;
      const before = this.#refused.get(digest)?.refusal.code;
      const { isTurned, isStopped } = this.#handIn(entry);
      if (isTurned && this.#refused.get(digest)?.refusal.code !== before) news.push(digest);
      if (isStopped) stopped.add(gate);
    }
    return news;
  }

  /** `isTurned`: the ledger does not take it; `isStopped`: nor any other one of its gate. */
  #handIn(entry: Entry): { isTurned: boolean; isStopped: boolean } {
    const { environment } = this.#sources;
    const digest = digestOf(entry);
    try {
      this.#submit(entry);
      this.#trouble = undefined;
    } catch (error) {
      const refusal = asRefusal(error, environment);
      if (passing.has(refusal.code)) {
        const isNews = this.#trouble?.code !== refusal.code;
        this.#trouble = refusal;
        if (isNews) this.#counter.notice(stuckWords(refusal));
        return { isTurned: false, isStopped: true };
      }
      if (refusal.code !== 'ADMISSION_KNOWN') {
        this.#refused.set(digest, { entry, refusal });
        return { isTurned: true, isStopped: false };
      }
    }
    this.#refused.delete(digest);
    return { isTurned: false, isStopped: false };
  }

  /** @throws what the ledger, the mempool or the wallet refuse it for */
  #submit(entry: Entry): void {
    const { chain, ledger, known, mempool } = this.#sources;
    const { event, serial, session, slot, signature } = entry;
    const { header } = chain.head;
    const height = header.height + 1;
    // The key may have been replaced since.
    const gate = currentKey(chain.view(), entry.gate, height);
    const { parameters } = ledger.genesis;
    // The rule alone first: while a ledger is built anew nothing is signed in vain with each of its blocks.
    admit.apply(
      mempool.view(),
      { ticket: { event, serial }, session, slot, signature },
      { height, time: header.time, miner: gate, author: gate, id: new Uint8Array(32), parameters },
    );
    this.#counter.submit({
      ...{ as: known().address(gate), operation: admit.name, nonce: mempool.nextNonce(gate) },
      ...{ ticket: { event: bytesToHex(event), serial }, session, slot },
      signature: bytesToHex(signature),
    });
  }

  /** Says what the ledger does not take, one sentence for each reason. */
  #tell(digests: readonly string[]): void {
    const turned = digests.flatMap((digest) => this.#refused.get(digest) ?? []);
    for (const words of turnedWords(turned)) this.#counter.notice(words);
  }
}

function stuckWords({ message }: Refusal): string {
  return `Admissions wait here until they can be signed: ${message}`;
}

function turnedWords(turned: readonly Turned[]): string[] {
  const byCode = Map.groupBy(turned, ({ refusal }) => refusal.code);
  return [...byCode.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { entry, refusal } = first;
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    return [
      `The ledger does not take that ticket ${entry.serial}${more} was let in: ${refusal.message} It is tried again with each block.`,
    ];
  });
}

/** What the holder signed, hex. */
export function digestOf({ event, serial, session, slot }: Omit<Entry, 'signature' | 'gate' | 'again'>): string {
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
