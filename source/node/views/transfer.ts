import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import type { Informed } from '../../ledger/known.ts';
import { type Car, requireCar } from '../../ledger/registries/cars/car.ts';
import { activeLicence } from '../../ledger/registries/licences/licence.ts';
import { currentKey } from '../../ledger/registries/owners/owner.ts';
import { newsOf } from '../../ledger/registries/transfers/concerns.ts';
import { isUnderWay, notaryMayAct, type Transfer } from '../../ledger/registries/transfers/transfer.ts';
import type { SaleAction, SaleStep, SaleSummary } from '../facade.ts';
import type { PastEvent } from '../queries/history.ts';

/** A sale as it stands in a list. `known.state` is the state in which it is looked at. */
export function saleSummary(id: Uint8Array, sale: Transfer, known: Informed): SaleSummary {
  const car = requireCar(known.state, sale.vin);
  return {
    id: bytesToHex(id),
    vin: sale.vin,
    car: carName(car),
    ...(car.plate === undefined ? {} : { plate: car.plate.plate }),
    seller: known.address(sale.seller),
    buyer: known.address(sale.buyer),
    notary: known.address(sale.notary),
    price: sale.price.toString(),
    payment: sale.payment,
    deadline: sale.deadline,
    status: sale.status,
    ...hindrances(sale, car),
    next: actionsOf(sale, known),
  };
}

/** Why a step that is next will be refused as the car stands now. */
function hindrances(sale: Transfer, car: Car): Pick<SaleSummary, 'blocked' | 'news'> {
  if (!isUnderWay(sale)) return {};
  const [mark] = car.flags;
  const isNew = sale.status === 'accepted' && newsOf(car, sale).length > 0;
  return { ...(mark === undefined ? {} : { blocked: mark.flag }), ...(isNew ? { news: true } : {}) };
}

/** `VW Golf 2020` */
export function carName({ make, model, year }: Pick<Car, 'make' | 'model' | 'year'>): string {
  return `${make} ${model} ${year}`;
}

/** What can be done about a sale in the next block; whoever replaced a lost key acts for it. */
function actionsOf(sale: Transfer, { state, address, height }: Informed): SaleAction[] {
  if (!isUnderWay(sale)) return [];
  const now = (key: Key) => address(currentKey(state, key, height + 1));
  const notary = address(sale.notary);
  const reject: SaleAction = { operation: 'transfers.reject', by: [notary] };
  if (sale.status === 'offered') {
    return [
      { operation: 'transfers.accept', by: [now(sale.buyer)] },
      { operation: 'transfers.cancel', by: [now(sale.buyer), now(sale.seller)] },
      reject,
    ];
  }
  if (!notaryMayAct(state, sale, height + 1)) {
    // Nobody is left who could confirm it, so the buyer needs nobody to call it off.
    const isLicensed = activeLicence(state, sale.notary, 'notary') !== undefined;
    return [{ operation: 'transfers.cancel', by: [now(sale.buyer)] }, ...(isLicensed ? [reject] : [])];
  }
  return [
    { operation: 'transfers.confirm', by: [notary] },
    reject,
    { operation: 'transfers.cancel', by: [now(sale.buyer)], notary },
  ];
}

const operationOf = { offer: 'transfers.offer', acceptance: 'transfers.accept', confirmation: 'transfers.confirm' };

/** The way from the offer to the new owner, as far as it was gone. */
export function stepsOf(sale: Transfer, past: readonly PastEvent[], known: Informed): SaleStep[] {
  const isOpen = isUnderWay(sale);
  const by = { offer: sale.seller, acceptance: sale.buyer, confirmation: sale.notary };
  let isNext = true;
  const steps = (['offer', 'acceptance', 'confirmation'] as const).map((step): SaleStep => {
    const done = past.find(
      (event) => event.kind === 'entry' && event.transaction.body.operation.name === operationOf[step],
    );
    if (done?.kind === 'entry') {
      const { transaction, height } = done;
      const signer = known.address(transaction.body.author);
      return { step, state: 'done', by: signer, block: height, entry: bytesToHex(transaction.id) };
    }
    const state = !isNext ? 'later' : isOpen ? 'next' : 'failed';
    isNext = false;
    const who = isOpen ? currentKey(known.state, by[step], known.height + 1) : by[step];
    return { step, state, by: known.address(who) };
  });
  // A confirmation that waits for its block has moved nothing yet.
  const block = steps[2]?.block ?? 0;
  return [...steps, block > 0 ? { step: 'title', state: 'done', block } : { step: 'title', state: 'later' }];
}
