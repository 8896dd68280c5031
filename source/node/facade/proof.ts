// What the ledger can prove to somebody without it: plain JSON data, as everything in the facade.

export interface ProvenEventView {
  /** Id of the entry, or the name of what the queue carried out. */
  readonly id: string;
  readonly height: number;
  /** Time of the block before, milliseconds since 1970: the ledger commits to that one. */
  readonly time: number;
  /** For instance `cars.inspect`; absent where something was due. */
  readonly operation?: string;
  /** What it was, in a few words. */
  readonly what: string;
}

/** One object as the state of a block has it, or that there is none. */
export interface ProvenObjectView {
  /** For instance `car`. */
  readonly kind: string;
  /** State key in hex: registry, kind, id. */
  readonly key: string;
  /** Its encoding in hex; absent where there is no such object. */
  readonly value?: string;
  /** Hashes beside the way through the state tree, from the top down, hex. */
  readonly siblings: readonly string[];
  /** Where there is none: the leaf that stands at the end of the way, if one does. */
  readonly other?: { readonly path: string; readonly value: string };
  /** Every event, oldest first; absent for what has no history. */
  readonly history?: readonly ProvenEventView[];
}

/** Objects with what proves them, all of one block. */
export interface ProofView {
  readonly block: {
    readonly height: number;
    readonly id: string;
    readonly time: number;
    readonly stateRoot: string;
    /** 183 bytes in hex; its SHA-256 is the id. */
    readonly header: string;
    /** The miner's signature over the id, hex. */
    readonly seal: string;
  };
  /** What was asked for comes first. */
  readonly objects: readonly ProvenObjectView[];
  /** All of it as the text of a file that `carnet verify` checks, the entries themselves included. */
  readonly certificate: string;
}

/** Asks for what somebody means, or for one object by its place in the state. */
export interface ProofQuery {
  /**
   * A VIN, a plate, a name or an address, the id of a sale or of a contract, or `role:name` for a licence, like
   * `inspector:dcrn1...`.
   */
  readonly object?: string;
  /** Name of a registry, for instance `cars`; then `key` is the rest of the state key in hex: kind u8, id. */
  readonly registry?: string;
  readonly key?: string;
}
