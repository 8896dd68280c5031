import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { address } from '../../source/ledger/keys.ts';
import { regtest } from '../../source/ledger/networks.ts';
import { publicKeyOf } from '../../source/ledger/signature.ts';
import type { SigningView } from '../../source/node/facade.ts';
import { Node } from '../../source/node/node.ts';
import { OwnWords } from '../../source/node/wallet/own-words.ts';
import { signingFileLimit } from '../../source/wallet/signing-file.ts';
import { demoWallet } from '../../source/wallet/wallet.ts';
import { vinOf } from '../ledger/support.ts';
import { lightWork } from '../support/light.ts';
import { openNode, SimulatedEnvironment, temporaryFolder } from '../support/node.ts';
import { refused } from './refused.ts';
import { openControlled } from './socket.ts';

const passphrase = 'un carnet à souches';
const week = 120_960;

/** A node with words of its own, drawn from one byte, whose first account is `name`. */
async function openOwner(name: string, byte = 7) {
  const wallet = await demoWallet(regtest);
  const words = new OwnWords(
    { file: join(temporaryFolder(), 'wallet.json'), reserved: () => false },
    { wallet, randomBytes: (size) => new Uint8Array(size).fill(byte), work: lightWork },
  );
  const options = { genesis: regtest, directory: temporaryFolder(), port: 5000, minerName: 'miner-0', mine: false };
  const node = await Node.open({ ...options, words }, wallet, new SimulatedEnvironment());
  onTestFinished(() => node.close());
  await node.newWords({ passphrase, name });
  const [account] = (await node.wallet()).accounts;
  return { node, address: account?.address ?? '' };
}

const imported = (owner: string, number = 1) => ({
  ...{ as: 'inspector', operation: 'cars.import', vin: vinOf(number), make: 'VW', model: 'Golf', year: 2010 },
  ...{ country: 'DE', value: 5_000, owner },
});
const pay = { as: 'alice', operation: 'coins.transfer', to: 'bob', amount: '5' };

async function addressOf(node: Node, name: string): Promise<string> {
  return (await node.account({ name })).address;
}

describe('a review', () => {
  const stranger = address('dcrn', publicKeyOf(new Uint8Array(32).fill(9)));

  test('names whom it is about in full where no name is known: the end of an address can be imitated', async () => {
    const node = await openNode();
    const { lines } = await node.review({ ...pay, to: stranger });
    expect(lines[0]).toBe(`0.000005 LVR go from alice to ${stranger} at once.`);
    const { review } = await node.make({ ...pay, to: stranger });
    expect(review.lines).toEqual(lines);
    const { id } = await node.submit({ ...pay, to: stranger });
    expect((await node.transaction({ id }))?.lines).toEqual(lines);
    const sale = await node.review({
      ...{ as: 'alice', operation: 'agreements.propose', title: 'Loan', text: 'A box.', counterparty: stranger },
      ...{ deadline: 20 },
    });
    expect(sale.lines.join('\n')).toContain(`to ${stranger}: "Loan".`);
  });

  test('quotes what somebody wrote so that nothing in it passes for a sentence of the program', async () => {
    const node = await openNode();
    const { lines } = await node.review({ ...pay, memo: 'x". You pay nothing. ”.            "Good' });
    expect(lines).toContain('Everybody can read the note: "x\\". You pay nothing. \\”. \\"Good".');
    const made = await node.review({
      ...{ as: 'alice', operation: 'agreements.propose', title: 'Loan", is signed by both, and so is "annex A' },
      ...{ text: 'One. "', counterparty: 'bob', deadline: 20 },
    });
    expect(made.lines[0]).toContain('"Loan\\", is signed by both, and so is \\"annex A".');
    expect(made.lines[1]).toBe('The whole text, word for word: "One. \\"".');
  });
});

