import type { ViewModel } from '../frame/view.ts';
import { useServices } from '../model/services.ts';
import { useKept } from '../model/use-model.ts';
import { type ThemeName, themes } from '../theme.ts';
import { type Choice, useMenu } from './menu.ts';

const themeWords: Readonly<Record<ThemeName, string>> = {
  dark: 'for light letters on a dark background',
  light: 'for dark letters on a light background',
  'colour-blind': 'blue and yellow in place of green and red',
  mono: 'no colours: bold, dim and reverse video only',
};

/** How this terminal looks. It holds until the terminal is closed; the environment sets it for good. */
export function useSettingsPage(): ViewModel {
  const services = useServices();
  const theme = useKept(services.theme);
  const fullRedraw = useKept(services.fullRedraw);
  const say = services.messages.say.bind(services.messages);
  const colours = (Object.keys(themes) as ThemeName[]).map(
    (name): Choice => ({
      id: `theme ${name}`,
      title: `Theme: ${name}${name === theme ? ', now' : ''}`,
      detail: themeWords[name],
      run: () => {
        services.theme.set(name);
        say(`Theme ${name}, until this terminal is closed`);
      },
    }),
  );
  return useMenu({
    heading: 'SETTINGS',
    about:
      'How this terminal looks. It holds until the terminal is closed; CARNET_THEME=light (or another one) and CARNET_FULL_REDRAW=1 in the environment set it for good.',
    enter: 'set it',
    now: `theme ${theme}`,
    choices: [
      ...colours,
      {
        id: 'redraw',
        title: `Draw only what changed: ${fullRedraw ? 'no' : 'yes, now'}`,
        detail: 'where letters are left behind, say no: each frame is drawn whole',
        run: () => {
          services.fullRedraw.set(!fullRedraw);
          say(fullRedraw ? 'Only what changed is drawn' : 'Each frame is drawn whole, until this terminal is closed');
        },
      },
    ],
  });
}
