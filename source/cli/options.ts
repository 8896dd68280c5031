import { usageRefusals } from './usage.ts';

/** Every option of the command line, by its name in the code; a person writes `--data-dir` for `dataDir`. */
export const options = {
  network: { type: 'string' },
  genesis: { type: 'string' },
  port: { type: 'string', shortFlag: 'p' },
  peer: { type: 'string', isMultiple: true },
  listen: { type: 'string', default: '127.0.0.1' },
  dataDir: { type: 'string' },
  configDir: { type: 'string' },
  name: { type: 'string' },
  words: { type: 'boolean', default: false },
  passphraseFile: { type: 'string' },
  purpose: { type: 'string' },
  header: { type: 'string' },
  as: { type: 'string' },
  mine: { type: 'boolean', default: true },
  alone: { type: 'boolean', default: false },
  headless: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  html: { type: 'string' },
  owner: { type: 'string' },
  value: { type: 'string' },
  file: { type: 'string' },
  isbn: { type: 'string' },
  price: { type: 'string' },
  wait: { type: 'boolean', default: false },
  out: { type: 'string' },
} as const;

const known = new Set([
  ...Object.keys(options).flatMap((name) => [name, name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)]),
  ...['p', 'help', 'version'],
]);

/**
 * Refuses options that there are not: one letter mistyped must not mean that nothing was asked for.
 * @param names as they were written
 * @throws USAGE
 */
export function refuseStrangers(names: readonly string[]): void {
  const stranger = names.find((name) => !known.has(name));
  if (stranger !== undefined) throw usageRefusals.USAGE({ reason: `There is no option --${stranger}.` });
}
