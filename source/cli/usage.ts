import { refusals } from '../ledger/refusal.ts';

export const usageRefusals = refusals({
  /** The command line cannot be understood; exit code 2. */
  USAGE: (data: { reason: string }) => `${data.reason} \`carnet --help\` shows what there is.`,
});
