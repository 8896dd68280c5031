import { afterEach, expect, test } from 'vitest';
import { actAs, openMarket, terms } from './market.ts';
import { closeAll, vin } from './nodes.ts';
import { checkSize, openStage } from './stage.tsx';

afterEach(closeAll);

/** The same where bob offers it to alice, on other terms if some are given. */
async function openSale(other: object = {}) {
  const { node, run } = await openMarket();
  return { node, run, id: await run('bob', 'transfers.offer', { ...terms, ...other }) };
}

test('an order of a court ends on the car, and not on a sale', async () => {
  const { node, run } = await openSale();
  await run('police', 'cars.flag', { vin, flag: 'stolen' });
  const stage = await openStage(node);
  await actAs(stage, 'notary');
  await stage.press(':');
  await stage.press('by law', 'Enter');
  await stage.shows('NEW › Hand over by law');
  await stage.press(vin, 'Enter', 'carol', 'Enter', 'Ctrl-R');
  await stage.shows('REVIEW › Hand over by law');
  expect(stage.frame()).toContain('It is marked: stolen.');
  await stage.press('ab123cd', 'y');
  await stage.shows('Hand over by law: signed');
  expect(stage.frame()).toContain('VIN WVWZZZ1JZXW000001');
  expect(stage.frame()).not.toContain('No sale with this id');
});

test('nothing is ticked that is not on the screen, and a stolen car is neither accepted nor confirmed', async () => {
  const { node, id, run } = await openSale();
  await run('police', 'cars.flag', { vin, flag: 'stolen' });
  const stage = await openStage(node);
  await stage.press('3');
  await stage.shows('IT CANNOT GO ON');
  expect(stage.frame()).toMatchSnapshot();
  expect(stage.frame()).not.toContain('Enter accept');
  await stage.press('2');
  await stage.shows('STOLEN');
  expect(stage.frame()).toMatchSnapshot();
  await run('police', 'cars.flag', { vin, flag: 'stolen', set: false });
  await stage.press('3');
  await stage.shows('Enter accept…');
  await stage.press('Enter');
  await stage.shows('YOU MUST SAY THAT YOU KNOW');
  await run('police', 'cars.flag', { vin, flag: 'stolen' });
  await stage.shows('The car is marked');
  expect(stage.frame()).not.toContain('I know');
  await stage.press('Space');
  await run('police', 'cars.flag', { vin, flag: 'stolen', set: false });
  await stage.shows('[ ]');
  await stage.press('Esc');
  await run('alice', 'transfers.accept', { id, acknowledged: ['LOWER_READING'] });
  await run('police', 'cars.flag', { vin, flag: 'stolen' });
  await actAs(stage, 'notary');
  await stage.press('1');
  await stage.shows('it is marked stolen');
  await stage.press('3');
  await stage.shows('nobody can confirm');
  expect(stage.frame()).not.toContain('confirm…');
  checkSize(stage, 80, 24);
});

test('what does not fit is said beside it at once, and y is no text unless it goes on with what is asked', async () => {
  const { node, run } = await openSale({ payment: 'external', price: '3000000000' });
  const stage = await openStage(node);
  await stage.press('3', 'Enter');
  await stage.shows('[ ]');
  await stage.press('Space');
  await stage.shows('Type 3,000.00, the price, to sign, then y:');
  await stage.press('y', '4');
  await stage.shows('✗ that is not 3,000.00');
  expect((await node.status()).mempool).toBe(0);
  await stage.press('Backspace', '30');
  await stage.shows('not all of it yet');
  await stage.press('00', 'y');
  await stage.shows('Accept the offer: signed');
  await run('police', 'coins.transfer', { to: 'alice', amount: '1', memo: '' });
  await actAs(stage, 'notary');
  await stage.press('3', 'Enter');
  await stage.shows('its plate');
  await stage.press('y', 'a', 'y', 'x');
  await stage.shows('✗ that is not AB-123-CD');
  await stage.press('Backspace', 'b123cd');
  await stage.shows('✓ y signs it now');
  await stage.press('y');
  await stage.shows('Confirm the sale: signed');
  expect(stage.frame()).toMatchSnapshot();
  // What no block holds has not ended.
  await stage.press('Esc');
  expect(stage.frame()).toMatchSnapshot();
});

test('a buyer declines, and lands on the sale; Esc from a review leads to no form that was never opened', async () => {
  const { node } = await openSale();
  const stage = await openStage(node);
  await stage.press('3', 'x');
  await stage.shows('REVIEW › Decline the offer');
  expect(stage.frame()).toMatchSnapshot();
  await stage.press('Esc');
  await stage.shows('BEFORE YOU ACCEPT');
  await stage.press('x', 'y');
  await stage.shows('Decline the offer: signed');
  await node.mine({ blocks: 1 });
  await stage.shows('; nothing was locked');
  expect(stage.frame()).toMatchSnapshot();
  await actAs(stage, 'bob');
  await stage.press('1');
  await stage.shows('alice declined the offer of VW Golf 2020');
  expect(stage.frame()).toMatchSnapshot();
});

test('each person sees the first list that holds something', async () => {
  const { node } = await openSale();
  const stage = await openStage(node);
  await actAs(stage, 'bob');
  await stage.press('3');
  await stage.shows('WAITING FOR OTHERS 1');
  await stage.press('Right');
  await stage.shows('ENDED 0');
  await actAs(stage, 'alice');
  await stage.press('3');
  await stage.shows('TO DO 1');
});

test.each([
  [120, 30],
  [160, 50],
] as const)('at %i columns and %i rows no list loses what the small one has', async (columns, rows) => {
  const { node } = await openSale();
  const stage = await openStage(node, columns, rows);
  for (const screen of ['1', '2', '3']) {
    await stage.press(screen);
    checkSize(stage, columns, rows);
    expect(stage.frame()).toMatchSnapshot();
  }
});
