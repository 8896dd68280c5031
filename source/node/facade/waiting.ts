// What waits for somebody: plain JSON data, as everything in the facade.

export type WaitingKind =
  /** A sale whose buyer has not said yes. */
  | 'accept'
  /** A sale whose notary has not confirmed. */
  | 'confirm'
  /** A sale that its notary can only refuse: something new is known of the car. */
  | 'refuse'
  /** A contract that the other side has not signed. */
  | 'sign'
  /** An accusation that the accused has not answered. */
  | 'answer'
  /** An accusation whose accused had its time to answer: an authority has to decide. */
  | 'decide'
  /** A replacement of one's own key, which takes effect if one does not object. */
  | 'object'
  /** A guarantee that is too low for one's licences: none of them counts before it is locked. */
  | 'cover'
  /** A safety test of an own car. */
  | 'test'
  /** An own ticket whose doors open within a day, or are open, and with which nobody came yet. */
  | 'show'
  /** Seats of an own event that no official seller has. */
  | 'handout'
  /** Seats that an official seller has and does not offer. */
  | 'offer'
  /** A gate of an event whose doors open within a day, or are open. */
  | 'letin'
  /** A ticket that let in more often than it may, for the organiser and the gates, until the event is over. */
  | 'twice'
  /** Somebody asks for an own book: its owner says yes or no. */
  | 'lend';

/** One thing that waits for an account. */
export interface WaitingView {
  /** Its own among all that waits for this account. */
  readonly id: string;
  readonly kind: WaitingKind;
  /** What it is about, in a few words: "VW Golf 2020: bob asks 9,500.00 LVR". */
  readonly what: string;
  /** Last block in which it can be done; of an accusation to answer, the last one in which no verdict can come. */
  readonly untilBlock?: number;
  /** Of an accusation to answer: its protected time is over, and a verdict may come with any block. */
  readonly isLate?: true;
  /** Last day on which all is well. */
  readonly untilDay?: string;
  /** Of a ticket or a gate: when the doors open, milliseconds since 1970. */
  readonly doorsAt?: number;
  /** How the car's safety test stands, where it is about one. */
  readonly test?: 'due' | 'overdue' | 'failed' | 'dangerous' | 'unknown';
  /** What a buyer has to say that it knows, by its codes, before it can accept. */
  readonly acknowledge?: readonly string[];
  /** The object to look at, and the facade's word for it. */
  readonly about: {
    readonly kind: 'transfer' | 'agreement' | 'licence' | 'owner' | 'car' | 'event' | 'ticket' | 'exchange';
    /** An id, a VIN or an address; of a ticket the event's id and its number, with a slash between. */
    readonly key: string;
  };
  /** What settles it, with the fields that are known; `as` is left out where somebody else signs. Nothing where nobody signs anything. */
  readonly intent?: { readonly operation: string; readonly as?: string; readonly [field: string]: unknown };
}

export interface WaitingFacade {
  /** What waits for a name or an address, what ends soonest first; at most 100 of each kind. */
  waiting(query: { as: string }): Promise<readonly WaitingView[]>;
}
