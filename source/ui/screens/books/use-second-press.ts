import { type ActionId, keymap } from '../../input/keymap.ts';
import { useServices } from '../../model/services.ts';
import { useMemory } from '../../model/use-model.ts';

/** A key that asks first, and does it when it is pressed again; any other key goes on. */
export function useSecondPress(
  action: ActionId,
  about: string,
  run: () => void,
): { readonly press: (question: string) => void; readonly onKey: (name: string) => boolean } {
  const { messages } = useServices();
  const [asked, setAsked] = useMemory<string | undefined>(`asked ${action}`, undefined);
  return {
    press: (question) => {
      if (asked === about) {
        setAsked(() => undefined);
        run();
        return;
      }
      setAsked(() => about);
      messages.say(`${question} ${keymap[action].shown} again; any other key goes on`, 'warn');
    },
    onKey: (name) => {
      if (asked !== undefined && !keymap[action].keys.includes(name)) {
        setAsked(() => undefined);
        messages.clear();
      }
      return false;
    },
  };
}
