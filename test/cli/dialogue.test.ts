import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Dialogue } from '../../source/cli/dialogue.ts';
import { progressText } from '../../source/cli/progress.ts';
import { SecretTyping } from '../../source/cli/secret-typing.ts';
import { withNewPassphrase, withPassphrase } from '../../source/cli/wallet/passphrase.ts';
import { wordColumns } from '../../source/cli/wallet/word-columns.ts';
import { refused } from '../node/refused.ts';

/** Takes down what is written. */
function sinkInto(written: string[]): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      written.push(chunk.toString());
      done();
    },
  });
}

/** A dialogue through a pipe, and what it wrote. */
function open() {
  const input = new PassThrough();
  const written: string[] = [];
  const output = sinkInto(written);
  const stop = new AbortController();
  const dialogue = new Dialogue({ input, output, signal: stop.signal, interrupt: () => stop.abort() });
  return { input, written, stop, dialogue };
}

/** A dialogue on a terminal, which shows by itself what is typed while it is not told otherwise. */
function openTerminal() {
  const written: string[] = [];
  const stop = new AbortController();
  const state = { isRaw: false, interrupts: 0 };
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (on: boolean) => {
      state.isRaw = on;
    },
  });
  const output = Object.assign(sinkInto(written), { isTTY: true });
  const interrupt = () => {
    state.interrupts += 1;
    stop.abort();
  };
  const type = async (keys: string) => {
    if (!state.isRaw) written.push(keys);
    input.write(keys);
    // What was written is read in a later turn.
    await new Promise((done) => setImmediate(done));
  };
  const modules = { input, output, signal: stop.signal, interrupt };
  return { state, stop, type, modules, dialogue: new Dialogue(modules), shown: () => written.join('') };
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

describe('a dialogue about a secret, on a terminal', () => {
  test('shows nothing from its first question to its end; what is typed ahead is the next answer', async () => {
    const { dialogue, state, type, shown } = openTerminal();
    const tried: string[] = [];
    await dialogue.secretly(async () => {
      while (tried.at(-1) !== 'right') {
        const asked = dialogue.askSecret('Passphrase: ');
        if (tried.length === 0) await type('wrong\rhalf');
        tried.push(await asked);
        // While somebody works with it.
        await type(tried.length === 1 ? '-typed\r' : 'right\rleft over');
        expect(state.isRaw).toBe(true);
        dialogue.say('That is another one.');
      }
    });
    expect(tried).toEqual(['wrong', 'half-typed', 'right']);
    expect(state.isRaw).toBe(false);
    expect(shown().replaceAll('\b \b', '').replaceAll('•', '')).toBe(
      'Passphrase: \nThat is another one.\n'.repeat(tried.length),
    );
    const asked = dialogue.ask('In clear? ');
    await type('yes\n');
    expect(await asked).toBe('yes');
    expect(shown()).toContain('In clear? yes');
  });

  test('a new passphrase that is refused, mistyped, and made: nothing of them shows', async () => {
    const { dialogue, type, state, shown } = openTerminal();
    const made = withNewPassphrase(dialogue, undefined, async (passphrase) => {
      await type('too late');
      return [passphrase, state.isRaw];
    });
    await type('short\rlong enough\rlong enouhg\r');
    await type('long enough\rlong enough\r');
    expect(await made).toEqual(['long enough', true]);
    expect(state.isRaw).toBe(false);
    expect(shown()).toMatch(/at least 8 characters[\s\S]*That was another one/);
    for (const secret of ['short', 'long', 'too']) expect(shown()).not.toContain(secret);
  });

  test('Ctrl-C stops the work between two questions, and what was typed before it is no answer', async () => {
    const { dialogue, state, stop, type } = openTerminal();
    const work = withPassphrase(dialogue, undefined, async (passphrase) => {
      expect([passphrase, state.interrupts]).toEqual(['wrong', 0]);
      await type('abc\u0003');
      expect([state.interrupts, stop.signal.aborted]).toEqual([1, true]);
      return dialogue.askSecret('Again: ');
    });
    await type('wrong\r');
    await refused('ABANDONED', () => work);
    expect(state.isRaw).toBe(false);
    // Behind an answer it counts before the work begins.
    const pasted = openTerminal();
    const opened = withPassphrase(pasted.dialogue, undefined, async () => pasted.state.interrupts);
    await pasted.type('wrong\r\u0003');
    expect(await opened).toBe(1);
  });

  test('is without echo also where questions go to a file, which gets no dots', async () => {
    const { modules, type, shown } = openTerminal();
    const file: string[] = [];
    const asked = new Dialogue({ ...modules, output: sinkInto(file) }).askSecret('Passphrase: ');
    await type('secret\r');
    expect([await asked, file.join(''), shown()]).toEqual(['secret', 'Passphrase: \n', '']);
  });

  test('leaves the terminal as it was, however it ends; what nobody could mean is not kept', async () => {
    const { dialogue, state, type } = openTerminal();
    const failed = dialogue.secretly(async () => {
      await type('x'.repeat(100_000));
      const asked = dialogue.askSecret('Passphrase: ');
      await type('short\r');
      expect(await asked).toBe('short');
      throw new RangeError('of something else');
    });
    await expect(failed).rejects.toThrow(RangeError);
    expect(state.isRaw).toBe(false);
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
