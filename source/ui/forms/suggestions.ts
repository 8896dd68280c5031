import { civil, dayOfTime } from '../../ledger/day.ts';
import type { Status } from '../../node/facade.ts';

const vinCharacters = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789';

/** What a form on a demo network is filled with, so that a newcomer needs only Enter. */
export function suggestedValues(operation: string, status: Status, random: () => number): Record<string, string> {
  if (status.network !== 'devnet' && status.network !== 'regtest') return {};
  if (operation !== 'cars.manufacture') return {};
  return {
    vin: suggestedVin(random),
    make: 'MINI',
    model: 'Cooper S',
    year: String(civil(dayOfTime(status.now)).year),
    country: 'FR',
  };
}

/** A VIN in BMW's way of writing one for a MINI; the last digits make it a new car each time. European: no check digit. */
export function suggestedVin(random: () => number): string {
  const draw = (characters: string, count: number) =>
    Array.from({ length: count }, () => characters[Math.floor(random() * characters.length)] ?? '0').join('');
  return `WMWXP7C5${draw(vinCharacters, 1)}${draw('ABCDEFGHJKLMNPRSTUVWXYZ', 1)}2${draw('0123456789', 6)}`;
}
