import { refusals } from '../ledger/refusal.ts';

export const usageRefusals = refusals({
  /** The command line cannot be understood; exit code 2. */
  USAGE: ({ reason, about }: { reason: string; about?: string }) =>
    `${reason} \`carnet ${about === undefined ? '' : `${about} `}--help\` shows what there is.`,
});
