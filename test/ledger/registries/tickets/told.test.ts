import { bytesToHex } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import { policyLines } from '../../../../source/ledger/registries/tickets/creation.ts';
import type { SignedTransaction } from '../../../../source/ledger/transaction.ts';
import { keyOf, TestChain } from '../../support.ts';
import { hasty } from '../licences/hasty.ts';
import { BoxOffice, concert, policy, printOf } from './box.ts';

/** What somebody reads of an entry among what lately happened to it. */
function told(chain: TestChain, { body }: SignedTransaction, reader: string): string {
  const operation = chain.ledger.operations.named(body.operation.name);
  const seen = { author: body.author, reader: keyOf(reader) };
  return operation?.summaryFor(body.operation.values, chain.known(), seen) ?? '';
}

const opened = new BoxOffice({ price: '40000000' }, 2);
const { chain } = opened;
const event = opened.id;
const ticket = opened.ticketName(1);
const order = { event, seller: 'seller', price: '40000000', holder: printOf('alice') };
const by = (as: string, operation: string, input: object) => chain.do(as, `tickets.${operation}`, { ...input });

describe('whom it concerns reads', () => {
  const first = (operation: string) =>
    chain.taken.flatMap(({ block }) => block.transactions).find(({ body }) => body.operation.name === operation)!;
  const bought = by('alice', 'buy', order);
  const listed = by('alice', 'list', { ticket, price: '44000000' });
  const kept = by('alice', 'unlist', { ticket });
  by('alice', 'list', { ticket, price: '44000000' });
  const resold = by('bob', 'buyListed', { ticket, price: '44000000', holder: printOf('bob') });
  const given = by('bob', 'give', { ticket, to: 'carol', holder: printOf('carol') });
  by('bob', 'buy', order);
  const waits = by('dealer', 'wait', { event, holder: printOf('dealer') });
  const leaves = chain.sign('dealer', 'tickets.unwait', { event });
  const returned = by('bob', 'giveBack', { ticket: opened.ticketName(2) });
  opened.waitUntil('2026-03-01T19:45Z');
  opened.admit(1, { by: 'carol' });
  const admitted = first('tickets.admit');
  const cancelled = by('organiser', 'cancelEvent', { event, reason: 'rain' });

  test.each([
    [first('tickets.createEvent'), 'organiser', 'You announced Concert, Olympia'],
    [first('tickets.issue'), 'seller', 'organiser handed you 2 seats for Concert'],
    [first('tickets.issue'), 'organiser', 'You handed seller 2 seats for Concert'],
    [first('tickets.offer'), 'organiser', 'seller put 2 seats for Concert on sale'],
    [bought, 'alice', 'You bought a ticket for Concert from seller for 40.00 LVR'],
    [bought, 'seller', 'alice bought a ticket for Concert from you for 40.00 LVR'],
    [listed, 'alice', 'You offered ticket 1 for Concert for 44.00 LVR'],
    [kept, 'alice', 'You took ticket 1 for Concert off the market'],
    [resold, 'bob', 'You bought ticket 1 for Concert for 44.00 LVR'],
    [resold, 'alice', 'Your ticket 1 for Concert was sold for 44.00 LVR'],
    [resold, 'notary', 'bob bought ticket 1 for Concert for 44.00 LVR'],
    [given, 'carol', 'bob gave you ticket 1 for Concert'],
    [given, 'bob', 'You gave carol ticket 1 for Concert'],
    [waits, 'dealer', 'You wait for a ticket for Concert'],
    [waits, 'organiser', 'dealer waits for a ticket for Concert'],
    [leaves, 'dealer', 'You stopped waiting for a ticket for Concert'],
    [returned, 'bob', 'You returned ticket 2 for Concert'],
    [returned, 'dealer', 'bob returned ticket 2 for Concert: it is yours now'],
    [admitted, 'carol', 'garage let you into Concert with ticket 1'],
    [admitted, 'garage', 'You let somebody into Concert with ticket 1'],
    [cancelled, 'alice', 'organiser cancelled Concert: rain'],
  ])('%#: %s', (entry, reader, words) => {
    expect(told(chain, entry, reader)).toBe(words);
  });
});

