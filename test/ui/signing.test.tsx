import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { closeAll, openNode, today, vin } from './nodes.ts';
import { checkSize, openStage, type Stage } from './stage.tsx';

const passphrase = 'tulips at noon';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carnet-signing-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const imported = (owner: string) => ({
  ...{ as: 'inspector', operation: 'cars.import', vin, make: 'VW', model: 'Golf', year: 2020, country: 'DE' },
  ...{ value: 42_000, owner },
});

/** A node whose wallet alone has the key of `me`, and that account's address. */
async function openOwner(): Promise<{ node: Node; address: string }> {
  const node = await openNode({ words: true });
  await node.newWords({ passphrase });
  const [account] = (await node.wallet()).accounts;
  return { node, address: account?.address ?? '' };
}

/** Fills in the form of an older car for an owner, up to its review page. */
async function reviewImport(stage: Stage, owner: string): Promise<void> {
  await stage.press(':', 'older car', 'Enter');
  const fields = [vin, 'VW', 'Golf', '2020', 'DE'];
  for (const text of fields) await stage.press('Ctrl-U', text, 'Enter');
  await stage.press('Enter', 'Enter', '42000', 'Enter', 'Enter', owner);
  await stage.press('Ctrl-R');
}

async function openFile(stage: Stage, path: string): Promise<void> {
  await stage.press(':', 'sign a file', 'Enter', path, 'Enter');
}

describe('frames', () => {
  let author: Node;
  let owner: Awaited<ReturnType<typeof openOwner>>;
  beforeAll(async () => {
    author = await openNode();
    owner = await openOwner();
  });
  afterAll(closeAll);

  describe.each([
    [80, 24],
    [160, 50],
  ] as const)('at %i columns and %i rows', (columns, rows) => {
    const look = (stage: Stage) => {
      checkSize(stage, columns, rows);
      expect(stage.frame()).toMatchSnapshot();
    };

    test('the form with who pays, and the review of what others must sign too', async () => {
      const stage = await openStage(author, columns, rows);
      await reviewImport(stage, owner.address);
      look(stage);
      await stage.press('Esc', 'Shift-Tab', 'Shift-Tab', 'Shift-Tab', 'Shift-Tab');
      look(stage);
    });

    test('the file of its author, and saving it', async () => {
      const stage = await openStage(author, columns, rows);
      await reviewImport(stage, owner.address);
      await stage.press('y');
      await stage.shows('SIGN A FILE');
      look(stage);
      await stage.press('w');
      look(stage);
    });

    test('opening a file, signing it and handing it in', async () => {
      const { file } = await author.make({ ...imported(owner.address), expiry: 100 });
      const stage = await openStage(owner.node, columns, rows);
      await stage.press(':', 'sign a file', 'Enter');
      look(stage);
      await stage.paste(file);
      await stage.shows('makes it');
      look(stage);
      await stage.press('y');
      await stage.shows('Everybody has signed.');
      look(stage);
    });

    test('a file whose number is gone', async () => {
      const node = await openNode();
      const { file } = await node.make(imported(owner.address));
      await node.submit({ as: 'inspector', operation: 'coins.transfer', to: 'bob', amount: '1' });
      const stage = await openStage(node, columns, rows);
      await stage.press(':', 'sign a file', 'Enter');
      await stage.paste(file);
      await stage.shows('has gone to another entry');
      look(stage);
    });
  });
});

