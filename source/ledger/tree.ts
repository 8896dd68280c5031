/** The root of an empty state tree: 32 zero bytes. Every block carries it until the state is committed to. */
export const emptyStateRoot: Uint8Array = new Uint8Array(32);
