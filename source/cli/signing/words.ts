import type { Flags } from '../flags.ts';
import { usageRefusals } from '../usage.ts';

/** What stands behind `carnet sign`: the words that each action takes, and how many files at least and at most. */
const actions: Readonly<Record<string, { readonly words: string; readonly least: number; readonly most: number }>> = {
  make: { words: 'FILE JSON', least: 2, most: 2 },
  show: { words: 'FILE...', least: 1, most: 20 },
  add: { words: 'FILE', least: 1, most: 1 },
  combine: { words: 'NEWFILE FILE...', least: 2, most: 21 },
  submit: { words: 'FILE...', least: 1, most: 20 },
};

/**
 * Reads the words behind `carnet sign`.
 * @throws USAGE
 */
export function signingWords([, action = '', ...rest]: readonly string[]): Pick<Flags, 'action' | 'files' | 'params'> {
  const known = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (known === undefined) {
    const reason = `Behind \`carnet sign\` stands one of these: ${Object.keys(actions).join(', ')}.`;
    throw usageRefusals.USAGE({ reason });
  }
  if (rest.length < known.least || rest.some((word) => word === '')) {
    throw usageRefusals.USAGE({ reason: `Behind \`carnet sign ${action}\` stands ${known.words}.` });
  }
  const surplus = rest[known.most];
  if (surplus !== undefined) {
    throw usageRefusals.USAGE({ reason: `"${surplus}" is one word too many; quote the JSON, and names with blanks.` });
  }
  if (action !== 'make') return { action, files: rest, params: undefined };
  return { action, files: rest.slice(0, 1), params: intentFrom(rest[1] ?? '') };
}

function intentFrom(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw usageRefusals.USAGE({ reason: 'What is to be signed is not JSON.' });
  }
}
