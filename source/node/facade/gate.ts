// The gates' part of the facade: plain JSON data, as everything there.

import type { AdmissionView, EventSummary } from './tickets.ts';

/** What a gate says of a proof. */
export interface GateAnswer {
  readonly answer: 'admit' | 'desk' | 'refuse';
  /** For programs, for instance `PROOF_OLD`; `ADMIT` where the holder is let in. */
  readonly code: string;
  /** One sentence for whoever stands there: why, and what to do. */
  readonly reason: string;
  /** The ticket, where the proof is readable. */
  readonly serial?: number;
  /** Holders let in, with those of this gate that no block has yet, and tickets that are valid. */
  readonly inside: number;
  readonly of: number;
}

/** Somebody who was let in twice with one ticket. */
export interface GateConflict {
  readonly serial: number;
  /** Every admission that is known, this gate's own among them, the earliest first. */
  readonly admissions: readonly (AdmissionView & { readonly here: boolean })[];
}

/** How a gate stands. */
export interface GateView {
  readonly event: EventSummary;
  /** The name or address whose key lets people in. */
  readonly gate: string;
  readonly inside: number;
  readonly of: number;
  /** Admissions of this gate that no block has yet. */
  readonly queued: number;
  /** Why they cannot be signed or the ledger does not take them, in sentences. */
  readonly trouble?: string;
  /** Whether another node is connected. */
  readonly online: boolean;
  /** Time of the block up to which this node knows the ledger, milliseconds since 1970. */
  readonly asOf: number;
  readonly conflicts: readonly GateConflict[];
}

/** Proofs, names and gates: the methods of the facade. */
export interface GateFacade {
  /** The print that a name gets on a ticket of an event that somebody else gives to `as`. */
  holderPrint(query: { as: string; event: string; name: string }): Promise<{ print: string }>;
  /** A proof for a gate that shows the session code `session` (six letters), for this half minute, in base45. */
  proof(query: { as: string; event: string; serial: number; session: string }): Promise<{
    proof: string;
    /** When the next one is due, milliseconds since 1970. */
    until: number;
    /** Milliseconds until then, by this node's clock. */
    left: number;
  }>;
  /** Name and salt behind the print of an own ticket, as a text to show at the gate. `name` where this wallet does not know it any more. */
  showName(query: {
    as: string;
    event: string;
    serial: number;
    name?: string;
  }): Promise<{ name: string; text: string }>;
  /** Whether such a text fits a ticket. */
  checkName(query: { event: string; serial: number; text: string }): Promise<{ fits: boolean; name: string }>;
  /**
   * What a gate of this wallet (`as`, else the first of the event's gates that the wallet holds) says of a proof for its
   * session; who is admitted is on the ledger as soon as a block takes it.
   */
  gate(query: { event: string; session: string; proof: string; as?: string }): Promise<GateAnswer>;
  /** How the gate of this wallet stands: head count, what no block has yet, who came in twice. */
  gateState(query: { event: string; as?: string }): Promise<GateView>;
}
