import { describe, expect, test } from 'vitest';
import { votesField } from '../../source/ledger/registries/books/witnesses.ts';
import type { ExchangeView, PassageView } from '../../source/node/facade.ts';
import { fieldWords } from '../../source/ui/forms/field-words.ts';
import type { AnyField } from '../../source/ui/forms/form-lines.ts';
import { endingOf, hexLines, textLines, textOf } from '../../source/ui/screens/books/content.ts';
import { handoverRows, readersOf, sequenceRows } from '../../source/ui/screens/books/handover-rows.ts';
import { aboutBook, isbnText, sizeWords } from '../../source/ui/screens/books/words.ts';
import { shortAddress } from '../../source/ui/text/format.ts';
import { plainText, rowWidth } from '../../source/ui/text/row.ts';

const [requester, owner] = ['dcrn1requesterxxxxxxxxxxxxxxxxxxxx', 'dcrn1ownerxxxxxxxxxxxxxxxxxxxxxxxx'];
const reader = { status: undefined, acting: 'marie', address: requester, now: 0 };

/** A hand-over at the votes on the number, before so many witnesses. */
function handover(witnesses: number, over: Partial<ExchangeView> = {}): ExchangeView {
  const need = Math.floor(witnesses / 2) + 1;
  const count = (have: number) => ({ count: { have, of: witnesses, need } });
  const passages: PassageView[] = [
    { name: 'ask', step: 1, from: 'requester', to: 'owner', state: 'done' },
    { name: 'announce', step: 1, from: 'requester', to: 'witnesses', state: 'done', ...count(witnesses) },
    { name: 'content', step: 2, from: 'owner', to: 'requester', state: 'done', bytes: 1_048_576 },
    { name: 'print', step: 2, from: 'owner', to: 'witnesses', state: 'done', ...count(witnesses) },
    { name: 'offer', step: 3, from: 'owner', to: 'ledger', state: 'done', block: 1_234_567 },
    { name: 'keyVotes', step: 4, from: 'witnesses', to: 'requester', state: 'done', ...count(witnesses) },
    { name: 'accept', step: 4, from: 'requester', to: 'ledger', state: 'done', block: 0 },
    { name: 'number', step: 4, from: 'requester', to: 'owner', state: 'done' },
    { name: 'requestVotes', step: 5, from: 'witnesses', to: 'owner', state: 'now', ...count(1) },
    { name: 'deliver', step: 5, from: 'owner', to: 'ledger', state: 'later' },
    { name: 'open', step: 6, from: 'requester', state: 'later' },
    { name: 'transfer', step: 7, from: 'requester', to: 'ledger', state: 'later' },
    { name: 'dispute', step: 7, from: 'requester', to: 'ledger', state: 'failed' },
  ];
  return {
    ...{ id: 'ab'.repeat(32), book: 'cd'.repeat(32), title: 'Le Petit Prince, a very long title that goes on and on' },
    ...{ owner, requester, price: '2500000', bond: '10000000', state: 'accepted', step: 5, reason: null },
    sides: ['requester'],
    votes: { key: witnesses, request: 1, of: witnesses, need },
    witnesses: Array.from({ length: witnesses }, (_, at) => ({
      ...{ address: `dcrn1witness${at}xxxxxxxxxxxxxxxxxxxx`, key: true, request: at === 0 },
    })),
    ...{ until: 1_234_600, blocksLeft: 14, waitsFor: 'Waiting', otherwise: 'Otherwise it is void.', passages },
    ...{ can: ['giveUp'], history: [], ...over },
  };
}

