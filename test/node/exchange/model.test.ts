import { describe, expect, test } from 'vitest';
import { explore, type Found } from './explore.ts';
import { owner, type Pace, parties, requester } from './ground.ts';
import { liars, roleOf } from './liars.ts';
import { Model } from './model.ts';

/**
 * Every order in which messages can arrive or be lost, operations can wait a block, and blocks can come. What must be
 * true at every end is in `explore.ts`: title, price and content moved together or not at all, nothing stays locked,
 * the book is free, nobody waits for ever, no message tells a witness a secret.
 */
const pace: Pace = { deliveryDepth: 1, deliveryMargin: 2, ownMiningBlocks: 1, disputeBlocks: 2, patience: 6, span: 6 };
/** With a depth, so that the last block can be taken back; and with the time that this costs. */
const deep: Pace = { ...pace, deliveryDepth: 2, deliveryMargin: 3, disputeBlocks: 3, span: 8 };

/** What can always come of it: no offer in time, or no acceptance. */
const early = ['nothing', 'unaccepted'];
/** Lies that a branch could help. */
const afterwards = ['delivers another key', 'encrypts another content', 'promises it twice, at two prices'];
const [witness] = parties.slice(2);

function expectEndings({ endings }: Found, expected: readonly string[]): void {
  expect([...endings].sort()).toEqual([...expected].sort());
}

describe('every order of every event', () => {
  test('when everybody keeps to the rules', () => {
    expectEndings(explore(new Model(pace), { delay: 1 }), [...early, 'confirmed', 'undelivered']);
  });

  test('when the requester may fall silent for ever', () => {
    const found = explore(new Model(pace), { delay: 0, mayFallSilent: [requester] });
    expectEndings(found, [...early, 'confirmed', 'undelivered', 'unobjected']);
  });

  for (const party of [owner, witness ?? owner]) {
    test(`when ${roleOf(party)} may fall silent for ever`, () => {
      const found = explore(new Model(pace), { delay: 0, mayFallSilent: [party] });
      expectEndings(found, [...early, 'confirmed', 'undelivered']);
    });
  }

  for (const party of [requester, owner, witness ?? owner]) {
    test(`when ${roleOf(party)} may be killed between its disk and the wire`, () => {
      const found = explore(new Model(pace), { delay: 0, mayBeKilled: [party] });
      expectEndings(found, [...early, 'confirmed', 'undelivered']);
    });
  }

  test('when the requester may give up', () => {
    const found = explore(new Model(pace), { delay: 0, mayGiveUp: true });
    expectEndings(found, [...early, 'aborted', 'confirmed', 'undelivered']);
    const forked = explore(new Model(deep), { delay: 0, mayGiveUp: true, mayReorganise: true });
    expectEndings(forked, [...early, 'aborted', 'confirmed', 'undelivered']);
  });

  test('when the last block may be taken back', () => {
    const found = explore(new Model(deep), { delay: 0, mayReorganise: true });
    expectEndings(found, [...early, 'confirmed', 'undelivered']);
  });
});

describe('every order of every event when', () => {
  for (const liar of liars) {
    test(`${roleOf(liar.party)} ${liar.name}`, () => {
      const { endings } = explore(new Model(pace, liar), { delay: 0 });
      const late = [...endings].filter((ending) => !early.includes(ending));
      expect(late.sort()).toEqual([...liar.endings].sort());
    });
  }

  for (const liar of liars.filter(({ name }) => afterwards.includes(name))) {
    test(`${roleOf(liar.party)} ${liar.name}, and the last block may be taken back`, () => {
      const { endings } = explore(new Model(deep, liar), { delay: 0, mayReorganise: true });
      expect([...endings].sort()).toEqual([...early, ...liar.endings].sort());
    });
  }
});
