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

/** A role in one word: `station`, `department`, `notary`. */
export function roleWord(role: Role): string {
  return wordsOf(role)[0] ?? role;
}

/** The role that a text names: by its word in data, as a person says it, or by the one word of that; else nothing. */
export function roleNamed(text: string): Role | undefined {
  const word = text.trim().toLowerCase();
  return roles.find((role) => role === word || roleLabels[role] === word || wordsOf(role).includes(word));
}

/** `notary or bank` -> `notary`, `bank` */
function wordsOf(role: Role): string[] {
  return roleLabels[role].split(' or ').map((label) => label.split(' ').at(-1) ?? label);
}

/** `a garage`, `a licensed station or a garage` */
export function anyOf(some: readonly Role[]): string {
  return some.map((role) => `${/^[aeiou]/.test(roleLabels[role]) ? 'an' : 'a'} ${roleLabels[role]}`).join(' or ');
}
