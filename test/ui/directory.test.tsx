import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { regtest } from '../../source/ledger/networks.ts';
import type { Node } from '../../source/node/node.ts';
import { closeAll, openNode, tellStory, today } from './nodes.ts';
import { checkSize, openStage, type Stage, sizes } from './stage.tsx';

const { defenceBlocks } = regtest.parameters;
const station = { holder: 'inspector', role: 'inspector' };
const authority = { as: 'authority', ...station };

let judged: Node;
let open: Node;

/** The car of every picture, and the station that read it accused. */
async function accused(): Promise<Node> {
  const node = await openNode();
  await tellStory(node);
  const { history } = await node.car({ plate: 'AB-123-CD' });
  const evidence = history.filter(({ suspicious }) => suspicious).map(({ id }) => id);
  const reason = 'The reading of 12 November 2026 was made up: the car stood in Lyon that day';
  await node.submit({ ...authority, operation: 'licences.accuse', reason, evidence });
  await node.mine({ blocks: 1, at: today + 60_000 });
  return node;
}

beforeAll(async () => {
  open = await accused();
  judged = await accused();
  const statement = 'It was read as it stood; our photographs show it.';
  await judged.submit({ as: 'inspector', operation: 'licences.defend', statement });
  await judged.mine({ blocks: 1 + defenceBlocks, at: today + 120_000 });
  await judged.submit({ ...authority, operation: 'licences.decide', guilty: true, slash: '2000000000' });
  await judged.submit({ as: 'inspector', operation: 'coins.unstake', amount: '500000000' });
  const grant = { as: 'authority', operation: 'licences.grant', country: 'FR' };
  await judged.submit({ ...grant, holder: 'bob', role: 'garage', name: "Bob's garage", url: 'https://bob.example' });
  await judged.submit({ as: 'library-3', operation: 'coins.unstake', amount: '8500000000' });
  await judged.submit({ as: 'dealer', operation: 'licences.retire', role: 'dealer' });
  await judged.mine({ blocks: 1, at: today + 180_000 });
});

afterAll(closeAll);

const toDirectory = [':', 'directory', 'Enter'];
const toStation = [...toDirectory, '/', 'test station', 'Enter', 'Enter'];

const [small, , large] = sizes;

describe.each([
  { columns: small[0], rows: small[1], all: true },
  { columns: large[0], rows: large[1], all: false },
])('at $columns columns and $rows rows', ({ columns, rows, all }) => {
  const narrow = [
    { name: 'filtered', keys: [...toDirectory, '/', 'miner'] },
    { name: 'nobody fits', keys: [...toDirectory, '/', 'king'] },
    { name: 'what it was accused of', keys: [...toStation, 'G', 'Up'] },
    { name: 'not covered, with a web page', keys: [...toDirectory, '/', 'bob', 'Enter', 'Enter'] },
    { name: 'the list of cars', keys: ['2'] },
    { name: 'an entry that it signed', keys: ['2', 'Enter', 'Enter'] },
  ];
  test.each([
    { name: 'the directory', keys: toDirectory },
    { name: 'one who was found guilty', keys: toStation },
    { name: 'a car that it read', keys: ['2', 'Enter'] },
    { name: 'a guarantee that is too low', keys: ['a', 'library-3', 'Enter', '6'] },
    ...(all ? narrow : []),
  ])('$name', async ({ keys }) => {
    const stage = await openStage(judged, columns, rows);
    await stage.press(...keys);
    checkSize(stage, columns, rows);
    expect(stage.frame()).toMatchSnapshot();
  });

  test('one who is accused', async () => {
    const stage = await openStage(open, columns, rows);
    await stage.press(...toStation);
    checkSize(stage, columns, rows);
    expect(stage.frame()).toMatchSnapshot();
  });
});

