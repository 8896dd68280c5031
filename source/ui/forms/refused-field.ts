import { bytesToHex } from '@noble/hashes/utils.js';
import type { Known } from '../../ledger/known.ts';
import type { Refusal } from '../../node/facade.ts';
import { type FormLine, payerPath, signerPath } from './form-lines.ts';
import type { FormState } from './form-state.ts';

/** Refusals that name their field by another word than the form does. */
const byCode: Readonly<Record<string, string>> = {
  CORRECTION_REFUSED: 'corrects',
  BALANCE_TOO_LOW: 'amount',
  ROLE_MISSING: signerPath,
  FLAG_FOREIGN: signerPath,
  NOT_OWNER: signerPath,
  INSPECTOR_MISSING: 'inspector',
  NOT_BUYER: signerPath,
  NOT_NOTARY: signerPath,
  NOT_PARTY: signerPath,
  NOTARY_MISSING: 'notary',
  NOTARY_UNLICENSED: 'notary',
  NOTARY_PARTY: 'notary',
  BUYER_IS_SELLER: 'buyer',
  TRANSFER_UNKNOWN: 'id',
  SLASH_TOO_HIGH: 'slash',
  SLASH_WITHOUT_GUILT: 'slash',
  DEFENCE_OPEN: 'guilty',
  NOT_ACCUSED: 'holder',
  LICENCE_UNKNOWN: 'holder',
  STAKE_TOO_LOW: 'amount',
  PAYER_IS_AUTHOR: payerPath,
  PAYER_CANNOT_PAY: payerPath,
  NOT_COUNTERPARTY: signerPath,
  AGREEMENT_CONTENT: 'text',
  AGREEMENT_WITH_ONESELF: 'counterparty',
  AGREEMENT_UNKNOWN: 'id',
  AGREEMENT_ENDED: 'id',
  AGREEMENT_EXPIRED: 'id',
  EVENT_UNKNOWN: 'event',
  TICKET_UNKNOWN: 'ticket',
  NOT_ORGANISER: signerPath,
  NOT_HOLDER: signerPath,
  NOT_SELLER: 'seller',
  SELLER_UNLICENSED: 'seller',
  WRONG_EVENT_KEY: 'eventKey',
  EVENT_KEY_OWN: 'eventKey',
  TIMES_INVALID: 'doorsAt',
  LOCK_PASSED: 'policy.lockBefore',
};

/** The line of a form that a refusal is about, if it is about one. */
export function refusedLine(
  { code, data }: Refusal,
  lines: readonly FormLine[],
  state: FormState,
  known: Known | undefined,
): string | undefined {
  const person = code === 'NOT_CERTIFIED' && known !== undefined ? lineOf(data.key, lines, state, known) : undefined;
  const candidates = [data.field, person, byCode[code], ...Object.keys(data)];
  const paths = lines.map(({ path }) => path);
  const found = candidates.find((name) => typeof name === 'string' && paths.includes(name));
  return typeof found === 'string' ? found : undefined;
}

/** The line on which an account stands, by its key in hex. */
function lineOf(key: unknown, lines: readonly FormLine[], { texts }: FormState, known: Known): string | undefined {
  const isOn = ({ path, kind, field }: FormLine) => {
    const text = texts[path]?.text.trim() ?? '';
    if (text === '' || (kind !== 'signer' && field?.input !== 'account')) return false;
    return bytesToHex(known.key(text)) === key;
  };
  return lines.find(isOn)?.path;
}

/** A name that may sign in place of the one that may not. */
export function anotherSigner(lines: readonly FormLine[], { texts }: FormState): string | undefined {
  const signs = texts[signerPath]?.text;
  return lines.find(({ path }) => path === signerPath)?.choices.find(({ value }) => value !== signs)?.value;
}

/** A refusal as the form says it: where the signer may not, also who may. */
export function refusalWords({ message }: Refusal, path: string, another: string | undefined): string {
  return path === signerPath && another !== undefined ? `${message} Enter signs as ${another}.` : message;
}
