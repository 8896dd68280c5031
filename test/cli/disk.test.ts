import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFileBounded } from '../../source/cli/files.ts';
import { textFiles } from '../../source/cli/signing/disk.ts';
import { readBounded } from '../../source/node/bounded-file.ts';
import { refused } from '../node/refused.ts';
import { temporaryFolder } from '../support/node.ts';

const disk = textFiles(1_000);

/** A folder with one file in it. */
function fileWith(text: string) {
  const folder = temporaryFolder();
  const file = join(folder, 'sale.carnet');
  writeFileSync(file, text);
  return { folder, file };
}

describe('a file that is written over', () => {
  test('keeps its mode, and what lies beside it is left alone', () => {
    const { folder, file } = fileWith('old');
    chmodSync(file, 0o600);
    writeFileSync(`${file}.new`, 'of somebody else');
    expect(disk.write(file, 'new', true)).toBe(file);
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['new', 0o600]);
    expect(readFileSync(`${file}.new`, 'utf8')).toBe('of somebody else');
    expect(readdirSync(folder).sort()).toEqual(['sale.carnet', 'sale.carnet.new']);
    chmodSync(file, 0o666);
    disk.write(file, 'newer', true);
    expect(statSync(file).mode & 0o777).toBe(0o666);
  });

  test('is the one that a link leads to; the link stays', () => {
    const { folder, file } = fileWith('old');
    const link = join(folder, 'link.carnet');
    symlinkSync('sale.carnet', link);
    disk.write(link, 'new', true);
    expect([readlinkSync(link), readFileSync(file, 'utf8')]).toEqual(['sale.carnet', 'new']);
  });

  test('is left alone where somebody changed it since it was read', async () => {
    const { folder, file } = fileWith('with a signature');
    const was = disk.read(file);
    writeFileSync(file, 'with two signatures');
    await refused('FILE_CHANGED', async () => disk.write(file, 'with mine', true, was));
    expect(readFileSync(file, 'utf8')).toBe('with two signatures');
    expect(readdirSync(folder)).toEqual(['sale.carnet']);
    disk.write(file, 'with three', true, disk.read(file));
    expect(readFileSync(file, 'utf8')).toBe('with three');
  });

  test('is never one that nobody asked about', () => {
    const { folder, file } = fileWith('old');
    const other = join(folder, 'other.carnet');
    linkSync(file, other);
    expect(disk.write(other, 'new', false)).toBeUndefined();
    expect(readFileSync(file, 'utf8')).toBe('old');
  });
});

describe('what cannot be read or written is refused in a sentence', () => {
  test.each<[string, (folder: string) => string]>([
    [
      'links in a circle',
      (folder) => {
        const [one, two] = [join(folder, 'one'), join(folder, 'two')];
        symlinkSync(two, one);
        symlinkSync(one, two);
        return one;
      },
    ],
    ['a name that is too long', (folder) => join(folder, 'x'.repeat(300))],
    [
      'a pipe',
      (folder) => {
        const pipe = join(folder, 'pipe');
        execFileSync('mkfifo', [pipe]);
        return pipe;
      },
    ],
    [
      'a folder',
      (folder) => {
        mkdirSync(join(folder, 'inside'));
        return join(folder, 'inside');
      },
    ],
  ])('%s', async (_, made) => {
    const path = made(temporaryFolder());
    await refused('FILE_UNREADABLE', async () => disk.read(path));
    await refused('FILE_UNWRITABLE', async () => disk.write(path, 'new', true));
  });

  test('a pipe into which nobody writes, where a pipe may be given', async () => {
    const pipe = join(temporaryFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(() => readBounded(pipe, 100, 0)).toThrow('nothing came through');
    await refused('FILE_MISSING', async () => readFileBounded(`${pipe}.not`, 100));
  });

  test('a pipe into which somebody writes is read to its end', () => {
    const script = `
      import { readBounded } from ${JSON.stringify(new URL('../../source/node/bounded-file.ts', import.meta.url).href)};
      process.stdout.write(readBounded('/dev/fd/3', 100));`;
    const pipe = 'exec 3< <(printf "un carnet"; printf " à souches"); exec "$0" --input-type=module -e "$1"';
    expect(execFileSync('bash', ['-c', pipe, process.execPath, script], { encoding: 'utf8' })).toBe(
      'un carnet à souches',
    );
  });
});
