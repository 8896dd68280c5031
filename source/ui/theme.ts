/**
 * What a piece of text means; a theme says how it looks. `bad` is for ✗ only, `good` for ✓ and money, `next` for the
 * next step, `warn` for what needs a look, `mark` for a certified reading, `chart` for areas and bars, `code` for what a
 * camera reads.
 */
export type Tone = 'title' | 'dim' | 'good' | 'bad' | 'next' | 'warn' | 'mark' | 'chart' | 'code';

/** SGR parameters by meaning: only the 16 ANSI colours, bold and dim, so that the terminal's own palette decides. */
export type Theme = Readonly<Record<Tone, string>>;

export type ThemeName = 'dark' | 'light' | 'colour-blind' | 'mono';

export const themes: Readonly<Record<ThemeName, Theme>> = {
  dark: { title: '1', dim: '2', good: '32', bad: '91', next: '36', warn: '33', mark: '32', chart: '36', code: '97;40' },
  light: {
    title: '1',
    dim: '90',
    good: '32',
    bad: '31',
    next: '34',
    warn: '35',
    mark: '32',
    chart: '34',
    code: '97;40',
  },
  // Blue and yellow stay apart for the common kinds of colour blindness; red and green never carry a meaning alone.
  'colour-blind': {
    title: '1',
    dim: '2',
    good: '94',
    bad: '1;93',
    next: '96',
    warn: '33',
    mark: '94',
    chart: '94',
    code: '97;40',
  },
  mono: { title: '1', dim: '2', good: '', bad: '1', next: '1', warn: '1', mark: '', chart: '', code: '' },
};

/** The theme to start with: `mono` where NO_COLOR is set and not empty (no-color.org), else the wanted one, else dark. */
export function chooseTheme(environment: Readonly<Record<string, string | undefined>>, wanted?: string): ThemeName {
  if (environment.NO_COLOR) return 'mono';
  const name = wanted ?? environment.CARNET_THEME ?? 'dark';
  return Object.hasOwn(themes, name) ? (name as ThemeName) : 'dark';
}
