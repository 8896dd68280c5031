import { bytesToHex } from '@noble/hashes/utils.js';
import {
  ciphertextPath,
  ciphertextRoot,
  commitmentOf,
  cutContent,
  lockContent,
} from '../../source/ledger/registries/books/content.ts';
import { requireExchange } from '../../source/ledger/registries/books/exchange.ts';
import { keyHash, keyVote, maskKey, requestHash, requestVote } from '../../source/ledger/registries/books/secrets.ts';
import { chooseWitnesses } from '../../source/ledger/registries/books/witnesses.ts';
import { sign } from '../../source/ledger/signature.ts';
import type { IntentInput } from '../../source/wallet/intent.ts';
import { keyOf, secretOf, type TestChain, wallet } from './support.ts';

type Then = (as: string, operation: string, input: IntentInput) => unknown;

const bytes = (fill: number) => new Uint8Array(32).fill(fill);
const content = (fill: number) =>
  cutContent(new Uint8Array(1_500).fill(fill)).map((chunk) => ({ salt: bytes(fill), chunk }));

/** A book that changes hands, one that was promised and is not, and one that does not open. */
export function tellOfBooks(chain: TestChain, then: Then, last: () => string): void {
  for (const number of [0, 1, 2, 3]) then(`library-${number}`, 'books.join', { sealingKey: bytesToHex(bytes(number)) });
  const seven = content(7);
  const entry = { title: 'Seven', isbn: '9780306406157', chunks: 2, commitment: bytesToHex(commitmentOf(seven)) };
  then('library-1', 'books.add', entry);
  const book = last();

  const [number, key] = [bytes(8), bytes(9)];
  const promise = (fill: number, chunks: typeof seven) => {
    const xid = bytes(fill);
    const blocks = lockContent(chunks, { xid, key });
    const [print, root] = [keyHash(xid, key), ciphertextRoot(blocks)];
    const parties = { xid, owner: keyOf('library-1'), requester: keyOf('library-0') };
    const witnesses = chooseWitnesses(chain.view(), parties, 15).map((one) => wallet.nameOf(one) ?? '');
    const votes = (digest: Uint8Array) =>
      witnesses.map((witness) => ({ witness, signature: bytesToHex(sign(digest, secretOf(witness))) }));
    then('library-1', 'books.offer', {
      ...{ xid: bytesToHex(xid), book, requester: 'library-0', price: '2000000', deadline: 5_000, witnesses },
      ...{ ciphertextRoot: bytesToHex(root), keyHash: bytesToHex(print) },
    });
    return { id: bytesToHex(xid), xid, blocks, print, root, votes };
  };
  const read = (fill: number, chunks: typeof seven) => {
    const { id, xid, blocks, print, root, votes } = promise(fill, chunks);
    const hash = requestHash(xid, number);
    const offer = bytesToHex(requireExchange(chain.view(), xid).offer);
    then('library-0', 'books.accept', {
      ...{ xid: id, offer, requestHash: bytesToHex(hash), votes: votes(keyVote(xid, print, root)) },
    });
    for (let block = 1; block < chain.ledger.genesis.parameters.deliveryDepth; block++) chain.mine();
    const maskedKey = bytesToHex(maskKey(xid, number, key));
    then('library-1', 'books.deliver', { xid: id, maskedKey, votes: votes(requestVote(xid, hash)) });
    return { id, blocks };
  };

  then('library-1', 'books.abort', { xid: promise(1, seven).id });
  const { id: other, blocks } = read(2, content(6));
  const path = ciphertextPath(blocks, 1).map(bytesToHex);
  const evidence = { index: 1, block: bytesToHex(blocks[1] ?? bytes(0)), path };
  then('library-0', 'books.dispute', { xid: other, number: bytesToHex(number), evidence });
  then('library-0', 'books.transfer', { xid: read(3, seven).id });
}
