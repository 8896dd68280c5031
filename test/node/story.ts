import type { SignedTransaction } from '../../source/ledger/transaction.ts';
import { type Parts, signed } from '../support/node.ts';

/** A valid European VIN for each number. */
export function vinOf(number: number): string {
  return `WMWXP7C5${String(number).padStart(9, '0')}`;
}

interface Step {
  readonly as: string;
  readonly operation: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Every registered operation on one car, and payments between; `number` makes VIN and plate its own. */
function stepsOf(number: number): Step[] {
  const vin = vinOf(number);
  const imported = vinOf(number + 500);
  const plate = `AB-${String(number).padStart(3, '0')}-CD`;
  const car = { make: 'MINI', model: 'Cooper S', year: 2026, country: 'GB' };
  return [
    { as: 'manufacturer', operation: 'cars.manufacture', fields: { vin, ...car, technical: { fuel: 'petrol' } } },
    { as: 'alice', operation: 'coins.transfer', fields: { to: 'bob', amount: 1_000 + number, memo: 'thanks' } },
    { as: 'police', operation: 'cars.assignPlate', fields: { vin, country: 'FR', plate } },
    {
      as: 'inspector',
      operation: 'cars.import',
      fields: { vin: imported, ...car, year: 2010, readOn: '2026-01-05', value: 90_000, owner: 'carol' },
    },
    { as: 'inspector', operation: 'cars.inspect', fields: { vin, readOn: '2026-01-10', value: 42_000 } },
    { as: 'garage', operation: 'cars.service', fields: { vin, readOn: '2026-01-20', value: 43_000, work: 'brakes' } },
    { as: 'inspector', operation: 'cars.inspect', fields: { vin, readOn: '2026-02-10', value: 18_000 } },
    { as: 'police', operation: 'cars.flag', fields: { vin, flag: 'stolen' } },
    { as: 'police', operation: 'cars.flag', fields: { vin, flag: 'stolen', set: false } },
    { as: 'carol', operation: 'coins.transfer', fields: { to: 'alice', amount: 9, payer: 'dealer' } },
    { as: 'carol', operation: 'cars.retire', fields: { vin: imported, reason: 'exported' } },
    { as: 'manufacturer', operation: 'cars.retire', fields: { vin, reason: 'destroyed' } },
  ];
}

/** The stories of some cars, signed in order; `nonces` are where their authors stand, and stand afterwards. */
export function tell(
  parts: Pick<Parts, 'ledger'>,
  nonces: Map<string, number>,
  ...numbers: readonly number[]
): SignedTransaction[] {
  return numbers.flatMap(stepsOf).map(({ as, operation, fields }) => {
    const nonce = nonces.get(as) ?? 0;
    nonces.set(as, nonce + 1);
    return signed(parts.ledger, as, operation, nonce, fields);
  });
}

/** Names of all operations that a story holds. */
export const operationsTold = new Set(stepsOf(0).map(({ operation }) => operation));
