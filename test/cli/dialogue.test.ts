import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Dialogue } from '../../source/cli/dialogue.ts';
import { progressText } from '../../source/cli/progress.ts';
import { SecretTyping } from '../../source/cli/secret-typing.ts';
import { wordColumns } from '../../source/cli/wallet/word-columns.ts';
import { refused } from '../node/refused.ts';

/** A dialogue through a pipe, and what it wrote. */
function open() {
  const input = new PassThrough();
  const written: string[] = [];
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      written.push(chunk.toString());
      done();
    },
  });
  const stop = new AbortController();
  return { input, written, stop, dialogue: new Dialogue({ input, output, signal: stop.signal }) };
}

describe('a dialogue through a pipe', () => {
  test('takes one answer a line, however the bytes come; a last line without an end is one', async () => {
    const { input, written, dialogue } = open();
    for (const byte of Buffer.from('  été \r\n\nbeyond\nlast')) input.write(Uint8Array.of(byte));
    input.end();
    const answers = [];
    for (const question of ['a', 'b', 'c', 'd']) answers.push(await dialogue.ask(question));
    expect([answers, written]).toEqual([
      ['été', '', 'beyond', 'last'],
      ['a', 'b', 'c', 'd'],
    ]);
    await refused('ABANDONED', () => dialogue.ask('e'));
    await refused('ABANDONED', () => dialogue.askSecret('f'));
  });

  test('keeps the spaces of a secret, and writes no dots', async () => {
    const { input, written, dialogue } = open();
    const asked = dialogue.askSecret('Passphrase: ');
    input.write(' two words \n');
    expect([await asked, written]).toEqual([' two words ', ['Passphrase: ']]);
  });

  test('is given up by a signal, before and while it waits, and by an answer without an end', async () => {
    const { stop, dialogue } = open();
    const waiting = refused('ABANDONED', () => dialogue.ask('a'));
    stop.abort();
    await waiting;
    await refused('ABANDONED', () => dialogue.ask('b'));
    const endless = open();
    const asked = refused('ABANDONED', () => endless.dialogue.ask('a'));
    endless.input.write('x'.repeat(100_000));
    await asked;
  });
});

describe('typing that is not shown', () => {
  test.each([
    ['one go', ['secret\r'], 'secret'],
    ['key by key', [...'secret\n'], 'secret'],
    ['with a slip', ['secrex\u007ft\r'], 'secret'],
    ['begun again', ['wrong\u0015secret\r'], 'secret'],
    ['with arrows', ['sec\u001b[Dr\u001bOAet\u001b[3~\r'], 'secret'],
    ['letters of two bytes', ['é\u007fà\r'], 'à'],
    ['nothing', ['\u007f\r'], ''],
  ])('%s', (_, keys, line) => {
    const typing = new SecretTyping(() => undefined);
    const found = keys.map((each) => typing.take(each));
    expect(found.at(-1)).toEqual({ line });
    expect(found.slice(0, -1).every((each) => each === undefined)).toBe(true);
  });

  test('Ctrl-C and Ctrl-D give up; what is behind the line is kept; only dots are written', () => {
    const written: string[] = [];
    const typing = new SecretTyping((text) => written.push(text));
    expect(typing.take('se\rnext\r')).toEqual({ line: 'se' });
    expect(typing.rest).toBe('next\r');
    expect(written.join('').replaceAll('\b \b', '')).toMatch(/^•+$/);
    expect(new SecretTyping(() => undefined).take('a\u0003')).toBe('stop');
    expect(new SecretTyping(() => undefined).take('\u0004')).toBe('stop');
  });
});

test('24 words stand in columns that any terminal has', () => {
  const words = Array.from({ length: 24 }, (_, place) => (place % 2 === 0 ? 'abstract' : 'zoo')).join(' ');
  const lines = wordColumns(words);
  expect(lines).toHaveLength(6);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(80);
  expect(lines[0]).toBe('   1. abstract     7. abstract    13. abstract    19. abstract');
  expect(lines[5]).toBe('   6. zoo         12. zoo         18. zoo         24. zoo');
});

test('progress says its share, and how long it still takes once that can be told', () => {
  expect(progressText('Deriving', 0, 0)).toBe(`Deriving ${'░'.repeat(24)}   0 %`);
  expect(progressText('Deriving', 0.25, 1_000)).toBe(`Deriving ${'█'.repeat(6)}${'░'.repeat(18)}  25 %, 3 s left`);
});
