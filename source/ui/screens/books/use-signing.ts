import type { Facade } from '../../../node/facade.ts';
import { type Place, placeName } from '../../model/navigator.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useMemory } from '../../model/use-model.ts';

/** What `y` does on a review page of this screen: once at a time, and where the words are locked, the way to open them. */
export function useSigning<T>(
  place: Place,
  options: { readonly task: (facade: Facade) => Promise<T>; readonly done: (result: T) => void },
): { readonly isBusy: boolean; readonly sign: () => void } {
  const { messages, navigator, queries } = useServices();
  const [isBusy, setBusy] = useMemory('signing', false);
  const run = async () => {
    setBusy(() => true);
    try {
      const result = await queries.once(options.task);
      setBusy(() => false);
      if (placeName(navigator.here) === placeName(place)) options.done(result);
      queries.touchAll();
    } catch (thrown) {
      setBusy(() => false);
      const { code, message } = toRefusal(thrown);
      const isHere = placeName(navigator.here) === placeName(place);
      if (code === 'WALLET_LOCKED' && isHere) navigator.push({ screen: 'wallet', view: 'unlock', key: 'page' });
      else messages.say(message, 'bad');
    }
  };
  return { isBusy, sign: () => void run() };
}