describe('from the keyboard', () => {
  /** Opens the form that a key opens on the station's story. */
  async function onStation(node: Node, ...keys: string[]): Promise<Stage> {
    const stage = await openStage(node);
    await stage.press(...toStation, ...keys);
    return stage;
  }

  test('a decision before the defence window ends is refused beside its line, before anybody signs', async () => {
    const stage = await onStation(open, 'd', 'Right', 'Ctrl-R');
    expect(stage.frame()).toContain('Decide an accusation');
    expect(stage.frame()).toContain('may answer until block');
    expect((await open.status()).mempool).toBe(0);
  });

  test('the accused answers, is found guilty with the amount typed, and the story tells it', async () => {
    const node = await accused();
    const stage = await onStation(node, 'r');
    expect(stage.frame()).toMatch(/Signed by +inspector/);
    await stage.press('We read what was there.', 'Ctrl-R');
    await stage.press('y');
    await node.mine({ blocks: 1 + defenceBlocks, at: today + 120_000 });
    await stage.press('d');
    expect(stage.frame()).toMatch(/Signed by +authority/);
    await stage.press('Right', 'Tab', 'Ctrl-U', '9000', 'Ctrl-R');
    expect(stage.frame()).toContain('9,000.00 cannot be taken.');
    await stage.press('Ctrl-U', '1500', 'Ctrl-R');
    expect(stage.frame()).toContain('Type 1,500.00, what is taken, to sign, then y:');
    await stage.press('y');
    expect((await node.status()).mempool).toBe(0);
    await stage.press('1500', 'y');
    await node.mine({ blocks: 1, at: today + 180_000 });
    await stage.shows('REVOKED');
    expect(stage.frame()).toContain('Guilty, 1,500.00 LVR taken');
    expect(await node.licence({ holder: 'inspector' })).toMatchObject({
      guarantee: { stake: '3500000000' },
      licences: [{ accusations: [{ answer: { statement: 'We read what was there.' } }] }],
    });
  });

  test('the guarantee is locked and freed from the Wallet screen', async () => {
    const node = await openNode();
    const stage = await openStage(node);
    for (const keys of [['a', 'garage', 'Enter', '6', 'f', '100', 'Ctrl-R'], ['y'], ['t', '50', 'Ctrl-R'], ['y']]) {
      await stage.press(...keys);
    }
    await node.mine({ blocks: 1, at: today + 60_000 });
    await stage.shows('Comes back');
    expect(stage.frame()).toContain('100.00 LVR at block 121');
    expect(stage.frame()).toMatch(/Guarantee +4,950\.00/);
  });
});

describe('a department that changes its key', () => {
  test.each([
    [small[0], small[1]],
    [large[0], large[1]],
  ])('is told as that at %i columns and %i rows: in the list, on both stories', async (columns, rows) => {
    const node = await openNode();
    await node.submit({ as: 'bob', operation: 'licences.rotateAuthority', country: 'FR', old: 'authority' });
    await node.mine({ blocks: 1, at: today + 60_000 });
    const stage = await openStage(node, columns, rows);
    await stage.press(...toDirectory);
    checkSize(stage, columns, rows);
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('Enter');
    expect(stage.frame()).toMatchSnapshot();
    await stage.press('Esc', 'j', 'Enter');
    expect(stage.frame()).toMatchSnapshot();
  });
});

test('what is said of a licence finds it: its status, its country, that it was found guilty', async () => {
  const stage = await openStage(judged);
  await stage.press(...toDirectory, '/');
  for (const [text, name] of [
    ['given back', 'Demo car dealer'],
    ['guilty', 'Demo test station'],
    ['not covered france', "Bob's garage"],
  ] as const) {
    await stage.press('Ctrl-U', text);
    expect(stage.frame()).toContain(name);
    expect(stage.frame()).not.toContain('Demo notary');
  }
});

test('a department reads how to filter, and gives back only what is its own', async () => {
  const stage = await openStage(judged, 160, 50);
  await stage.press('a', 'authority', 'Enter', ...toDirectory, 'G');
  expect(stage.frame().split('\n').at(-1)).toMatch(/l license….* \/ find/);
  expect(stage.frame()).not.toContain('b give back…');
  await stage.press('a', 'library-3', 'Enter');
  expect(stage.frame().split('\n').at(-1)).toContain('b give back…');
});

test('whoever gave its licence back can be accused while its guarantee is on its way back', async () => {
  const node = await openNode();
  await node.submit({ as: 'dealer', operation: 'licences.retire', role: 'dealer' });
  await node.submit({ as: 'dealer', operation: 'coins.unstake', amount: '5000000000' });
  await node.mine({ blocks: 1, at: today + 60_000 });
  const stage = await openStage(node);
  await stage.press(...toDirectory, '/', 'car dealer', 'Enter', 'u');
  expect(stage.frame()).toContain('NEW › Accuse');
  expect(stage.frame()).toMatch(/Who +dealer/);
  await stage.press('late', 'Ctrl-R');
  expect(stage.frame()).toContain('REVIEW › Accuse');
  expect(stage.frame()).not.toContain('✗');
});