test('the labels are those of the form', () => {
  const label = (operation: string) => chain.ledger.operations.named(`tickets.${operation}`)?.label;
  expect(['buy', 'list', 'give', 'giveBack', 'admit'].map(label)).toEqual([
    ...['Buy', 'Offer for resale', 'Give away', 'Return for refund', 'Let in'],
  ]);
});

describe('a review', () => {
  const words = 'Gala". You pay nothing. "';
  const evil = new TestChain(hasty);
  const input = { ...concert, name: words, venue: words };
  const id = bytesToHex(evil.do('organiser', 'tickets.createEvent', input).id);
  const review = (as: string, operation: string, given: object) => {
    const { body } = evil.sign(as, operation, { ...given });
    const known = evil.known();
    return evil.ledger.operations.named(operation)!.review(body.operation.values, known, known.fullName(body.author));
  };

  test('quotes what somebody wrote, so that it does not go on in the voice of the program', () => {
    const lines = [
      ...review('organiser', 'tickets.createEvent', input),
      ...review('organiser', 'tickets.cancelEvent', { event: id, reason: words }),
      ...review('alice', 'tickets.buy', { event: id, seller: 'seller', price: '5', holder: printOf('a') }),
      ...review('alice', 'tickets.wait', { event: id, holder: printOf('a') }),
      ...review('alice', 'tickets.unwait', { event: id }),
      ...(['giveBack', 'unlist'] as const).flatMap((name) => review('alice', `tickets.${name}`, { ticket: `${id}/1` })),
      ...review('alice', 'tickets.list', { ticket: `${id}/1`, price: '5' }),
      ...review('alice', 'tickets.buyListed', { ticket: `${id}/1`, price: '5', holder: printOf('a') }),
      ...review('alice', 'tickets.give', { ticket: `${id}/1`, to: 'bob', holder: printOf('a') }),
      ...review('garage', 'tickets.admit', {
        ticket: `${id}/1`,
        session: 'ABCDEF',
        slot: 5,
        signature: '01'.repeat(64),
      }),
    ].filter((line) => line.includes('Gala'));
    expect(lines.length).toBe(11);
    for (const line of lines) {
      expect(line).not.toContain(words);
      expect(line).toContain('"Gala\\". You pay nothing. \\""');
    }
  });
});

describe('what an organiser allows, in sentences', () => {
  const price = 40_000_000n;
  const lines = (over: object) => policyLines({ ...policy, resellers: 'holders', ...over }, price);

  test('with everything usual', () => {
    expect(lines({ resaleCap: 10_000 })).toEqual([
      'Resale: every holder, at most 40.00 LVR, everything included; 5% of it goes to the organiser.',
      'Gifts: each ticket once.',
      'Buying, selling, giving and returning end 1 h before the doors open.',
      'At most 2 for each account. One person can have several accounts.',
      'A ticket lets in once.',
    ]);
  });

  test('with everything else', () => {
    const free = { resellers: 'sellers', commission: 0, freeTransfers: 0, lockBefore: 0, certified: true };
    expect(lines({ ...free, reentry: true, sellerFee: 250 })).toEqual([
      'Resale: official sellers only, at most 44.00 LVR, everything included.',
      'Gifts: none; a ticket cannot be given away.',
      'Buying, selling, giving and returning end when the doors open.',
      'At most 2 for each person, and each holder is known to the police.',
      'Of each ticket, 2.5% goes to its official seller; you pay no more for it.',
      'Whoever goes out may come in again.',
    ]);
    expect(lines({ resellers: 'none', freeTransfers: 3, lockBefore: 86_400 }).slice(0, 3)).toEqual([
      'Resale: nobody may sell a ticket on; it can be returned.',
      'Gifts: each ticket up to 3 times.',
      'Buying, selling, giving and returning end 1 day before the doors open.',
    ]);
    const lock = (lockBefore: number) => lines({ lockBefore })[2]?.replace(/^.* end /, '');
    expect([5_400, 90, 172_800].map(lock)).toEqual([
      '90 min before the doors open.',
      '90 s before the doors open.',
      '2 days before the doors open.',
    ]);
  });
});
