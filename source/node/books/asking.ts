import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import { refusals } from '../../ledger/refusal.ts';
import { accountOf, lock } from '../../ledger/registries/accounts.ts';
import { type Book, bookRefusals, isLibrary, requireBook, requireLibrary } from '../../ledger/registries/books/book.ts';
import { handoverRefusals } from '../../ledger/registries/books/handover.ts';
import { chooseWitnesses, fewestWitnesses, witnessRefusals } from '../../ledger/registries/books/witnesses.ts';
import { Overlay } from '../../ledger/state.ts';
import type { Exchanges } from '../exchange/exchanges.ts';
import { checkPurse } from '../exchange/fees.ts';
import type { Sources } from '../queries/sources.ts';

export const askingRefusals = refusals({
  ASKED_ALREADY: (_data: { id: string }) =>
    'This book was asked for from here already, and that is not over. Look at that hand-over.',
  TOO_MANY_REQUESTS: () => 'Too many books were asked for from here at once. Wait until some of them are here.',
  OWNER_NOT_LIBRARY: ({ owner }: { owner: Key }, name) =>
    `Books are handed over by libraries that joined and are licensed; ${name(owner)} is not one now. It cannot be asked.`,
});

/** What somebody wants. */
export interface Wish {
  readonly requester: Key;
  readonly book: Uint8Array;
  /** Deniers. */
  readonly price: bigint;
  /** See `exchangeId`; `seed` is what was drawn for it, 32 bytes. */
  readonly xid: Uint8Array;
  readonly seed: Uint8Array;
}

/**
 * What a wish needs to become a request, if it can be one.
 * @throws ROLE_MISSING, NOT_JOINED, BOOK_UNKNOWN, REQUESTER_IS_OWNER, BOOK_BUSY, OWNER_NOT_LIBRARY, WITNESSES_FEW,
 * BALANCE_TOO_LOW, FEES_UNCOVERED
 */
export function termsOf({ chain, ledger }: Sources, wish: Wish): { book: Book; witnesses: Key[] } {
  const { requester, xid, price } = wish;
  // Only what a block has: others would not know of anything else.
  const state = new Overlay(chain.view());
  requireLibrary(state, requester);
  const book = requireBook(state, wish.book);
  const { owner } = book;
  if (equalBytes(owner, requester)) throw handoverRefusals.REQUESTER_IS_OWNER();
  if (book.exchange !== undefined) throw bookRefusals.BOOK_BUSY();
  if (!isLibrary(state, owner)) throw askingRefusals.OWNER_NOT_LIBRARY({ owner });
  const { mostWitnesses } = ledger.genesis.parameters;
  const witnesses = chooseWitnesses(state, { xid, owner, requester }, mostWitnesses);
  if (witnesses.length < fewestWitnesses) {
    throw witnessRefusals.WITNESSES_FEW({ have: witnesses.length, need: fewestWitnesses });
  }
  lock(state, requester, price);
  const { bookBond: bond } = ledger.genesis.parameters;
  checkPurse(accountOf(chain.view(), requester).balance, { price, bond }, ledger.genesis.parameters);
  return { book, witnesses };
}

/** Whether a request can be made from here besides those that are open. @throws ASKED_ALREADY, TOO_MANY_REQUESTS */
export function checkOpen(exchanges: Exchanges, { requester, book, xid }: Wish): void {
  if (!exchanges.hasRoom) throw askingRefusals.TOO_MANY_REQUESTS();
  const same = exchanges.all().find(({ record: { machine } }) => {
    const isRequest = machine.role === 'requester' && !machine.state.gaveUp && !equalBytes(machine.state.xid, xid);
    const isSame = isRequest && equalBytes(machine.state.book, book) && equalBytes(machine.state.self, requester);
    return isSame && !exchanges.hasEnding(machine.state.xid);
  });
  if (same !== undefined) throw askingRefusals.ASKED_ALREADY({ id: bytesToHex(same.xid) });
}
