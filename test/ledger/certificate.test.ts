import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../source/ledger/byte-string.ts';
import {
  type Certificate,
  type CertifiedEvent,
  type CertifiedObject,
  certificateLimit,
  readCertificate,
  writeCertificate,
} from '../../source/ledger/certificate.ts';
import { checkCertificate } from '../../source/ledger/certificate-check.ts';
import { pathOf } from '../../source/ledger/commitment.ts';
import { sha256, u64le } from '../../source/ledger/hash.ts';
import { kindOf } from '../../source/ledger/kinds.ts';
import { devnet, regtest } from '../../source/ledger/networks.ts';
import { RefusedError } from '../../source/ledger/refusal.ts';
import { accountKind } from '../../source/ledger/registries/accounts.ts';
import { type Car, carKind, plateKind, vinId } from '../../source/ledger/registries/cars/car.ts';
import { licenceKind } from '../../source/ledger/registries/licences/licence.ts';
import { ownerKind } from '../../source/ledger/registries/owners/owner.ts';
import { transferKind } from '../../source/ledger/registries/transfers/transfer.ts';
import { stateKey } from '../../source/ledger/state.ts';
import { proveState } from '../../source/ledger/state-proof.ts';
import { verdictOf } from '../../source/ledger/verdict.ts';
import { certify, certifyObject } from './certify.ts';
import { forge, headOf } from './forge.ts';
import { tellStory, vins } from './story.ts';
import { keyOf, refused, TestChain, vinOf } from './support.ts';

const { chain } = tellStory();
const carKey = stateKey(carKind, vinId(vins.made));
const unknownCar = stateKey(carKind, vinId(vinOf(77)));
const whole = certify(chain, carKey);
const [car] = whole.objects as [CertifiedObject];

const withObject = (change: Partial<CertifiedObject>): Certificate => ({ ...whole, objects: [{ ...car, ...change }] });
const withEvents = (change: (events: CertifiedEvent[]) => CertifiedEvent[]) =>
  withObject({ events: change([...car.events]) });

