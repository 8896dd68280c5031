import { refusals } from '../ledger/refusal.ts';

export const accountNameRefusals = refusals({
  NAME_INVALID: (data: { name: string; reason: string }) =>
    `"${data.name.slice(0, 40)}" cannot be the name of an account: ${data.reason}.`,
});

/** The name of the first account, unless another is asked for. */
export const firstName = 'me';

/** Whether a text has the form of an account's name. */
export function isAccountName(text: unknown): text is string {
  return typeof text === 'string' && /^[a-z0-9][a-z0-9-]{0,29}$/.test(text);
}

/**
 * Checks the name of a new account.
 * @param prefix of the network's addresses, which a name must not look like
 * @param taken names that stand for somebody already
 * @throws NAME_INVALID
 */
export function checkAccountName(name: string, prefix: string, taken: (name: string) => boolean): string {
  const refuse = (reason: string) => accountNameRefusals.NAME_INVALID({ name, reason });
  if (!isAccountName(name)) throw refuse('use 1 to 30 lower-case letters, digits and dashes, no dash first');
  if (name.startsWith(`${prefix}1`)) throw refuse('it looks like an address');
  if (taken(name)) throw refuse('it stands for somebody already; choose another');
  return name;
}
