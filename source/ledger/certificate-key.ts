import { byteString } from './byte-string.ts';
import { accountKind } from './registries/accounts.ts';
import { carKind, plateKind } from './registries/cars/car.ts';
import { accusationKind } from './registries/licences/accusation.ts';
import { guaranteeKind } from './registries/licences/guarantee.ts';
import { licenceKind } from './registries/licences/licence.ts';
import { ownerKind } from './registries/owners/owner.ts';
import { roles } from './roles.ts';
import type { Kind } from './state.ts';

const isKey = (id: Uint8Array) => id[0] === 2 || id[0] === 3;
const isLicence = (id: Uint8Array) => isKey(id) && (id[33] ?? roles.length) < roles.length;

/** What the ids of some kinds look like; those of the others are hashes or numbers. */
const patterns = new Map<string, (id: Uint8Array) => boolean>([
  [carKind.name, (id) => /^[A-HJ-NPR-Z0-9]{17}$/.test(byteString(id))],
  [plateKind.name, (id) => /^[A-Z]{2}[A-Z0-9]{2,12}\0*$/.test(byteString(id))],
  [accountKind.name, isKey],
  [ownerKind.name, isKey],
  [guaranteeKind.name, isKey],
  [licenceKind.name, isLicence],
  [accusationKind.name, isLicence],
]);

/**
 * Whether an object of a kind can have an id. That nothing stands under any other is true and says nothing; but its
 * bytes would be free, and whoever reads them as a VIN or a plate would read what somebody else wrote there.
 */
export function canHaveId({ name }: Kind<object>, id: Uint8Array): boolean {
  return patterns.get(name)?.(id) ?? true;
}
