import { defineAffair } from '../../affair.ts';
import * as codec from '../../codec.ts';
import type { Key } from '../../keys.ts';
import type { ObjectReference } from '../../operation.ts';
import { refusals } from '../../refusal.ts';
import { asHistoric, type Historic, type Kind, type StateReader } from '../../state.ts';

/** Number of the agreements registry. */
export const agreementsRegistry = 6;

/** Bytes of UTF-8. */
export const titleLimit = 100;
export const textLimit = 2_000;

/** How a contract stands. */
export const agreementStatuses = ['proposed', 'signed', 'declined', 'withdrawn', 'expired'] as const;
export type AgreementStatus = (typeof agreementStatuses)[number];

/** What two parties put under their names. Its id is that of the transaction that proposed it. */
export interface Agreement extends Historic {
  readonly title: string;
  /** What they agree on, for all to read; or nothing, and then there is a document. */
  readonly text: string | undefined;
  /** SHA-256 of a document that only they have, 32 bytes. */
  readonly documentHash: Uint8Array | undefined;
  readonly proposer: Key;
  readonly counterparty: Key;
  /** Last height at which it can be signed. */
  readonly deadline: number;
  readonly status: AgreementStatus;
  /** Height at which it was signed, declined, withdrawn or expired; 0 while it is open. */
  readonly endedAt: number;
}

export const agreementKind: Kind<Agreement> = {
  registry: agreementsRegistry,
  kind: 1,
  name: 'agreement',
  idLength: 32,
  codec: codec.struct({
    title: codec.text(titleLimit),
    text: codec.optional(codec.text(textLimit)),
    documentHash: codec.optional(codec.hash32),
    proposer: codec.publicKey,
    counterparty: codec.publicKey,
    deadline: codec.u32,
    status: codec.choice(agreementStatuses),
    endedAt: codec.u32,
    historyCount: codec.u32,
    historyHead: codec.hash32,
  }),
};

/** Contracts by who wrote them and to whom. */
export const agreementAffair = defineAffair<Agreement>({
  kind: agreementKind,
  parties: ({ proposer, counterparty }) => [proposer, counterparty],
  isOpen: ({ status }) => status === 'proposed',
  until: ({ deadline }) => deadline,
});

export const agreementRefusals = refusals({
  AGREEMENT_UNKNOWN: () => 'No contract with this id is on the ledger. Check the id.',
  AGREEMENT_ENDED: (data: { status: AgreementStatus }) =>
    `This contract is ${agreementWords[data.status]}. Nothing more can be done with it.`,
  AGREEMENT_EXPIRED: (data: { deadline: number; height: number }) =>
    `The contract could be signed until block ${data.deadline}; the next is ${data.height}. Propose it again.`,
  AGREEMENT_CONTENT: () =>
    'A contract has either a text or the fingerprint of a document, not both and not neither. Fill in one of them.',
  AGREEMENT_WITH_ONESELF: () => 'A contract takes two. Name somebody else as the other side.',
  NOT_COUNTERPARTY: () => 'Only the other side of the contract can sign it. Sign as the one whom it names.',
  NOT_PARTY: () => 'Only the two sides of the contract can end it. Sign as one of them.',
});

/** Each status as it ends "This contract is ...". */
export const agreementWords: Readonly<Record<AgreementStatus, string>> = {
  proposed: 'proposed',
  signed: 'signed by both',
  declined: 'declined',
  withdrawn: 'withdrawn',
  expired: 'over: it was not signed in time',
};

export function agreementOf(state: StateReader, id: Uint8Array): Agreement | undefined {
  return state.get(agreementKind, id);
}

/** @throws AGREEMENT_UNKNOWN, AGREEMENT_ENDED, AGREEMENT_EXPIRED */
export function requireOpenAgreement(state: StateReader, id: Uint8Array, height: number): Agreement {
  const agreement = agreementOf(state, id);
  if (agreement === undefined) throw agreementRefusals.AGREEMENT_UNKNOWN();
  const { status, deadline } = agreement;
  if (status !== 'proposed') throw agreementRefusals.AGREEMENT_ENDED({ status });
  // The queue may be late; that gives nobody extra time.
  if (height > deadline) throw agreementRefusals.AGREEMENT_EXPIRED({ deadline, height });
  return agreement;
}

export function agreementHistory(id: Uint8Array): readonly ObjectReference[] {
  return [{ kind: asHistoric(agreementKind), id }];
}
