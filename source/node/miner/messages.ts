/** What the miner tells a worker. */
export type ToWorker =
  | {
      readonly type: 'job';
      readonly job: number;
      /** Encoded header, 183 bytes. */
      readonly header: Uint8Array;
      /** 32 bytes, big-endian. */
      readonly target: Uint8Array;
      /** First nonce, so that workers do not repeat each other. */
      readonly from: number;
      /** Share of the time to spend searching, 0 to 1. */
      readonly duty: number;
    }
  | { readonly type: 'stop' };

/** What a worker tells the miner. */
export type FromWorker =
  | { readonly type: 'found'; readonly job: number; readonly nonce: number }
  | { readonly type: 'hashes'; readonly hashes: number };
