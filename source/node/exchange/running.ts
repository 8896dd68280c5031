import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { RefusedError } from '../../ledger/refusal.ts';
import { sign } from '../../ledger/signature.ts';
import type { KeyPair } from '../../wallet/words.ts';
import { Turns } from '../turns.ts';
import { contentDeposit, hasContent } from './contents.ts';
import type { Effect, View } from './machine.ts';
import {
  type AnyHeard,
  blocksOf,
  encodeRecord,
  type Machine,
  type MachineRecord,
  type Sent,
  stepMachine,
} from './machines.ts';
import type { Message } from './messages.ts';
import { blocksCodec } from './requester.ts';
import type { Deposit, Vault } from './vault.ts';

export type Submission = Extract<Effect, { kind: 'submit' }>;

/** What a machine acts on. */
export interface Outside {
  readonly vault: Vault;
  /** The ledger as it stands for a hand-over. */
  view(xid: Uint8Array): View;
  /** The pair of an own account. Throws KEY_MISSING, WALLET_LOCKED. */
  pairOf(account: Key): KeyPair;
  /** Hands a message to whoever speaks for a library, and calls back if somebody took it. */
  send(from: KeyPair, to: Key, message: Message, taken: () => void): Promise<void>;
  /** Signs and submits, unless it waits already. Throws what it is refused for. */
  submit(author: Key, xid: Uint8Array, submission: Submission): void;
  /** What a refusal means for a machine: whether it can be right again with a later block. */
  isPassing(refusal: RefusedError): boolean;
  /** Whether the terminal stops: nothing is begun any more. */
  isClosed(): boolean;
  /** Something about it is another than before. */
  changed(running: RunningMachine): void;
  failed(error: unknown, running: RunningMachine): void;
}

/** A machine at work: one event after the other, each on the disk before anything that follows from it leaves. */
export class RunningMachine {
  readonly xid: Uint8Array;
  readonly account: Key;
  readonly since: number;
  readonly #outside: Outside;
  readonly #turns = new Turns();
  #machine: Machine;
  #sent: readonly Sent[];
  /** Whether the machine, and its parts of the book, lie on the disk as they are here. */
  #isWritten: boolean;
  #trouble: RefusedError | undefined;
  #tipWaits = false;

  constructor({ machine, since, sent }: MachineRecord, outside: Outside, isWritten: boolean) {
    this.xid = machine.state.xid;
    this.account = machine.state.self;
    this.since = since;
    this.#machine = machine;
    this.#sent = sent;
    this.#outside = outside;
    this.#isWritten = isWritten;
  }

  get record(): MachineRecord {
    return { machine: this.#machine, since: this.since, sent: this.#sent };
  }

  get isOver(): boolean {
    return this.#machine.state.outcome !== undefined;
  }

  /** What kept its last step from being taken by the ledger. */
  get trouble(): RefusedError | undefined {
    return this.#trouble;
  }

  /** Resolves when everything that it heard so far is done with. */
  settled(): Promise<void> {
    return this.#turns.settled();
  }

  /** The tip moved; several moves that nobody looked at yet are one. */
  tip(): void {
    if (this.#tipWaits) return;
    this.#tipWaits = true;
    void this.#turns.take(async () => {
      this.#tipWaits = false;
      await this.#hear({ kind: 'tip' });
    });
  }

  /** Resolves when what follows from it was done. */
  hear(heard: AnyHeard): Promise<void> {
    return this.#turns.take(() => this.#hear(heard));
  }

  /** Begins with a step that was worked out already. */
  begin(effects: readonly Effect[]): Promise<void> {
    return this.#turns.take(() => this.#act(this.#machine, effects));
  }

  async #hear(heard: AnyHeard): Promise<void> {
    if (this.isOver || this.#outside.isClosed()) return;
    const { machine, effects } = stepMachine(this.#machine, heard, this.#outside.view(this.xid));
    await this.#act(machine, effects);
  }

  async #act(machine: Machine, effects: readonly Effect[]): Promise<void> {
    // A machine that just came to be is news too, though it does nothing yet.
    const isNews = machine.state !== this.#machine.state || !this.#isWritten;
    const refused: string[] = [];
    try {
      // Before anything else: a machine that is over never looks at its book again.
      for (const effect of effects) if (effect.kind === 'keep') await this.#keep(effect);
      if (isNews) await this.#write(machine);
      for (const effect of effects) await this.#perform(effect, refused);
    } catch (error) {
      this.#outside.failed(error, this);
    }
    if (isNews || effects.length > 0) this.#outside.changed(this);
    for (const operation of refused) await this.#hear({ kind: 'refused', operation });
  }

  /** On the disk first; only then it is so. @throws VAULT_FAILED, KEY_MISSING, WALLET_LOCKED */
  async #write(machine: Machine): Promise<void> {
    const { account, xid: id } = this;
    const isOver = machine.state.outcome !== undefined;
    const plain = encodeRecord({ machine, since: this.since, sent: this.#sent });
    const deposits: Deposit[] = [{ section: isOver ? 'ended' : 'machine', account, id, plain }];
    if (isOver) deposits.push({ section: 'machine', account, id, plain: undefined });
    const blocks = blocksOf(machine);
    if (isOver) deposits.push({ section: 'blocks', account, id, plain: undefined });
    else if (blocks !== blocksOf(this.#machine) || (!this.#isWritten && blocks.length > 0)) {
      deposits.push({ section: 'blocks', account, id, plain: blocksCodec.encode(blocks) });
    }
    await this.#outside.vault.write(deposits);
    this.#machine = machine;
    this.#isWritten = true;
  }

  async #perform(effect: Effect, refused: string[]): Promise<void> {
    switch (effect.kind) {
      case 'keep':
      case 'persist':
      case 'close':
        // Was done before: whatever is new is on the disk, its end as well.
        return;
      case 'send':
        return this.#send(effect.to, effect.message);
      case 'vote': {
        const { secretKey } = this.#outside.pairOf(this.account);
        const { to, step, digest } = effect;
        return this.#send(to, { xid: this.xid, name: 'vote', step, signature: sign(digest, secretKey) });
      }
      case 'submit':
        this.#submit(effect, refused);
        return;
    }
  }

  #send(to: Key, message: Message): Promise<void> {
    const pair = this.#outside.pairOf(this.account);
    return this.#outside.send(pair, to, message, () => this.#remember({ name: message.name, to }));
  }

  /** For whoever looks on; it goes to the disk with the next step. */
  #remember(sent: Sent): void {
    const isKnown = this.#sent.some(({ name, to }) => name === sent.name && equalBytes(to, sent.to));
    if (isKnown) return;
    this.#sent = [...this.#sent, sent];
    this.#outside.changed(this);
  }

  #submit(submission: Submission, refused: string[]): void {
    try {
      this.#outside.submit(this.account, this.xid, submission);
      this.#trouble = undefined;
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.#trouble = error;
      if (!this.#outside.isPassing(error)) refused.push(submission.operation);
    }
  }

  async #keep({ chunks }: Extract<Effect, { kind: 'keep' }>): Promise<void> {
    if (this.#machine.role !== 'requester') return;
    const { vault } = this.#outside;
    const { commitment } = this.#machine.state;
    if (await hasContent(vault, [this.account], commitment)) return;
    await vault.write([contentDeposit(this.account, { chunks, commitment })]);
  }
}
