import { formatLivres } from '../amount.ts';
import { accountField, amountField, textField } from '../field.ts';
import { defineOperation, type Registry } from '../operation.ts';
import { coinsRegistry, credit, debit } from './accounts.ts';

const transfer = defineOperation({
  tag: 0x10,
  name: 'coins.transfer',
  label: 'Pay',
  fields: {
    to: accountField('To', { help: 'a name or an address' }),
    amount: amountField('Amount'),
    memo: textField('Note', 80, { least: 0, fallback: () => '', help: 'public, may stay empty' }),
  },
  signer: { words: 'anybody with livres' },
  spends: ({ amount }) => amount,
  review: ({ to, amount, memo }, known, by) => [
    `${formatLivres(amount)} LVR go from ${by} to ${known.name(to)} at once.`,
    ...(memo === '' ? [] : [`Everybody can read the note: "${memo}".`]),
    'Only whoever received it can send it back.',
  ],
  summary: ({ to, amount }, known) => `${formatLivres(amount)} LVR to ${known.name(to)}`,
  apply: (state, { to, amount }, { author }) => {
    debit(state, author, amount);
    credit(state, to, amount);
  },
});

/** The coin: who has how much, and how it moves. */
export const coins: Registry = { number: coinsRegistry, name: 'coins', operations: [transfer] };
