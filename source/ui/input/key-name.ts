import type { Key } from 'ink';
import { escapeMark, helpMark } from './key-splitter.ts';

/** Keys that the number row gives on a French keyboard without Shift, by the digit that they stand for. */
const azerty: Readonly<Record<string, string>> = {
  '&': '1',
  é: '2',
  '"': '3',
  "'": '4',
  '(': '5',
  '-': '6',
  è: '7',
  _: '8',
  ç: '9',
};

/**
 * One key as the key table spells it: a character, or `enter`, `esc`, `tab`, `shift-tab`, `up`, `space`, `ctrl-p`, `f1`
 * and so on; an empty string for a key that means nothing here.
 */
export function keyName(input: string, key: Key): string {
  if (key.eventType === 'release') return '';
  if (key.escape || input === escapeMark) return 'esc';
  if (input === helpMark) return 'f1';
  if (key.return || input === '\n') return 'enter';
  if (key.tab) return key.shift ? 'shift-tab' : 'tab';
  if (key.upArrow) return 'up';
  if (key.downArrow) return 'down';
  if (key.leftArrow) return 'left';
  if (key.rightArrow) return 'right';
  if (key.pageUp) return 'page-up';
  if (key.pageDown) return 'page-down';
  if (key.home) return 'home';
  if (key.end) return 'end';
  if (key.backspace) return 'backspace';
  if (key.delete) return 'delete';
  if (key.ctrl) return input === '' ? '' : `ctrl-${input}`;
  if (input === ' ') return 'space';
  return key.meta || key.super ? '' : input;
}

/** The digit of a key of the number row, on a French keyboard too; nothing for other keys. */
export function digitOf(name: string): string | undefined {
  return /^[1-9]$/.test(name) ? name : azerty[name];
}

/** What the key types into a text field; nothing for a key that is not a character. */
export function characterOf(name: string): string | undefined {
  if (name === 'space') return ' ';
  return [...name].length === 1 ? name : undefined;
}
