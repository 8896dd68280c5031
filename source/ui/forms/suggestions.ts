import { civil, dayLength, dayOfTime, formatInstant } from '../../ledger/day.ts';
import type { Status } from '../../node/facade.ts';

const vinCharacters = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789';

/** What a form is filled with where that is plain; on a demo network also so that a newcomer needs only Enter. */
export function suggestedValues(
  operation: string,
  status: Status,
  random: () => number,
  acting: string,
): Record<string, string> {
  const department = departmentOf(status, acting);
  // Which business somebody becomes is never a guess.
  if (operation === 'licences.grant') return { role: '', ...(department && { country: department.country }) };
  if (operation === 'licences.rotateAuthority' && department !== undefined) {
    return { country: department.country, old: department.name };
  }
  if (status.network !== 'devnet' && status.network !== 'regtest') return {};
  if (operation === 'tickets.createEvent') return suggestedEvent(status, acting);
  if (operation !== 'cars.manufacture') return {};
  return {
    vin: suggestedVin(random),
    make: 'MINI',
    model: 'Cooper S',
    year: String(civil(dayOfTime(status.now)).year),
    country: 'FR',
  };
}

/** A concert more than three weeks from now, on the evening of a Friday, under the rules that hold where nobody says others. */
function suggestedEvent({ names, now }: Status, acting: string): Record<string, string> {
  const holding = (role: string) => names.filter(({ roles }) => roles.includes(role)).map(({ name }) => name);
  const organisers = holding('organiser');
  const organiser = organisers.includes(acting) ? acting : organisers[0];
  const day = dayOfTime(now) + 21;
  // 1 January 1970 was a Thursday.
  const friday = day + ((8 - (day % 7)) % 7);
  const at = (hour: number) => formatInstant(friday * dayLength + hour * 3_600_000);
  return {
    ...{ name: 'Concert', venue: 'Olympia', doorsAt: at(19), startsAt: at(20), endsAt: at(23) },
    ...{ capacity: '500', price: '40.00', gateKeys: organiser ?? '', sellers: holding('seller')[0] ?? '' },
  };
}

/** The government department that one acts as, else the first that this wallet signs for. */
function departmentOf({ names }: Status, acting: string): { name: string; country: string } | undefined {
  const found = names.flatMap(({ name, licences = [] }) => {
    const held = licences.find(({ role, status }) => role === 'authority' && status === 'active');
    return held === undefined ? [] : [{ name, country: held.country }];
  });
  return found.find(({ name }) => name === acting) ?? found[0];
}

/** A VIN in BMW's way of writing one for a MINI; the last digits make it a new car each time. European: no check digit. */
export function suggestedVin(random: () => number): string {
  const draw = (characters: string, count: number) =>
    Array.from({ length: count }, () => characters[Math.floor(random() * characters.length)] ?? '0').join('');
  return `WMWXP7C5${draw(vinCharacters, 1)}${draw('ABCDEFGHJKLMNPRSTUVWXYZ', 1)}2${draw('0123456789', 6)}`;
}
