import { describe, expect, test } from 'vitest';
import { helpFor } from '../../source/cli/help.ts';
import { wrapLine, wrapped } from '../../source/cli/wrap.ts';
import { widthOf } from '../../source/ui/text/width.ts';

describe('lines in a terminal', () => {
  test('are broken between words, never within one', () => {
    expect(
      wrapLine('It opens to a passphrase alone: without it nobody, not even you, can read what is in it.', 40),
    ).toEqual(['It opens to a passphrase alone: without', 'it nobody, not even you, can read what', 'is in it.']);
  });

  test('go on below their own column, behind a label or a command', () => {
    expect(wrapLine('  Ledger   a place with several words in its name', 30)).toEqual([
      '  Ledger   a place with',
      '           several words in',
      '           its name',
    ]);
  });

  test('stay as they are where nothing is drawn', () => {
    const long = 'word '.repeat(40);
    expect(wrapped([long], { isTTY: false, columns: 80 })).toEqual([long]);
    expect(wrapped([long])).toEqual([long]);
    expect(wrapped([long], { isTTY: true, columns: 80 }).length).toBe(3);
  });
});

test.each(['', 'police', 'wallet', 'genesis', 'sign', 'verify', 'book'])(
  'the help of %j fits into 80 columns',
  (command) => {
    for (const line of helpFor([command], 80).split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(80);
    expect(helpFor([command], 80)).toMatchSnapshot();
  },
);
