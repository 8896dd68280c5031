/** How far the making of a key from a passphrase is. */
export interface Derivation {
  /** 0 to 1. */
  readonly share: number;
  /** When it was first heard of, milliseconds since 1970. */
  readonly since: number;
  /** Time left at the pace so far, milliseconds; nothing at the very beginning. */
  readonly left?: number;
}

/** The derivation after the node told its share; one that falls back has begun anew. */
export function furtherOn(before: Derivation | undefined, share: number, now: number): Derivation {
  if (before === undefined || share < before.share) return { share, since: now };
  const elapsed = now - before.since;
  if (share <= 0 || elapsed <= 0) return { share, since: before.since };
  return { share, since: before.since, left: (elapsed * (1 - share)) / share };
}
