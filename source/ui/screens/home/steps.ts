import { dayFromText, dayOfTime } from '../../../ledger/day.ts';
import type { CarSummary, WalletView } from '../../../node/facade.ts';
import type { Navigator } from '../../model/navigator.ts';
import { counted } from '../../text/format.ts';
import type { Tone } from '../../theme.ts';

/** One line of Home's first list: something that waits for the person, or something to try. */
export interface Step {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly tone?: Tone;
  /** What it is about, for the detail of a wide terminal: a car, or a few sentences. */
  readonly vin?: string;
  readonly about?: string;
  readonly open: () => void;
}

/** What waits for the person: words that are not on paper yet, cars whose safety test is due. */
export function waitingSteps(
  cars: readonly CarSummary[],
  wallet: WalletView | undefined,
  now: number,
  navigator: Navigator,
): Step[] {
  return [...backupSteps(wallet, navigator), ...testSteps(cars, now, navigator)];
}

/** Words that nobody has proved to have on paper are lost with this machine. */
function backupSteps(wallet: WalletView | undefined, navigator: Navigator): Step[] {
  if (wallet === undefined || wallet.state === 'none' || wallet.backedUp) return [];
  return [
    {
      id: 'backup',
      title: 'Check     your 24 words on paper',
      detail: 'not checked yet',
      about:
        'Your words are the only way back to your money if this machine breaks. Enter asks for three of them: that takes a minute, and nothing here reminds you again.',
      open: () => navigator.push({ screen: 'wallet', view: 'check-words', key: 'page' }),
    },
  ];
}

function testSteps(cars: readonly CarSummary[], now: number, navigator: Navigator): Step[] {
  const nameOf = carNames(cars);
  return cars
    .filter(
      ({ testState }) =>
        testState === 'due' ||
        testState === 'overdue' ||
        testState === 'failed' ||
        testState === 'dangerous' ||
        testState === 'unknown',
    )
    .map((car) => ({
      id: `inspect ${car.vin}`,
      title: `Inspect   ${nameOf(car)}: ${car.testState === 'unknown' ? 'first' : 'next'} safety test`,
      detail: testWords(car, now),
      ...(car.testState === 'due' || car.testState === 'unknown' ? {} : { tone: 'bad' as const }),
      vin: car.vin,
      open: () => navigator.push({ screen: 'cars', view: 'car', key: car.vin }),
    }));
}

/** `MINI Cooper S 2026` */
export function carName({ make, model, year }: Pick<CarSummary, 'make' | 'model' | 'year'>): string {
  return `${make} ${model} ${year}`;
}

/** Cars by their names; those without a plate that are called alike also by the end of their VIN. */
export function carNames(
  cars: readonly CarSummary[],
): (car: Pick<CarSummary, 'vin' | 'plate' | 'make' | 'model' | 'year'>) => string {
  const called = new Map<string, number>();
  for (const car of cars) {
    const name = carName(car);
    called.set(name, (called.get(name) ?? 0) + 1);
  }
  return (car) => {
    const name = carName(car);
    return car.plate === undefined && (called.get(name) ?? 0) > 1 ? `${name} …${car.vin.slice(-6)}` : name;
  };
}

function testWords(car: CarSummary, now: number): string {
  const due = dayFromText(car.testDue);
  if (car.testState === 'dangerous') return 'must not drive';
  if (car.testState === 'failed') return 'failed, repair it';
  if (car.testState === 'unknown') return 'none known here';
  if (due === undefined) return car.testState;
  const days = due - dayOfTime(now);
  return days >= 0 ? `due in ${counted(days, 'day')}` : `overdue for ${counted(-days, 'day')}`;
}
