import type { Refusal } from '../../../../node/facade.ts';
import { track } from '../../../components/progress.ts';
import type { Derivation } from '../../../model/derivation.ts';
import { type Place, placeName } from '../../../model/navigator.ts';
import { toRefusal } from '../../../model/refusal.ts';
import { useServices } from '../../../model/services.ts';
import { useKept, useMemory } from '../../../model/use-model.ts';
import { duration } from '../../../text/format.ts';
import { type Row, row, span } from '../../../text/row.ts';

/** Work that makes a key from a passphrase: slow on purpose, with a bar. */
export interface Work {
  readonly working: boolean;
  /**
   * Does it; `done` and `refused` only where the person is still on the page, else `away` is said when it is done.
   */
  run<T>(options: {
    readonly task: () => Promise<T>;
    readonly done: (value: T) => void;
    readonly refused: (refusal: Refusal) => void;
    readonly away: string;
  }): void;
  /** The bar while there is work. */
  rows(width: number): Row[];
}

export function useWork(place: Place): Work {
  const { derivation, messages, navigator, queries } = useServices();
  const [working, setWorking] = useMemory('working', false);
  const progress = useKept(derivation);
  const isHere = () => placeName(navigator.here) === placeName(place);
  const run: Work['run'] = async ({ task, done, refused, away }) => {
    setWorking(() => true);
    const outcome = await task().then(
      (value) => ({ value }),
      (thrown: unknown) => ({ refusal: toRefusal(thrown) }),
    );
    derivation.set(undefined);
    queries.touchAll();
    if (!isHere()) {
      if ('refusal' in outcome) messages.say(outcome.refusal.message, 'bad');
      else messages.say(away, 'good');
      return;
    }
    setWorking(() => false);
    if ('refusal' in outcome) refused(outcome.refusal);
    else done(outcome.value);
  };
  return {
    working,
    run: (options) => void run(options),
    rows: (width) => (working ? [progressRow(progress, width)] : []),
  };
}

/** `Making the key  ██████▌░░░░  45 %   1 s left` */
function progressRow(progress: Derivation | undefined, width: number): Row {
  const { share = 0, left } = progress ?? {};
  const words = `${Math.floor(share * 100)} %${left === undefined ? '' : `   ${duration(left + 999)} left`}`;
  return row(
    ' ',
    span('Making the key', 'dim'),
    '  ',
    ...track(share, Math.max(8, Math.min(40, width - 40))),
    `  ${words}`,
  );
}