describe('a certificate', () => {
  test('proves every object of the state, each with its whole history', () => {
    const keys = chain.state.entries().map(([key]) => key);
    for (const key of keys) expect(kindOf(key), bytesToHex(certifyObject(chain, key).key)).toBeDefined();
    const { objects, block } = checkCertificate(certify(chain, ...keys));
    expect(block.id).toEqual(chain.tip.id);
    objects.forEach(({ kind, id, value, history }, place) => {
      expect(stateKey(kind, id)).toBe(keys[place]);
      expect(kind.codec.encode(value ?? {})).toEqual(chain.state.read(keys[place] ?? ''));
      const count = value !== undefined && 'historyCount' in value ? value.historyCount : undefined;
      expect(history?.length).toBe(count);
    });
    const kinds = new Set(objects.map(({ kind }) => kind.name));
    expect([...kinds]).toEqual(expect.arrayContaining(['car', 'account', 'owner', 'licence', 'transfer', 'agreement']));
  });

  test('works out the mileage verdict anew, a corrected test included', () => {
    const [proven] = checkCertificate(whole).objects;
    const { odometer } = (proven?.value ?? {}) as Car;
    expect(verdictOf(odometer)).toEqual(verdictOf(chain.car(vins.made).odometer));
    expect(proven?.history?.map(({ entry }) => entry?.body.operation.name)).toContain('cars.inspect');
  });

  test('proves that something is not there', () => {
    const absent = certify(chain, unknownCar, stateKey(ownerKind, keyOf('inspector')));
    const { objects } = checkCertificate(readCertificate(writeCertificate(absent)));
    expect(objects.map(({ value, history }) => [value, history])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  test('of block 0 needs no work and no seal, and is of its own network', () => {
    const fresh = new TestChain();
    const founded = certify(fresh, stateKey(accountKind, keyOf('alice')));
    expect(checkCertificate(founded).block.header.height).toBe(0);
    refused('CERTIFICATE_GENESIS', () => checkCertificate({ ...founded, genesis: new Uint8Array(32).fill(7) }));
  });

  test('shows what the queue carried out, by the name that it has in the history', () => {
    const late = new TestChain();
    late.do('manufacturer', 'cars.manufacture', {
      ...{ vin: vins.made, make: 'MINI', model: 'Cooper', year: 2026, country: 'GB' },
    });
    const terms = { vin: vins.made, buyer: 'alice', price: '5', deadline: 4 };
    const { id } = late.do('manufacturer', 'transfers.offer', terms);
    while (late.height < 6) late.mine();
    const sale = stateKey(transferKind, id);
    const expired = certify(late, sale, carKey);
    const [proven] = checkCertificate(expired).objects;
    expect(proven?.value).toMatchObject({ status: 'expired' });
    expect(proven?.history?.map(({ entry }) => entry?.body.operation.name)).toEqual(['transfers.offer', undefined]);
    const [object] = expired.objects as [CertifiedObject];
    const events = object.events.map((event) => (event.due ? { ...event, due: { due: 5, sequence: 9 } } : event));
    refused('CERTIFICATE_HISTORY_OTHER', () => checkCertificate({ ...expired, objects: [{ ...object, events }] }));
  });

  test('comes back from its text as it was, whatever stands around its lines', () => {
    const text = writeCertificate(whole);
    expect(text).toMatch(/^carnet-certificate 1\n([0-9a-f]{72}\n)*[0-9a-f]{1,72}\n$/);
    expect(readCertificate(text)).toEqual(whole);
    expect(readCertificate(`\n  ${text.replaceAll('\n', '\r\n')}\n`)).toEqual(whole);
  });
});

describe('refused is', () => {
  test('a forged proof', () => {
    const [first, ...rest] = car.siblings as [Uint8Array, ...Uint8Array[]];
    const forged = [
      withObject({ siblings: [first.map((byte) => byte ^ 1), ...rest] }),
      withObject({ siblings: rest }),
      withObject({ siblings: [...car.siblings, first] }),
      withObject({ key: certifyObject(chain, unknownCar).key }),
      withObject({ value: carKind.codec.encode({ ...chain.car(vins.made), owner: keyOf('alice') }) }),
    ];
    for (const each of forged) refused('CERTIFICATE_STATE_OTHER', () => checkCertificate(each));
  });

  test('a proof for another header', () => {
    const before = certify(chain, carKey);
    chain.mine();
    const after = certify(chain, carKey);
    chain.undo();
    refused('CERTIFICATE_STATE_OTHER', () => checkCertificate({ ...before, header: after.header }));
    refused('CERTIFICATE_OTHER_BLOCK', () => checkCertificate(after, { block: chain.tip.id }));
    expect(checkCertificate(before, { block: chain.tip.id }).block.id).toEqual(chain.tip.id);
  });

  test('an absence proof of something that exists', () => {
    const { siblings } = car;
    const elsewhere = certifyObject(chain, stateKey(carKind, vinId(vins.imported)));
    const { other } = certifyObject(chain, unknownCar);
    const nothing = { value: undefined, events: [] };
    const own = { path: new Uint8Array(32), value: new Uint8Array(32) };
    refused('CERTIFICATE_STATE_OTHER', () => checkCertificate(withObject({ ...nothing, siblings })));
    refused('CERTIFICATE_STATE_OTHER', () => checkCertificate(withObject({ ...nothing, other: own })));
    refused('CERTIFICATE_STATE_OTHER', () =>
      checkCertificate(withObject({ ...nothing, siblings: elsewhere.siblings, other })),
    );
  });

  test('an absence proof that shows the very object', () => {
    const { leaf } = proveState(chain.tree.top, pathOf(carKey), chain.tree.fetch);
    refused('PROOF_LEADS_ELSEWHERE', () => checkCertificate(withObject({ value: undefined, events: [], other: leaf })));
  });

  test('a history with an event left out', () => {
    const without = withEvents((events) => events.slice(0, -1));
    refused('CERTIFICATE_HISTORY_SHORT', () => checkCertificate(without));
    const replaced = withEvents((events) => [...events.slice(0, 3), ...events.slice(2, 3), ...events.slice(4)]);
    refused('CERTIFICATE_HISTORY_OTHER', () => checkCertificate(replaced));
    const swapped = withEvents((events) => [...events.slice(1, 2), ...events.slice(0, 1), ...events.slice(2)]);
    refused('CERTIFICATE_HISTORY_OTHER', () => checkCertificate(swapped));
    // An entry hidden behind "something that was due".
    const hidden = withEvents((events) =>
      events.map((event, place) =>
        place === 4 ? { ...event, entry: undefined, due: { due: 1, sequence: 1 } } : event,
      ),
    );
    refused('CERTIFICATE_HISTORY_OTHER', () => checkCertificate(hidden));
  });

  test('a history re-dated', () => {
    const later = withEvents((events) => events.map((event) => ({ ...event, time: event.time + 1 })));
    refused('CERTIFICATE_HISTORY_OTHER', () => checkCertificate(later));
    const higher = withEvents((events) => events.map((event) => ({ ...event, height: event.height + 1 })));
    refused('CERTIFICATE_HISTORY_OTHER', () => checkCertificate(higher));
  });

  test('a history that is complete, of a block that somebody made up, and goes back in time or beyond that block', () => {
    const made = chain.car(vins.made);
    const late = (change: (event: CertifiedEvent, place: number) => Partial<CertifiedEvent>) => {
      const events = car.events.map((event, place) => ({ ...event, ...change(event, place) }));
      const value = carKind.codec.encode({ ...made, ...headOf(regtest, events) });
      return forge(regtest, [{ key: carKey, value, events }]);
    };
    expect(checkCertificate(late(() => ({}))).objects[0]?.history).toHaveLength(car.events.length);
    for (const change of [
      ({ height }: CertifiedEvent) => ({ height: height + 900_000 }),
      ({ time }: CertifiedEvent) => ({ time: time + 1_000 * 365 * 86_400_000 }),
      (_: CertifiedEvent, place: number) => (place === 0 ? { height: 50 } : {}),
      (_: CertifiedEvent, place: number) => (place === 1 ? { time: 0 } : {}),
      // Two of one block that know two times for the block before.
      ({ time }: CertifiedEvent, place: number) => ({ height: 7, time: time + place }),
    ]) {
      refused('CERTIFICATE_ORDER', () => checkCertificate(late(change)));
    }
  });

  test('a car whose last reading, safety test or mileage is not what its own history leads to', () => {
    const made = chain.car(vins.made);
    const { latest, test: last } = made;
    if (latest === undefined || last === undefined) throw new Error('the car of the story was read and tested');
    for (const change of [
      { latest: { ...latest, value: 1 } },
      { latest: { ...latest, day: latest.day + 1 } },
      { latest: { ...latest, signer: keyOf('alice') } },
      { latest: undefined },
      { test: { ...last, validUntil: last.validUntil + 1 } },
      { test: undefined },
      { odometer: chain.car(vins.imported).odometer },
    ]) {
      const value = carKind.codec.encode({ ...made, ...change });
      const forged = forge(regtest, [{ key: carKey, value, events: car.events }]);
      refused('CERTIFICATE_CAR_OTHER', () => checkCertificate(forged));
    }
  });

  test('the absence of what cannot exist: the bytes of its id could say anything', () => {
    const bytes = (text: string, size: number) => bytesOf(text.padEnd(size, '\0'));
    const keys = [
      stateKey(carKind, bytes('\u001b[2K\u001b[1AGOOD', 17)),
      stateKey(carKind, bytes('VF1AAAAA5IK000001', 17)),
      stateKey(carKind, bytes('VF1AAAAA', 17)),
      stateKey(plateKind, bytes('FR\u001b[2J', 14)),
      stateKey(plateKind, bytes('FRAB 12', 14)),
      stateKey(plateKind, bytes('FRAB\0\0CD', 14)),
      stateKey(accountKind, bytes('a key', 33)),
      stateKey(licenceKind, Uint8Array.of(...keyOf('alice'), 99)),
    ];
    for (const key of keys) refused('CERTIFICATE_KEY', () => checkCertificate(forge(regtest, [{ key }])));
    expect(checkCertificate(forge(regtest, [{ key: unknownCar }])).objects[0]?.value).toBeUndefined();
  });

  test('a time that no clock can show, of a block or of an event', () => {
    const time = 8_640_000_000_000_001;
    refused('CERTIFICATE_TIME', () => checkCertificate(forge(regtest, [{ key: unknownCar }], { time })));
    const dated = withEvents((events) => events.map((event) => ({ ...event, time })));
    expect(() => writeCertificate(dated)).toThrow('a number out of range');
    const hex = writeCertificate(withEvents((events) => events.map((event) => ({ ...event, time: time - 1 }))));
    const bytes = bytesToHex(content(hex));
    const later = hexToBytes(bytes.replaceAll(bytesToHex(u64le(time - 1)), bytesToHex(u64le(time))));
    expect(later).not.toEqual(content(hex));
    const text = `carnet-certificate 1\n${bytesToHex(Uint8Array.of(...later, ...sha256(later).subarray(0, 4)))}\n`;
    refused('MALFORMED', () => readCertificate(text));
  });

  test('an entry whose signature was put in the place of the right one', () => {
    const forged = withEvents((events) =>
      events.map((event, place) => {
        if (place !== 1 || event.entry === undefined) return event;
        const entry = event.entry.slice();
        // The author's signature stands before the count of cosignatures.
        entry[entry.length - 3] = (entry[entry.length - 3] ?? 0) ^ 1;
        return { ...event, entry };
      }),
    );
    refused('SIGNATURE_INVALID', () => checkCertificate(forged));
  });

  test('a block without work, without its miner’s seal, or too easy for its network', () => {
    const header = whole.header.slice();
    header[header.length - 1] = (header[header.length - 1] ?? 0) ^ 1;
    refused('SEAL_INVALID', () => checkCertificate({ ...whole, header }));
    const hard = whole.header.slice();
    // The compact target, as hard as devnet's.
    hard.set([0xff, 0xff, 0x00, 0x1d], 14);
    refused('WORK_MISSING', () => checkCertificate({ ...whole, header: hard }));
    const genesis = { ...devnet, id: chain.ledger.genesisId };
    refused('CERTIFICATE_WORK_LOW', () => checkCertificate(whole, { genesis }));
    const other = { ...regtest, id: new Uint8Array(32) };
    refused('CERTIFICATE_OTHER_NETWORK', () => checkCertificate(whole, { genesis: other }));
  });

  test('what this program does not know', () => {
    refused('CERTIFICATE_KIND', () => checkCertificate(withObject({ key: Uint8Array.of(99, 1, 2) })));
    refused('CERTIFICATE_KIND', () => checkCertificate(withObject({ key: car.key.slice(0, -1) })));
    const header = whole.header.slice();
    header[0] = 9;
    refused('VERSION_UNKNOWN', () => checkCertificate({ ...whole, header }));
    refused('WRONG_NETWORK', () => checkCertificate({ ...whole, genesis: new Uint8Array(32) }));
  });
});

describe('a text that is no certificate is refused', () => {
  const text = writeCertificate(whole);
  const [head = '', ...lines] = text.trimEnd().split('\n');

  test.each([
    ['truncated', 'CERTIFICATE_DAMAGED', text.slice(0, -9)],
    ['with a line left out', 'CERTIFICATE_DAMAGED', [head, ...lines.slice(1)].join('\n')],
    ['with something behind it', 'CERTIFICATE_DAMAGED', `${text}00`],
    ['with words behind it', 'CERTIFICATE_DAMAGED', `${text}regards`],
    ['with nothing in it', 'CERTIFICATE_DAMAGED', 'carnet-certificate 1\n'],
    ['huge', 'CERTIFICATE_TOO_LARGE', `${head}\n${'00'.repeat(certificateLimit / 2)}`],
    ['of another version', 'CERTIFICATE_VERSION', text.replace(' 1\n', ' 2\n')],
    ['of another kind', 'CERTIFICATE_UNKNOWN', text.replace('certificate', 'signing-file')],
    ['empty', 'CERTIFICATE_UNKNOWN', ''],
  ])('%s', (_, code, given) => {
    refused(code, () => readCertificate(given));
  });

  test('whose content has something behind it, is about nothing, or contradicts itself', () => {
    const [event] = car.events as [CertifiedEvent];
    for (const content of [
      { ...whole, objects: [] },
      withObject({ value: undefined }),
      withObject({ other: { path: new Uint8Array(32), value: new Uint8Array(32) } }),
      withObject({ events: [{ ...event, due: { due: 1, sequence: 1 } }] }),
    ]) {
      expect(() => writeCertificate(content)).toThrow();
    }
  });

  test('whatever is changed in one, nothing else is proven by it', () => {
    const bytes = car.siblings.length;
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat(bytes), (at, by, drop) => {
        const flat = mutated(whole, at, by);
        expect(() => checkCertificate(flat)).toThrow(RefusedError);
        const fewer = withObject({ siblings: car.siblings.filter((_, place) => place !== drop) });
        if (drop < bytes) expect(() => checkCertificate(fewer)).toThrow(RefusedError);
      }),
      { numRuns: 400 },
    );
  });
});

/** The bytes behind a certificate's text, without their sum. */
function content(text: string): Uint8Array {
  return hexToBytes(text.split('\n').slice(1).join('')).subarray(0, -4);
}

/** The certificate with one byte of everything in it changed. */
function mutated({ genesis, header, objects }: Certificate, at: number, by: number): Certificate {
  const [{ key, value = new Uint8Array(0), siblings, events, ...rest }] = objects as [CertifiedObject];
  const entries = events.flatMap(({ entry }) => entry ?? []);
  const parts = [genesis, header, key, value, ...siblings, ...entries].map((part) => part.slice());
  let place = at % parts.reduce((sum, { length }) => sum + length, 0);
  for (const part of parts) {
    if (place >= 0 && place < part.length) part[place] = (part[place] ?? 0) ^ by;
    place -= part.length;
  }
  const take = () => parts.shift() ?? new Uint8Array(0);
  const changed = { genesis: take(), header: take(), key: take(), value: take() };
  return {
    genesis: changed.genesis,
    header: changed.header,
    objects: [
      {
        ...{ ...rest, key: changed.key, value: changed.value },
        siblings: siblings.map(take),
        events: events.map((event) => (event.entry === undefined ? event : { ...event, entry: take() })),
      },
    ],
  };
}
