import { equalBytes } from '@noble/ciphers/utils.js';
import { byteString, bytesOf } from './byte-string.ts';
import { nodeHash } from './merkle.ts';
import { refusals } from './refusal.ts';
import { bitAt, type FetchBranch, hashLeaf, hashOf, nearBranch, type TreeNode } from './tree.ts';

/** What one path of the tree leads to, and the hashes beside the way. */
export interface StateProof {
  /** Hashes beside the way, from the top down, 32 bytes each, at most 256. */
  readonly siblings: readonly Uint8Array[];
  /** The leaf at the end of the way; nothing where the place is empty. */
  readonly leaf: { readonly path: Uint8Array; readonly value: Uint8Array } | undefined;
}

export const proofRefusals = refusals({
  PROOF_LEADS_ELSEWHERE: () => 'This proof is about another object than it says. Do not rely on it.',
  PROOF_VALUE_WRONG: () => 'The object in this proof is not the one that the ledger committed to. Do not rely on it.',
  PROOF_TOO_LONG: () => 'This proof has more steps than the tree has levels. Do not rely on it.',
});

/** Proves what stands at a path, or that nothing does. */
export function proveState(tree: TreeNode | undefined, path: Uint8Array, fetch: FetchBranch): StateProof {
  const siblings: Uint8Array[] = [];
  let node = tree;
  while (node !== undefined && node.kind !== 'leaf') {
    const depth = siblings.length;
    const { left, right } = nearBranch(node, depth, path, fetch);
    const goesRight = bitAt(path, depth) === 1;
    siblings.push(bytesOf(hashOf(goesRight ? left : right)));
    node = goesRight ? right : left;
  }
  return { siblings, leaf: node && { path: node.path, value: node.value } };
}

/**
 * The root that a proof leads to. Compare it with a header's: only that makes it a proof.
 * @param path where the object belongs, 32 bytes
 * @param value hash of the object's encoding; nothing if it is said not to exist
 * @throws PROOF_LEADS_ELSEWHERE, PROOF_VALUE_WRONG, PROOF_TOO_LONG
 */
export function rootOfProof(
  { siblings, leaf }: StateProof,
  path: Uint8Array,
  value: Uint8Array | undefined,
): Uint8Array {
  if (siblings.length > 256) throw proofRefusals.PROOF_TOO_LONG();
  const isOwnLeaf = leaf !== undefined && equalBytes(leaf.path, path);
  if (value === undefined ? isOwnLeaf : !isOwnLeaf) throw proofRefusals.PROOF_LEADS_ELSEWHERE();
  if (value !== undefined && leaf !== undefined && !equalBytes(leaf.value, value))
    throw proofRefusals.PROOF_VALUE_WRONG();
  let hash = leaf === undefined ? hashOf(undefined) : hashLeaf(leaf.path, leaf.value);
  // Folded along the path that was asked for: a leaf that hangs elsewhere leads to another root.
  for (let depth = siblings.length - 1; depth >= 0; depth--) {
    const sibling = byteString(siblings[depth] as Uint8Array);
    hash = bitAt(path, depth) === 1 ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  }
  return bytesOf(hash);
}
