import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import type { Informed } from '../../ledger/known.ts';
import { currentKey } from '../../ledger/registries/owners/owner.ts';
import { requireEvent } from '../../ledger/registries/tickets/event.ts';
import { gateDigest, gateRefusals, slotLength } from '../../ledger/registries/tickets/gate.ts';
import { doorName, holderField } from '../../ledger/registries/tickets/holder.ts';
import { requireTicket, requireValidTicket, ticketRefusals } from '../../ledger/registries/tickets/ticket.ts';
import { sign } from '../../ledger/signature.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import { type Given, textIn } from '../parameters.ts';
import { eventIdIn } from '../queries/events.ts';
import { keysOf } from '../queries/owners.ts';
import { ahead, type Sources } from '../queries/sources.ts';
import { ticketIn } from '../queries/tickets.ts';
import { fitsPrint, nameRefusals, nameText, type OpenName, readNameText } from './name-text.ts';
import { proofText } from './proof.ts';

const wrong = intentRefusals.PARAMETER_INVALID;

/** A text that has to be there. @throws PARAMETER_INVALID */
export function neededText(query: Given, name: string, expected: string): string {
  const text = textIn(query, name);
  if (text === undefined) throw wrong({ parameter: name, expected });
  return text;
}

/** The code of a gate, in capital letters. @throws PARAMETER_INVALID */
export function sessionIn(query: Given): string {
  const expected = 'the six letters that the gate shows';
  const session = neededText(query, 'session', expected).trim().toUpperCase();
  if (!/^[A-Z]{6}$/.test(session)) throw wrong({ parameter: 'session', expected });
  return session;
}

function accountIn({ wallet }: Sources, query: Given): Key {
  return wallet.keyOf(neededText(query, 'as', 'a name or an address').trim());
}

/**
 * The print of a name, for a ticket that somebody else gives to an own account; the name is kept here.
 * @throws PARAMETER_INVALID, EVENT_UNKNOWN, WALLET_LOCKED, KEY_MISSING
 */
export function holderPrint(sources: Sources, query: Given): { print: string } {
  const author = accountIn(sources, query);
  const event = eventIdIn(query);
  const known = ahead(sources);
  requireEvent(known.state, event);
  const expected = 'a name of at most 100 bytes without control or direction characters';
  const name = doorName(neededText(query, 'name', expected));
  if (name === undefined) throw wrong({ parameter: 'name', expected });
  const print = holderField.parse(name, { ...known, author }, { event });
  // What is a print already hides a name that was typed elsewhere.
  if (bytesToHex(print) !== name.toLowerCase()) sources.names.remember(print, name);
  return { print: bytesToHex(print) };
}

/**
 * A proof for the half minute in which it is now.
 * @throws PARAMETER_INVALID, EVENT_UNKNOWN, EVENT_CANCELLED, TICKET_UNKNOWN, TICKET_VOID, NOT_HOLDER, WALLET_LOCKED
 */
export function proof(sources: Sources, query: Given): { proof: string; until: number; left: number } {
  const name = ticketIn(query);
  const session = sessionIn(query);
  const known = ahead(sources);
  if (requireEvent(known.state, name.event).status === 'cancelled') throw gateRefusals.EVENT_CANCELLED();
  const key = actingKey(sources, known, requireValidTicket(known.state, name).holder, accountIn(sources, query));
  const now = sources.environment.now();
  const slot = Math.floor(now / slotLength);
  const until = (slot + 1) * slotLength;
  const signature = sign(gateDigest(name, session, slot), sources.wallet.pairOf(key).secretKey);
  return { proof: proofText({ ...name, session, slot, signature }), until, left: until - now };
}

/** The key that acts for a holder, if an account has it; the holder may be named by an earlier key too. @throws NOT_HOLDER */
function actingKey({ chain }: Sources, { state }: Informed, holder: Key, account: Key): Key {
  const next = chain.head.header.height + 1;
  const key = currentKey(state, holder, next);
  if (!equalBytes(currentKey(state, account, next), key)) throw ticketRefusals.NOT_HOLDER();
  return key;
}

/**
 * Name and salt behind the print of an own ticket.
 * @throws PARAMETER_INVALID, TICKET_UNKNOWN, NOT_HOLDER, WALLET_LOCKED, NAME_OTHER, NAME_FORGOTTEN
 */
export async function showName(sources: Sources, query: Given): Promise<{ name: string; text: string }> {
  const name = ticketIn(query);
  const { wallet } = sources;
  const known = ahead(sources);
  const { holder, commitment } = requireTicket(known.state, name);
  const acting = actingKey(sources, known, holder, accountIn(sources, query));
  // A name that was given under a key that was replaced is hidden under that one.
  const keys = keysOf(sources, acting).filter((key) => wallet.holds(key));
  const given = textIn(query, 'name')?.trim().normalize('NFC');
  const remembered = sources.names.nameOf(commitment);
  const own = wallet.names().flatMap((one) => (keys.some((key) => equalBytes(key, one.key)) ? [one.name] : []));
  const names = given === undefined ? [...(remembered === undefined ? [] : [remembered]), ...own] : [given];
  const open = keys
    .flatMap((key) => names.map((each): OpenName => ({ name: each, salt: wallet.holderSalt(key, name.event, each) })))
    .find((each) => fitsPrint(each, commitment));
  if (open !== undefined) return { name: open.name, text: nameText(open) };
  throw given === undefined ? nameRefusals.NAME_FORGOTTEN() : nameRefusals.NAME_OTHER({ name: given.slice(0, 100) });
}

/**
 * Whether a name text fits a ticket.
 * @throws PARAMETER_INVALID, EVENT_UNKNOWN, TICKET_UNKNOWN, NAME_TEXT_UNREADABLE
 */
export function checkName(sources: Sources, query: Given): { fits: boolean; name: string } {
  const name = ticketIn(query);
  const state = sources.chain.view();
  requireEvent(state, name.event);
  const open = readNameText(neededText(query, 'text', 'the name text that the holder shows'));
  return { fits: fitsPrint(open, requireTicket(state, name).commitment), name: open.name };
}
