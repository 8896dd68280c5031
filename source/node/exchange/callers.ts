import { equalBytes } from '@noble/ciphers/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { bookKind, isLibrary } from '../../ledger/registries/books/book.ts';
import { exchangeOf } from '../../ledger/registries/books/exchange.ts';
import { exchangeId } from '../../ledger/registries/books/secrets.ts';
import { chooseWitnesses, fewestWitnesses } from '../../ledger/registries/books/witnesses.ts';
import type { StateReader } from '../../ledger/state.ts';
import type { Machine } from './machines.ts';
import type { Message } from './messages.ts';
import { asked } from './owner.ts';
import { newWitness } from './witness.ts';

/** Hand-overs that one library can have open at one terminal, as requester and as whom it witnesses for. */
const owningLimit = 4;
const witnessingLimit = 32;
/** All of them together. */
const limits = { requester: 32, owner: 32, witness: 512 } as const;

/** A message of a hand-over that this terminal does not know yet. */
export interface Call {
  readonly self: Key;
  readonly from: Key;
  readonly message: Message;
}

/** What a call is looked at with. */
export interface Circumstances {
  readonly state: StateReader;
  readonly height: number;
  readonly mostWitnesses: number;
  /** The machines that are open here. */
  readonly open: readonly Machine[];
}

/** Whether one more machine of a kind can be opened. */
export function hasRoom(open: readonly Machine[], role: Machine['role']): boolean {
  return open.filter((machine) => machine.role === role).length < limits[role];
}

/**
 * The machine that a call starts; nothing where it starts none. Only libraries call, each only so often, and nothing is
 * kept for a hand-over that the ledger has seen already or never could.
 */
export function machineFor(call: Call, circumstances: Circumstances): Machine | undefined {
  const { from, message, self } = call;
  const { state } = circumstances;
  if (equalBytes(from, self) || !isLibrary(state, from) || !isLibrary(state, self)) return undefined;
  const isOthers = 'seed' in message && !equalBytes(exchangeId(from, message.seed), message.xid);
  if (isOthers) return undefined;
  if (message.name === 'ask') return owning(call, message, circumstances);
  if (message.name === 'announce' || message.name === 'print') return witnessing(call, circumstances);
  return undefined;
}

function owning(
  { self, from }: Call,
  { xid, book: id, price, latest }: Extract<Message, { name: 'ask' }>,
  { state, height, mostWitnesses, open }: Circumstances,
): Machine | undefined {
  const book = state.get(bookKind, id);
  if (book === undefined || !equalBytes(book.owner, self) || book.exchange !== undefined) return undefined;
  if (exchangeOf(state, xid) !== undefined || latest <= height) return undefined;
  const owned = open.filter((machine) => machine.role === 'owner' && equalBytes(machine.state.requester, from));
  if (owned.length >= owningLimit || !hasRoom(open, 'owner')) return undefined;
  const witnesses = chooseWitnesses(state, { xid, owner: self, requester: from }, mostWitnesses);
  if (witnesses.length < fewestWitnesses) return undefined;
  const { state: started } = asked({ xid, self, requester: from, witnesses, book: id, price, latest, since: height });
  return { role: 'owner', state: started };
}

function witnessing({ self, from, message }: Call, { state, height, open }: Circumstances): Machine | undefined {
  const exchange = exchangeOf(state, message.xid);
  if (exchange?.ending !== undefined) return undefined;
  const isOf = (machine: Machine) =>
    machine.role === 'witness' &&
    [machine.state.requester, machine.state.owner].some((key) => key && equalBytes(key, from));
  if (open.filter(isOf).length >= witnessingLimit || !hasRoom(open, 'witness')) return undefined;
  return { role: 'witness', state: newWitness(message.xid, self, height) };
}
