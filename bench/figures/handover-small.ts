import type { Figure } from '../run.ts';
import { measureHandovers } from '../support/handover.ts';

/** Milliseconds of all messages and cryptography of a whole hand-over of a book of 1 KiB, without its blocks. */
export const figure: Figure = {
  name: 'handover-small',
  unit: 'ms',
  limit: 'bare cryptography of the same steps, 1 KiB',
  ceiling: 2,
  run: (options) => measureHandovers(2 ** 10, 20, options),
};
