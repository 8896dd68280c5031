import { dayFromText, dayOfTime } from '../../../ledger/day.ts';
import type { CarSummary, WalletView } from '../../../node/facade.ts';
import { openForm } from '../../forms/open-form.ts';
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
      title: `Inspect   ${carName(car)}: ${car.testState === 'unknown' ? 'first' : 'next'} safety test`,
      detail: testWords(car, now),
      ...(car.testState === 'due' || car.testState === 'unknown' ? {} : { tone: 'bad' as const }),
      vin: car.vin,
      open: () => navigator.push({ screen: 'cars', view: 'car', key: car.vin }),
    }));
}

const aboutCars =
  'A manufacturer puts each car on the ledger once, with its VIN and mileage 0. From then on licensed stations record what its odometer shows, and nobody can roll it back unseen.';

/** What a newcomer can do, in the order in which it makes sense. */
export function firstSteps(known: {
  readonly car: CarSummary | undefined;
  readonly alone: boolean;
  readonly navigator: Navigator;
}): Step[] {
  const { car, alone, navigator } = known;
  const values: Record<string, string> = car ? { vin: car.vin } : {};
  const needsCar = car === undefined ? 'after the first car' : carName(car);
  const withCar = (operation: string) => () =>
    openForm(navigator, car === undefined ? 'cars.manufacture' : operation, values);
  const about = (text: string) => (car === undefined ? { about: text } : { vin: car.vin });
  return [
    {
      id: 'manufacture',
      title: car === undefined ? 'Put a new car on the ledger' : 'Put another car on the ledger',
      detail: 'you sign as manufacturer',
      about: `${aboutCars} The form is filled in already: Enter through it, look at the review page, and y signs.`,
      open: () => openForm(navigator, 'cars.manufacture'),
    },
    {
      id: 'inspect',
      title: 'Have it inspected',
      detail: needsCar,
      ...about(
        'A licensed station tests whether the car is safe and certifies what its odometer shows. Two certified readings are enough to judge a mileage. There is no car yet: Enter puts the first one on the ledger.',
      ),
      open: withCar('cars.inspect'),
    },
    ...(car === undefined
      ? []
      : [{ id: 'repair', title: 'Have it repaired', detail: needsCar, vin: car.vin, open: withCar('cars.service') }]),
    ...(alone
      ? [
          {
            id: 'second',
            title: 'Open a second terminal',
            detail: 'type npm start there as well',
            about:
              'One node alone has nobody to agree with. A second terminal is a second node with its own copy of the ledger: the two find each other within seconds, and screen 9 shows it.',
            open: () => navigator.go({ screen: 'peers', view: 'peers', key: '' }),
          },
        ]
      : []),
    car === undefined
      ? {
          id: 'mining',
          title: 'Watch the next block being found',
          detail: 'screen 8',
          about:
            'Every entry waits until a miner finds a block for it. Finding one is a matter of luck and of trying often; screen 8 shows how often this machine tries, and who found the last blocks.',
          open: () => navigator.go({ screen: 'mining', view: 'mining', key: '' }),
        }
      : {
          id: 'story',
          title: 'Read its whole story',
          detail: 'verdict, curve, every entry',
          vin: car.vin,
          open: () => navigator.push({ screen: 'cars', view: 'car', key: car.vin }),
        },
  ];
}

/** `MINI Cooper S 2026` */
export function carName({ make, model, year }: Pick<CarSummary, 'make' | 'model' | 'year'>): string {
  return `${make} ${model} ${year}`;
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
