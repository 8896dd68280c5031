import { join } from 'node:path';
import { Chain } from '../../source/node/chain.ts';
import { Mempool } from '../../source/node/mempool.ts';
import { Verifier } from '../../source/node/verifier/verifier.ts';
import { Store } from '../../source/store/store.ts';
import type { Figure } from '../run.ts';
import { environment, inTemporaryFolder, Workload } from '../support/fixtures.ts';
import { bareVerification } from '../support/verification.ts';

const count = 50_000;
/** As many as a node asks of a peer at once. */
const batch = 250;
/** Peers whose answers are taken at the same time. */
const peers = 4;
const roomy = { entries: count, bytes: 2 ** 30, perAuthor: count };

/** Signed transactions a second, from bytes into the mempool. */
export const figure: Figure = {
  name: 'admit',
  unit: 'operations/s',
  limit: 'bare signature verification on all cores',
  floor: 0.5,
  run: async () => {
    const workload = await Workload.create();
    const { ledger } = workload;
    const encoded = workload.transactions(count).map(({ bytes }) => bytes);
    const limitValue = await bareVerification();
    return inTemporaryFolder(async (folder) => {
      const store = await Store.open(join(folder, 'ledger'), ledger.genesisId);
      const verifier = new Verifier();
      const chain = await Chain.open({ ledger, store, verifier }, environment);
      const mempool = new Mempool({ ledger, chain, verifier }, environment, roomy);
      const start = performance.now();
      // As they come from several peers: the next answers are decoded and checked while these are handed in.
      const prepare = (from: number) => {
        const transactions = encoded.slice(from, from + batch).map((bytes) => ledger.decodeTransaction(bytes));
        return { transactions, checked: verifier.firstInvalid(transactions) };
      };
      const answers: ReturnType<typeof prepare>[] = [];
      for (let done = 0, next = 0; done < count; done += batch) {
        for (; next < count && answers.length < peers; next += batch) answers.push(prepare(next));
        const answer = answers.shift();
        if (answer === undefined) throw new Error('an answer was not prepared');
        if ((await answer.checked) !== undefined) throw new Error('a good signature was refused');
        for (const transaction of answer.transactions) mempool.add(transaction);
      }
      const seconds = (performance.now() - start) / 1_000;
      if (mempool.size !== count) throw new Error('not every transaction waits');
      await verifier.close();
      await store.close();
      const value = count / seconds;
      return { value, limitValue, ratio: value / limitValue, details: { seconds, count } };
    });
  },
};
