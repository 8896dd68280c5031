import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineReader } from '../../source/node/control/lines.ts';

test('lines come out as they went in, however the bytes are cut', () => {
  const texts = fc.array(
    fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.toWellFormed().replaceAll('\n', ' ')),
  );
  fc.assert(
    fc.property(texts, fc.array(fc.nat({ max: 9 })), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const reader = new LineReader(1_000);
      const found: string[] = [];
      let from = 0;
      for (const size of cuts) {
        found.push(...reader.push(bytes.subarray(from, from + size)));
        from += size;
      }
      found.push(...reader.push(bytes.subarray(from)));
      expect(found).toEqual(lines);
    }),
  );
});

test('a line may be as long as the limit and no longer, in one piece or in many', () => {
  expect(new LineReader(4).push(Buffer.from('1234\n'))).toEqual(['1234']);
  expect(() => new LineReader(4).push(Buffer.from('12345'))).toThrow(RangeError);
  const reader = new LineReader(4);
  expect(reader.push(Buffer.from('1234\n12'))).toEqual(['1234']);
  expect(reader.push(Buffer.from('34\n'))).toEqual(['1234']);
  reader.push(Buffer.from('12'));
  expect(() => reader.push(Buffer.from('345\n'))).toThrow(RangeError);
});
