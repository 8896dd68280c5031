import { useMemory } from '../model/use-model.ts';

/** Which of the lists of a screen is shown, and the keys that change it. */
export interface Lists {
  readonly at: number;
  readonly left: () => void;
  readonly right: () => void;
}

/** What a person chose with the arrows, for whom, and whether nothing stood there then. */
interface Chosen {
  readonly acting: string;
  readonly at: number;
  readonly wasEmpty: boolean;
}

/** That somebody chose a list, for whoever leads there: kept under `list` of the place. */
export function chosenList(acting: string, at: number): Chosen {
  return { acting, at, wasEmpty: false };
}

/**
 * The first list that holds something, until the person chooses another. A choice counts for whom it was made, and as
 * long as what was seen there has not all gone elsewhere; where it `stays`, then too.
 */
export function useLists(
  lists: readonly { readonly items: readonly unknown[] }[],
  acting: string,
  stays = false,
): Lists {
  const [chosen, choose] = useMemory<Chosen | undefined>('list', undefined);
  const sizeOf = (index: number) => lists[index]?.items.length ?? 0;
  const first = Math.max(
    0,
    lists.findIndex(({ items }) => items.length > 0),
  );
  const isValid = (one: Chosen | undefined): one is Chosen =>
    one !== undefined &&
    one.at < lists.length &&
    one.acting === acting &&
    (stays || one.wasEmpty || sizeOf(one.at) > 0);
  const shown = (one: Chosen | undefined) => (isValid(one) ? one.at : first);
  const move = (by: number) => () =>
    choose((before) => {
      const at = (shown(before) + by + lists.length) % lists.length;
      return { acting, at, wasEmpty: sizeOf(at) === 0 };
    });
  return { at: shown(chosen), left: move(-1), right: move(1) };
}
