import { describe, expect, test } from 'vitest';
import type { AgreementsView, AgreementView } from '../../source/node/facade.ts';
import { refused } from './refused.ts';
import { type Controlled, openControlled } from './socket.ts';

const lease = {
  as: 'alice',
  operation: 'agreements.propose',
  title: 'Lease of a garage',
  text: 'The box in rue Neuve 4, for 80 livres a month.',
  counterparty: 'bob',
  deadline: 6,
};
const documentHash = 'ab'.repeat(32);

/** The socket of a node, with what is asked of it in these tests. */
async function openSocket() {
  const controlled = await openControlled();
  const { ask } = controlled;
  const submit = async (intent: object) => ((await ask('submit', intent)) as { id: string }).id;
  return {
    ...controlled,
    submit,
    agreement: async (id: string) => (await ask('agreement', { id })) as AgreementView,
    list: async (as: string) => {
      const { toSign, waiting, ended } = (await ask('agreements', { as })) as AgreementsView;
      const ids = (some: AgreementsView['ended']) => some.map(({ id }) => id);
      return { toSign: ids(toSign), waiting: ids(waiting), ended: ids(ended) };
    },
  };
}

async function tipOf({ ask }: Pick<Controlled, 'ask'>): Promise<string> {
  return ((await ask('status')) as { tip: string }).tip;
}

describe('a contract', () => {
  test('waiting, proposed, signed: text, both names with their blocks, and what happened in words', async () => {
    const { ask, submit, agreement, list } = await openSocket();
    const id = await submit(lease);
    expect(await agreement(id)).toMatchObject({ status: 'proposed', waiting: true, signatures: [{ block: 0 }] });
    expect(await list('bob')).toEqual({ toSign: [id], waiting: [], ended: [] });
    await ask('mine');
    const names = ((await ask('status')) as { names: { name: string; address: string }[] }).names;
    const addressOf = (name: string) => names.find((one) => one.name === name)?.address ?? '';
    const [alice, bob] = [addressOf('alice'), addressOf('bob')];
    expect(await agreement(id)).toEqual({
      ...{ id, title: lease.title, text: lease.text, content: 'text', deadline: 6, status: 'proposed' },
      ...{ proposer: alice, counterparty: bob },
      signatures: [{ signer: alice, block: 1, time: expect.any(Number) }],
      history: [
        {
          ...{ id, operation: 'agreements.propose', label: 'Write a contract', signer: alice, block: 1 },
          what: 'Contract proposed to bob: Lease of a garage',
          time: expect.any(Number),
        },
      ],
    });
    expect(await list('alice')).toEqual({ toSign: [], waiting: [id], ended: [] });
    const signing = await submit({ as: 'bob', operation: 'agreements.sign', id });
    expect(await agreement(id)).toMatchObject({ status: 'signed', waiting: true, signatures: [{}, { block: 0 }] });
    expect(await list('bob')).toEqual({ toSign: [], waiting: [], ended: [id] });
    await ask('mine');
    const signed = await agreement(id.toUpperCase());
    expect(signed).toMatchObject({ status: 'signed', endedAt: 2 });
    expect(signed).not.toHaveProperty('waiting');
    expect(signed.signatures).toEqual([
      { signer: alice, block: 1, time: expect.any(Number) },
      { signer: bob, block: 2, time: expect.any(Number) },
    ]);
    expect(signed.history.at(-1)).toMatchObject({ id: signing, what: 'Contract signed: Lease of a garage', block: 2 });
    for (const as of ['alice', 'bob']) expect(await list(as)).toEqual({ toSign: [], waiting: [], ended: [id] });
  });

  test('of a document: the fingerprint and nothing else', async () => {
    const { ask, submit, agreement } = await openSocket();
    const { text: _, ...rest } = lease;
    const id = await submit({ ...rest, documentHash: documentHash.toUpperCase() });
    await ask('mine');
    const found = await agreement(id);
    expect(found).toMatchObject({ content: 'document', documentHash });
    expect(found).not.toHaveProperty('text');
  });

  test('declined, withdrawn, and over by the queue: in the history, and in what happened to both', async () => {
    const { ask, submit, agreement, list } = await openSocket();
    const declined = await submit(lease);
    const withdrawn = await submit({ ...lease, title: 'Another' });
    const left = await submit({ ...lease, title: 'Left alone' });
    await ask('mine');
    await submit({ as: 'bob', operation: 'agreements.decline', id: declined });
    await submit({ as: 'alice', operation: 'agreements.decline', id: withdrawn });
    await ask('mine', { blocks: 4 });
    // The next block is the last in which it can be signed; the one after that ends it.
    expect(await list('bob')).toEqual({ toSign: [left], waiting: [], ended: expect.any(Array) });
    await ask('mine');
    expect(await list('bob')).toMatchObject({ toSign: [], waiting: [left] });
    await ask('mine');
    expect(await agreement(declined)).toMatchObject({ status: 'declined', endedAt: 2 });
    expect(await agreement(withdrawn)).toMatchObject({ status: 'withdrawn', endedAt: 2 });
    const expired = await agreement(left);
    expect(expired).toMatchObject({ status: 'expired', endedAt: 7 });
    expect(expired.history.at(-1)).toEqual({
      ...{ id: expect.stringMatching(/^[0-9a-f]{64}$/), operation: 'agreements', label: 'Contract over' },
      ...{ what: 'Left alone: it was not signed in time', block: 7, time: expect.any(Number) },
    });
    expect((await list('alice')).ended[0]).toBe(left);
    for (const name of ['alice', 'bob']) {
      const [latest] = (await ask('activity', { name })) as object[];
      expect(latest).toMatchObject({ label: 'Contract over', block: 7, change: '0' });
    }
  });

  test('what the other side did is in the activity of both', async () => {
    const { ask, submit } = await openSocket();
    const id = await submit(lease);
    await submit({ as: 'bob', operation: 'agreements.sign', id });
    const latest = async () => ((await ask('activity', { name: 'alice' })) as object[])[0];
    expect(await latest()).toMatchObject({ operation: 'agreements.sign', block: 0 });
    await ask('mine');
    expect(await latest()).toMatchObject({
      operation: 'agreements.sign',
      block: 1,
      what: expect.stringMatching(/signed/),
    });
  });
});