test('a business is found by name from anywhere; its account leads to its licences', async () => {
  const stage = await openStage(judged);
  await stage.press(':', "bob's");
  expect(stage.frame()).toMatch(/licence +Bob's garage +garage, FR, not covered/);
  await stage.press('Enter');
  expect(stage.frame()).toContain("Directory › Bob's garage");
  await stage.press('v');
  expect(stage.frame()).toContain('must be 1,000.00 LVR before its licences count');
  expect(stage.frame()).toContain('garage (not covered)');
  await stage.press('?');
  expect(stage.frame()).toContain('AN ACCOUNT');
  expect(stage.frame()).not.toContain('Lock livres as guarantee');
  await stage.press('Esc', 'v');
  expect(stage.frame()).toContain("Directory › Bob's garage");
});

test('what a verdict took stands among the amounts of whoever lost it', async () => {
  const stage = await openStage(judged);
  await stage.press('a', 'inspector', 'Enter');
  expect(stage.frame()).toMatch(/-2,000\.00 LVR/);
  await stage.press('6');
  expect(stage.frame()).toMatch(/-2,000\.00 +34/);
});

describe('nobody judges a number', () => {
  test.each([
    [small[0], small[1]],
    [large[0], large[1]],
  ])(
    'at %i columns and %i rows the form and the review show the accusation, the answer and from when',
    async (columns, rows) => {
      const node = await accused();
      const stage = await openStage(node, columns, rows);
      await stage.press(...toStation, 'd');
      checkSize(stage, columns, rows);
      expect(stage.frame()).toMatchSnapshot();
      await node.submit({ as: 'inspector', operation: 'licences.defend', statement: 'It was read as it "stood".' });
      await node.mine({ blocks: 1 + defenceBlocks, at: today + 120_000 });
      await stage.press('Right', 'Ctrl-R');
      checkSize(stage, columns, rows);
      expect(stage.frame()).toMatchSnapshot();
    },
  );
});

test('a licence begins with the country of the department and with no role', async () => {
  const stage = await openStage(judged);
  await stage.press(...toDirectory, 'l');
  expect(stage.frame()).toMatch(/Signed by +authority/);
  expect(stage.frame()).toMatch(/Country +FR +France/);
  await stage.press('carol', 'Enter', 'Enter');
  expect(stage.frame()).toContain('As is missing.');
  await stage.press('Right', 'Tab', 'Tab', 'Carol', 'Tab', 'javascript:alert(1)', 'Enter');
  expect(stage.frame()).toContain('must be a web address in one line');
});

test('the new key of a department signs: it is never guessed, and another may pay its fee', async () => {
  const node = await openNode({ words: true });
  await node.newWords({ passphrase: 'a long enough passphrase', name: 'fresh' });
  const stage = await openStage(node, 80, 24);
  await stage.press('a', 'authority', 'Enter', ':', 'change the key', 'Enter');
  expect(stage.frame()).toContain('The new key signs this, and authority with it: choose the new one');
  expect(stage.frame()).toMatch(/Country +FR +France/);
  expect(stage.frame()).toMatch(/Old key +authority/);
  await stage.press('Ctrl-R');
  expect(stage.frame()).toContain('Choose who signs: it takes the new key of the government');
  await stage.press('f', 'Ctrl-R');
  expect(stage.frame()).toContain('this needs 0.000253. Somebody else can pay');
  await stage.press('alice', 'Ctrl-R');
  expect(stage.frame()).toContain('From now on fresh is the government department of FR, and authority is not.');
});

test('whoever is licensed and not covered reads what is missing, wherever it would sign', async () => {
  const stage = await openStage(judged);
  await stage.press('a', 'library-3', 'Enter', '1');
  expect(stage.frame()).toMatch(/Lock +500\.00 LVR as guarantee for your licences +not covered until then/);
  await stage.press('Enter');
  expect(stage.frame()).toMatch(/Amount +500\.00/);
  await stage.press('Esc', 'a', 'bob', 'Enter', '2', 'Enter', 's');
  expect(stage.frame()).toContain('bob does not count as garage yet: the guarantee is short by 1,000.00 LVR.');
});
