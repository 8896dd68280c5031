import { type Operation, OperationTable } from '../../ledger/operation.ts';
import { flagSetters } from '../../ledger/registries/cars/car.ts';
import { allRegistries } from '../../ledger/registries/index.ts';
import { anyOf, type Role, roleLabels } from '../../ledger/roles.ts';
import type { KnownName, SaleSummary, Status } from '../../node/facade.ts';
import { livres } from '../text/format.ts';
import { peopleFirst } from './known.ts';

/** Every operation that the ledger declares. */
export const operations = new OperationTable(allRegistries);

/** What decides who may sign, besides the operation itself. */
export interface SignerFacts {
  /** What stands on the form's lines, by path. */
  readonly texts: Readonly<Record<string, string>>;
  /** Address of the owner of the car that the form is about, where it is known. */
  readonly owner?: string | undefined;
  /** The sale that the form is about, where it is known. */
  readonly sale?: Pick<SaleSummary, 'next'> | undefined;
}

/** What only the owner of the car signs. */
export const ownersOnly: ReadonlySet<string> = new Set(['cars.retire', 'transfers.offer']);

/** What the new key of a government department signs. */
const changeKey = 'licences.rotateAuthority';

/** The roles of which an operation takes one, best first; what is filled in may leave fewer of them. */
function rolesOf(operation: Operation, { texts }: SignerFacts): readonly Role[] | undefined {
  const mark = texts.flag;
  if (operation.name === 'cars.flag' && mark !== undefined && Object.hasOwn(flagSetters, mark)) {
    const setter = flagSetters[mark as keyof typeof flagSetters];
    // Who set it clears it, and so may the authority.
    return texts.set === 'no' ? [setter, 'authority'] : [setter];
  }
  return operation.signer.roles;
}

/** The names in this wallet that may sign an operation, as far as licences and the owner decide; the fittest first. */
export function signersOf(operation: Operation, status: Status, facts: SignerFacts): KnownName[] {
  const names = peopleFirst(status.names);
  const roles = rolesOf(operation, facts);
  if (ownersOnly.has(operation.name) && facts.owner !== undefined) {
    return names.filter(({ address }) => address === facts.owner);
  }
  const parties = facts.sale?.next.find((action) => action.operation === operation.name)?.by;
  if (parties !== undefined) return names.filter(({ address }) => parties.includes(address));
  // The new key is none that is a department already.
  if (operation.name === changeKey) return names.filter(({ roles: held }) => !held.includes('authority'));
  if (roles === undefined) return names;
  const rank = (known: KnownName) => roles.findIndex((role) => known.roles.includes(role));
  return names.filter((known) => rank(known) >= 0).sort((left, right) => rank(left) - rank(right));
}

/** Why a licence that somebody has does not count now; nothing where there is none of these roles. */
function licenceWords(status: Status, acting: string, roles: readonly Role[]): string | undefined {
  const known = status.names.find(({ name }) => name === acting);
  const held = roles.flatMap((role) => known?.licences?.find((each) => each.role === role) ?? [])[0];
  if (held === undefined) return undefined;
  const as = roleLabels[held.role as Role] ?? held.role;
  switch (held.status) {
    case 'too little guarantee':
      return `${acting} does not count as ${as} yet: the guarantee is short by ${livres(known?.missing ?? '0')} LVR. Lock it on screen 6 with t.`;
    case 'suspended':
      return `${acting} is accused as ${as}, and signs nothing until that is decided.`;
    case 'revoked':
      return `${acting} was found guilty as ${as}: the licence was revoked.`;
    case 'retired':
      return `${acting} gave its licence as ${as} back.`;
    case 'replaced':
      return `Another key took the place of ${acting} as ${as}.`;
    case 'active':
      return undefined;
  }
}

/** Who signs first: the acting name if it may, else the first that may; and why, if it is not the acting one. */
export function firstSigner(
  operation: Operation,
  status: Status,
  acting: string,
  facts: SignerFacts,
): { name: string; why?: string } {
  const signers = signersOf(operation, status, facts);
  const known = status.names.find(({ name }) => name === acting);
  const address = known?.address;
  // Whose key is the new one nobody can guess.
  if (operation.name === changeKey && known?.roles.includes('authority') === true) {
    return { name: '', why: `The new key signs this, and ${acting} with it: choose the new one under "Signed by".` };
  }
  if (signers.some((known) => known.address === address)) return { name: acting };
  const roles = rolesOf(operation, facts);
  const takes = roles ? anyOf(roles).replace('a police', 'the police') : operation.signer.words;
  const [first] = signers;
  const reason = licenceWords(status, acting, roles ?? []) ?? `${acting} may not do this: it takes ${takes}.`;
  if (first === undefined) {
    const isOwn = reason.endsWith(`it takes ${takes}.`);
    return { name: '', why: `${isOwn ? '' : `${reason} `}Nobody in this wallet may do this: it takes ${takes}.` };
  }
  return { name: first.name, why: `${reason} It is signed as ${first.name}.` };
}