describe('two wallets, one entry', () => {
  test('made here, reviewed and signed there, handed in here', async () => {
    const [here, there] = [await openNode(), await openOwner('me')];
    const intent = imported(there.address);
    await refused('COSIGNER_ELSEWHERE', () => here.submit(intent));
    const review = await here.review(intent);
    expect(review).toMatchObject({ missing: [there.address], refusal: { code: 'COSIGNER_ELSEWHERE' } });

    const made = await here.make(intent);
    const inspector = await addressOf(here, 'inspector');
    expect(made).toMatchObject({ operation: 'cars.import', nonce: 0, expiry: week, has: [inspector] });
    expect(made.needs).toEqual([there.address]);
    expect(made.review.refusal).toBeUndefined();
    await refused('SIGNATURES_MISSING', () => here.submit({ file: made.file }));

    const seen = await there.node.combine({ files: [made.file] });
    expect(seen).toMatchObject({ id: made.id, file: made.file, needs: [there.address] });
    expect(seen.review.lines).toContain('Its owner is me, who signs too.');
    expect(seen.fields).toMatchObject({ vin: vinOf(1), owner: there.address });
    const signed = await there.node.sign({ as: 'me', file: made.file });
    expect(signed).toMatchObject({ id: made.id, needs: [], has: [inspector, there.address] });

    expect(await here.submit({ file: signed.file })).toEqual({ id: made.id });
    expect((await here.combine({ files: [signed.file] })).review.refusal).toMatchObject({ code: 'ALREADY_WAITING' });
    await here.mine({ blocks: 1 });
    expect((await here.car({ vin: vinOf(1) })).car.owner).toBe(there.address);
    await refused('SIGNING_FILE_DONE', () => here.submit({ file: signed.file }));
  });

  test('a buyer without a livre: somebody else pays the fee, and signs last', async () => {
    const [here, there] = [await openNode(), await openOwner('me')];
    const empty = { ...pay, as: 'me', to: 'alice', amount: '1' };
    // It has nothing at all: the fee is refused, and with a payer only the amount.
    expect((await there.node.review(empty)).refusal).toMatchObject({ code: 'BALANCE_TOO_LOW' });
    await here.submit({ ...pay, to: there.address, amount: '1' });
    await there.node.submit({ ...pay, to: there.address, amount: '1' });
    await Promise.all([here.mine({ blocks: 1 }), there.node.mine({ blocks: 1 })]);
    expect((await there.node.review(empty)).refusal).toMatchObject({ code: 'BALANCE_TOO_LOW' });

    const carol = await addressOf(here, 'carol');
    const before = BigInt((await here.account({ name: 'carol' })).balance);
    // Its wallet holds the payer's key too, so that both sign at once.
    const made = await there.node.make({ ...empty, payer: 'carol' });
    expect(made).toMatchObject({ needs: [], has: [there.address, carol] });
    expect(made.review).toMatchObject({ payer: carol });
    await here.submit({ file: made.file });
    await here.mine({ blocks: 1 });
    expect((await here.account({ address: there.address })).balance).toBe('0');
    expect(before - BigInt((await here.account({ name: 'carol' })).balance)).toBe(BigInt(made.review.fee));
  });

  test('it is good no longer than the sale or contract that it is about', async () => {
    const there = await openOwner('me');
    const { node } = there;
    const written = {
      operation: 'agreements.propose',
      as: 'me',
      counterparty: 'alice',
      title: 'Rent',
      text: 'All of it.',
    };
    const proposed = await node.make({ ...written, deadline: 50, payer: 'carol' });
    expect(proposed).toMatchObject({ goodUntil: 50, needs: [] });
    expect(proposed.expiry).toBeGreaterThan(100_000);
    const { id } = await node.submit({ file: proposed.file });
    await node.mine({ blocks: 1 });
    const signing = { operation: 'agreements.sign', as: 'alice', id };
    expect(await node.make({ ...signing, payer: 'carol' })).toMatchObject({ goodUntil: 50 });
    expect(await node.make({ ...signing, payer: 'carol', expiry: 20 })).toMatchObject({ goodUntil: 20, expiry: 20 });
    expect(await node.make({ ...pay, payer: 'carol', expiry: 0 })).toMatchObject({ goodUntil: 0 });
  });

  test('three wallets sign copies at once, which are put together', async () => {
    const [here, me, you] = [await openNode(), await openOwner('me', 7), await openOwner('you', 8)];
    const made = await here.make({ ...imported(me.address), payer: you.address });
    expect(made.needs).toEqual([me.address, you.address]);
    const copies = await Promise.all([
      me.node.sign({ as: 'me', file: made.file }),
      you.node.sign({ as: 'you', file: made.file }),
    ]);
    const [one, two] = copies.map(({ file }) => file) as [string, string];
    const whole = await here.combine({ files: [one, two] });
    expect(await here.combine({ files: [two, made.file, one] })).toEqual(whole);
    expect(whole.needs).toEqual([]);
    const refusal = await refused('PAYER_CANNOT_PAY', () => here.submit({ file: whole.file }));
    expect(refusal.message).toMatch(/^The fee of 0\.\d+ LVR falls to dcrn1\w{8}….*, who has 0\.00\./);
    await here.submit({ ...pay, to: you.address, amount: '1000000' });
    await here.submit({ file: whole.file });
    await here.mine({ blocks: 1 });
    expect((await here.car({ vin: vinOf(1) })).car.owner).toBe(me.address);
  });

  test('a file may be made for an author whose key is elsewhere', async () => {
    const [here, there] = [await openNode(), await openOwner('me')];
    const made = await here.make({ ...pay, as: there.address, payer: 'carol' });
    expect(made).toMatchObject({ needs: [there.address], has: [await addressOf(here, 'carol')] });
  });
});

