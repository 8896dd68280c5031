import type { Refusal } from '../../../../node/facade.ts';
import { track } from '../../../components/progress.ts';
import type { ViewModel } from '../../../frame/view.ts';
import { keymap } from '../../../input/keymap.ts';
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
  /** The page while there is work: keys pressed meanwhile do nothing, also not later on what comes next; Esc leaves. */
  quietly(view: ViewModel): ViewModel;
  /** The bar while there is work. */
  rows(width: number): Row[];
}

/** Keys that lead away from work that goes on. */
const waysOut: ReadonlySet<string> = new Set([...keymap.back.keys, 'ctrl-p', 'f1']);

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
    // Under another page it waits for the person; once left, nothing of it is kept.
    if (navigator.places().some((each) => placeName(each) === placeName(place))) setWorking(() => false);
    if (!isHere()) {
      if ('refusal' in outcome) messages.say(outcome.refusal.message, 'bad');
      else messages.say(away, 'good');
      return;
    }
    if ('refusal' in outcome) refused(outcome.refusal);
    else done(outcome.value);
  };
  return {
    working,
    run: (options) => void run(options),
    quietly: (view) =>
      working
        ? { ...view, typing: true, onKey: (name) => !waysOut.has(name), onPaste: () => undefined, handlers: {} }
        : view,
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
