import { afterEach, expect, test } from 'vitest';
import type { Node } from '../../source/node/node.ts';
import { closeAll, openNode, tellStory, today, vin } from './nodes.ts';
import { openStage } from './stage.tsx';

afterEach(closeAll);

const throughForm = ['Enter', 'Enter', 'Enter', 'Enter', 'Enter', 'Enter'];
const heightOf = async (node: Node) => (await node.status()).height;

test('a newcomer presses Enter through the first form, looks at the review page and signs with y', async () => {
  const node = await openNode();
  const stage = await openStage(node);
  await stage.press('Enter');
  expect(stage.frame()).toMatch(/Signed by +manufacturer/);
  expect(stage.frame()).toContain('MINI');
  await stage.press(...throughForm);
  expect(stage.frame()).toContain('REVIEW › Put a new car on the ledger');
  await stage.press('y');
  await stage.shows('Put a new car on the ledger: signed. Waiting for a block');
  expect(stage.frame()).toContain('NO JUDGEMENT');
  await node.mine({ blocks: 1 });
  await stage.shows('Put a new car on the ledger: in block 1');
  await node.mine({ blocks: 1 });
  await stage.shows('2 deep');
  await node.mine({ blocks: 1 });
  await stage.shows('3 deep');
});

test('neither Enter nor a digit signs, and a review page is left only by Esc', async () => {
  const node = await openNode();
  const stage = await openStage(node);
  await stage.press('Enter', 'Ctrl-R');
  await stage.press('Enter', '1', '2', 'a', 'n', ':', 'Space', 'Tab');
  expect(stage.frame()).toContain('REVIEW ›');
  expect((await node.status()).mempool).toBe(0);
  await stage.press('Esc');
  expect(stage.frame()).toContain('NEW › Put a new car on the ledger');
});

test('the story of a car: three tests and a repair turn the verdict to illogical', async () => {
  const node = await openNode();
  await tellStory(node);
  const stage = await openStage(node);
  await stage.press('2', 'Enter');
  expect(stage.frame()).toContain('✗ ILLOGICAL');
  expect(stage.frame()).toContain('✗ lower than before');
  expect(stage.frame()).toContain('plate AB-123-CD');
});

test('what was typed is still there after a refusal, which stands beside its field', async () => {
  const node = await openNode();
  await tellStory(node);
  const stage = await openStage(node);
  await stage.press('2', 'i', 'Ctrl-U', '2024-01-01', 'Enter', '50000', 'Ctrl-R');
  await stage.shows('✗ The reading of 1 Jan 2024 is before the car');
  expect(stage.frame()).toContain('▸Read on');
  expect(stage.frame()).not.toContain('y sign');
  expect(stage.frame()).toContain('2024-01-01');
  expect(stage.frame()).toContain('50000');
  expect(await heightOf(node)).toBe(7);
});

test('what stands in a field from the start gives way to the first character, and any other key edits it', async () => {
  const stage = await openStage(await openNode());
  await stage.press('Enter', 'Tab', '2024');
  expect(stage.frame()).toMatch(/▸Make +2024\n/);
  await stage.press('Tab', 'Backspace', '3');
  expect(stage.frame()).toMatch(/▸Model +Cooper 3\n/);
  await stage.press('Shift-Tab', '5');
  expect(stage.frame()).toMatch(/▸Make +20245\n/);
  await stage.press('Tab', 'Tab');
  await stage.paste('1999');
  expect(stage.frame()).toMatch(/▸Model year +1999\n/);
});

test('a wrong VIN is said beside the field and the form is not left', async () => {
  const stage = await openStage(await openNode());
  await stage.press('Enter', 'Ctrl-U', 'WVWZZZ1JZXWO00001', 'Enter');
  expect(stage.frame()).toContain('✗ A VIN holds only letters and digits, without I, O');
  expect(stage.frame()).toContain('▸VIN');
});

