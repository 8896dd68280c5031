import { fromBase45, toBase45 } from '../../../source/node/gate/base45.ts';
import { proofLength, proofText, readProof } from '../../../source/node/gate/proof.ts';

/** A proof with one of its bytes changed. */
export function altered(text: string, place: number): string {
  const bytes = fromBase45(text, proofLength);
  if (bytes === undefined) throw new Error('no proof');
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  return toBase45(bytes);
}

/** A proof that says it is for another ticket. */
export function renumbered(text: string, serial: number): string {
  const proof = readProof(text);
  if (proof === undefined) throw new Error('no proof');
  return proofText({ ...proof, serial });
}
