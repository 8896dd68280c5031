// The contracts' part of the facade: plain JSON data, as everything there.

import type { StoryEvent } from './story.ts';

export type AgreementStatus = 'proposed' | 'signed' | 'declined' | 'withdrawn' | 'expired';

/** A contract in a list. */
export interface AgreementSummary {
  /** Id of the entry that proposed it. */
  readonly id: string;
  readonly title: string;
  readonly proposer: string;
  readonly counterparty: string;
  /** Whether all can read it, or only its fingerprint is on the ledger. */
  readonly content: 'text' | 'document';
  /** Last height at which it can be signed. */
  readonly deadline: number;
  readonly status: AgreementStatus;
  /** Height at which it was signed, declined, withdrawn or expired; absent while it is open or waits for that block. */
  readonly endedAt?: number;
  /** What it stands at waits for its block. */
  readonly waiting?: true;
}

/** An account's contracts: what it can sign, what others have to sign, and what is over, the latest first. */
export interface AgreementsView {
  readonly toSign: readonly AgreementSummary[];
  readonly waiting: readonly AgreementSummary[];
  readonly ended: readonly AgreementSummary[];
}

/** One side's name under it. */
export interface AgreementSignature {
  readonly signer: string;
  /** 0 while it waits for a block. */
  readonly block: number;
  readonly time: number;
}

export interface AgreementView extends AgreementSummary {
  readonly text?: string;
  /** SHA-256 of the document, hex. */
  readonly documentHash?: string;
  /** The proposer's, and the other side's once it has signed. */
  readonly signatures: readonly AgreementSignature[];
  /** Oldest first; an entry that waits for a block comes last, with `block` 0. */
  readonly history: readonly StoryEvent[];
}

/** The contracts' methods of the facade. */
export interface AgreementsFacade {
  /** A contract by the id of the entry that proposed it. */
  agreement(query: { id: string }): Promise<AgreementView>;
  /** The contracts of a name or address; of those that are over at most `limit` (100, at most 500). */
  agreements(query: { as: string; limit?: number }): Promise<AgreementsView>;
}
