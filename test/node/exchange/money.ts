import { demoNames } from '../../../source/ledger/networks.ts';
import type { Facade } from '../../../source/node/facade.ts';
import { addressOf, own } from './libraries.ts';

/** Deniers of every account by its name, locked ones included. */
export async function moneyOn(node: Facade): Promise<Map<string, bigint>> {
  const names = [...demoNames.map(({ name }) => name), ...Object.keys(own)];
  const views = await Promise.all(names.map((name) => node.account({ address: addressOf(name) })));
  return new Map(views.map(({ balance, locked }, place) => [names[place] ?? '', BigInt(balance) + BigInt(locked)]));
}

/** What an account paid for its own entries in the blocks above one height and up to another, deniers. */
export async function feesOn(node: Facade, name: string, blocks: { above: number; upTo: number }): Promise<bigint> {
  let sum = 0n;
  for (let height = blocks.above + 1; height <= blocks.upTo; height++) {
    const { transactions } = await node.block({ height });
    for (const { author, fee } of transactions) if (author === addressOf(name)) sum += BigInt(fee);
  }
  return sum;
}
