import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKeySplitter, escapeMark, helpMark } from '../../../source/ui/input/key-splitter.ts';

const keysOf = (...chunks: string[]) => {
  const splitter = createKeySplitter();
  return chunks.flatMap((chunk) => splitter.push(chunk));
};

test('a burst of letters is one key each', () => {
  expect(keysOf('jj1q')).toEqual(['j', 'j', '1', 'q']);
});

test('Down and Enter in one read are two keys', () => {
  expect(keysOf('\u001b[B\r')).toEqual(['\u001b[B', '\r']);
});

test('sequences with parameters stay whole', () => {
  expect(keysOf('\u001b[1;5Aa\u001b[5~\u001bOHb')).toEqual(['\u001b[1;5A', 'a', '\u001b[5~', '\u001bOH', 'b']);
});

test('a sequence split over reads is put together', () => {
  expect(keysOf('a\u001b', '[', 'Bc')).toEqual(['a', '\u001b[B', 'c']);
});

test('F1 in all its spellings is one key, since Ink gives it no name', () => {
  for (const sequence of ['\u001bOP', '\u001b[11~', '\u001b[[A']) expect(keysOf(sequence)).toEqual([helpMark]);
});

test('a paste stays whole, with the keys in it, also split over reads', () => {
  expect(keysOf('x\u001b[200~q1\ry\u001b[201~z')).toEqual(['x', '\u001b[200~q1\ry\u001b[201~', 'z']);
  expect(keysOf('\u001b[200~q', '1\r', 'y\u001b[20', '1~z')).toEqual(['\u001b[200~q1\ry\u001b[201~', 'z']);
});

test('Esc and a letter in one read are two keys', () => {
  expect(keysOf('\u001bq')).toEqual([escapeMark, 'q']);
});

test('a single Esc is undecided until time runs out', () => {
  const splitter = createKeySplitter();
  expect(splitter.push('\u001b')).toEqual([]);
  expect(splitter.undecided).toBe(true);
  expect(splitter.flush()).toEqual([escapeMark]);
  expect(splitter.undecided).toBe(false);
});

test('an unfinished paste is not given up', () => {
  const splitter = createKeySplitter();
  splitter.push('\u001b[200~half');
  expect(splitter.undecided).toBe(false);
});

test('characters outside of the basic plane are one key', () => {
  expect(keysOf('é🚗漢')).toEqual(['é', '🚗', '漢']);
});

test('however the input is cut, the keys are the same', () => {
  const piece = fc.constantFrom(
    'j',
    'é',
    '🚗',
    '\r',
    '\u001b[B',
    '\u001b[5~',
    '\u001bOP',
    '\u001b[200~a\u001b[B1\u001b[201~',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat({ max: 60 }), { maxLength: 6 }), (pieces, cuts) => {
      const text = pieces.join('');
      const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((left, right) => left - right);
      const chunks = [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
      expect(keysOf(...chunks)).toEqual(keysOf(text));
    }),
    // So many that the function is compiled on the way: half characters were read wrong only then.
    { numRuns: 3_000 },
  );
});
