import { expect, test } from 'vitest';
import { commandAgain, shellQuoted } from '../../source/cli/again.ts';
import { readFlags } from '../../source/cli/flags.ts';

test.each([
  [[], 5000, false, 'carnet'],
  [[], 5000, true, 'npm start'],
  [[], 5001, false, 'carnet -p 5001'],
  [['5000', '--as', 'bob'], 5000, true, 'npm start -- -p 5000 --as bob'],
  [['--genesis', 'my village.json', '-p', '5030'], 5030, false, "carnet --genesis 'my village.json' -p 5030"],
  [['--network', 'regtest', '--no-mine'], 5000, false, 'carnet --network regtest --no-mine'],
  [
    ['--alone', '--data-dir', '/d', '--config-dir', '/c', '--listen', '::', '--peer', '127.0.0.1:5009'],
    5000,
    false,
    'carnet --data-dir /d --config-dir /c --listen :: --peer ws://127.0.0.1:5009 --alone',
  ],
] as const)('%j on port %i leads back', (argv, port, isNpm, command) => {
  expect(commandAgain(readFlags(argv), port, isNpm)).toBe(command);
});

test('what a shell would read otherwise is quoted', () => {
  expect(["it's", '', '$(x)', 'é b', 'a/b-c.json'].map(shellQuoted)).toEqual([
    `'it'\\''s'`,
    "''",
    "'$(x)'",
    "'é b'",
    'a/b-c.json',
  ]);
});
