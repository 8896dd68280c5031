import { expect, test } from 'vitest';
import { Heard } from '../../../source/node/network/heard.ts';

/** Milliseconds of a day, after which no record is taken any more. */
const day = 86_400_000;

test('a word taken back is remembered for a day, whoever floods with new nodes of its account or of others', () => {
  const heard = new Heard();
  heard.note('office', 1, ['library'], 0);
  // Its last word names nobody, and counts for the account of the one before.
  heard.note('office', 2, ['library'], 0);
  const floods = [['library'], ['other'], ['library', 'other']];
  let heardOf = 0;
  for (let now = 0; now < day; now += 20_000) {
    for (const [flood, accounts] of floods.entries()) {
      const id = `node ${flood} of ${now}`;
      if (!heard.hasRoom(id, accounts, now)) continue;
      heard.note(id, 1, accounts, now);
      heardOf++;
    }
  }
  expect(heardOf).toBeLessThanOrEqual(2 * (16 + 288));
  expect(heard.newest('office', ['library'])).toBe(2);
  expect(heard.newest('office', ['other'])).toBe(-1);
});

test('a node that was heard of for an account has room there, however many others came', () => {
  const heard = new Heard();
  const hear = (id: string) => heard.note(id, 1, ['library'], 0);
  for (let number = 0; number < 16; number++) hear(`node ${number}`);
  expect(heard.hasRoom('another', ['library'], 0)).toBe(false);
  expect(heard.hasRoom('node 3', ['library'], 0)).toBe(true);
  expect(heard.hasRoom('another', ['library', 'new one'], 0)).toBe(true);
  expect(heard.hasRoom('another', ['library'], 300_000)).toBe(true);
});
