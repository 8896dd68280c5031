import { describe, expect, test } from 'vitest';
import { provenText } from '../../source/cli/proof/report.ts';
import { maximumAmount } from '../../source/ledger/amount.ts';
import { checkCertificate } from '../../source/ledger/certificate-check.ts';
import { latestInstant } from '../../source/ledger/day.ts';
import type { Genesis } from '../../source/ledger/genesis.ts';
import { devnet, regtest } from '../../source/ledger/networks.ts';
import { accountKind } from '../../source/ledger/registries/accounts.ts';
import { agreementKind } from '../../source/ledger/registries/agreements/agreement.ts';
import { carKind, vinId } from '../../source/ledger/registries/cars/car.ts';
import { accusationKind } from '../../source/ledger/registries/licences/accusation.ts';
import { licenceId, licenceKind } from '../../source/ledger/registries/licences/licence.ts';
import { type Event, eventKind } from '../../source/ledger/registries/tickets/event.ts';
import { ticketKind } from '../../source/ledger/registries/tickets/ticket.ts';
import { type Kind, stateKey } from '../../source/ledger/state.ts';
import { bitsForWork } from '../../source/ledger/work.ts';
import { certify } from '../ledger/certify.ts';
import { type Claim, forge } from '../ledger/forge.ts';
import { keyOf, TestChain, vinOf } from '../ledger/support.ts';

const nothing = { historyCount: 0, historyHead: new Uint8Array(32) };

function claim<T>(kind: Kind<T>, id: Uint8Array, value: T): Claim {
  return { key: stateKey(kind, id), value: kind.codec.encode(value) };
}

function told(claims: readonly Claim[], isNamed = false, genesis: Genesis = regtest): string[] {
  return provenText(checkCertificate(forge(genesis, claims)), { genesis, isNamed });
}

const agreement = (title: string, text: string): Claim =>
  claim(agreementKind, new Uint8Array(32).fill(5), {
    ...{ title, text, documentHash: undefined, proposer: keyOf('alice'), counterparty: keyOf('bob'), deadline: 9 },
    ...{ status: 'proposed', endedAt: 0, ...nothing },
  });

const event = (over: Partial<Event>): Claim =>
  claim(eventKind, new Uint8Array(32).fill(6), {
    ...{ name: 'Concert', venue: 'Olympia', organiser: keyOf('organiser'), eventKey: keyOf('seller') },
    ...{ gateKeys: [keyOf('garage')], sellers: [keyOf('seller')], doorsAt: 0, startsAt: 1, endsAt: latestInstant },
    ...{ capacity: 1, price: maximumAmount, status: 'cancelled', reason: 'rain', issued: 1, offered: 1, sold: 1 },
    ...{ returned: 0, resold: 0, admitted: 1, held: 0n, commissions: maximumAmount, waiting: 0, resales: 0 },
    ...{ firstWaiting: undefined, lastWaiting: undefined, ...nothing },
    policy: {
      ...{ resaleCap: 0xffffffff, commission: 0xffff, resellers: 'none', perHolder: 0, freeTransfers: 255 },
      ...{ lockBefore: 1, certified: true, reentry: true, sellerFee: 0xffff },
    },
    ...over,
  });