describe('a hand-over is drawn within its room', () => {
  test.each([0, 2, 3, 5, 9, 15])('with %i witnesses, at any size', (witnesses) => {
    for (const width of [70, 78, 80, 100, 119, 120, 123, 160, 220])
      for (const height of [19, 24, 35, 45, 60]) {
        const rows = handoverRows(handover(witnesses), reader, width * 1_000, { width, height });
        for (const line of rows) expect(rowWidth(line), plainText(line)).toBeLessThanOrEqual(width);
        // What has passed, passes and comes is all there, whatever else gives way.
        for (const words of ['may I have it?', 'your 2.50 LVR are locked', 'step 5 of 7'])
          expect(rows.slice(0, height).map(plainText).join('\n')).toContain(words);
      }
  });

  test('each witness has a lane where that has room, else a dot', () => {
    const drawn = (width: number, witnesses: number) =>
      sequenceRows(handover(witnesses), reader, 0, { width, height: 19 }).map(plainText);
    const votes = (rows: string[]) => rows.filter((line) => line.startsWith(' 5'))[0] ?? '';
    expect(votes(drawn(80, 2))).toMatch(/●[━ a-z●]*○ {2}● 1 of 2/);
    expect(votes(drawn(80, 5))).toContain('●○○○○  ● 1 of 5');
    expect(drawn(80, 5).join('\n')).toContain('5 witnesses');
    expect(votes(drawn(120, 5)).match(/○/g)).toHaveLength(4);
    expect(votes(drawn(80, 15))).toContain('●○○○○○○○○○○○○○○  ● 1 of 15');
  });

  test('where enough have voted and nobody here knows who, no lane says that its witness did not', () => {
    const unknown = { address: 'dcrn1witnessxxxxxxxxxxxxxxxxxxxx', key: false, request: false };
    const view = handover(2, { witnesses: [unknown, unknown] });
    const rows = sequenceRows(view, reader, 0, { width: 80, height: 19 }).map(plainText);
    expect(rows.find((line) => line.includes('✓ 2 of 2') && line.includes('◄'))).not.toMatch(/[●○]/);
  });

  test('what comes next and is not on its way stands still', () => {
    const { passages } = handover(2);
    const still = passages.map((each): PassageView => (each.state === 'now' ? { ...each, still: true } : each));
    const drawn = (now: number) =>
      sequenceRows(handover(2, { passages: still }), reader, now, { width: 80, height: 19 }).map(plainText);
    const line = drawn(0).find((each) => each.startsWith(' 5'));
    expect(line).toContain('◌ 1 of 2');
    expect(line).not.toContain('━');
    expect(drawn(5_000)).toEqual(drawn(0));
  });

  test('once it is over it is drawn alike for whoever counted the votes and whoever did not', () => {
    const over = handover(2).passages.map((each): PassageView => ({ ...each, state: 'done' }));
    const unknown = { address: 'dcrn1witnessxxxxxxxxxxxxxxxxxxxx', key: false, request: false };
    const drawn = (view: Partial<ExchangeView>) =>
      sequenceRows(handover(2, { state: 'done', passages: over, ...view }), reader, 0, { width: 80, height: 24 })
        .map(plainText)
        .filter((line) => /^ [45].*fits/.test(line));
    expect(drawn({})).toHaveLength(2);
    expect(drawn({}).join()).not.toMatch(/[●○]/);
    const votes = handover(2).witnesses.map(({ address }) => ({ ...unknown, address }));
    expect(drawn({})).toEqual(drawn({ witnesses: votes }));
  });

  test('who can read it: the two, unless everybody has the key of one', () => {
    const named = (name: string, address: string, own: boolean) => ({ name, address, own, roles: [], locked: false });
    const names = [named('marie', requester, true), named('library-1', owner, false)];
    const base = { genesis: '', height: 0, tip: '', tipTime: 0, stateRoot: '', peers: 0, mempool: 0, mining: false };
    const more = { health: 'alone' as const, port: 5000, dataDirectory: '', interval: 1, now: 0, minFeePerByte: '1' };
    const on = (network: string) => ({ ...reader, status: { ...base, ...more, network, eventKeys: [], names } });
    const view = handover(2);
    expect(readersOf(view, reader)).toMatch(/^Only you and .* can ever read it\.$/);
    expect(readersOf(view, on('mainnet'))).toBe('Only you and library-1 can ever read it.');
    expect(readersOf(view, on('devnet'))).toBe('Everybody has the demo key of library-1 and could read it.');
    const both = on('devnet');
    const all = { ...both, status: { ...both.status, names: names.map((each) => ({ ...each, own: false })) } };
    expect(readersOf(view, all)).toBe('These are demo keys: everybody could read it.');
  });

  test('a book of no price speaks of no money', () => {
    const rows = handoverRows(handover(2, { price: '0' }), reader, 0, { width: 160, height: 60 }).map(plainText);
    expect(rows.join('\n')).toContain('you take it, for nothing');
    expect(rows.join('\n')).not.toMatch(/\b0\.00 LVR|price/);
  });

  test('what nobody here has heard is called by what it is', () => {
    const rows = sequenceRows(handover(2, { owner: '', title: '', book: '' }), reader, 0, { width: 80, height: 19 });
    expect(plainText(rows[0] ?? [])).toContain('A book, from the owner to you');
  });
});

