import { bytesToHex } from '@noble/hashes/utils.js';
import { requireExchange } from '../../source/ledger/registries/books/exchange.ts';
import { chooseWitnesses } from '../../source/ledger/registries/books/witnesses.ts';
import type { IntentInput } from '../../source/wallet/intent.ts';
import { entryOf, handoverEntries, joining } from './handover-entries.ts';
import { keyOf, type TestChain, wallet } from './support.ts';

type Then = (as: string, operation: string, input: IntentInput) => unknown;

/** A book that changes hands, one that was promised and is not, and one that does not open. */
export function tellOfBooks(chain: TestChain, then: Then, last: () => string): void {
  for (const number of [0, 1, 2, 3]) then(`library-${number}`, 'books.join', joining(number));
  then('library-1', 'books.add', entryOf('Seven', 7));
  const book = last();

  const promise = (number: number, fill: number) => {
    const xid = new Uint8Array(32).fill(number);
    const parties = { xid, owner: keyOf('library-1'), requester: keyOf('library-0') };
    const witnesses = chooseWitnesses(chain.view(), parties, 15).map((one) => wallet.nameOf(one) ?? '');
    const entries = handoverEntries({ xid, requester: 'library-0', witnesses, fill });
    then('library-1', 'books.offer', entries.offer(book));
    return { ...entries, xid };
  };
  const read = (number: number, fill: number) => {
    const { xid, ...entries } = promise(number, fill);
    then('library-0', 'books.accept', entries.accept(bytesToHex(requireExchange(chain.view(), xid).offer)));
    for (let block = 1; block < chain.ledger.genesis.parameters.deliveryDepth; block++) chain.mine();
    then('library-1', 'books.deliver', entries.deliver());
    return entries;
  };

  then('library-1', 'books.abort', promise(1, 7).id);
  then('library-0', 'books.dispute', read(2, 6).dispute());
  then('library-0', 'books.transfer', read(3, 7).id);
}
