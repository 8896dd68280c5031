import { describe, expect, test } from 'vitest';
import { type Circumstances, draft, type IntentInput, signDraft } from '../../source/wallet/intent.ts';
import { keyOf, refused, TestChain, vinOf, wallet } from '../ledger/support.ts';

const chain = new TestChain();
const circumstances: Circumstances = { nextNonce: () => 7, leastFee: (_, size) => BigInt(size) * 3n };

function drafted(input: IntentInput) {
  return draft(chain.ledger, wallet, input, chain.known(), circumstances);
}

const pay = { as: 'alice', operation: 'coins.transfer', to: 'bob', amount: '5' };

describe('draft', () => {
  test('chooses network, nonce and fee; no payer, no expiry', () => {
    const { body, cosigners, operation } = drafted(pay);
    expect(operation.name).toBe('coins.transfer');
    expect(cosigners).toEqual([]);
    expect(body).toMatchObject({
      ...{ network: chain.ledger.network, author: keyOf('alice'), payer: undefined, nonce: 7, expiry: 0 },
      operation: { name: 'coins.transfer', values: { to: keyOf('bob'), amount: 5n, memo: '' } },
    });
    const { bytes } = signDraft(chain.ledger, wallet, drafted(pay));
    expect(body.fee).toBe(BigInt(bytes.length) * 3n);
  });

  test('what is given stays', () => {
    const { body, cosigners } = drafted({ ...pay, fee: '12345', nonce: 3, expiry: 99, payer: 'carol' });
    expect(body).toMatchObject({ fee: 12_345n, nonce: 3, expiry: 99, payer: keyOf('carol') });
    expect(cosigners).toEqual([keyOf('carol')]);
  });

  test('the fee is asked of whoever pays, for the size with all signatures', () => {
    const asked: string[] = [];
    const made = draft(chain.ledger, wallet, { ...pay, payer: 'carol' }, chain.known(), {
      ...circumstances,
      leastFee: (payer, size) => {
        asked.push(`${wallet.nameOf(payer)} ${size}`);
        return 9n;
      },
    });
    const { bytes } = signDraft(chain.ledger, wallet, made);
    expect(asked).toEqual([`carol ${bytes.length}`]);
  });

  test('cosigners that the operation names are added by themselves', () => {
    const imported = {
      ...{ as: 'inspector', operation: 'cars.import', vin: vinOf(1), make: 'VW', model: 'Golf', year: 2010 },
      ...{ country: 'DE', value: 5, owner: 'alice', payer: 'dealer' },
    };
    expect(drafted(imported).cosigners).toEqual([keyOf('alice'), keyOf('dealer')]);
    const scrapped = { as: 'alice', operation: 'cars.retire', vin: vinOf(1), reason: 'destroyed' };
    expect(drafted(scrapped).cosigners).toEqual([keyOf('inspector')]);
  });

  test.each([
    ['OPERATION_UNKNOWN', { ...pay, operation: 'coins.steal' }],
    ['OPERATION_UNKNOWN', { ...pay, operation: undefined }],
    ['OPERATION_UNKNOWN', { ...pay, operation: 'constructor' }],
    ['PARAMETER_INVALID', { ...pay, as: undefined }],
    ['PARAMETER_INVALID', { ...pay, as: 5 }],
    ['NAME_UNKNOWN', { ...pay, as: 'nobody' }],
    ['NAME_UNKNOWN', { ...pay, payer: 'nobody' }],
    ['PARAMETER_INVALID', { ...pay, nonce: -1 }],
    ['PARAMETER_INVALID', { ...pay, nonce: '1' }],
    ['PARAMETER_INVALID', { ...pay, nonce: 2 ** 32 }],
    ['PARAMETER_INVALID', { ...pay, expiry: 1.5 }],
    ['AMOUNT_INVALID', { ...pay, fee: 'much' }],
    ['FIELD_UNKNOWN', { ...pay, extra: 1 }],
    ['FIELD_MISSING', { ...pay, amount: undefined }],
  ])('%s: %j', (code, input) => {
    refused(code, () => drafted(input));
  });
});

describe('signDraft', () => {
  test('makes what the ledger takes', () => {
    const signed = signDraft(chain.ledger, wallet, drafted({ ...pay, payer: 'carol' }));
    chain.ledger.checkTransaction(signed);
    chain.ledger.checkSignatures(signed);
    expect(chain.ledger.decodeTransaction(signed.bytes)).toEqual(signed);
  });

  test('not with a key that the wallet does not hold', () => {
    const made = drafted(pay);
    const author = new Uint8Array(33).fill(2);
    refused('KEY_MISSING', () => signDraft(chain.ledger, wallet, { ...made, body: { ...made.body, author } }));
    refused('COSIGNER_ELSEWHERE', () => signDraft(chain.ledger, wallet, { ...made, cosigners: [author] }));
  });
});
