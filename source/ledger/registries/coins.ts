import { formatLivres } from '../amount.ts';
import { accountField, amountField, textField } from '../field-kinds.ts';
import { defineOperation, type Registry } from '../operation.ts';
import { quoted } from '../quoted.ts';
import { coinsRegistry, credit, debit } from './accounts.ts';
import { freeStake, lockStake } from './licences/guarantee.ts';
import { enterRosters, refreshRosters } from './licences/rosters.ts';
import { tellingTo } from './telling.ts';

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
    ...(memo === '' ? [] : [`Everybody can read the note: ${quoted(memo)}.`]),
    'Only whoever received it can send it back.',
  ],
  summary: ({ to, amount }, known) => `${formatLivres(amount)} LVR to ${known.name(to)}`,
  summaryFor: ({ to, amount }, known, seen) => {
    const { who, whom, isOwn, isReader } = tellingTo(known, seen);
    return `${who} paid ${isOwn && isReader(to) ? 'yourself' : whom(to)} ${formatLivres(amount)} LVR`;
  },
  apply: (state, { to, amount }, { author }) => {
    debit(state, author, amount);
    credit(state, to, amount);
  },
});

const stake = defineOperation({
  tag: 0x11,
  name: 'coins.stake',
  label: 'Lock as guarantee',
  fields: { amount: amountField('Amount') },
  signer: { words: 'anybody with livres' },
  spends: ({ amount }) => amount,
  review: ({ amount }, _known, by) => [
    `${formatLivres(amount)} LVR of ${by} are locked as guarantee behind its licences.`,
    'Whoever breaks the rules of a licence can lose them. Freeing them takes time.',
  ],
  summary: ({ amount }) => `${formatLivres(amount)} LVR locked as guarantee`,
  summaryFor: ({ amount }, known, seen) =>
    `${tellingTo(known, seen).who} locked ${formatLivres(amount)} LVR as guarantee`,
  apply: (state, { amount }, { author }) => {
    enterRosters(state, author, () => lockStake(state, author, amount));
  },
});

const unstake = defineOperation({
  tag: 0x12,
  name: 'coins.unstake',
  label: 'Free the guarantee',
  fields: { amount: amountField('Amount') },
  signer: { words: 'whoever locked a guarantee' },
  review: ({ amount }, { parameters }, by) => [
    `${formatLivres(amount)} LVR of the guarantee of ${by} come back after ${parameters.unbondingBlocks} blocks.`,
    'A licence that is no longer covered by the guarantee counts no more from the next block on.',
  ],
  summary: ({ amount }) => `${formatLivres(amount)} LVR of the guarantee freed`,
  summaryFor: ({ amount }, known, seen) =>
    `${tellingTo(known, seen).who} freed ${formatLivres(amount)} LVR of the guarantee`,
  apply: (state, { amount }, { author, height, parameters }) => {
    freeStake(state, author, amount, height + parameters.unbondingBlocks);
    refreshRosters(state, author);
  },
});

/** The coin: who has how much, how it moves, and how it stands behind a licence. */
export const coins: Registry = { number: coinsRegistry, name: 'coins', operations: [transfer, stake, unstake] };
