import { fromBase45, toBase45 } from '../../../source/node/gate/base45.ts';
import { proofLength } from '../../../source/node/gate/proof.ts';

/** A proof with one of its bytes changed. */
export function altered(text: string, place: number): string {
  const bytes = fromBase45(text, proofLength);
  if (bytes === undefined) throw new Error('no proof');
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  return toBase45(bytes);
}
