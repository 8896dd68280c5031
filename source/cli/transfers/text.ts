import { formatLivres } from '../../ledger/amount.ts';
import type { DischargeView, SaleStatus, SaleView } from '../../node/facade.ts';
import { facts, type NameOf } from '../answers.ts';

const statusWords: Readonly<Record<SaleStatus, string>> = {
  offered: 'offered: the buyer has to accept',
  accepted: 'accepted: the notary has to confirm',
  confirmed: 'done: the car is the buyer’s',
  cancelled: 'called off',
  rejected: 'refused by the notary',
  expired: 'over: its time ran out',
  overruled: 'over: a decision about the car ended it',
};

const marks = { good: '✓', bad: '✗', unknown: '○' } as const;

/** A sale in lines: who, how much, how it stands, what is to be known, what happened. */
export function saleText(sale: SaleView, nameOf: NameOf): string[] {
  const { price, payment, deadline, status, waiting, checks, concerns, history } = sale;
  const isOpen = sale.next.length > 0;
  return [
    `${sale.car}, ${nameOf(sale.seller)} to ${nameOf(sale.buyer)}`,
    '',
    ...facts([
      ['Sale', sale.id],
      ['VIN', sale.vin],
      ['Plate', sale.plate ?? 'none'],
      ['Seller', `${nameOf(sale.seller)}, ${sale.seller}`],
      ['Buyer', `${nameOf(sale.buyer)}, ${sale.buyer}`],
      ['Notary', `${nameOf(sale.notary)}, ${sale.notary}`],
      ['Price', `${formatLivres(BigInt(price))} LVR, paid ${payment === 'ledger' ? 'on the ledger' : 'outside it'}`],
      ['Status', `${statusWords[status]}${waiting ? ' (waiting for a block)' : ''}`],
      ...(isOpen ? ([['Open', `until block ${deadline.toLocaleString('en-US')}`]] as const) : []),
    ]),
    '',
    ...checks.map(({ about, answer, words }) => `${marks[answer]} ${about}: ${words}`),
    ...(concerns.length === 0 ? [] : [isOpen ? 'What the buyer has to know:' : 'What the buyer knew:']),
    ...concerns.map(({ words, acknowledged }) => `  ${acknowledged ? '[✓]' : '[ ]'} ${words}`),
    ...(checks.length + concerns.length === 0 ? [] : ['']),
    ...history.map(({ block, what, signer }) => {
      const where = block === 0 ? 'waiting' : `block ${block.toLocaleString('en-US')}`;
      return `${where}: ${what}${signer === undefined ? '' : `, by ${nameOf(signer)}`}`;
    }),
  ];
}

/** The document as it is. */
export function dischargeText({ text }: DischargeView): string[] {
  return text.trimEnd().split('\n');
}
