// What every story in the facade is made of: plain JSON data, as everything there.

/** Something that happened to an object. */
export interface StoryEvent {
  /** Id of the entry, or the hash of the queue's. */
  readonly id: string;
  /** `cars.inspect`; the registry alone where nobody signed it. */
  readonly operation: string;
  readonly label: string;
  /** What happened in a few words. */
  readonly what: string;
  /** Absent where nobody signed it. */
  readonly signer?: string;
  /** 0 while it waits for a block. */
  readonly block: number;
  readonly time: number;
}
