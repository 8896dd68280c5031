/** Why a connection was closed; WebSocket close codes of the private range. */
export const closeCodes = {
  /** The node stops. */
  leaving: 4000,
  otherNetwork: 4001,
  noCommonVersion: 4002,
  toItself: 4003,
  alreadyConnected: 4004,
  noProof: 4005,
  malformed: 4006,
  /** Said something that no honest node says. */
  misbehaved: 4007,
  full: 4008,
  tooSlow: 4009,
  /** A person disconnected it, and wants it to stay away for a while. */
  turnedAway: 4010,
} as const;

/** One connection to another node, whatever carries it: a WebSocket, or a simulated wire. */
export interface Link {
  /** Where it leads, for people: `127.0.0.1:5001`. */
  readonly remote: string;
  /** Bytes handed to {@link send} that have not left yet. */
  readonly buffered: number;
  /** Bytes that have come, those of frames that are not whole yet included. */
  readonly received: number;
  /** Sends one frame. After a close it does nothing. */
  send(frame: Uint8Array): void;
  /** Closes with a code and at most 123 bytes of reason. */
  close(code: number, reason: string): void;
  /** Sets who gets the frames, and who is told once when it is over. */
  listen(listener: LinkListener): void;
}

export interface LinkListener {
  frame(bytes: Uint8Array): void;
  closed(code: number, reason: string): void;
}

/** Makes links: to others on demand, and from others as they come. */
export interface Transport {
  /** Opens a link to `ws://host:port`. Rejects if nobody answers in time. */
  dial(url: string): Promise<Link>;
  /** Sets who gets the links that others open. */
  accept(listener: (link: Link) => void): void;
  close(): Promise<void>;
}
