import type { Figure } from '../run.ts';
import { measureHandovers } from '../support/handover.ts';

/** Milliseconds of all messages and cryptography of a whole hand-over of the largest book, 1 MiB, without its blocks. */
export const figure: Figure = {
  name: 'handover-large',
  unit: 'ms',
  limit: 'bare cryptography of the same steps, 1 MiB',
  ceiling: 2,
  run: (options) => measureHandovers(2 ** 20, 10, options),
};
