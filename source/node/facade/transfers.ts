// The sales' part of the facade: plain JSON data, as everything there.

export type SaleStatus = 'offered' | 'accepted' | 'confirmed' | 'cancelled' | 'rejected' | 'expired' | 'overruled';

/** A sale in a list. */
export interface SaleSummary {
  /** Id of the entry that offered it. */
  readonly id: string;
  readonly vin: string;
  /** For instance `VW Golf 2020`. */
  readonly car: string;
  readonly plate?: string;
  readonly seller: string;
  readonly buyer: string;
  readonly notary: string;
  /** Deniers. */
  readonly price: string;
  /** `ledger`: locked and paid here; `external`: paid outside, seen by the notary. */
  readonly payment: 'ledger' | 'external';
  /** Last height at which anything can be done. */
  readonly deadline: number;
  readonly status: SaleStatus;
  /** What it stands at waits for its first block. */
  readonly waiting?: true;
  /** A mark on the car: while it is there nobody can accept or confirm. */
  readonly blocked?: 'stolen' | 'injunction' | 'lien' | 'deceased';
  /** Something is known of the car that the buyer did not know when it accepted: the notary cannot confirm. */
  readonly news?: true;
  /** The buyer did not want it, and called it off before it accepted. */
  readonly declined?: true;
  /** What can be done next, by whom; empty once it has ended. */
  readonly next: readonly SaleAction[];
}

/** Something that can be done about a sale now. */
export interface SaleAction {
  readonly operation: 'transfers.accept' | 'transfers.confirm' | 'transfers.cancel' | 'transfers.reject';
  /** Addresses of those who may, as far as the sale decides. */
  readonly by: readonly string[];
  /** Address of the notary, where it signs too. */
  readonly notary?: string;
}

/** An account's sales: what it has to do, what others have to do, and what has ended, the newest first. */
export interface SalesView {
  readonly toDo: readonly SaleSummary[];
  readonly waiting: readonly SaleSummary[];
  readonly ended: readonly SaleSummary[];
}

/** One of the steps from the offer to the new owner. */
export interface SaleStep {
  readonly step: 'offer' | 'acceptance' | 'confirmation' | 'title';
  readonly state: 'done' | 'next' | 'later' | 'failed';
  /** Who did it, or has to; absent for what comes by itself. */
  readonly by?: string;
  /** Height at which it was done; 0 while it waits for a block, absent while it is not done. */
  readonly block?: number;
  /** Id of the entry. */
  readonly entry?: string;
}

/** Something to know before one accepts or confirms. */
export interface SaleCheck {
  /** The buyer is looked at only where it may not own a car. */
  readonly about: 'mileage' | 'safety' | 'title' | 'notary' | 'buyer';
  readonly answer: 'good' | 'bad' | 'unknown';
  /** In words that begin small, for instance "passed, valid until 12 Nov 2028". */
  readonly words: string;
}

/** A reason to be careful, which the buyer has to acknowledge by its code. */
export interface ConcernView {
  readonly code: string;
  readonly words: string;
  readonly acknowledged: boolean;
}

/** Something that happened to a sale. */
export interface SaleEvent {
  readonly id: string;
  readonly operation: string;
  readonly what: string;
  /** 0 while it waits for a block. */
  readonly block: number;
  readonly time: number;
  /** Absent where nobody signed: its time ran out. */
  readonly signer?: string;
}

export interface SaleView extends SaleSummary {
  readonly steps: readonly SaleStep[];
  /** How the car stands now; nothing once the sale has ended. */
  readonly checks: readonly SaleCheck[];
  /** What the buyer has to acknowledge now, or has acknowledged. */
  readonly concerns: readonly ConcernView[];
  /** Oldest first. */
  readonly history: readonly SaleEvent[];
}

/** The seller's discharge: a document in plain text, and what it rests on. */
export interface DischargeView {
  readonly sale: string;
  readonly vin: string;
  readonly seller: string;
  readonly buyer: string;
  readonly notary: string;
  /** The block from which on the car is the buyer's. */
  readonly height: number;
  readonly block: string;
  readonly text: string;
}

/** The sales' methods of the facade. */
export interface SalesFacade {
  /** A sale by the id of its offer. */
  transfer(query: { id: string }): Promise<SaleView>;
  /** The sales that a name or address has a part in; of those that ended at most `limit` (100, at most 500). */
  transfers(query: { as: string; limit?: number }): Promise<SalesView>;
  /** The seller's discharge from a sale that is done. */
  discharge(query: { id: string }): Promise<DischargeView>;
}
