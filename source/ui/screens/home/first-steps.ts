import type { CarSummary, EventSummary, Status, WalletView } from '../../../node/facade.ts';
import { isReader } from '../../forms/known.ts';
import { openForm } from '../../forms/open-form.ts';
import { firstSigner, operations } from '../../forms/operations.ts';
import type { Navigator } from '../../model/navigator.ts';
import { officeSteps } from './office-steps.ts';
import { carNames, type Step } from './steps.ts';
import { ticketStep } from './ticket-step.ts';

/** What decides what a newcomer can do. */
interface Known {
  /** The car that the steps are about, and the others that may be called like it. */
  readonly car: CarSummary | undefined;
  readonly cars: readonly CarSummary[];
  /** An event to which tickets can be bought now. */
  readonly event: EventSummary | undefined;
  readonly status: Status | undefined;
  readonly acting: string;
  readonly wallet: WalletView | undefined;
  readonly navigator: Navigator;
}

/** What a newcomer can do, in the order in which it makes sense: only what somebody in this wallet may sign. */
export function firstSteps(known: Known): Step[] {
  const { status, acting, event, navigator } = known;
  const isReading = status !== undefined && isReader(status, acting);
  const office = officeSteps(status, acting, navigator);
  const isSpared = isReading || office.length > 0 || status === undefined || event === undefined;
  return [
    ...(isSpared ? [] : [ticketStep(event, status.now, navigator)]),
    ...(isReading ? wordsSteps(known) : office.length > 0 ? office : signedSteps(known)),
    ...aloneSteps(known),
    ...(known.car === undefined ? [miningStep(known)] : [storyStep(known.car, navigator)]),
    // Whoever is alone has enough to try.
    ...(isReading || known.car === undefined || status?.peers === 0 ? [] : [contractStep(known)]),
  ];
}

/** Who only reads begins with words. */
function wordsSteps({ wallet, navigator }: Known): Step[] {
  if (wallet === undefined || wallet.file === '') return [];
  const open = (view: string) => () => navigator.push({ screen: 'wallet', view, key: 'page' });
  return [
    {
      id: 'words',
      title: 'Make words of your own',
      detail: '24 words, a passphrase',
      about:
        "Every name here is somebody's own: there are no demo people. 24 words hold every key that you will sign with; they are made on this machine, and you write them on paper.",
      open: open('new-words'),
    },
    {
      id: 'restore',
      title: 'Restore words that you have on paper',
      detail: 'the same names again',
      about: 'If you had words on this network before, type them: the same names and balances come back.',
      open: open('restore-words'),
    },
  ];
}

const aboutCars =
  'A manufacturer puts each car on the ledger once, with its VIN and mileage 0. From then on licensed stations record what its odometer shows, and nobody can roll it back unseen.';

/** The name that signs an operation first, if anybody in this wallet may. */
function signerOf(operation: string, { status, acting }: Known): string | undefined {
  const declared = operations.named(operation);
  if (declared === undefined || status === undefined) return undefined;
  const { name } = firstSigner(declared, status, acting, { texts: {} });
  return name === '' ? undefined : name;
}

function signedSteps(known: Known): Step[] {
  const { car, navigator } = known;
  const maker = signerOf('cars.manufacture', known);
  const needsCar = car === undefined ? 'after the first car' : carNames(known.cars)(car);
  const values: Record<string, string> = car ? { vin: car.vin } : {};
  const canDo = (operation: string) =>
    signerOf(operation, known) !== undefined && (car !== undefined || maker !== undefined);
  const withCar = (operation: string) => () =>
    openForm(navigator, car === undefined ? 'cars.manufacture' : operation, values);
  const about = (text: string) => (car === undefined ? { about: text } : { vin: car.vin });
  const steps: Step[] = [];
  if (maker !== undefined) {
    steps.push({
      id: 'manufacture',
      title: car === undefined ? 'Put a new car on the ledger' : 'Put another car on the ledger',
      detail: `you sign as ${maker}`,
      about: `${aboutCars} The form is filled in already: Enter through it, look at the review page, and y signs.`,
      open: () => openForm(navigator, 'cars.manufacture'),
    });
  }
  if (canDo('cars.inspect')) {
    steps.push({
      id: 'inspect',
      title: 'Have it inspected',
      detail: needsCar,
      ...about(
        'A licensed station tests whether the car is safe and certifies what its odometer shows. Two certified readings are enough to judge a mileage. There is no car yet: Enter puts the first one on the ledger.',
      ),
      open: withCar('cars.inspect'),
    });
  }
  if (car !== undefined && mayBeSold(car, known)) {
    steps.push({
      id: 'sell',
      title: 'Sell it',
      detail: 'price and title change hands in one step',
      vin: car.vin,
      open: withCar('transfers.offer'),
    });
  }
  return steps.length > 0 ? steps : [receiveStep(known)];
}

/** It is the acting name's own, and can still change hands. */
function mayBeSold({ owner, status: state, mark }: CarSummary, { status, acting }: Known): boolean {
  const isOwn = status?.names.some(({ address, name }) => name === acting && address === owner) === true;
  return isOwn && mark === undefined && (state === 'made' || state === 'registered');
}

/** Who has a name can bind itself, and somebody else. */
function contractStep({ navigator }: Known): Step {
  return {
    id: 'contract',
    title: 'Write a contract',
    detail: 'another name signs it',
    about:
      'A text that all can read, or the fingerprint of a document that only the two have. Once both have signed, nobody can change a word. Contracts are behind `:`.',
    open: () => openForm(navigator, 'agreements.propose'),
  };
}

/** Who has a name and no licence can be paid, and pay. */
function receiveStep({ acting, navigator }: Known): Step {
  return {
    id: 'receive',
    title: 'Show where you are paid',
    detail: `the address of ${acting}`,
    about: 'Whoever knows your address can pay you, give you a car, or have the authority license you for a role.',
    open: () => navigator.push({ screen: 'wallet', view: 'receive', key: acting }),
  };
}

function aloneSteps({ status, navigator }: Known): Step[] {
  if (status?.peers !== 0) return [];
  return [
    {
      id: 'second',
      title: 'Open a second terminal',
      detail: 'type npm start there as well',
      about:
        'One node alone has nobody to agree with. A second terminal is a second node with its own copy of the ledger: the two find each other within seconds, and screen 9 shows it.',
      open: () => navigator.go({ screen: 'peers', view: 'peers', key: '' }),
    },
  ];
}

function miningStep({ navigator }: Known): Step {
  return {
    id: 'mining',
    title: 'Watch the next block being found',
    detail: 'screen 8',
    about:
      'Every entry waits until a miner finds a block for it. Finding one is a matter of luck and of trying often; screen 8 shows how often this machine tries, and who found the last blocks.',
    open: () => navigator.go({ screen: 'mining', view: 'mining', key: '' }),
  };
}

function storyStep(car: CarSummary, navigator: Navigator): Step {
  return {
    id: 'story',
    title: 'Read its whole story',
    detail: 'verdict, curve, every entry',
    vin: car.vin,
    open: () => navigator.push({ screen: 'cars', view: 'car', key: car.vin }),
  };
}
