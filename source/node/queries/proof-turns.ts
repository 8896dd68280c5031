import { refusals } from '../../ledger/refusal.ts';
import { Turns } from '../turns.ts';

export const proofTurnsRefusals = refusals({
  PROOFS_BUSY: (data: { waiting: number }) =>
    `${data.waiting} proofs are being made or wait for that already. Ask again when some of them are done.`,
});

/** Proofs that are being made or wait for it, at most. */
export const proofsLimit = 16;

/** Proofs are made one at a time: each holds the whole history that it is about. */
export class ProofTurns {
  readonly #turns = new Turns();
  #asked = 0;

  /**
   * Does the work when those asked for before are done.
   * @throws PROOFS_BUSY
   */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#asked >= proofsLimit) throw proofTurnsRefusals.PROOFS_BUSY({ waiting: this.#asked });
    this.#asked++;
    try {
      return await this.#turns.take(work);
    } finally {
      this.#asked--;
    }
  }
}