test('a changed form asks once before it is left, an unchanged one does not', async () => {
  const stage = await openStage(await openNode());
  await stage.press('Enter', 'Esc');
  expect(stage.frame()).toContain('TRY THIS');
  await stage.press('Enter', 'x', 'Esc');
  expect(stage.frame()).toContain('What you typed would be lost');
  await stage.press('y');
  await stage.press('Esc', 'Esc');
  expect(stage.frame()).toContain('TRY THIS');
});

test('money above 1,000 LVR needs its amount typed, and then y', async () => {
  const node = await openNode();
  const stage = await openStage(node);
  await stage.press('6', 'p', 'bob', 'Enter', '2000', 'Ctrl-R');
  expect(stage.frame()).toContain('Type 2,000.00 to sign, then y:');
  await stage.press('y', '200', 'y');
  expect((await node.status()).mempool).toBe(0);
  await stage.press('0');
  expect(stage.frame()).toContain('✓ y signs it now');
  await stage.press('y');
  await stage.shows('Pay: signed. Waiting for a block');
  await node.mine({ blocks: 1, at: today + 5000 });
  await stage.shows('-2,000.000');
});

test('an amount over the balance is refused in one sentence', async () => {
  const stage = await openStage(await openNode());
  await stage.press('6', 'p', 'bob', 'Enter', '99999', 'Ctrl-R');
  await stage.shows('✗ You have 10,000.00 LVR; this needs 99,999.000164.');
  expect(stage.frame()).toContain('▸Amount');
  expect(stage.frame()).not.toContain('y sign');
});

test('a burst of keys is taken one by one, however fast the node answers', async () => {
  const node = await openNode();
  await tellStory(node);
  const stage = await openStage(node);
  await stage.press('7', 'j', 'j', 'Enter', 'Enter');
  expect(stage.frame()).toContain('Record a repair');
  await stage.press('Esc', 'Esc', '1', 'Down', 'Enter');
  expect(stage.frame()).toContain('NEW › Record a safety test');
});

test('a paste goes into the field, its keys do nothing, and outside of a field it does nothing at all', async () => {
  const stage = await openStage(await openNode());
  await stage.paste('q2\r');
  expect(stage.frame()).toContain('TRY THIS');
  await stage.press('Enter', 'Ctrl-U');
  await stage.paste(vin);
  expect(stage.frame()).toContain(vin);
});

test('/ filters the list, and on no match Enter searches the whole ledger', async () => {
  const node = await openNode();
  await tellStory(node);
  const stage = await openStage(node);
  await stage.press('2', '/', 'golf');
  expect(stage.frame()).toContain('VW Golf 2020');
  await stage.press('x');
  expect(stage.frame()).toContain('No match: no car here has "golfx" in it.');
  expect(stage.frame()).toContain('Enter search the ledger');
  await stage.press('Backspace', 'Backspace', 'Backspace', 'Backspace', 'Backspace', 'bob', 'Enter');
  expect(stage.frame()).toContain('GO TO  bob');
  expect(stage.frame()).toContain('account');
});

test('the palette goes to a height, a plate and a name', async () => {
  const node = await openNode();
  await tellStory(node);
  const stage = await openStage(node);
  for (const [text, shown] of [
    ['3', 'Chain › Block 3'],
    ['AB-123-CD', 'ILLOGICAL'],
    ['carol', 'ACTIVITY'],
  ] as const) {
    await stage.press(':', text);
    await stage.press('Enter');
    expect(stage.frame()).toContain(shown);
    await stage.press('1');
  }
});

test('the digits of a French keyboard change the screen', async () => {
  const stage = await openStage(await openNode());
  await stage.press('è');
  expect(stage.frame()).toContain('Found by');
  await stage.press('&');
  expect(stage.frame()).toContain('TRY THIS');
});

test('act as somebody else, and the header says so', async () => {
  const stage = await openStage(await openNode());
  await stage.press('a');
  expect(stage.frame()).toContain('▸alice, now');
  await stage.press('inspec', 'Enter');
  expect(stage.frame()).toContain('as inspector ');
});

