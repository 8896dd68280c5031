import countries from 'i18n-iso-countries';
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };

countries.registerLocale(english);

/** `FR` -> `France`; nothing for two letters that are no country. */
export function countryName(code: string): string | undefined {
  return countries.getName(code.toUpperCase(), 'en');
}

/** Two letters for what was typed: the letters themselves, or the name of a country; else what was typed. */
export function countryCode(typed: string): string {
  const text = typed.trim();
  if (text.length === 2) return text.toUpperCase();
  return countries.getAlpha2Code(text, 'en') ?? suggestions(text)[0]?.code ?? text;
}

/** Countries whose name begins with what was typed, or holds it: best first, at most five. */
export function suggestions(typed: string): { code: string; name: string }[] {
  const text = typed.trim().toLowerCase();
  if (text.length < 2) return [];
  const all = Object.entries(countries.getNames('en')).map(([code, name]) => ({ code, name }));
  const starting = all.filter(({ name }) => name.toLowerCase().startsWith(text));
  const holding = all.filter(
    ({ name }) => !starting.some((other) => other.name === name) && name.toLowerCase().includes(text),
  );
  return [...starting, ...holding].slice(0, 5);
}