describe('while a file waits', () => {
  async function complete(): Promise<{ here: Node; file: SigningView }> {
    const [here, there] = [await openNode(), await openOwner('me')];
    const made = await here.make({ ...imported(there.address), expiry: 3 });
    return { here, file: await there.node.sign({ as: 'me', file: made.file }) };
  }

  test('its author makes another entry: said plainly, before and after a block, and it signs no more', async () => {
    const { here, file } = await complete();
    const made = await here.make(imported(await addressOf(here, 'alice'), 2));
    await here.submit({ ...pay, as: 'inspector' });
    for (const step of ['waits', 'in a block']) {
      const { message } = await refused('SIGNING_FILE_OVERTAKEN', () => here.submit({ file: file.file }));
      expect(message, step).toContain('Number 0 of inspector, which this file takes, has gone to another entry');
      expect((await here.combine({ files: [file.file] })).review.refusal).toMatchObject({ message });
      await refused('SIGNING_FILE_OVERTAKEN', () => here.sign({ as: 'alice', file: made.file }));
      await here.mine({ blocks: 1 });
    }
  });

  test('it takes the number behind what waits, and must not come before it', async () => {
    const [here, other] = [await openNode(), await openNode()];
    await here.submit({ ...pay, as: 'inspector' });
    const made = await here.make(imported(await addressOf(here, 'alice')));
    expect(made.nonce).toBe(1);
    // Where that is not known yet one may sign, but not hand in.
    const signed = await other.sign({ as: 'alice', file: made.file });
    expect(signed.review.refusal).toMatchObject({ code: 'SIGNING_FILE_EARLY' });
    await refused('SIGNING_FILE_EARLY', () => other.submit({ file: signed.file }));
    await here.submit({ file: signed.file });
  });

  test('its end comes', async () => {
    const { here, file } = await complete();
    expect(file.expiry).toBe(3);
    await here.mine({ blocks: 2 });
    expect((await here.combine({ files: [file.file] })).review.refusal).toBeUndefined();
    await here.mine({ blocks: 1 });
    await refused('SIGNING_FILE_EXPIRED', () => here.submit({ file: file.file }));
  });

  test('a fee that was half for a miner is whole in a file: the discount may be gone by then', async () => {
    const here = await openNode();
    await here.mine({ blocks: 1 });
    const intent = { ...pay, as: 'miner-0' };
    const [review, made] = [await here.review(intent), await here.make(intent)];
    expect(BigInt(made.review.fee)).toBe(2n * BigInt(review.fee));
  });
});

