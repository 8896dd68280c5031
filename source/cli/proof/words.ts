import { usageRefusals } from '../usage.ts';

/** What stands behind the commands, and how many words at most. */
const words: Readonly<Record<string, { readonly what: string; readonly most: number }>> = {
  prove: { what: 'an OBJECT, for instance a VIN', most: 2 },
  verify: { what: 'a FILE that `carnet prove` wrote', most: 1 },
};

/**
 * Reads the words behind `carnet prove` and `carnet verify`.
 * @throws USAGE
 */
export function proofWords([command = '', ...rest]: readonly string[]): readonly string[] {
  const known = words[command];
  if (known === undefined) throw new RangeError(`no command ${command}`);
  if (rest.length === 0 || rest.some((word) => word === '')) {
    throw usageRefusals.USAGE({ reason: `Behind \`carnet ${command}\` stands ${known.what}.` });
  }
  const surplus = rest[known.most];
  if (surplus === undefined) return rest;
  throw usageRefusals.USAGE({ reason: `"${surplus}" is one word too many; quote what has blanks.` });
}
