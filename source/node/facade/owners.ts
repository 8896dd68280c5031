// The owner's part of the facade: plain JSON data, as everything there.

/** A replacement of a key that has been announced and not taken effect: the key can object until it does. */
export interface ChallengeView {
  /** Who would take its place. */
  readonly successor: string;
  /** Height of the block in which that takes effect; the last one that can hold an objection is the one before. */
  readonly due: number;
}

/** Something that happened to a key that the police have on file. */
export interface OwnerEvent {
  readonly id: string;
  /** Empty where the ledger itself did it because its time had come. */
  readonly operation: string;
  readonly label: string;
  /** What happened in a few words. */
  readonly what: string;
  /** Empty where nobody signed it. */
  readonly signer: string;
  /** 0 while it waits for a block. */
  readonly block: number;
  readonly time: number;
}

/** What the ledger knows of an owner: that the police know who it is, and what became of the key. */
export interface OwnerView {
  readonly address: string;
  readonly status: 'certified' | 'revoked' | 'replaced';
  /** No block has it yet: the entry that certifies it still waits for one. */
  readonly waiting?: true;
  readonly country: string;
  /** What stands for the person, hex; it says nothing without the police's file. */
  readonly commitment: string;
  readonly certifiedBy: string;
  /** Block and instant since when it is on file; block 0 is the founding of the network, or still to come if `waiting`. */
  readonly since: { readonly block: number; readonly time: number };
  readonly challenge?: ChallengeView;
  /** Of a replaced key: the one that took its place. */
  readonly successor?: string;
  /** Who stands today for whatever this key was given: itself, or the last of its successors. */
  readonly current: string;
  /** Keys whose place it took, the latest first: what they owned is its own. */
  readonly replaces: readonly string[];
  /** Oldest first; an entry that waits for a block comes last, with `block` 0. */
  readonly history: readonly OwnerEvent[];
}
