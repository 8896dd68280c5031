import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import { requireBook } from '../../ledger/registries/books/book.ts';
import { exchangeOf } from '../../ledger/registries/books/exchange.ts';
import type { KeyPair } from '../../wallet/words.ts';
import type { ChainMove } from '../chain.ts';
import type { Sources } from '../queries/sources.ts';
import { Turns } from '../turns.ts';
import { hasRoom, machineFor } from './callers.ts';
import { chunksIn, hasContent } from './contents.ts';
import { Envelopes } from './envelopes.ts';
import { holdersOf } from './holders.ts';
import type { KeptEntries } from './kept.ts';
import { includesKey, usualSpans, type View } from './machine.ts';
import type { Machine, MachineRecord } from './machines.ts';
import type { Message } from './messages.ts';
import { pausedUntil } from './pauses.ts';
import { type Request, startRequest } from './requester.ts';
import { type Outside, RunningMachine } from './running.ts';
import type { Letter } from './sealing.ts';
import { Submitting } from './submitting.ts';
import { type Vault, vaultRefusals } from './vault.ts';
import { readEnded, readRunning, tidy } from './vault-machines.ts';
import type { Voices } from './voices.ts';

/** The way to the terminals that speak for others. */
export interface Way {
  /** Hands a letter to those that speak for whom it is for; gives how many took it. */
  sendLetter(letter: Letter): Promise<number>;
}

export interface ExchangesSetup {
  readonly vault: Vault;
  readonly voices: Voices;
  readonly kept: KeptEntries;
  /** Nothing while this terminal is alone. */
  way(): Way | undefined;
  randomBytes(size: number): Uint8Array;
  /** Signs an intent and lets it wait. Throws its refusals. */
  submit(intent: Readonly<Record<string, unknown>>): void;
  /** Lets the others hear of an entry that was kept. */
  release(id: Uint8Array): void;
  /** Whether this terminal looks for blocks. */
  mines(): boolean;
  /** Whether the ledger here is up to date, as far as anybody knows: nothing is decided on an old one. */
  isCurrent(): boolean;
  /** Whether an account hands over whatever it is asked for, without a person who says yes. */
  agreesByItself(account: Key): boolean;
  /** Something about a hand-over is another than before. */
  changed(xid: Uint8Array): void;
  /** Something in the vault cannot be used. The same may be told again. */
  damaged(refusal: RefusedError): void;
}

/** The hand-overs that this terminal takes part in, for each library that it speaks for. */
export class Exchanges {
  readonly #sources: Sources;
  readonly #setup: ExchangesSetup;
  readonly #outside: Outside;
  readonly #envelopes: Envelopes;
  /** By hand-over and account. */
  readonly #running = new Map<string, RunningMachine>();
  /** What opens machines, one after the other: two letters must not open one twice. */
  readonly #openings = new Turns();
  /** What is known of hand-overs that are over, once somebody asked. */
  #ended: Promise<readonly MachineRecord[]> | undefined;
  #isClosed = false;

