import { formatLivres } from '../../amount.ts';
import type { Key } from '../../keys.ts';
import type { Told } from '../../known.ts';
import type { Seen } from '../../operation.ts';
import { carName, tellingTo } from '../telling.ts';
import { type Transfer, transferOf } from './transfer.ts';

/** `bob offered you VW Golf 2020 for 9,500.00 LVR` */
export function toldOffer(
  { vin, buyer, price }: { readonly vin: string; readonly buyer: Key; readonly price: bigint },
  known: Told,
  seen: Seen,
): string {
  const { who, whom } = tellingTo(known, seen);
  const car = carName(known, vin);
  const amount = `${formatLivres(price)} LVR`;
  return `${who} offered ${whom(buyer)} ${car} for ${amount}`;
}

/** `bob accepted your offer of Renault Clio 2019` */
export function toldAcceptance({ id }: { readonly id: Uint8Array }, known: Told, seen: Seen): string | undefined {
  return withSale(id, known, ({ vin, seller, price }) => {
    const { who, isReader } = tellingTo(known, seen);
    const offer = isReader(seller) ? 'your offer' : `the offer of ${known.name(seller)}`;
    return `${who} accepted ${offer}: ${carName(known, vin)}, ${formatLivres(price)} LVR`;
  });
}

/** `notary confirmed: VW Golf 2020 is yours` */
export function toldConfirmation({ id }: { readonly id: Uint8Array }, known: Told, seen: Seen): string | undefined {
  return withSale(id, known, ({ vin, buyer, seller, payment }) => {
    const { who, owned, isReader } = tellingTo(known, seen);
    const paid = payment === 'ledger' && isReader(seller) ? ', and you are paid' : '';
    return `${who} confirmed: ${carName(known, vin)} is ${owned(buyer)}${paid}`;
  });
}

/** `alice declined VW Golf 2020`, `You called off the sale of VW Golf 2020 to alice` */
export function toldCancel({ id }: { readonly id: Uint8Array }, known: Told, seen: Seen): string | undefined {
  return withSale(id, known, ({ vin, buyer, seen: accepted }) => {
    const { who, whom } = tellingTo(known, seen);
    const isBuyer = known.address(seen.author) === known.address(buyer);
    const car = carName(known, vin);
    if (isBuyer && accepted === undefined) return `${who} declined the offer of ${car}`;
    return `${who} called off the sale of ${car}${isBuyer ? '' : ` to ${whom(buyer)}`}`;
  });
}

/** `notary refused the sale of VW Golf 2020: no money came` */
export function toldRefusal(
  { id, reason }: { readonly id: Uint8Array; readonly reason: string },
  known: Told,
  seen: Seen,
): string | undefined {
  return withSale(id, known, ({ vin, buyer }) => {
    const { who, whom } = tellingTo(known, seen);
    return `${who} refused the sale of ${carName(known, vin)} to ${whom(buyer)}: ${reason}`;
  });
}

/** `notary handed VW Golf 2020 over to you: order of a court` */
export function toldOrder(
  { vin, to, reason }: { readonly vin: string; readonly to: Key; readonly reason: 'inheritance' | 'court' },
  known: Told,
  seen: Seen,
): string {
  const { who, whom } = tellingTo(known, seen);
  return `${who} handed ${carName(known, vin)} over to ${whom(to)}: ${reason === 'court' ? 'order of a court' : 'inheritance'}`;
}

function withSale(id: Uint8Array, known: Told, tell: (sale: Transfer) => string): string | undefined {
  const sale = transferOf(known.state, id);
  return sale === undefined ? undefined : tell(sale);
}
