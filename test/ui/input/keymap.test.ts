import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { actionFor, collisions } from '../../../source/ui/input/action-for.ts';
import { dispatchKey } from '../../../source/ui/input/dispatch.ts';
import { digitOf } from '../../../source/ui/input/key-name.ts';
import {
  type ActionId,
  actionIds,
  type Handlers,
  keymap,
  reservedKeys,
  type Scope,
} from '../../../source/ui/input/keymap.ts';

const interfaceFolder = fileURLToPath(new URL('../../../source/ui', import.meta.url));

/** Scopes that are active at the same time, besides `everywhere`. */
const combinations: readonly (readonly Scope[])[] = [
  [],
  ['list'],
  ['list', 'cars'],
  ['list', 'cars', 'car'],
  ['list', 'transfers'],
  ['list', 'agreements'],
  ['list', 'tickets'],
  ['list', 'tickets', 'box-office'],
  ['gate'],
  ['show'],
  ['list', 'books'],
  ['books', 'books-join'],
  ['list', 'reading'],
  ['list', 'chain'],
  ['list', 'peers'],
  ['list', 'wallet', 'account'],
  ['list', 'account'],
  ['list', 'directory'],
  ['police'],
  ['mining'],
  ['form'],
  ['review'],
  ['review', 'signing'],
  ['signing'],
];

test('no key means two things in one scope', () => {
  expect(collisions(['everywhere'])).toEqual([]);
  for (const scopes of combinations) expect(collisions(scopes)).toEqual([]);
});

test('a screen may add letters, never redefine those that hold everywhere', () => {
  for (const scopes of combinations.filter((scopes) => !scopes.includes('form'))) {
    expect(collisions([...scopes, 'everywhere'])).toEqual([]);
  }
});

test('keys that are kept for later are taken by no screen, but Tab by forms', () => {
  for (const id of actionIds.filter((each) => keymap[each].scope !== 'form'))
    for (const key of keymap[id].keys) expect(reservedKeys, id).not.toContain(key);
});

test('help lists only keys that do something somewhere', () => {
  const files = readdirSync(interfaceFolder, { recursive: true, encoding: 'utf8' })
    .filter(
      (name) =>
        /\.tsx?$/.test(name) && !/input\/(keymap|ticket-keys|gate-keys|book-keys)\.ts$|frame\/footer\.ts$/.test(name),
    )
    .map((name) => readFileSync(join(interfaceFolder, name), 'utf8'));
  // Ctrl-C and Ctrl-L are taken before the table is looked at.
  for (const id of actionIds.filter((each) => each !== 'stop' && each !== 'redraw')) {
    const handled = new RegExp(`\\b${id}(:|,| }|'| \\()`);
    expect(
      files.some((text) => handled.test(text)),
      id,
    ).toBe(true);
  }
});

test('a digit is never the key of an action', () => {
  for (const id of actionIds) for (const key of keymap[id].keys) expect(digitOf(key), `${id} ${key}`).toBeUndefined();
});

test('every scope of the table is one of the combinations tested here', () => {
  const used = new Set(actionIds.map((id) => keymap[id].scope));
  for (const scope of used)
    expect(scope === 'everywhere' || combinations.some((scopes) => scopes.includes(scope)), scope).toBe(true);
});

describe('every advertised key does something', () => {
  for (const id of actionIds) {
    for (const key of keymap[id].keys) {
      test(`${key} in ${keymap[id].scope} is ${id}`, () => {
        const done: ActionId[] = [];
        const handlers: Handlers = { [id]: () => done.push(id) };
        const view = { panes: {}, handlers: {}, scopes: [keymap[id].scope] };
        expect(dispatchKey(key, { view, handlers, openDigit: () => false })).toBe(true);
        expect(done).toEqual([id]);
      });
    }
  }
});

test('an action without a handler is not done', () => {
  expect(actionFor('i', ['cars'], {})).toBeUndefined();
  expect(actionFor('i', ['cars'], { inspect: () => undefined })).toBe('inspect');
  expect(actionFor('i', ['list'], { inspect: () => undefined })).toBeUndefined();
});

test('the number row of a French keyboard gives the digits', () => {
  expect([...'&é"\'(-è_ç'].map(digitOf)).toEqual([...'123456789']);
});

test('while a text field has the focus, every printable key is text', () => {
  const opened: string[] = [];
  const view = { panes: {}, handlers: {}, typing: true, onKey: () => false };
  const target = {
    view,
    handlers: { quit: () => opened.push('quit') },
    openDigit: (digit: string) => opened.push(digit) > 0,
  };
  for (const key of ['q', '1', 'é', '?', ':', '/']) expect(dispatchKey(key, target)).toBe(false);
  expect(opened).toEqual([]);
});