  constructor(sources: Sources, setup: ExchangesSetup) {
    this.#sources = sources;
    this.#setup = setup;
    this.#envelopes = new Envelopes(sources.ledger.genesisId);
    const submitting = new Submitting(sources, setup);
    this.#outside = {
      vault: setup.vault,
      view: (xid) => this.#view(xid),
      pairOf: (account) => sources.wallet.pairOf(account),
      send: (from, to, message, taken) => this.#send(from, to, message, taken),
      submit: (author, xid, submission) => submitting.submit(author, xid, submission),
      isPassing: ({ code }) => submitting.isPassing(code),
      isClosed: () => this.#isClosed,
      changed: (running) => this.#changed(running),
      failed: (error, running) => {
        // What is wrong with the vault is told once, not with every block.
        if (error instanceof RefusedError && Object.hasOwn(vaultRefusals, error.code)) {
          setup.damaged(error);
          return;
        }
        const xid = bytesToHex(running.xid);
        sources.environment.logger.error({ error, exchange: xid }, 'a hand-over could not go on; it is tried again');
      },
    };
  }

  /** Where contents and machines lie. */
  get vault(): Vault {
    return this.#setup.vault;
  }

  /** Goes on with everything that was open when this terminal stopped, as far as the keys for it are open. */
  resume(): Promise<void> {
    this.#ended = undefined;
    return this.#openings.take(async () => {
      const { records, damages } = await readRunning(this.#setup.vault, (account) => this.#isOpen(account));
      for (const { refusal } of damages) this.#setup.damaged(refusal);
      for (const record of records) {
        const running = this.#add(record, true);
        if (running !== undefined) this.#look(running);
      }
      await this.#tidy();
    });
  }

  /** The tip moved, or the ledger is up to date now. */
  follow(move?: ChainMove): void {
    for (const { transactions } of move?.connected ?? []) for (const one of transactions) this.#setup.kept.release(one);
    if (this.#isClosed || !this.#setup.isCurrent()) return;
    for (const running of this.#running.values()) this.#look(running);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#openings.settled();
    await Promise.all([...this.#running.values()].map((running) => running.settled()));
    await this.#setup.vault.close();
  }

  /**
   * Takes what came for a library that this terminal speaks for; everything else is dropped.
   * @throws LETTER_UNREADABLE, LETTER_UNSIGNED, MALFORMED
   */
  async takeLetter(letter: Letter): Promise<void> {
    const pair = this.#setup.voices.pairOf(this.#sources.chain.view(), letter.to);
    if (pair === undefined || this.#isClosed) return;
    const { from, message } = await this.#envelopes.open(letter, pair);
    await this.#take(letter.to, from, message);
  }

  /** Asks for a book: from here on it goes by itself. The caller has checked that it can be asked for. */
  request(request: Omit<Request, 'number' | 'latest'>): Promise<void> {
    return this.#openings.take(async () => {
      const view = this.#view(request.xid);
      const latest = view.height + usualSpans(this.#sources.ledger.genesis.parameters).request;
      const number = this.#setup.randomBytes(32);
      const { state, effects } = startRequest({ ...request, number, latest }, view);
      const running = this.#add({ machine: { role: 'requester', state }, since: view.height, sent: [] }, false);
      await running?.begin(effects);
    });
  }

  /** Whether one more book can be asked for from here. */
  get hasRoom(): boolean {
    return hasRoom(this.#machines(), 'requester');
  }

  /** Whether the latest block knows the end of a hand-over. Its machines still wait until no fork could undo that. */
  hasEnding(xid: Uint8Array): boolean {
    return exchangeOf(this.#sources.chain.view(), xid)?.ending !== undefined;
  }

  /** The machines that work here now. */
  all(): RunningMachine[] {
    return [...this.#running.values()];
  }

  /** Those of one hand-over. */
  of(xid: Uint8Array): RunningMachine[] {
    return this.all().filter((running) => equalBytes(running.xid, xid));
  }

  /** What is known here of a hand-over: by the machines that work on it, or did. @throws VAULT_FAILED, VAULT_DAMAGED */
  async records(xid: Uint8Array): Promise<MachineRecord[]> {
    const open = this.of(xid).map(({ record }) => record);
    const ended = (await this.#allEnded()).filter(({ machine: { state } }) => equalBytes(state.xid, xid));
    const isNew = ({ machine: { state } }: MachineRecord) =>
      !open.some(({ machine }) => equalBytes(machine.state.self, state.self));
    return [...open, ...ended.filter(isNew)];
  }

  /** Everything that is known here of the hand-overs of some accounts that are over. */
  async ended(accounts: readonly Key[]): Promise<MachineRecord[]> {
    return (await this.#allEnded()).filter(({ machine }) => includesKey(accounts, machine.state.self));
  }

  #allEnded(): Promise<readonly MachineRecord[]> {
    this.#ended ??= this.#readEnded().catch((error: unknown) => {
      this.#ended = undefined;
      throw error;
    });
    return this.#ended;
  }

  async #readEnded(): Promise<readonly MachineRecord[]> {
    const { records, damages } = await readEnded(this.#setup.vault, (account) => this.#isOpen(account));
    for (const { refusal } of damages) this.#setup.damaged(refusal);
    return records;
  }

  #tidy(): Promise<void> {
    return tidy(this.#setup.vault, (account) => this.#isOpen(account));
  }

  /** Says yes for the owner of a book, with a fresh key. */
  async agree(running: RunningMachine): Promise<void> {
    const { machine } = running.record;
    if (machine.role !== 'owner' || machine.state.key !== undefined) return;
    const { book, self } = machine.state;
    const { commitment } = requireBook(this.#sources.chain.view(), book);
    const chunks = await chunksIn(this.#setup.vault, holdersOf(this.#sources, self), commitment);
    if (chunks === undefined) return;
    const spans = usualSpans(this.#sources.ledger.genesis.parameters);
    const deadline = this.#sources.chain.tip.header.height + spans.request;
    await running.hear({ kind: 'agree', key: this.#setup.randomBytes(32), chunks, deadline });
  }

  #machines(): Machine[] {
    return this.all().map(({ record }) => record.machine);
  }

  /** Whether the key of an account is here and open. */
  #isOpen(account: Key): boolean {
    const { wallet } = this.#sources;
    return wallet.holds(account) && !wallet.isLocked(account);
  }

  #view(xid: Uint8Array): View {
    const { chain, ledger } = this.#sources;
    const { parameters } = ledger.genesis;
    const { patience } = usualSpans(parameters);
    return {
      height: chain.tip.header.height,
      exchange: exchangeOf(chain.view(), xid),
      rules: { ...parameters, patience },
    };
  }

  #add(record: MachineRecord, isWritten: boolean): RunningMachine | undefined {
    const { xid, self } = record.machine.state;
    const name = nameOf(xid, self);
    if (this.#isClosed || this.#running.has(name)) return undefined;
    const running = new RunningMachine(record, this.#outside, isWritten);
    this.#running.set(name, running);
    return running;
  }

  #changed(running: RunningMachine): void {
    if (running.isOver) {
      this.#running.delete(nameOf(running.xid, running.account));
      this.#ended = undefined;
      this.#track(this.#openings.take(() => this.#tidy()));
    }
    if (!this.#isClosed) this.#setup.changed(running.xid);
  }

  #look(running: RunningMachine): void {
    if (!this.#setup.isCurrent() || !this.#isOpen(running.account)) return;
    running.tip();
    this.#agreeByItself(running);
  }

  #agreeByItself(running: RunningMachine): void {
    const { machine } = running.record;
    if (machine.role !== 'owner' || machine.state.key !== undefined || running.isOver) return;
    if (!this.#setup.agreesByItself(running.account)) return;
    this.agree(running).catch((error: unknown) => this.#outside.failed(error, running));
  }

  async #take(self: Key, from: Key, message: Message): Promise<void> {
    if (this.#isClosed || !this.#setup.isCurrent()) return;
    const name = nameOf(message.xid, self);
    const running = this.#running.get(name) ?? (await this.#openings.take(() => this.#open(self, from, message)));
    await running?.hear({ kind: 'message', from, message });
    if (running !== undefined) this.#agreeByItself(running);
  }

  async #open(self: Key, from: Key, message: Message): Promise<RunningMachine | undefined> {
    const known = this.#running.get(nameOf(message.xid, self));
    if (known !== undefined) return known;
    const { chain, ledger } = this.#sources;
    const { height } = chain.tip.header;
    const { mostWitnesses } = ledger.genesis.parameters;
    const circumstances = { state: chain.view(), height, mostWitnesses, open: this.#machines() };
    const machine = machineFor({ self, from, message }, circumstances);
    if (machine === undefined || !(await this.#isNew(machine))) return undefined;
    if (machine.role === 'owner' && (await this.#isPausing(self, from))) {
      const pair = this.#sources.wallet.pairOf(self);
      await this.#send(pair, from, { xid: message.xid, name: 'decline' }, () => undefined);
      return undefined;
    }
    return this.#add({ machine, since: height, sent: [] }, false);
  }

  async #isPausing(owner: Key, requester: Key): Promise<boolean> {
    const { chain, ledger } = this.#sources;
    const until = pausedUntil(await this.#allEnded(), { owner, requester }, ledger.genesis.parameters);
    return chain.tip.header.height < until;
  }

  /** Whether nothing was here about it before; and who owns a book without having it leaves that to a terminal that has. */
  async #isNew({ role, state }: Machine): Promise<boolean> {
    const { vault } = this.#setup;
    const place = { account: state.self, id: state.xid };
    // One that is damaged is not begun anew either: what it said and signed must not be said differently.
    for (const section of ['machine', 'ended'] as const) if (await vault.has({ ...place, section })) return false;
    if (role !== 'owner') return true;
    const { commitment } = requireBook(this.#sources.chain.view(), state.book);
    return hasContent(vault, holdersOf(this.#sources, state.self), commitment);
  }

  async #send(from: KeyPair, to: Key, message: Message, taken: () => void): Promise<void> {
    const state = this.#sources.chain.view();
    const { voices, way } = this.#setup;
    if (voices.pairOf(state, to) !== undefined) {
      this.#track(this.#take(to, from.publicKey, message));
      taken();
    }
    const network = way();
    const letter = network && (await this.#envelopes.seal(state, from, to, message));
    if (network === undefined || letter === undefined) return;
    const sending = network.sendLetter(letter).then((count) => {
      if (count > 0) taken();
    });
    this.#track(sending);
  }

  /** Nobody waits for it: a letter that does not arrive is said again with the next block. */
  #track(work: Promise<void>): void {
    work.catch((error: unknown) => this.#logAside(error));
  }

  #logAside(error: unknown): void {
    const { logger } = this.#sources.environment;
    if (error instanceof RefusedError)
      logger.debug({ code: error.code }, 'a letter or an old hand-over was left aside');
    else logger.error({ error }, 'something beside a hand-over failed');
  }
}

function nameOf(xid: Uint8Array, account: Key): string {
  return `${bytesToHex(xid)} ${bytesToHex(account)}`;
}