test('q closes a page, at the top it asks once, and any other key goes on', async () => {
  const stage = await openStage(await openNode());
  await stage.press('?', 'q');
  expect(stage.frame()).toContain('TRY THIS');
  await stage.press('q');
  expect(stage.frame()).toContain('Stop this node? q again');
  await stage.press('j', 'q');
  expect(stage.ended()).toBe(false);
  await stage.press('q');
  expect(stage.ended()).toBe(true);
});

test('Ctrl-C ends it from anywhere, also from a form', async () => {
  const stage = await openStage(await openNode());
  await stage.press('Enter', 'abc', 'Ctrl-C');
  expect(stage.ended()).toBe(true);
});

test('c copies the VIN to the clipboard of the terminal', async () => {
  const node = await openNode();
  await tellStory(node);
  const stage = await openStage(node);
  await stage.press('2', 'c');
  expect(stage.copied).toEqual([`\u001b]52;c;${Buffer.from(vin).toString('base64')}\u0007`]);
});

test('mining is started and stopped by m', async () => {
  const stage = await openStage(await openNode());
  await stage.press('8');
  expect(stage.frame()).toContain('STOPPED');
});

test('a field that is missing is said at once, with what it asks for, and a reason for it counts', async () => {
  const node = await openNode();
  await tellStory(node);
  const stage = await openStage(node);
  await stage.press('2', 'i', 'Enter', 'Enter');
  expect(stage.frame()).toMatch(/✗ Odometer is missing\.\n/);
  expect(stage.frame()).toContain('empty only where it is');
  expect(stage.frame()).toContain('▸Odometer');
  await stage.press('Tab', 'Tab', 'u', 'Ctrl-R');
  expect(stage.frame()).toContain('The odometer could not be read.');
});

test('the help of the field with the focus stands below it in full, and no other field has any', async () => {
  const stage = await openStage(await openNode());
  await stage.press('n', 'j', 'Enter');
  expect(stage.frame()).toContain('17 characters, on the windscreen and in the papers.');
  await stage.press('Tab');
  expect(stage.frame()).not.toContain('17 characters');
});

test('r in the wallet shows the address in full with a code to scan, and c copies it', async () => {
  const node = await openNode();
  const { address } = await node.account({ name: 'alice' });
  const stage = await openStage(node);
  await stage.press('6', 'r');
  const shown = stage.frame().replaceAll(/[^a-z0-9]/g, '');
  expect(shown).toContain(address);
  expect(stage.frame()).toContain('▄');
  await stage.press('c');
  expect(stage.copied).toEqual([`\u001b]52;c;${Buffer.from(address).toString('base64')}\u0007`]);
  expect(stage.frame()).toContain('The address of alice is on the clipboard');
});

test('/ on the chain finds a block, and on no match Enter searches the whole ledger', async () => {
  const node = await openNode();
  await tellStory(node);
  const stage = await openStage(node);
  await stage.press('7', '/', '3');
  expect(stage.frame()).toContain('block 3 of 7');
  await stage.press('Backspace', vin, 'Enter');
  expect(stage.frame()).toContain(`GO TO  ${vin}`);
  await stage.press('Enter');
  expect(stage.frame()).toContain('ILLOGICAL');
});

test('the palette opens the log of what was said, and the settings', async () => {
  const stage = await openStage(await openNode());
  await stage.press('a', 'Down', 'Enter', ':', 'log', 'Enter');
  expect(stage.frame()).toContain('You act as bob');
  await stage.press(':', 'settings', 'Enter');
  expect(stage.frame()).toContain('▸Theme: mono, now');
  await stage.press('k', 'Enter');
  expect(stage.frame()).toContain('▸Theme: colour-blind, now');
});

test('what a mouse sends is no key', async () => {
  const stage = await openStage(await openNode());
  await stage.press('\u001b[<0;10;5M', '\u001b[<0;10;5m');
  expect(stage.frame()).toContain('TRY THIS');
  await stage.press('\u001b[M q!', 'j');
  expect(stage.frame()).toContain('▸Have it inspected');
});
