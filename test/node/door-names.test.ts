import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RefusedError } from '../../source/ledger/refusal.ts';
import type { Review, TicketView } from '../../source/node/facade.ts';
import { NamesFile, PassingNames, parseNames } from '../../source/node/tickets/names.ts';
import { openNode, SimulatedEnvironment, temporaryFolder } from '../support/node.ts';
import { concert, openBoxOffice, price } from './box-office.ts';

function printOf(number: number): Uint8Array {
  return hexToBytes(number.toString(16).padStart(64, '0'));
}

function openFile(file = join(temporaryFolder(), 'config', 'names.txt')) {
  const told: string[] = [];
  return { file, told, names: new NamesFile(file, (text) => told.push(text)) };
}

describe('the names on tickets in their file', () => {
  test('are there for another terminal and after a start, for the owner only', () => {
    const { file, told, names } = openFile();
    const other = new NamesFile(file, (text) => told.push(text));
    names.remember(printOf(1), 'Alice Martin');
    expect(other.nameOf(printOf(1))).toBe('Alice Martin');
    other.remember(printOf(2), 'Zoë');
    names.remember(printOf(3), 'Bob');
    expect(names.nameOf(printOf(2))).toBe('Zoë');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const again = new NamesFile(file, (text) => told.push(text));
    expect([1, 2, 3, 4].map((number) => again.nameOf(printOf(number)))).toEqual([
      ...['Alice Martin', 'Zoë', 'Bob'],
      undefined,
    ]);
    const before = readFileSync(file, 'utf8');
    again.remember(printOf(1), 'Alice Martin');
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(told).toEqual([]);
  });

  test('a line whose writing was cut off is not counted, and written over', () => {
    const { file, told, names } = openFile();
    names.remember(printOf(1), 'Alice');
    appendFileSync(file, '00000000');
    const again = new NamesFile(file, (text) => told.push(text));
    expect(again.nameOf(printOf(1))).toBe('Alice');
    again.remember(printOf(2), 'Bob');
    expect(parseNames(readFileSync(file, 'utf8'), file)).toMatchObject({ isWhole: true, names: { size: 2 } });
    expect(told).toEqual([]);
  });

  test('a damaged file is said once and left as it is; what is bought meanwhile is known until the end', () => {
    const { file, told, names } = openFile();
    names.remember(printOf(1), 'Alice');
    writeFileSync(file, `${readFileSync(file, 'utf8')}Bob\n`);
    const again = new NamesFile(file, (text) => told.push(text));
    again.remember(printOf(2), 'Carol');
    expect([again.nameOf(printOf(2)), again.nameOf(printOf(1))]).toEqual(['Carol', undefined]);
    expect(told).toEqual([expect.stringMatching(/^Line 2 of .*names\.txt, the names on your tickets, is none that/)]);
    expect(readFileSync(file, 'utf8')).toMatch(/Bob\n$/);
  });

  test('a folder in its place is said, and stops no purchase', () => {
    const { file, told, names } = openFile();
    mkdirSync(file, { recursive: true });
    names.remember(printOf(1), 'Alice');
    expect(names.nameOf(printOf(1))).toBe('Alice');
    expect(told).toEqual([expect.stringMatching(/cannot be read \(EISDIR\)/)]);
    rmSync(file, { recursive: true });
  });

  test('no more than 10,000 of them are kept, the latest', () => {
    const { file, told, names } = openFile();
    const line = (number: number) => `${number.toString(16).padStart(64, '0')} Fan ${number}\n`;
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, Array.from({ length: 10_000 }, (_, number) => line(number)).join(''));
    names.remember(printOf(10_000), 'Alice');
    const { names: kept } = parseNames(readFileSync(file, 'utf8'), file);
    expect(kept.size).toBe(5_001);
    expect([names.nameOf(printOf(0)), names.nameOf(printOf(9_999)), names.nameOf(printOf(10_000))]).toEqual([
      ...[undefined, 'Fan 9999', 'Alice'],
    ]);
    expect(told).toEqual([]);
  });

  test('any text is read, or refused with the number of its line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        try {
          parseNames(text, 'names.txt');
        } catch (error) {
          expect(error).toBeInstanceOf(RefusedError);
        }
      }),
    );
  });
});

describe('who signs here with a name', () => {
  test('reads it on the review, and finds it with the ticket; the ledger has its print alone', async () => {
    const box = await openBoxOffice();
    const event = await box.announce();
    const order = { as: 'alice', operation: 'tickets.buy', event, seller: 'seller', price: `${price}` };
    const lines = async (more: object) => ((await box.ask('review', { ...order, ...more })) as Review).lines;
    const line = 'At the door: Alice Martin (only its print goes onto the ledger).';
    expect((await lines({ holder: ' Alice Martin ' })).at(-1)).toBe(line);
    expect((await lines({})).at(-1)).toBe('At the door: alice (only its print goes onto the ledger).');
    expect((await lines({ holder: 'ab'.repeat(32) })).some((each) => each.startsWith('At the door'))).toBe(false);
    const { id } = (await box.ask('submit', { ...order, holder: 'Alice Martin' })) as { id: string };
    const entry = JSON.stringify(await box.ask('transaction', { id }));
    expect(entry).not.toContain('Alice Martin');
    expect(JSON.stringify(box.environment.logged)).not.toContain('Alice Martin');
    expect((await box.ticket(event, 1)).name).toBe('Alice Martin');
  });

  test('is not forgotten over a restart, nor by another terminal of the same network', async () => {
    const [directory, config] = [temporaryFolder(), temporaryFolder()];
    const namesFile = join(config, 'names.txt');
    const environment = new SimulatedEnvironment();
    const node = await openNode({ directory, namesFile, environment });
    const event = (await node.submit({ as: 'organiser', operation: 'tickets.createEvent', ...concert })).id;
    const also = { event, count: 1 };
    await node.submit({ as: 'organiser', operation: 'tickets.issue', ...also, seller: 'seller' });
    await node.submit({ as: 'seller', operation: 'tickets.offer', ...also });
    const order = { event, seller: 'seller', price: `${price}`, holder: 'Alice Martin' };
    await node.submit({ as: 'alice', operation: 'tickets.buy', ...order });
    await node.mine({ blocks: 1 });
    await node.close();
    const again = await openNode({ directory, namesFile, environment });
    const name = async (): Promise<TicketView['name']> => (await again.ticket({ event, serial: 1 })).name;
    expect(await name()).toBe('Alice Martin');
    await again.close();
    const stranger = await openNode({ directory, environment });
    expect((await stranger.ticket({ event, serial: 1 })).name).toBeUndefined();
  });
});

test('without a file names are known as long as the program runs', () => {
  const names = new PassingNames();
  names.remember(printOf(1), 'Alice');
  expect([names.nameOf(printOf(1)), names.nameOf(printOf(2))]).toEqual(['Alice', undefined]);
});
