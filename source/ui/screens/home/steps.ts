import { dayFromText, dayOfTime } from '../../../ledger/day.ts';
import type { CarSummary, Status, WaitingView, WalletView } from '../../../node/facade.ts';
import type { Navigator } from '../../model/navigator.ts';
import { openWaiting } from '../../model/waiting.ts';
import { counted } from '../../text/format.ts';
import { endsIn } from '../../text/until.ts';
import type { Tone } from '../../theme.ts';
import { doorsWords } from '../tickets/times.ts';

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

/** What waits for the person: what ends soonest first, then words that are not on paper yet, then what has no end. */
export function waitingSteps(
  waiting: readonly WaitingView[],
  wallet: WalletView | undefined,
  status: Status | undefined,
  navigator: Navigator,
): Step[] {
  const steps = (some: readonly WaitingView[]) => some.map((each) => waitingStep(each, status, navigator));
  const isDated = ({ untilBlock }: WaitingView) => untilBlock !== undefined;
  return [
    ...steps(waiting.filter(isDated)),
    ...backupSteps(wallet, navigator),
    ...steps(waiting.filter((each) => !isDated(each))),
  ];
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

/** What is to be done, in one word, and why it matters. */
const kinds: Readonly<Record<WaitingView['kind'], { verb: string; tone?: Tone; about: string }>> = {
  accept: {
    verb: 'Accept',
    about:
      'Somebody offers you a car. Look at it first: its mileage, its tests, who confirms the sale. Nothing is paid before you accept, and the car is yours when the notary has confirmed.',
  },
  confirm: {
    verb: 'Confirm',
    about:
      'Buyer and seller agree. Look whether all is in order. When you confirm, the car changes hands in that block: a price that is locked on the ledger goes to the seller with it; of one that is paid outside you say that you saw it move.',
  },
  refuse: {
    verb: 'Refuse',
    tone: 'bad',
    about:
      'Since the buyer accepted, something new is known of the car, or it was marked, so you cannot confirm. If you refuse, the buyer gets back what was locked, and the sale can be offered again.',
  },
  sign: {
    verb: 'Sign',
    about:
      'Somebody wrote a contract for you. Read it: once you sign, both are bound, and nobody can change a word. You can decline it too.',
  },
  answer: {
    verb: 'Answer',
    tone: 'bad',
    about:
      'You are accused. Nobody can find you guilty before the time to answer is over; after it, a verdict may come with any block, answered or not. Until it is decided your licence is suspended and your guarantee stays where it is. What you answer is public and cannot be changed.',
  },
  decide: {
    verb: 'Decide',
    about: 'The accused had its time to answer. If nobody decides in time, it counts as an acquittal.',
  },
  object: {
    verb: 'Object',
    tone: 'bad',
    about:
      'Somebody told the police that your key is lost. If that is not you, object now: otherwise another key takes the place of yours, and your cars with it.',
  },
  cover: {
    verb: 'Lock',
    about:
      'Your licences count only while enough livres are locked behind them. They stay yours: you can free them once you give the licences back. Enter opens the form with what is missing.',
  },
  test: {
    verb: 'Inspect',
    about: 'A car that you own needs a safety test. A licensed station records it.',
  },
  show: {
    verb: 'Show',
    about:
      'A ticket of yours lets you in soon. At the door type the six letters that the gate shows: your key signs for them, and the code on your screen renews by itself.',
  },
  handout: {
    verb: 'Hand out',
    about: 'Seats of your event that no official seller has. Only what you hand to a seller can be put on sale.',
  },
  offer: {
    verb: 'Offer',
    about: 'You have seats of an event that nobody can buy yet. Once they are on offer, whoever comes first has them.',
  },
  letin: {
    verb: 'Let in',
    about: 'You are a gate of this event. Open the gate: it shows six letters, reads what people hold up, and answers.',
  },
  twice: {
    verb: 'Look at',
    tone: 'bad',
    about:
      'Somebody was let in with this ticket more often than it allows, mostly because two gates were apart. Both admissions are on the ledger, each signed by its gate: the story of the ticket says which, and who held it.',
  },
  lend: {
    verb: 'Hand over',
    about:
      'Another library asks for a book of yours. If you say yes, this terminal hands it over step by step in front of witnesses: book and price change hands together, or not at all.',
  },
};

function waitingStep(waiting: WaitingView, status: Status | undefined, navigator: Navigator): Step {
  const { id, kind, what, test, about } = waiting;
  const { verb, tone, about: why } = kinds[kind];
  const isLate = test === 'overdue' || test === 'failed' || test === 'dangerous';
  return {
    id,
    title: `${verb.padEnd(9)} ${what}${test === undefined ? '' : `: ${test === 'unknown' ? 'first' : 'next'} safety test`}`,
    detail: detailOf(waiting, status),
    ...(isLate ? { tone: 'bad' as const } : tone === undefined ? {} : { tone }),
    ...(about.kind === 'car' ? { vin: about.key } : { about: why }),
    open: () => openWaiting(navigator, waiting),
  };
}

function detailOf(
  { kind, untilBlock, untilDay, doorsAt, test, isLate }: WaitingView,
  status: Status | undefined,
): string {
  if (isLate === true) return 'may be decided now';
  if (kind === 'cover') return 'not covered until then';
  if (test !== undefined) return testWords(test, untilDay, status);
  if (doorsAt !== undefined && status !== undefined) return doorsWords(doorsAt, status.now);
  return untilBlock === undefined ? '' : endsIn(untilBlock, status);
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

function testWords(
  test: NonNullable<WaitingView['test']>,
  untilDay: string | undefined,
  status: Status | undefined,
): string {
  if (test === 'dangerous') return 'must not drive';
  if (test === 'failed') return 'failed, repair it';
  if (test === 'unknown') return 'none known here';
  const due = untilDay === undefined ? undefined : dayFromText(untilDay);
  if (due === undefined || status === undefined) return test;
  const days = due - dayOfTime(status.now);
  return days >= 0 ? `due in ${counted(days, 'day')}` : `overdue for ${counted(-days, 'day')}`;
}