describe('refused, and nothing changed', () => {
  test.each([
    ['a text and a fingerprint', 'AGREEMENT_CONTENT', { ...lease, documentHash }],
    ['neither', 'AGREEMENT_CONTENT', { ...lease, text: undefined }],
    ['with oneself', 'AGREEMENT_WITH_ONESELF', { ...lease, counterparty: 'alice' }],
    ['a deadline that has passed', 'DEADLINE_INVALID', { ...lease, deadline: 1 }],
    ['a deadline in some years', 'DEADLINE_INVALID', { ...lease, deadline: 4_000_000_000 }],
    ['a text that is too long', 'FIELD_INVALID', { ...lease, text: 'é'.repeat(1_001) }],
    ['a title that is too long', 'FIELD_INVALID', { ...lease, title: 'a'.repeat(101) }],
    ['no title', 'FIELD_INVALID', { ...lease, title: ' ' }],
    ['a fingerprint of 31 bytes', 'FIELD_INVALID', { ...lease, text: undefined, documentHash: 'ab'.repeat(31) }],
    ['a control character', 'FIELD_INVALID', { ...lease, text: 'a\u0007b' }],
    [
      'a contract that is not there',
      'AGREEMENT_UNKNOWN',
      { as: 'bob', operation: 'agreements.sign', id: documentHash },
    ],
  ])('%s', async (_what, code, intent) => {
    const { ask } = await openSocket();
    await ask('mine');
    const before = [await tipOf({ ask }), await ask('mempool')];
    await refused(code, () => ask('submit', intent));
    expect([await tipOf({ ask }), await ask('mempool')]).toEqual(before);
  });

  test('whoever is not asked, and what is over', async () => {
    const { ask, submit } = await openSocket();
    const id = await submit(lease);
    await ask('mine');
    const as = (name: string, operation: string) =>
      ask('submit', { as: name, operation: `agreements.${operation}`, id });
    await refused('NOT_COUNTERPARTY', () => as('alice', 'sign'));
    await refused('NOT_COUNTERPARTY', () => as('carol', 'sign'));
    await refused('NOT_PARTY', () => as('carol', 'decline'));
    const { refusal } = (await ask('review', { as: 'carol', operation: 'agreements.decline', id })) as {
      refusal: { code: string };
    };
    expect(refusal.code).toBe('NOT_PARTY');
    expect(await ask('mempool')).toEqual([]);
    await as('bob', 'sign');
    await ask('mine');
    await refused('AGREEMENT_ENDED', () => as('bob', 'sign'));
    await refused('AGREEMENT_ENDED', () => as('alice', 'decline'));
  });

  test('one that nobody signed in time', async () => {
    const { ask, submit } = await openSocket();
    const id = await submit(lease);
    await ask('mine', { blocks: 6 });
    await refused('AGREEMENT_EXPIRED', () => ask('submit', { as: 'bob', operation: 'agreements.sign', id }));
    await ask('mine');
    await refused('AGREEMENT_ENDED', () => ask('submit', { as: 'bob', operation: 'agreements.sign', id }));
  });

  test.each([
    ['agreement', 'PARAMETER_INVALID', {}],
    ['agreement', 'PARAMETER_INVALID', { id: 'ab' }],
    ['agreement', 'PARAMETER_INVALID', { id: 7 }],
    ['agreement', 'AGREEMENT_UNKNOWN', { id: documentHash }],
    ['agreements', 'PARAMETER_INVALID', {}],
    ['agreements', 'NAME_UNKNOWN', { as: 'nobody' }],
    ['agreements', 'PARAMETER_INVALID', { as: 'alice', limit: 501 }],
    ['waiting', 'PARAMETER_INVALID', {}],
    ['waiting', 'PARAMETER_INVALID', { as: ['alice'] }],
    ['waiting', 'NAME_UNKNOWN', { as: 'nobody' }],
    ['waiting', 'ADDRESS_INVALID', { as: 'dcrn1qqqq' }],
  ])('%s: %s of %j', async (method, code, query) => {
    const { ask } = await openSocket();
    await refused(code, () => ask(method, query));
  });
});
