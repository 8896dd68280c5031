import fc from 'fast-check';
import type { IntentInput } from '../../source/wallet/intent.ts';
import { vinOf } from './support.ts';

/** What somebody tries: as likely to be refused as not. */
export interface Attempt {
  readonly as: string;
  readonly operation: string;
  readonly input: IntentInput;
}

/** Stands for the id of the sale of a car that is under way, or of the last one that was. */
export const saleUnderWay = 'the sale under way';

/** Stands for the id of the contract that was proposed last. */
export const contractUnderWay = 'the contract under way';

const names = ['alice', 'bob', 'manufacturer', 'inspector', 'garage', 'police', 'notary', 'authority', 'miner-0'];
const anybody = fc.constantFrom(...names);
/** Mostly the one who may. */
const mostly = (name: string) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(name) }, { weight: 1, arbitrary: anybody });
const vin = fc.constantFrom(vinOf(1), vinOf(1), vinOf(2), '1M8GDM9AXKP042788');
const readOn = fc.integer({ min: 1, max: 28 }).map((date) => `2026-01-${String(date).padStart(2, '0')}`);
const value = fc.oneof(fc.nat(200_000), fc.nat(9_999_999));
const unit = fc.constantFrom('km', 'mi');
const odometer = fc.oneof(
  { weight: 6, arbitrary: fc.constant('ok') },
  { weight: 1, arbitrary: fc.constantFrom('replaced', 'wrapped', 'unreadable') },
);
const settings = fc.record(
  {
    payer: anybody,
    expiry: fc.nat(30),
    nonce: fc.nat(3),
    fee: fc.oneof(fc.constant('0'), fc.nat(100_000_000).map(String)),
  },
  { requiredKeys: [] },
);
const seldom = fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: settings });

