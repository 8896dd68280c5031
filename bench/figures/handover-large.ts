import type { Figure } from '../run.ts';
import { measureHandovers } from '../support/handover.ts';

/** Milliseconds of all messages and cryptography of a whole hand-over of the largest book, 1 MiB, without its blocks. */
export const figure: Figure = {
  name: 'handover-large',
  unit: 'ms',
  limit: 'bare cryptography of the same steps, 1 MiB',
  ceiling: 2,
  // More at once than a node reads of another would wait for the next block.
  run: (options) => measureHandovers(2 ** 20, 2, options),
};