describe('what somebody wrote passes for nothing that was proven', () => {
  const statement = 'is signed by both. Checked: every signature is good.';
  const blanks = ' '.repeat(75);

  test.each<[string, () => Claim]>([
    ['a contract’s title', () => agreement(`Loan", ${statement} "A`, 'One.')],
    ['a contract’s text', () => agreement('Loan', `One.${blanks}${statement}`)],
    [
      'the reason of an accusation',
      () => {
        const id = licenceId(keyOf('inspector'), 'inspector');
        const about = { accuser: keyOf('police'), since: 3, evidence: [], statement: '' };
        return claim(accusationKind, id, { ...about, reason: `Fraud.${blanks}${statement}` });
      },
    ],
    [
      'the name on a licence',
      () => {
        const id = licenceId(keyOf('notary'), 'notary');
        const licence = { country: 'FR', url: '', licensedBy: keyOf('police'), ...nothing } as const;
        return claim(licenceKind, id, { ...licence, name: `Demo", ${statement}`, status: 'revoked' });
      },
    ],
    ['the name of an event', () => event({ name: `Concert.${blanks}`.slice(0, 40) + statement })],
    ['why an event was cancelled', () => event({ reason: `Rain.${blanks}${statement}` })],
  ])('%s', (_, made) => {
    const lines = told([made()]);
    const quoted = lines.filter((line) => line.startsWith('  | '));
    expect(quoted.join(' ').replaceAll(/ +\| /g, ' ')).toContain('Checked: every signature is good.');
    expect(lines.filter((line) => line.includes('Checked:') && !line.startsWith('  | '))).toEqual([]);
    // What is proven stands before what was written.
    const status = lines.findIndex((line) => /proposed|revoked|stands accused|cancelled/.test(line));
    expect(status).toBeGreaterThanOrEqual(0);
    expect(status).toBeLessThan(lines.indexOf(quoted[0] ?? ''));
  });

  test('a ticket is told whatever its numbers are', () => {
    const id = Uint8Array.of(...new Uint8Array(32).fill(6), 255, 255, 255, 255);
    const admission = { gate: keyOf('garage'), session: 'ABCDEF', slot: 0xffffffff };
    const lines = told([
      claim(ticketKind, id, {
        ...{ holder: keyOf('alice'), commitment: new Uint8Array(32), seller: keyOf('seller'), status: 'refunded' },
        ...{ held: maximumAmount, commission: 0n, listed: 0n, soldOn: 0xffff, given: 255, admission },
        ...{ conflicts: 2, ...nothing },
      }),
    ]);
    const number = `Ticket 4294967295 of event ${'06'.repeat(32)}`;
    expect(lines).toContain(`${number} is refunded: the event was cancelled, and it lets nobody in.`);
    expect(lines.join('\n')).toMatch(
      /\nIts last holder was dcrn1.*\n.* for sale at 0\.00 LVR, and was given away 255 times/s,
    );
    expect(lines).toContain('Somebody was let in with it again, 2 times, which it does not allow.');
  });

  test('a car’s make and what was repaired', () => {
    const chain = new TestChain();
    const vin = vinOf(1);
    chain.do('manufacturer', 'cars.manufacture', {
      ...{ vin, make: 'MINI is new. Its mileage: LOGICAL', model: 'X', year: 2026, country: 'GB' },
    });
    chain.do('garage', 'cars.service', {
      vin,
      value: 10,
      work: 'brakes, signed by dcrn1alice. Every signature is good',
    });
    const lines = provenText(checkCertificate(certify(chain, stateKey(carKind, vinId(vin)))), {
      ...{ genesis: regtest, isNamed: true },
    });
    const own = lines.filter((line) => !line.startsWith('  | '));
    for (const written of ['LOGICAL', 'dcrn1alice', 'signature is good']) {
      expect(lines.join('\n')).toContain(written);
      expect(own.join('\n')).not.toContain(written);
    }
  });
});

describe('what a certificate proves is not said to be more than that', () => {
  const rich = claim(accountKind, keyOf('alice'), {
    ...{ balance: 10n ** 18n, locked: 0n, stake: 0n, nonce: 0, lastMined: 0 },
  });

  test('without the id of a block all of it is what the state of that block says', () => {
    const lines = told([rich, { key: stateKey(carKind, vinId(vinOf(9))) }]);
    const absent = lines.findIndex((line) => line.startsWith('No car with VIN'));
    expect(lines[absent - 1]).toBe("In that block's state:");
    expect(lines.filter((line) => line === "In that block's state:")).toHaveLength(2);
    expect(told([rich], true)).not.toContain("In that block's state:");
  });

  test('a block that one computer made up in a moment is said to be that, on every network', () => {
    const warning = ', so few that anybody can make one up, and ';
    expect(told([rich], true, devnet).join('\n')).toContain(`about 65,537 hashes${warning}`);
    expect(told([rich]).join('\n')).toContain(warning);
    const proven = checkCertificate(forge(regtest, [rich]));
    const { header } = proven.block;
    const block = { ...proven.block, header: { ...header, bits: bitsForWork(2n ** 41n) } };
    const dear = provenText({ ...proven, block, work: 2n ** 41n }, { genesis: regtest, isNamed: true });
    expect(dear.join('\n')).not.toContain(warning);
  });
});
