import type { CarReport, Status } from '../../../node/facade.ts';

/** What is done to a car only where something went wrong: behind everything usual. */
export const mendingOperations = ['cars.correctPlate', 'cars.annul'] as const;

/** Entries by which a car changed hands: whoever bought it did so under its plate. */
const sold: ReadonlySet<string> = new Set(['transfers.confirm', 'transfers.order']);

/** Whether an operation makes sense for a car, and somebody in this wallet may be the one to sign it. */
export function fitsCar(operation: string, report: CarReport | undefined, status: Status | undefined): boolean {
  const { plate, status: state } = report?.car ?? {};
  // A plate is for the car's whole life.
  if (operation === 'cars.assignPlate') return plate === undefined;
  if (operation === 'cars.correctPlate') return plate !== undefined && mayCorrectPlate(report, status);
  if (operation === 'cars.annul') return report !== undefined && state !== 'annulled' && hasRole(status, 'authority');
  return true;
}

/** Only whoever gave it, and only before anybody bought the car. */
function mayCorrectPlate(report: CarReport | undefined, status: Status | undefined): boolean {
  const history = report?.history ?? [];
  const given = history.findLast(({ operation }) => operation === 'cars.assignPlate');
  const isSold = history.some(({ operation }) => sold.has(operation));
  const isHere = status?.names.some(({ address }) => address === given?.signer) === true;
  return !isSold && isHere;
}

function hasRole(status: Status | undefined, role: string): boolean {
  return status?.names.some(({ roles }) => roles.includes(role)) === true;
}
