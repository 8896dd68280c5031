import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Affair } from '../../ledger/affair.ts';
import type { Key } from '../../ledger/keys.ts';
import type { Informed } from '../../ledger/known.ts';
import {
  type Agreement,
  agreementAffair,
  agreementKind,
  agreementOf,
  agreementRefusals,
} from '../../ledger/registries/agreements/agreement.ts';
import { stateKey } from '../../ledger/state.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import type { AgreementSignature, AgreementSummary, AgreementsView, AgreementView } from '../facade.ts';
import { type Given, idIn, textIn, wholeIn } from '../parameters.ts';
import { endedAffairs, openAffairs } from './affairs.ts';
import type { PastEvent } from './history.ts';
import { keysOf } from './owners.ts';
import { pastOf, pastView } from './past.ts';
import { ahead, type Sources } from './sources.ts';

/** Open contracts of one key that are looked at, at most. */
const openLimit = 500;

/** The type of its objects, which the ledger's table of affairs has forgotten. */
export const contracts = agreementAffair as Affair<Agreement>;

/**
 * A contract with both signatures and its whole history.
 * @throws PARAMETER_INVALID, AGREEMENT_UNKNOWN
 */
export async function agreement(sources: Sources, query: Given): Promise<AgreementView> {
  const id = idIn(query, 'id');
  if (id === undefined) throw intentRefusals.PARAMETER_INVALID({ parameter: 'id', expected: '64 hex digits' });
  const known = ahead(sources);
  const found = agreementOf(known.state, id);
  if (found === undefined) throw agreementRefusals.AGREEMENT_UNKNOWN();
  const key = stateKey(agreementKind, id);
  const past = await pastOf(sources, key);
  const { text, documentHash } = found;
  return {
    ...summaryOf(sources, known, id, found),
    ...(text === undefined ? {} : { text }),
    ...(documentHash === undefined ? {} : { documentHash: bytesToHex(documentHash) }),
    signatures: past.flatMap((event) => signatureIn(known, event)),
    history: past.map((event) => pastView(sources, known, event)),
  };
}

function summaryOf({ chain }: Sources, known: Informed, id: Uint8Array, found: Agreement): AgreementSummary {
  const settled = agreementOf(chain.view(), id);
  const waits = settled?.historyCount !== found.historyCount;
  return {
    id: bytesToHex(id),
    title: found.title,
    proposer: known.address(found.proposer),
    counterparty: known.address(found.counterparty),
    content: found.text === undefined ? 'document' : 'text',
    deadline: found.deadline,
    status: found.status,
    ...(found.endedAt === 0 || waits ? {} : { endedAt: found.endedAt }),
    ...(waits ? { waiting: true as const } : {}),
  };
}

/** Entries that put a name under a contract. */
const signing: ReadonlySet<string> = new Set(['agreements.propose', 'agreements.sign']);

function signatureIn(known: Informed, event: PastEvent): AgreementSignature[] {
  if (event.kind !== 'entry' || !signing.has(event.transaction.body.operation.name)) return [];
  return [{ signer: known.address(event.transaction.body.author), block: event.height, time: event.time }];
}

/** The contracts of an account, by what is left to do about them. */
export async function agreements(sources: Sources, query: Given): Promise<AgreementsView> {
  const as = textIn(query, 'as');
  if (as === undefined) throw intentRefusals.PARAMETER_INVALID({ parameter: 'as', expected: 'a name or an address' });
  const limit = wholeIn(query, 'limit', 1, 500) ?? 100;
  const keys = keysOf(sources, sources.wallet.keyOf(as.trim()));
  const known = ahead(sources);
  const summary = ({ id, value }: { id: Uint8Array; value: Agreement }) => summaryOf(sources, known, id, value);
  const open = await openAffairs(sources, contracts, keys, openLimit);
  const isMine = ({ value }: { value: Agreement }) => canSign(value, keys, known.height);
  return {
    toSign: open.filter(isMine).map(summary),
    waiting: open.filter((one) => !isMine(one)).map(summary),
    ended: (await endedAffairs(sources, contracts, keys, limit)).map(summary),
  };
}

/** Whether one of these keys can put its name under a contract in the block after `height`. */
export function canSign({ counterparty, deadline }: Agreement, keys: readonly Key[], height: number): boolean {
  return height < deadline && keys.some((key) => equalBytes(key, counterparty));
}
