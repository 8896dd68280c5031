import { type LicenceStatus, statusLabels } from '../../ledger/licence-status.ts';

const countries = new Intl.DisplayNames('en', { type: 'region' });

/** Everything that somebody may look for a licence by, in small letters: what the screen says of it, and its data. */
export function searchWords(
  licence: {
    readonly name: string;
    readonly url: string;
    readonly address: string;
    readonly role: string;
    readonly country: string;
    readonly status: LicenceStatus;
    readonly sanctions: number;
    readonly accused: boolean;
  },
  roleLabel: string,
  walletName = '',
): string {
  const { name, url, address, role, country, status, sanctions, accused } = licence;
  const words = [name, url, address, walletName, role, roleLabel, country, countries.of(country) ?? '', status];
  const fate = [statusLabels[status], ...(accused ? ['accused'] : []), ...(sanctions > 0 ? ['guilty'] : [])];
  return [...words, ...fate].join(' ').toLowerCase();
}
