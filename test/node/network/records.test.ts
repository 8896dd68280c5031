import { describe, expect, test } from 'vitest';
import type { Claim } from '../../../source/node/network/record.ts';
import { startTime } from '../../support/node.ts';
import { type Office, Town } from './town.ts';
import type { Visitor } from './visitor.ts';

/** An office, somebody connected to it who says what the test wants, and another peer that is told what is news. */
async function watched(
  ...libraries: string[]
): Promise<{ town: Town; office: Office; teller: Visitor; other: Visitor }> {
  const town = new Town(...libraries);
  const office = await town.open();
  return { town, office, teller: await town.visit(office), other: await town.visit(office) };
}

/** Sequences that a peer was told of. */
function toldTo(visitor: Visitor): number[] {
  return visitor.got('newRecord').map(({ record }) => record.sequence - startTime);
}

/** A claim without a signature that is good. */
function blank(claim: Claim): Claim {
  return { ...claim, signature: new Uint8Array(64).fill(1) };
}

describe('a record of another node', () => {
  test('counts until a newer one comes; an older one, and the same one again, is nothing', async () => {
    const { town, office, teller, other } = await watched('library-0', 'library-1');
    const [first, second] = [
      teller.record(['library-0'], { sequence: startTime + 1 }),
      teller.record(['library-1'], { sequence: startTime + 2 }),
    ];
    teller.push(first);
    await town.pass(100);
    expect([office.speakers('library-0'), office.speakers('library-1')]).toEqual([1, 0]);
    teller.push(second, first, second);
    await town.pass(100);
    expect([office.speakers('library-0'), office.speakers('library-1')]).toEqual([0, 1]);
    expect(toldTo(other)).toEqual([1, 2]);
    expect(toldTo(teller)).toEqual([]);
    expect(teller.ended).toBeUndefined();
  });

  test('is not raised again by an old one after the node spoke for nobody any more', async () => {
    const { town, office, teller, other } = await watched('library-0');
    const first = teller.record(['library-0'], { sequence: startTime + 1 });
    teller.push(first, teller.record([], { sequence: startTime + 2 }), first);
    await town.pass(100);
    expect(office.speakers('library-0')).toBe(0);
    expect(toldTo(other)).toEqual([1, 2]);
  });

  test.each([
    ['the node signed something else', (peer: Visitor) => ({ ...peer.record(['library-0']), urls: [] })],
    [
      'another node signed it',
      (peer: Visitor, other: Visitor) => peer.record(['library-0'], { nodeKey: other.nodeKey }),
    ],
    [
      'an account did not sign',
      (peer: Visitor) => peer.record([], { accounts: peer.record(['library-0', 'library-1']).accounts.map(blank) }),
    ],
    [
      'an account signed for another node',
      (peer: Visitor, other: Visitor) => peer.record([], { accounts: other.record(['library-0']).accounts }),
    ],
    [
      'an account that is no library did not sign',
      (peer: Visitor) => {
        const { accounts } = peer.record(['library-0']);
        return peer.record([], { accounts: [...accounts, ...peer.record(['bob']).accounts.map(blank)] });
      },
    ],
  ])('costs whoever passes it on its place where %s', async (_, make) => {
    const { town, office, teller, other } = await watched('library-0', 'library-1');
    teller.push(make(teller, other));
    await town.until('it is sent away', () => teller.ended !== undefined);
    expect(teller.ended).toMatch(/signatures are not all good/);
    expect(office.speakers('library-0')).toBe(0);
    expect([toldTo(other), other.ended]).toEqual([[], undefined]);
  });

  test.each([
    ['from more than ten minutes ahead', { sequence: startTime + 700_000 }],
    ['more than a day old', { sequence: startTime - 90_000_000 }],
  ])('is not taken %s, and is nobody’s fault', async (_, over) => {
    const { town, office, teller, other } = await watched('library-0');
    teller.push(teller.record(['library-0'], over));
    await town.pass(1_000);
    expect([office.speakers('library-0'), toldTo(other), teller.ended]).toEqual([0, [], undefined]);
  });

  test('is of no use before its account is a library; a block later it is asked for again', async () => {
    const { town, office, teller, other } = await watched();
    const record = teller.record(['library-0', 'alice']);
    teller.push(record);
    await town.pass(1_000);
    expect([toldTo(other), teller.ended]).toEqual([[], undefined]);
    const [asked] = teller.got('getRecords');
    teller.send({ type: 'records', request: asked?.request ?? 0, records: [] });
    await town.pass(100);
    await office.take(town.join('library-0'));
    await town.until('it asks again', () => teller.got('getRecords').length === 2, 2_000);
    teller.send({ type: 'records', request: teller.got('getRecords')[1]?.request ?? 0, records: [record] });
    await town.until('it knows', () => office.speakers('library-0') === 1);
    expect(office.speakers('alice')).toBe(0);
    await town.until('the other is told', () => toldTo(other).length === 1);
  });

  test('is forgotten ten minutes after its last word, unless the node is connected', async () => {
    const { town, office, teller } = await watched('library-0', 'library-1');
    const away = town.visitor();
    teller.push(teller.record(['library-0']), away.record(['library-1']));
    await town.doze(540_000);
    expect([office.speakers('library-0'), office.speakers('library-1')]).toEqual([1, 1]);
    await town.doze(180_000);
    expect([office.speakers('library-0'), office.speakers('library-1')]).toEqual([1, 0]);
    expect(teller.ended).toBeUndefined();
  });

  test('is one of at most eight for an account: the newest', async () => {
    const { town, office, teller, other } = await watched('library-0');
    const away = Array.from({ length: 10 }, () => town.visitor());
    const ages = [1, 9, 8, 7, 6, 5, 4, 3, 2, 10];
    teller.push(
      ...away.map((each, place) => each.record(['library-0'], { sequence: startTime - (ages[place] ?? 0) * 1_000 })),
    );
    await town.pass(100);
    expect(office.speakers('library-0')).toBe(8);
    expect(toldTo(other).map((sequence) => sequence / -1_000)).toEqual(ages.slice(0, -1));
    teller.received.length = 0;
    teller.send({ type: 'getRecords', request: 1 });
    await town.until('it answers', () => teller.got('records').length === 1);
    const told = teller.got('records')[0]?.records.map(({ sequence }) => (startTime - sequence) / 1_000);
    expect(told?.sort((left, right) => left - right)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('is heard of now and then only, however fast it changes', async () => {
    const { town, office, teller, other } = await watched('library-0');
    for (let count = 0; count < 40; count++) teller.push(teller.record(['library-0'], { sequence: startTime + count }));
    await town.pass(1_000);
    expect(office.speakers('library-0')).toBe(1);
    expect(toldTo(other)).toEqual([0, 1, 2, 3, 4]);
    expect(teller.ended).toBeUndefined();
    await town.doze(10_000);
    teller.push(teller.record(['library-0'], { sequence: startTime + 50 }));
    await town.pass(100);
    expect(toldTo(other).at(-1)).toBe(50);
  });

  test('of a node never heard of is one of sixteen for its account at once, and of one in five minutes', async () => {
    const { town, office, teller, other } = await watched('library-0', 'library-1');
    const away = Array.from({ length: 18 }, () => town.visitor());
    away.slice(0, 17).forEach((each, place) => {
      teller.push(each.record(['library-0'], { sequence: startTime + place }));
    });
    teller.push(teller.record(['library-1'], { sequence: startTime + 20 }));
    await town.pass(1_000);
    expect(toldTo(other)).toEqual([...Array.from({ length: 16 }, (_, place) => place), 20]);
    // Those that are known speak on.
    const known = away[15]?.record(['library-0'], { sequence: startTime + 21 });
    if (known !== undefined) teller.push(known);
    await town.pass(1_000);
    expect(toldTo(other).at(-1)).toBe(21);
    await town.doze(300_000);
    const late = away[17]?.record(['library-0'], { sequence: startTime + 22 });
    if (late !== undefined) teller.push(late);
    await town.pass(1_000);
    expect(toldTo(other).at(-1)).toBe(22);
    expect([office.speakers('library-0'), teller.ended]).toEqual([8, undefined]);
  });

  test('that is pushed again and again costs whoever does it its place, and nobody else', async () => {
    const { town, office, teller, other } = await watched('library-0');
    const record = teller.record(['library-0']);
    for (let count = 0; count < 700; count++) teller.push(record);
    await town.until('it is sent away', () => teller.ended !== undefined);
    expect(teller.ended).toMatch(/more records/);
    expect([toldTo(other), other.ended, office.peers.length]).toEqual([[0], undefined, 1]);
  });
});

describe('the record of this node', () => {
  test('is said when its accounts change and once a minute, each newer than the one before', async () => {
    const { town, office, other } = await watched('library-0', 'library-1');
    await town.doze(100_000);
    expect(toldTo(other)).toEqual([]);
    const told = () => other.got('newRecord').map(({ record }) => record.accounts.length);
    office.speakFor('library-0', 'alice');
    office.speakFor('library-0', 'alice');
    await town.pass(100);
    expect(told()).toEqual([1]);
    office.speakFor('library-1', 'library-0');
    await town.pass(100);
    expect(told()).toEqual([1, 2]);
    office.speakFor('library-0', 'library-1');
    await town.doze(120_000);
    expect(told()).toEqual([1, 2, 2, 2]);
    office.speakFor();
    await town.doze(120_000);
    expect(told()).toEqual([1, 2, 2, 2, 0]);
    const sequences = toldTo(other);
    expect(sequences).toEqual([...new Set(sequences)].sort((left, right) => left - right));
  });

  test('is said at once when an account becomes a library', async () => {
    const { town, office, other } = await watched();
    office.speakFor('library-0');
    await town.pass(1_000);
    expect(toldTo(other)).toEqual([]);
    await office.take(town.join('library-0'));
    await town.pass(100);
    expect(other.got('newRecord').map(({ record }) => record.accounts.length)).toEqual([1]);
  });

  test('names where others reached it, and is told to whoever joins or asks', async () => {
    const town = new Town('library-0');
    const office = await town.open();
    office.speakFor('library-0');
    await town.open({ seeds: [office.url] });
    await town.pass(1_000);
    const visitor = await town.visit(office);
    await town.until('it is told', () => visitor.got('newRecord').length === 1);
    expect(visitor.got('newRecord')[0]?.record.urls).toEqual([office.url]);
    visitor.send({ type: 'getRecords', request: 3 });
    await town.until('it is answered', () => visitor.got('records').length === 1);
    expect(visitor.got('records')[0]?.records).toEqual([visitor.got('newRecord')[0]?.record]);
  });

  test('overtakes that of an earlier run whose clock was ahead', async () => {
    const town = new Town('library-0', 'library-1');
    const other = await town.open();
    const secretKey = town.secret();
    const early = await town.open({ secretKey, seeds: [other.url], skew: 500_000 });
    early.speakFor('library-0');
    await town.until('the other knows', () => other.speakers('library-0') === 1);
    await early.network.close();
    const late = await town.open({ secretKey, seeds: [other.url] });
    late.speakFor('library-1');
    await town.until('the other knows', () => other.speakers('library-1') === 1);
    expect(other.speakers('library-0')).toBe(0);
  });
});

test('a peer that knows no records is asked now and then and loses nothing by it', async () => {
  const { town, teller } = await watched('library-0');
  await town.doze(300_000);
  expect(teller.ended).toBeUndefined();
  expect(teller.got('getRecords').length).toBeLessThan(12);
});