function attempt(
  operation: string,
  as: fc.Arbitrary<string>,
  fields: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<Attempt> {
  return fc
    .tuple(as, fc.record(fields), seldom)
    .map(([who, given, more]) => ({ as: who, operation, input: { ...given, ...more } }));
}

const description = { make: fc.constant('MINI'), model: fc.constant('Cooper'), year: fc.constantFrom(2000, 2026) };
const amount = fc.bigInt({ min: 1n, max: 20_000_000_000n }).map(String);
const few = fc.bigInt({ min: 0n, max: 6_000_000_000n }).map(String);
const plate = fc.constantFrom('AB-123-CD', 'AB 123 CD', 'XY-1');
const role = fc.constantFrom('garage', 'garage', 'inspector', 'notary', 'miner', 'library');
const text = fc.constantFrom('so it is', 'it is not');
const commitment = fc.constantFrom('01', '02', '03').map((byte) => byte.repeat(32));
const sale = { id: fc.constant(saleUnderWay) };
/** Everything that a buyer could have to know. */
const concerns = [
  'LOWER_READING',
  'IMPLAUSIBLE',
  'MORE_FINDINGS',
  'TEST_FAILED',
  'TEST_DANGEROUS',
  'IMPORTED',
  'CORRECTED',
];
const doubts = ['REPLACED', 'WRAPPED', 'UNREADABLE', 'DOUBTFUL_DECLARED', 'POSSIBLE_TYPO', 'UNIT_MIX_UP'];

const offer = attempt('transfers.offer', mostly('manufacturer'), {
  ...{ vin: fc.constant(vinOf(1)), buyer: mostly('bob'), price: few },
  ...{ payment: fc.constantFrom('ledger', 'external'), deadline: fc.integer({ min: 3, max: 30 }) },
});
const accept = attempt('transfers.accept', mostly('bob'), {
  ...sale,
  acknowledged: fc.constantFrom([...concerns, ...doubts], []),
});
const confirm = attempt('transfers.confirm', mostly('notary'), sale);
const cancel = attempt('transfers.cancel', fc.constantFrom('manufacturer', 'bob', 'alice'), {
  ...sale,
  notary: fc.constantFrom(undefined, 'notary', 'notary'),
});
const reject = attempt('transfers.reject', mostly('notary'), { ...sale, reason: text });
const order = attempt('transfers.order', mostly('notary'), {
  ...{ vin: fc.constant(vinOf(1)), to: anybody, reason: fc.constantFrom('court', 'inheritance') },
});

/** Somebody and a role, mostly one that it has. */
const licensee = fc.oneof(
  ...(['garage', 'inspector', 'notary', 'manufacturer'] as const).map((name) =>
    fc.constant({ holder: name, role: name as string }),
  ),
  fc.constantFrom({ holder: 'miner-1', role: 'miner' }, { holder: 'miner-1', role: 'library' }),
  fc.record({ holder: anybody, role }),
);
const grant = attempt('licences.grant', mostly('authority'), {
  ...{ holder: anybody, role, name: text },
  country: fc.constantFrom('FR', 'FR', 'DE'),
});
const retire = licensee.chain(({ holder, role: held }) =>
  attempt('licences.retire', fc.constant(holder), { role: fc.constant(held) }),
);
/** An accusation and what can follow it. */
const trial = licensee.chain(({ holder, role: held }) => {
  const accused = { holder: fc.constant(holder), role: fc.constant(held) };
  const evidence = fc.array(commitment, { maxLength: 2 });
  const decide = attempt('licences.decide', mostly('authority'), {
    ...{ ...accused, guilty: fc.boolean() },
    slash: fc.oneof(fc.constant('0'), few),
  });
  return fc.tuple(
    attempt('licences.accuse', mostly('authority'), { ...accused, reason: text, evidence }),
    fc.oneof(
      attempt('licences.defend', mostly(holder), { statement: text }),
      attempt('coins.unstake', mostly(holder), { amount: few }),
    ),
    decide,
    fc.oneof(retire, grant, decide),
    decide,
  );
});
const rotate = attempt('licences.rotateAuthority', fc.constantFrom('alice', 'authority'), {
  country: fc.constant('FR'),
  old: fc.constantFrom('authority', 'alice'),
});

const person = fc.constantFrom('alice', 'bob', 'miner-0', 'garage');
const certify = attempt('owners.certify', mostly('police'), { key: person, commitment });
const revoke = attempt('owners.revoke', mostly('police'), { key: person });
/** A replacement, and who may answer it. */
const replacement = person.chain((old) =>
  fc.tuple(
    attempt('owners.replace', mostly('police'), { old: fc.constant(old), new: anybody }),
    fc.oneof(attempt('owners.object', mostly(old), {}), revoke, offer),
  ),
);

const propose = attempt('agreements.propose', mostly('alice'), {
  ...{ title: text, counterparty: mostly('bob'), deadline: fc.integer({ min: 3, max: 30 }) },
  ...{
    text: fc.constantFrom(undefined, 'so be it', 'so be it'),
    documentHash: fc.constantFrom(undefined, undefined, '07'.repeat(32)),
  },
});
const contract = { id: fc.constant(contractUnderWay) };
const signContract = attempt('agreements.sign', mostly('bob'), contract);
const declineContract = attempt('agreements.decline', fc.constantFrom('alice', 'bob', 'garage'), contract);

const assignPlate = attempt('cars.assignPlate', mostly('police'), {
  ...{ vin, plate },
  country: fc.constantFrom('FR', 'FR', 'DE'),
});
const correctPlate = attempt('cars.correctPlate', mostly('police'), { vin, plate });

const single: fc.Arbitrary<Attempt> = fc.oneof(
  attempt('coins.transfer', anybody, { to: anybody, amount }),
  attempt('coins.stake', anybody, { amount: few }),
  attempt('coins.unstake', anybody, { amount: few }),
  attempt('cars.manufacture', mostly('manufacturer'), { vin, ...description, country: fc.constant('GB') }),
  attempt('cars.import', mostly('inspector'), {
    ...{ vin, ...description, country: fc.constant('DE'), readOn, value, unit },
    owner: anybody,
  }),
  assignPlate,
  correctPlate,
  attempt('cars.inspect', mostly('inspector'), {
    ...{ vin, readOn, value, unit, odometer },
    result: fc.constantFrom('pass', 'pass', 'major', 'dangerous'),
  }),
  attempt('cars.service', mostly('garage'), { vin, readOn, value, unit, work: fc.constant('oil') }),
  attempt('cars.flag', fc.oneof(mostly('police'), mostly('notary')), {
    ...{ vin, set: fc.boolean() },
    flag: fc.constantFrom('stolen', 'injunction', 'lien', 'deceased'),
  }),
  attempt('cars.retire', fc.oneof(mostly('manufacturer'), anybody), {
    ...{ vin, reason: fc.constantFrom('exported', 'destroyed') },
    inspector: fc.constantFrom('inspector', 'garage'),
  }),
  attempt('cars.annul', mostly('authority'), { vin, reason: text }),
  ...[order, grant, retire, certify, revoke],
);

/** One attempt, or some that have a chance only one after the other. */
const some: fc.Arbitrary<readonly Attempt[]> = fc.oneof(
  { weight: 20, arbitrary: fc.tuple(single) },
  { weight: 4, arbitrary: fc.tuple(offer, accept, fc.oneof(confirm, confirm, cancel, reject, order)) },
  { weight: 1, arbitrary: fc.tuple(offer, fc.oneof(cancel, reject, confirm)) },
  { weight: 4, arbitrary: trial },
  { weight: 2, arbitrary: fc.tuple(assignPlate, correctPlate) },
  { weight: 2, arbitrary: fc.tuple(certify, revoke) },
  { weight: 3, arbitrary: replacement },
  { weight: 2, arbitrary: fc.tuple(propose, fc.oneof(signContract, declineContract), signContract) },
  { weight: 1, arbitrary: fc.tuple(rotate) },
);

/** What is tried in one block, who finds it, and how many days pass before. */
export interface Round {
  readonly attempts: readonly Attempt[];
  readonly miner: string;
  readonly days: number;
}

/** Blocks in a row. */
export const rounds: fc.Arbitrary<Round[]> = fc
  .record({
    attempts: fc.array(some, { minLength: 2, maxLength: 20, size: 'max' }).map((lists) => lists.flat()),
    blocks: fc.array(
      fc.record({
        count: fc.nat(6),
        miner: fc.constantFrom('miner-0', 'miner-1', 'miner-3'),
        days: fc.nat(4),
      }),
      { minLength: 2, maxLength: 12, size: 'max' },
    ),
  })
  .map(({ attempts, blocks }) => {
    let at = 0;
    return blocks.map(({ count, miner, days }) => {
      at += count;
      return { attempts: attempts.slice(at - count, at), miner, days };
    });
  });