describe('between two terminals', () => {
  afterEach(closeAll);

  test('signed here, saved; opened and signed there, saved to the same place; opened here and handed in', async () => {
    const author = await openNode();
    const owner = await openOwner();
    const path = join(folder, 'car.carnet');
    const stage = await openStage(author);
    await reviewImport(stage, owner.address);
    expect(stage.frame()).toContain('This wallet does not hold the key of');
    await stage.press('y');
    await stage.shows('w saves the file');
    await stage.press('w', 'Ctrl-U', path, 'Enter');
    await stage.shows('Saved: ');
    expect(readFileSync(path, 'utf8')).toMatch(/^carnet-signing-file 1\n/);

    const there = await openStage(owner.node);
    await openFile(there, path);
    await there.shows('Its owner is me, who signs too.');
    await there.press('Enter', '1', 'h', 'Space');
    expect(there.frame()).toContain('your turn');
    await there.press('y');
    await there.shows('Everybody has signed.');
    await there.press('w', 'Ctrl-U', path, 'Enter');
    await there.shows('There is a copy of this file already.');
    await there.press('Enter');
    await there.shows('Saved: ');
    const signed = readFileSync(path, 'utf8');

    const back = await openStage(author);
    await openFile(back, path);
    await back.shows('Everybody has signed.');
    expect((await author.status()).mempool).toBe(0);
    await back.press('Enter', 'y');
    expect((await author.status()).mempool).toBe(0);
    await back.press('h');
    await back.shows('Put an older car on the ledger: signed. Waiting for a block');
    // What it is about is shown next.
    expect(back.frame()).toContain('Cars › VW Golf 2020');
    // Where another handed it in, the page says so, in the signatures too, and is left like any other.
    await stage.shows('✓ Everybody has signed, and it was handed in: it waits for a block.');
    expect(stage.frame()).not.toContain('elsewhere');
    expect(stage.frame()).toMatch(/✓ dcrn1\S+ +agrees +signed/);
    await stage.press('Enter');
    expect(stage.frame()).toContain('Cars › VW Golf 2020');
    await author.mine({ blocks: 1, at: today + 5000 });
    expect((await author.car({ vin })).car.owner).toBe(owner.address);
    // Whoever opens it once more reads that it is done.
    await openFile(back, path);
    await back.shows('it was handed in: it is in block 1.');
    expect(readFileSync(path, 'utf8')).toBe(signed);
  });

  test('signatures that others gave on copies are added on the page, and a file of another entry is not', async () => {
    const node = await openNode();
    const owner = await openOwner();
    const made = await node.make({ ...imported(owner.address), payer: 'carol' });
    const signed = await owner.node.sign({ as: 'me', file: made.file });
    const other = await node.make({ ...imported('alice'), expiry: 7 });
    const stage = await openStage(node);
    await stage.press(':', 'sign a file', 'Enter');
    await stage.paste(made.file);
    await stage.shows('must still sign, elsewhere');
    await stage.press('e');
    await stage.paste(other.file);
    await stage.shows('✗ These signing files are not of one and the same entry.');
    await stage.paste(made.file);
    await stage.shows('It holds no signature that is not here already');
    await stage.press('e');
    await stage.paste(signed.file);
    await stage.shows('Everybody has signed.');
  });

  test('words that are locked are unlocked first, and the page comes back', async () => {
    const node = await openNode();
    const owner = await openOwner();
    const { file } = await node.make(imported(owner.address));
    await owner.node.lock();
    const stage = await openStage(owner.node);
    await stage.press(':', 'sign a file', 'Enter');
    await stage.paste(file);
    await stage.shows('asks for your passphrase first: me is locked');
    await stage.press('y', passphrase, 'Enter');
    await stage.shows('y signs it as me.');
    await stage.press('y');
    await stage.shows('Everybody has signed.');
  });

  test('a file that is not saved is not left by one Esc; the clipboard counts as saved', async () => {
    const node = await openNode();
    const owner = await openOwner();
    const { file } = await node.make(imported(owner.address));
    const stage = await openStage(owner.node);
    await stage.press(':', 'sign a file', 'Enter');
    await stage.paste(file);
    await stage.shows('your turn');
    await stage.press('Esc');
    expect(stage.frame()).toContain('YOURS ');
    await stage.press(':', 'sign a file', 'Enter');
    await stage.paste(file);
    await stage.press('y');
    await stage.shows('Everybody has signed.');
    await stage.press('Esc');
    expect(stage.frame()).toContain('This file is not saved');
    // Not even then does a slip lose it.
    await stage.press('1');
    expect(stage.frame()).toContain('SIGN A FILE');
    await stage.press('c', 'Esc');
    expect(stage.frame()).toContain('YOURS ');
    expect(stage.copied.length).toBe(1);
    await stage.press(':', 'sign a file', 'Enter');
    await stage.paste(file);
    await stage.press('y');
    await stage.shows('Everybody has signed.');
    // Nothing is lost any more: the keys that lead elsewhere do.
    await stage.press('c', '2');
    expect(stage.frame()).toContain('No car is on this ledger yet.');
  });

  test('where two names of one wallet must sign, s says which of them does', async () => {
    const node = await openNode();
    const owner = await openOwner();
    await owner.node.submit({ as: 'alice', operation: 'coins.transfer', to: owner.address, amount: '1000000' });
    const { file } = await node.make({ ...imported('bob'), payer: owner.address });
    const stage = await openStage(owner.node);
    await stage.press(':', 'sign a file', 'Enter');
    await stage.paste(file);
    await stage.shows('your turn');
    const first = stage.frame();
    expect(first).toMatch(/y signs it as (me|bob)\./);
    await stage.press('s');
    expect(stage.frame()).toContain(first.includes('as me.') ? 'y signs it as bob.' : 'y signs it as me.');
    await stage.press('s');
    expect(stage.frame()).toBe(first);
  });

  test('for a large sum every signer types the amount before y', async () => {
    const node = await openNode();
    const owner = await openOwner();
    const give = { as: 'alice', operation: 'coins.transfer', to: owner.address, amount: '1000000' };
    await owner.node.submit({ ...give, as: 'bob' });
    const { file } = await node.make({ ...give, amount: '2000000000', payer: owner.address });
    const stage = await openStage(owner.node);
    await stage.press(':', 'sign a file', 'Enter');
    await stage.paste(file);
    await stage.shows('Type 2,000.00 to sign, then y:');
    await stage.press('y', '200', 'y', 'w', 'h');
    expect(stage.frame()).toContain('your turn');
    await stage.press('Ctrl-U', '2000', 'y');
    await stage.shows('Everybody has signed.');
  });

  test('every key that the page advertises does something, whoever must sign', async () => {
    const node = await openNode();
    const owner = await openOwner();
    const mine = (await node.make(imported(owner.address))).file;
    const whole = (await owner.node.sign({ as: 'me', file: mine })).file;
    for (const [file, keys] of [
      [mine, ['y', 'w', 'e', 'c', '?', 'Esc']],
      [whole, ['w', 'h', 'c', 'n', 'a', '?', 'Esc']],
    ] as const) {
      // Once it is handed in there is nothing left to hand in.
      for (const key of [...keys].sort((left, right) => Number(left === 'h') - Number(right === 'h'))) {
        const stage = await openStage(owner.node);
        await stage.press(':', 'sign a file', 'Enter');
        await stage.paste(file);
        await stage.shows('makes it');
        const before = stage.frame();
        const footer = before.split('\n').at(-1) ?? '';
        expect(
          footer
            .trim()
            .split(/ {3,}/)
            .map((entry) => entry.split(' ')[0]),
        ).toEqual(keys);
        await stage.press(key);
        expect(stage.frame(), key).not.toBe(before);
      }
    }
  });

  test('another file of the same name is asked about, and stays where the name is changed', async () => {
    const node = await openNode();
    const { file } = await node.make(imported((await openOwner()).address));
    const path = join(folder, 'mine.txt');
    writeFileSync(path, 'my shopping list');
    const stage = await openStage(node);
    await stage.press(':', 'sign a file', 'Enter');
    await stage.paste(file);
    await stage.shows('makes it');
    await stage.press('w', 'Ctrl-U', path, 'Enter');
    await stage.shows('There is another file of this name.');
    expect(readFileSync(path, 'utf8')).toBe('my shopping list');
    await stage.press('x', 'Enter');
    await stage.shows('Saved: ');
    expect(readFileSync(path, 'utf8')).toBe('my shopping list');
    expect(readFileSync(`${path}x`, 'utf8')).toBe(file);
    await stage.press('w', 'Ctrl-U', path, 'Enter');
    await stage.shows('There is another file of this name.');
    await stage.press('Enter');
    await stage.shows('Saved: ');
    expect(readFileSync(path, 'utf8')).toBe(file);
  });

  test.each([
    ['', 'Type where the file lies'],
    ['/nowhere/at/all', 'There is no file /nowhere/at/all.'],
    ['/', 'The file / cannot be read'],
    ['/dev/zero', 'The file /dev/zero cannot be read'],
  ])('no file, %j: said beside the field', async (path, words) => {
    const stage = await openStage(await openNode());
    await openFile(stage, path);
    await stage.shows(`✗ ${words}`);
  });

  test('what is no signing file is said beside the field', async () => {
    const path = join(folder, 'letter.txt');
    writeFileSync(path, 'Dear alice');
    const stage = await openStage(await openNode());
    await openFile(stage, path);
    await stage.shows('✗ This is no signing file');
  });
});

