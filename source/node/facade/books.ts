// The books' part of the facade: plain JSON data, as everything there.

import type { Refusal } from '../facade.ts';
import type { StoryEvent } from './story.ts';

/** A book on a shelf. */
export interface BookSummary {
  /** Id of the entry that added it. */
  readonly id: string;
  readonly title: string;
  /** 13 digits. */
  readonly isbn?: string;
  readonly owner: string;
  /** Parts of 1,024 bytes that its content has; the last may be shorter. */
  readonly parts: number;
  /** How often it changed hands. */
  readonly handed: number;
  /** Id of the hand-over under way on the ledger: until it ends nobody else can ask for the book. */
  readonly exchange?: string;
  /** Its content lies in this terminal, and its owner's key is here: it can be read. */
  readonly readable?: true;
  /** It waits for its first block. */
  readonly waiting?: true;
}

export interface BookView extends BookSummary {
  /** What stands on the ledger for its content, hex. */
  readonly commitment: string;
  /** Oldest first, the latest 500. */
  readonly history: readonly StoryEvent[];
  /** Events left out of `history` at its beginning. */
  readonly earlier?: number;
}

/** How a hand-over stands. `requested` is before it comes to the ledger. */
export type ExchangeState = 'requested' | 'offered' | 'accepted' | 'delivered' | 'done' | 'void' | 'disputed';

/** A side of a hand-over. */
export type ExchangeSide = 'requester' | 'owner' | 'witnesses';

/**
 * Something that passes between the sides, in the order of a hand-over. Step 1 `ask`, `announce`; 2 `content`, `print`;
 * 3 `offer`; 4 `keyVotes`, `accept`, `number`; 5 `requestVotes`, `deliver`; 6 `open`; 7 `transfer` or `dispute`.
 */
export type PassageName =
  | 'ask'
  | 'announce'
  | 'content'
  | 'print'
  | 'offer'
  | 'keyVotes'
  | 'accept'
  | 'number'
  | 'requestVotes'
  | 'deliver'
  | 'open'
  | 'transfer'
  | 'dispute';

/** One line of a hand-over as it is drawn. */
export interface PassageView {
  readonly name: PassageName;
  /** From 1 to 7. */
  readonly step: number;
  readonly from: ExchangeSide;
  /** Absent for what a side does by itself. */
  readonly to?: ExchangeSide | 'ledger';
  /** `now` is what the hand-over waits for; `failed` is where it stopped. */
  readonly state: 'done' | 'now' | 'later' | 'failed';
  /** It is next, but not on its way: it waits for somebody's yes, or for more blocks. */
  readonly still?: true;
  /** Of several witnesses: how many have it, of how many, and how many it takes. */
  readonly count?: { readonly have: number; readonly of: number; readonly need: number };
  /** Height of the block that has it; 0 while its entry waits for one. */
  readonly block?: number;
  /** Id of that entry. */
  readonly entry?: string;
  /** Of a content: its bytes, encrypted. */
  readonly bytes?: number;
}

/** A library that was called as a witness. */
export interface WitnessView {
  readonly address: string;
  /** Whether its vote for the key's print, and for the number's print, came: as far as this terminal knows. */
  readonly key: boolean;
  readonly request: boolean;
}

/** A hand-over in a list. */
export interface ExchangeSummary {
  /** The id that the requester drew, hex. */
  readonly id: string;
  readonly book: string;
  readonly title: string;
  readonly owner: string;
  readonly requester: string;
  /** Deniers. */
  readonly price: string;
  readonly state: ExchangeState;
  /** From 1 to 7; see `PassageName`. At the end, the step at which it ended. */
  readonly step: number;
  /** Why it ended as it did, or what keeps it from going on, one sentence; nothing while all is well. */
  readonly reason: string | null;
  /** What this terminal is in it; empty for a bystander. */
  readonly sides: readonly ExchangeSide[];
  /** Somebody asks for an own book, and its owner has to say yes or no. */
  readonly undecided?: true;
  /** Height at which it ended. */
  readonly ended?: number;
}

export interface ExchangeView extends ExchangeSummary {
  /** Votes that came, as far as this terminal knows; how many witnesses there are, and how many it takes. */
  readonly votes: { readonly key: number; readonly request: number; readonly of: number; readonly need: number };
  readonly witnesses: readonly WitnessView[];
  /** The owner's bond, deniers. */
  readonly bond: string;
  /** Last block of the step that it waits for; what then happens is in `otherwise`. */
  readonly until?: number;
  readonly blocksLeft?: number;
  /** What it waits for now, one sentence without an end: "Waiting for library-3 to confirm your number". */
  readonly waitsFor?: string;
  /** What happens if that does not come, one sentence. */
  readonly otherwise?: string;
  readonly passages: readonly PassageView[];
  /** What can be done by hand now: say yes or no to a request, or give up. */
  readonly can: readonly ('agree' | 'decline' | 'giveUp')[];
  /** Events on the ledger, oldest first. */
  readonly history: readonly StoryEvent[];
}

/** The hand-overs of an account. */
export interface ExchangesView {
  /** Books that it asked for, the newest first. */
  readonly out: readonly ExchangeSummary[];
  /** Own books that others asked for. */
  readonly in: readonly ExchangeSummary[];
  /** Those that it is called as a witness for, as far as this terminal speaks for it. */
  readonly witnessed: readonly ExchangeSummary[];
}

/** A library that joined the others. */
export interface LibraryView {
  readonly address: string;
  /** Height at which it joined; 0 while that waits for a block. */
  readonly since: number;
  readonly books: number;
  /** This terminal speaks for it. */
  readonly here: boolean;
  /** Other terminals that speak for it and are known here. */
  readonly elsewhere: number;
}

/** The books' methods of the facade. */
export interface BooksFacade {
  /** A book by the id of the entry that added it. */
  book(query: { id: string }): Promise<BookView>;
  /** Books of one owner (a name or an address), or of all, owner by owner, after the book `after`, at most `limit` (100, at most 500). */
  shelf(query: { owner?: string; after?: string; limit?: number; find?: string }): Promise<readonly BookSummary[]>;
  /** Every licensed library that joined. */
  libraries(): Promise<readonly LibraryView[]>;
  /**
   * Puts a book on an own shelf: its content is kept here, encrypted; its print goes onto the ledger. The content is
   * `content` (hex), `value` (text), or `file` (path of a file that this terminal can read).
   */
  addBook(query: {
    as: string;
    title: string;
    isbn?: string;
    content?: string;
    value?: string;
    file?: string;
  }): Promise<{ id: string }>;
  /** Asks for a book: `price` in deniers as text; nothing for nothing. Gives the id of the hand-over. */
  request(query: { as: string; book: string; price?: string }): Promise<{ id: string }>;
  /** What would keep a request from being made now. */
  checkRequest(query: { as: string; book: string; price?: string }): Promise<{ refusal?: Refusal }>;
  /** A hand-over as it stands; whoever asks `as` somebody is "you" in its sentences. */
  exchange(query: { id: string; as?: string }): Promise<ExchangeView>;
  /** The hand-overs of a name or an address; of those that ended at most `limit` (100, at most 500). */
  exchanges(query: { as: string; limit?: number }): Promise<ExchangesView>;
  /** The owner says yes or no to whoever asks. */
  answerRequest(query: { id: string; agree: boolean }): Promise<ExchangeView>;
  /** Gives a hand-over up: a requester before it locked its price, an owner before that was done. */
  giveUp(query: { id: string }): Promise<ExchangeView>;
  /** The content of a book, hex, for its owner. */
  read(query: { book: string }): Promise<{ content: string }>;
}
