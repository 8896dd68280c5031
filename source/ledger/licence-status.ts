import { type Role, roleLabels } from './roles.ts';

/** What a licence is worth, and how every screen, page and command says it. */
export const statusLabels = {
  active: 'active',
  suspended: 'suspended',
  revoked: 'revoked',
  retired: 'given back',
  /** Of an authority: another key took its place. */
  replaced: 'replaced',
  /** Granted and not taken away, but not covered, so nothing can be signed under it. */
  'too little guarantee': 'not covered',
} as const;

export type LicenceStatus = keyof typeof statusLabels;

/** `garage`; one that does not count now says why: `garage (given back)`. */
export function licenceWords({ role, status }: { readonly role: string; readonly status: LicenceStatus }): string {
  const label = Object.hasOwn(roleLabels, role) ? roleLabels[role as Role] : role;
  return status === 'active' ? label : `${label} (${statusLabels[status]})`;
}

/** The status that a text names, by its word in data or by its label; nothing where it is neither. */
export function statusNamed(text: string): LicenceStatus | undefined {
  const word = text.trim().toLowerCase();
  const statuses = Object.keys(statusLabels) as LicenceStatus[];
  return statuses.find((status) => status === word || statusLabels[status] === word);
}