describe('who pays the fee', () => {
  afterEach(closeAll);

  test('a name of this wallet signs at once, and the review says whom the fee falls to', async () => {
    const node = await openNode();
    const before = BigInt((await node.account({ name: 'carol' })).balance);
    const stage = await openStage(node);
    await stage.press('6', 'p', 'Shift-Tab', 'carol', 'Tab', 'bob', 'Enter', '5', 'Ctrl-R');
    expect(stage.frame()).toMatch(/Signed by +alice, and by carol/);
    expect(stage.frame()).toMatch(/Ledger fee +[\d.]+ LVR, paid by carol/);
    expect(stage.frame()).not.toContain('You pay');
    await stage.press('y');
    await stage.shows('Pay: signed. Waiting for a block');
    await node.mine({ blocks: 1, at: today + 5000 });
    expect((await node.account({ name: 'alice' })).balance).toBe('9995000000');
    expect(BigInt((await node.account({ name: 'carol' })).balance)).toBeLessThan(before);
  });

  test('one whose key is elsewhere gets a file; one who signs anyhow is nobody else; one without money is refused', async () => {
    const node = await openNode();
    const owner = await openOwner();
    const stage = await openStage(node);
    await stage.press('6', 'p', 'Shift-Tab', 'alice', 'Tab', 'bob', 'Enter', '5', 'Ctrl-R');
    expect(stage.frame()).toMatch(/Signed by +alice\n/);
    await stage.press('Esc', 'Shift-Tab', 'Shift-Tab', 'Ctrl-U', owner.address, 'Ctrl-R');
    await stage.shows('✗ The fee of');
    expect(stage.frame()).toContain('▸Fee paid by');
    await node.submit({ as: 'bob', operation: 'coins.transfer', to: owner.address, amount: '1000000' });
    await stage.press('Ctrl-R');
    await stage.shows('This wallet does not hold the key of');
    await stage.press('y');
    await stage.shows('pays the fee');
  });
});