describe('what stands in a book', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  test('is a text where it is UTF-8 that a terminal would not act on', () => {
    expect(textOf(bytes('Un\r\nDeux\tTrois'))).toBe('Un\nDeux    Trois');
    expect(textOf(bytes('漢字 🚗'))).toBe('漢字 🚗');
    for (const evil of ['\u001b[2J', '\u0007', '\u009b31m', '\u0000'])
      expect(textOf(bytes(`a${evil}`))).toBeUndefined();
    expect(textOf(Uint8Array.of(0xff, 0xfe))).toBeUndefined();
    // The half of a character.
    expect(textOf(Uint8Array.of(0xe6, 0xbc))).toBeUndefined();
  });

  test('keeps its margins, and breaks between words', () => {
    expect(textLines('    one two three four\n\nfive', 12)).toEqual([
      '    one two',
      '    three',
      '    four',
      '',
      'five',
    ]);
    expect(textLines('a \u202eright to left', 40)).toEqual(['a right to left']);
  });

  test('is shown in hex where it is none', () => {
    const [first = '', ...rest] = hexLines(Uint8Array.from({ length: 400 }, (_, at) => at % 256));
    expect(first).toBe('0000  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  ················');
    expect(rest).toHaveLength(15);
    expect(rest[3]).toContain('@ABCDEFGHIJKLMNO');
  });
});

test('a file gets the ending of its first bytes, and none where they say nothing', () => {
  const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  const kinds = {
    '.txt': 'A poem',
    '.png': '\x89PNG\r\n\x1a\n\0',
    '.jpg': '\xff\xd8\xff\xe0\0',
    '.gif': 'GIF89a\x01\0',
    '.pdf': '%PDF-1.7\n\xe2\xe3',
    '.zip': 'PK\x03\x04\x14\0\0\0',
    '.epub': `PK\x03\x04${'\0'.repeat(26)}mimetypeapplication/epub+zip`,
    '.webp': 'RIFF\x01\0\0\0WEBPVP8 ',
    '': '\0\x01\x02',
  };
  for (const [ending, content] of Object.entries(kinds)) expect(endingOf(bytes(content))).toBe(ending);
});

test('an entry with votes names those who voted', () => {
  const witness = `dcrn1q${'y'.repeat(58)}`;
  const [line] = fieldWords(votesField as AnyField, [{ witness, signature: 'ab'.repeat(64) }], undefined);
  expect(line).toEqual({ label: 'Votes', words: shortAddress(witness) });
});

test('a long title gives way to the price behind it', () => {
  const [title, price] = ['Les Fleurs du mal', 'promised to library-1 for 0.50 LVR'];
  expect(aboutBook(`${title} ${price}`, title, 60)).toBe(`${title} ${price}`);
  expect(aboutBook(`${title} ${price}`, title, 45)).toBe(`Les Fleur… ${price}`);
});

test('sizes and numbers of books as people read them', () => {
  expect([1, 3, 1024].map((parts) => sizeWords({ parts }))).toEqual(['up to 1 KiB', 'up to 3 KiB', 'up to 1 MiB']);
  expect(isbnText('9782070612758')).toBe('978-2070612758');
});
