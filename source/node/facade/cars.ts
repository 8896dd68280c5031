// The car's part of the facade: plain JSON data, as everything there.

import type { IssuerView } from './licences.ts';

export interface ReasonView {
  readonly code: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface VerdictView {
  readonly answer: 'logical' | 'illogical' | 'no judgement';
  readonly reasons: readonly ReasonView[];
}

/** A reading as it was typed, with its unit. Absent where there is none. */
export interface MileageView {
  readonly mileage?: number;
  readonly unit?: 'km' | 'mi';
  /** The same in whole kilometres. */
  readonly kilometres?: number;
}

export interface CarEvent extends MileageView {
  readonly id: string;
  readonly operation: string;
  readonly label: string;
  /** What happened in a few words, for instance "Inspection: passed". */
  readonly what: string;
  /** 0 while it waits for a block. */
  readonly block: number;
  readonly time: number;
  readonly readOn?: string;
  /** `certified`, `declared` or nothing where there is no reading. */
  readonly reading?: 'certified' | 'declared';
  /** A certified reading below an earlier one, or at an impossible pace. */
  readonly suspicious?: boolean;
  /** Recorded more than 30 days after the reading. */
  readonly late?: boolean;
  /** Replaced by a later correction. */
  readonly corrected?: boolean;
  /** Empty where nobody signed: what was due came by itself. */
  readonly signer: string;
  /** Role under which it was signed and the licence's country, for instance `inspector`, `FR`. */
  readonly signerRole?: string;
  readonly signerCountry?: string;
  /** The licence under which it was signed, as it is now: what a revoked business signed stays, with that mark. */
  readonly issuer?: IssuerView;
}

export interface CarSummary extends MileageView {
  readonly vin: string;
  readonly make: string;
  readonly model: string;
  readonly year: number;
  readonly country: string;
  readonly plate?: string;
  readonly owner: string;
  readonly status: string;
  readonly answer: VerdictView['answer'];
  /** Last day of the current safety test, or the day the first one is due. */
  readonly testDue: string;
  /** Whether a valid test exists today; `unknown` for a car that came from elsewhere and was never tested here. */
  readonly testState: 'passed' | 'due' | 'overdue' | 'failed' | 'dangerous' | 'not due' | 'unknown';
  /** Whoever signed its latest reading, or put it on the ledger, was found guilty and lost the licence since. */
  readonly issuerRevoked?: true;
  /** What stops it from changing hands, for instance `stolen`; that it is stolen comes before anything else. */
  readonly mark?: string;
  /** It is on no block yet: the entry that brings it onto the ledger still waits for one. */
  readonly waiting?: true;
}

export interface CarView extends CarSummary {
  readonly manufacturer: string;
  readonly imported: boolean;
  readonly technical?: Readonly<Record<string, unknown>>;
  readonly flags: readonly { readonly flag: string; readonly setter: string }[];
  readonly segments: number;
  readonly historyCount: number;
  /** Events whose issuer was found guilty and lost the licence since. */
  readonly revokedIssuers: number;
  /** Whoever signed the safety test that counts was found guilty since: nobody should rely on it. */
  readonly testRevoked?: true;
}

export interface CarReport {
  readonly car: CarView;
  readonly verdict: VerdictView;
  /** Oldest first; an entry that waits for a block comes last, with `block` 0. */
  readonly history: readonly CarEvent[];
}
