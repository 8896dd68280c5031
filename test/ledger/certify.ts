import { encodeSealedHeader } from '../../source/ledger/block.ts';
import { bytesOf } from '../../source/ledger/byte-string.ts';
import type { Certificate, CertifiedEvent, CertifiedObject } from '../../source/ledger/certificate.ts';
import { pathOf } from '../../source/ledger/commitment.ts';
import { stateKey } from '../../source/ledger/state.ts';
import { proveState } from '../../source/ledger/state-proof.ts';
import type { TestChain } from './support.ts';

/** A certificate of some objects at the tip, made from the blocks themselves. */
export function certify(chain: TestChain, ...keys: readonly string[]): Certificate {
  const block = chain.taken.at(-1)?.block;
  const seal = block?.seal ?? new Uint8Array(64);
  return {
    genesis: chain.ledger.genesisId,
    header: encodeSealedHeader({ ...chain.tip, seal }),
    objects: keys.map((key) => certifyObject(chain, key)),
  };
}

/** One object, or that it does not exist. */
export function certifyObject(chain: TestChain, key: string): CertifiedObject {
  const { top, fetch } = chain.tree;
  const value = chain.state.read(key);
  const { siblings, leaf } = proveState(top, pathOf(key), fetch);
  return {
    key: bytesOf(key),
    value,
    siblings: [...siblings],
    other: value === undefined ? leaf : undefined,
    events: value === undefined ? [] : eventsOf(chain, key),
  };
}

function eventsOf(chain: TestChain, key: string): CertifiedEvent[] {
  return chain.taken.flatMap(({ block, parent, result }) =>
    result.happenings.flatMap(({ cause, events }): CertifiedEvent[] => {
      if (!events.some(({ kind, id }) => stateKey(kind, id) === key)) return [];
      const at = { height: block.header.height, time: parent.header.time };
      if (cause.kind === 'due') return [{ ...at, entry: undefined, due: cause.entry }];
      const entry = block.transactions.find(({ id }) => cause.kind === 'entry' && id === cause.id)?.bytes;
      return [{ ...at, entry, due: undefined }];
    }),
  );
}
