import { blockId, encodeSealedHeader, type Header, sealBlock } from '../../source/ledger/block.ts';
import { bytesOf } from '../../source/ledger/byte-string.ts';
import type { Certificate, CertifiedEvent } from '../../source/ledger/certificate.ts';
import { allAtHand, pathOf, treeAfter } from '../../source/ledger/commitment.ts';
import type { Genesis } from '../../source/ledger/genesis.ts';
import { genesisIdOf } from '../../source/ledger/genesis-block.ts';
import { nextHead } from '../../source/ledger/history.ts';
import { emptyRoot } from '../../source/ledger/merkle.ts';
import { OperationTable } from '../../source/ledger/operation.ts';
import { queueEvent } from '../../source/ledger/queue.ts';
import { allRegistries } from '../../source/ledger/registries/index.ts';
import { proveState } from '../../source/ledger/state-proof.ts';
import { TransactionFormat } from '../../source/ledger/transaction.ts';
import { rootOf } from '../../source/ledger/tree.ts';
import { bitsForWork, meetsTarget, targetOf } from '../../source/ledger/work.ts';
import { keyOf, secretOf } from './support.ts';

/** What somebody claims of a state: an object with its history, or nothing under a key. */
export interface Claim {
  readonly key: string;
  readonly value?: Uint8Array;
  readonly events?: readonly CertifiedEvent[];
}

/** A certificate of a block that somebody worked for alone, and of whatever state that person likes. */
export function forge(network: Genesis, claims: readonly Claim[], header: Partial<Header> = {}): Certificate {
  const genesis = genesisIdOf(network);
  const there = claims.filter(({ value }) => value !== undefined);
  const top = treeAfter(
    undefined,
    there.map(({ key, value }) => ({ key, after: value })),
  );
  const block: Header = {
    ...{ version: 1, height: 100, time: Date.UTC(2030, 0, 1), bits: bitsForWork(network.parameters.minimumWork) },
    ...{ parent: genesis, transactionsRoot: emptyRoot, votesRoot: emptyRoot, stateRoot: rootOf(top) },
    ...{ miner: keyOf('miner-0'), nonce: 0 },
    ...header,
  };
  const target = targetOf(block.bits);
  let nonce = 0;
  while (!meetsTarget(blockId({ ...block, nonce }), target)) nonce++;
  const found = { ...block, nonce };
  const seal = sealBlock(blockId(found), secretOf('miner-0'));
  return {
    genesis,
    header: encodeSealedHeader({ header: found, id: blockId(found), seal }),
    objects: claims.map(({ key, value, events = [] }) => {
      const { siblings, leaf } = proveState(top, pathOf(key), allAtHand);
      const other = value === undefined ? leaf : undefined;
      return { key: bytesOf(key), value, siblings: [...siblings], other, events: [...events] };
    }),
  };
}

/** Length and head of a history, whatever it says. */
export function headOf(network: Genesis, events: readonly CertifiedEvent[]) {
  const format = new TransactionFormat(new OperationTable(allRegistries), genesisIdOf(network));
  const historyHead = events.reduce<Uint8Array>((head, { height, time, entry, due }) => {
    const id = entry === undefined ? due && queueEvent(due) : format.decode(entry, entry.length).id;
    return id === undefined ? head : nextHead(head, { height, time }, id);
  }, new Uint8Array(32));
  return { historyCount: events.length, historyHead };
}