describe('refused is', () => {
  test.each([
    ['PARAMETER_INVALID', { file: 'x' }],
    ['PARAMETER_INVALID', { as: 5, file: 'x' }],
    ['PARAMETER_INVALID', { as: 'alice' }],
    ['PARAMETER_INVALID', { as: 'alice', file: ['x'] }],
    ['SIGNING_FILE_UNKNOWN', { as: 'alice', file: 'x' }],
    ['SIGNING_FILE_TOO_LARGE', { as: 'alice', file: 'x'.repeat(signingFileLimit + 1) }],
  ])('sign, %s: %j', async (code, query) => {
    const { ask } = await openControlled();
    await refused(code, () => ask('sign', query));
  });

  test.each([
    ['PARAMETER_INVALID', {}],
    ['PARAMETER_INVALID', { files: 'x' }],
    ['PARAMETER_INVALID', { files: [] }],
    ['PARAMETER_INVALID', { files: [5] }],
    ['PARAMETER_INVALID', { files: Array.from({ length: 21 }, () => 'x') }],
    ['SIGNING_FILE_UNKNOWN', { files: ['x'] }],
  ])('combine, %s: %j', async (code, query) => {
    const { ask } = await openControlled();
    await refused(code, () => ask('combine', query));
  });

  test.each([
    ['OPERATION_UNKNOWN', {}],
    ['PARAMETER_INVALID', { file: 5 }],
    ['SIGNING_FILE_UNKNOWN', { file: 'x' }],
    ['FIELD_UNKNOWN', { ...pay, file: 'x' }],
  ])('submit, %s: %j', async (code, query) => {
    const { ask } = await openControlled();
    await refused(code, () => ask('submit', query));
  });

  test.each([
    ['OPERATION_UNKNOWN', { as: 'alice' }],
    ['PAYER_IS_AUTHOR', { ...pay, payer: 'alice' }],
    ['NAME_UNKNOWN', { ...pay, payer: 'nobody' }],
    ['FIELD_MISSING', { ...pay, amount: undefined }],
  ])('make, %s: %j', async (code, query) => {
    const { ask } = await openControlled();
    await refused(code, () => ask('make', query));
  });

  test('a key that is not here, is not asked for, has signed, or is locked', async () => {
    const [here, there] = [await openNode(), await openOwner('me')];
    const { file } = await here.make(imported(there.address));
    await refused('KEY_MISSING', () => here.sign({ as: there.address, file }));
    await refused('SIGNER_NOT_ASKED', () => here.sign({ as: 'bob', file }));
    await refused('ALREADY_SIGNED', () => here.sign({ as: 'inspector', file }));
    await there.node.lock();
    await refused('WALLET_LOCKED', () => there.node.sign({ as: 'me', file }));
    await refused('WALLET_LOCKED', () => there.node.make({ ...pay, as: 'me' }));
  });

  test('a payer who is the author, said before anybody signs', async () => {
    const here = await openNode();
    expect((await here.review({ ...pay, payer: 'alice' })).refusal).toMatchObject({ code: 'PAYER_IS_AUTHOR' });
  });

  test('what the ledger would refuse is said by the file, and does not keep anybody from signing', async () => {
    const here = await openNode();
    const made = await here.make({ ...pay, amount: '99999000000', payer: 'carol' });
    expect(made.review.refusal).toMatchObject({ code: 'BALANCE_TOO_LOW' });
    await refused('BALANCE_TOO_LOW', () => here.submit({ file: made.file }));
    expect((await here.status()).mempool).toBe(0);
  });
});
