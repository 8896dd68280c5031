import * as codec from '../codec.ts';
import { numberField } from '../field-kinds.ts';
import type { Parameters } from '../genesis.ts';
import { refusals } from '../refusal.ts';

/** Blocks that something stands if nobody says otherwise: a little more than three hours. */
const usual = 2_400;

export const deadlineRefusals = refusals({
  DEADLINE_INVALID: (data: { deadline: number; least: number; most: number }) =>
    `The deadline must be a block from ${data.least} to ${data.most}; ${data.deadline} is not. Choose another.`,
});

/** The last block in which something can be done about what is being offered. */
export function deadlineField(help: string) {
  return numberField('Open until block', codec.u32, 1, 0xffffffff, {
    help,
    fallback: ({ height }) => height + usual,
  });
}

/** @throws DEADLINE_INVALID for a deadline before the block after `height`, or further away than the network allows */
export function checkDeadline(deadline: number, height: number, { longestDeadline }: Parameters): void {
  const [least, most] = [height + 1, height + longestDeadline];
  if (deadline < least || deadline > most) throw deadlineRefusals.DEADLINE_INVALID({ deadline, least, most });
}
