/** Named parts in their order on the wire, in hex. */
export type Parts = readonly (readonly [part: string, hex: string])[];

export interface GoldenTransaction {
  readonly operation: string;
  readonly id: string;
  readonly wid: string;
  readonly parts: Parts;
}
