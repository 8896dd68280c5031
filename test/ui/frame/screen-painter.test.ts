import headless from '@xterm/headless';
import { expect, test } from 'vitest';
import { ScreenPainter } from '../../../source/ui/frame/screen-painter.ts';

/** A terminal and what it was sent. */
function terminal() {
  const screen = new headless.Terminal({ cols: 20, rows: 3, allowProposedApi: true });
  const sent: string[] = [];
  const painter = new ScreenPainter((text) => sent.push(text));
  const rows = async () => {
    await new Promise<void>((resolve) => screen.write(sent.splice(0).join(''), resolve));
    return [0, 1, 2].map((row) => screen.buffer.active.getLine(row)?.translateToString(true));
  };
  return { painter, sent, rows };
}

test('a frame is put on the terminal line by line, to its last column', async () => {
  const { painter, rows } = terminal();
  painter.draw(['one', 'two', 'x'.repeat(20)]);
  expect(await rows()).toEqual(['one', 'two', 'x'.repeat(20)]);
  painter.draw(['one', '', 'y'.repeat(20)]);
  expect(await rows()).toEqual(['one', '', 'y'.repeat(20)]);
});

test('only what changed is written, and nothing where nothing did', () => {
  const { painter, sent } = terminal();
  painter.draw(['one', 'two', 'three']);
  sent.length = 0;
  painter.draw(['one', 'two', 'three']);
  expect(sent).toEqual([]);
  painter.draw(['one', 'four', 'three']);
  expect(sent.join('')).toContain('four');
  expect(sent.join('')).not.toContain('one');
});

test('after the terminal lost what it showed, and where it is asked for, all of it is written', async () => {
  const { painter, sent, rows } = terminal();
  painter.draw(['one', 'two', 'three']);
  painter.clear();
  painter.draw(['one', 'two', 'three']);
  expect(await rows()).toEqual(['one', 'two', 'three']);
  painter.draw(['one', 'two', 'three'], true);
  expect(sent.join('')).toContain('one');
});
