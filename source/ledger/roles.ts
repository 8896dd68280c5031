/** What a licence allows its holder to do, in the order of their bytes on the wire. */
export const roles = [
  'authority',
  'police',
  'manufacturer',
  'dealer',
  'inspector',
  'garage',
  'notary',
  'organiser',
  'seller',
  'library',
  'miner',
] as const;

export type Role = (typeof roles)[number];

/** Each role as a person says it. */
export const roleLabels: Readonly<Record<Role, string>> = {
  authority: 'government department',
  police: 'police',
  manufacturer: 'manufacturer',
  dealer: 'dealer',
  inspector: 'licensed station',
  garage: 'garage',
  notary: 'notary or bank',
  organiser: 'organiser',
  seller: 'official seller',
  library: 'library',
  miner: 'licensed miner',
};

/** `a garage`, `a licensed station or a garage` */
export function anyOf(some: readonly Role[]): string {
  return some.map((role) => `${/^[aeiou]/.test(roleLabels[role]) ? 'an' : 'a'} ${roleLabels[role]}`).join(' or ');
}
