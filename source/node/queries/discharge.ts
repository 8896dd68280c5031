import { bytesToHex } from '@noble/hashes/utils.js';
import { formatLivres } from '../../ledger/amount.ts';
import { formatDay } from '../../ledger/day.ts';
import type { Key } from '../../ledger/keys.ts';
import { refusals } from '../../ledger/refusal.ts';
import { requireCar } from '../../ledger/registries/cars/car.ts';
import { licenceIn } from '../../ledger/registries/licences/licence.ts';
import { concernInWords } from '../../ledger/registries/transfers/concerns.ts';
import {
  requireTransfer,
  statusWords,
  type TransferStatus,
  transferKind,
  transferOf,
} from '../../ledger/registries/transfers/transfer.ts';
import { stateKey } from '../../ledger/state.ts';
import { intentRefusals } from '../../wallet/intent.ts';
import type { ChainBlock } from '../chain-block.ts';
import type { DischargeView } from '../facade.ts';
import { type Given, idIn } from '../parameters.ts';
import { carName } from '../views/transfer.ts';
import type { PastEntry } from './history.ts';
import { pastOf } from './past.ts';
import type { Sources } from './sources.ts';

export const dischargeRefusals = refusals({
  /** The sale is not confirmed in a block. */
  DISCHARGE_NONE: (data: { status: TransferStatus }) =>
    `This sale is ${statusWords[data.status]}, so it discharges nobody. A seller is discharged once the notary's confirmation is in a block.`,
});

/**
 * The paper that a seller keeps: whose the car is from which block on, what shows it, and how anybody checks that.
 * @throws PARAMETER_INVALID, TRANSFER_UNKNOWN, DISCHARGE_NONE
 */
export async function discharge(sources: Sources, query: Given): Promise<DischargeView> {
  const id = idIn(query, 'id');
  if (id === undefined) throw intentRefusals.PARAMETER_INVALID({ parameter: 'id', expected: '64 hex digits' });
  const { ledger, chain } = sources;
  const known = sources.known();
  const sale = transferOf(known.state, id) ?? requireTransfer(sources.mempool.view(), id);
  const past = (await pastOf(sources, stateKey(transferKind, id))).filter((event) => event.kind === 'entry');
  const done = past.find((event) => operationOf(event) === 'transfers.confirm' && event.height > 0);
  const block = done && chain.at(done.height);
  if (done === undefined || block === undefined) throw dischargeRefusals.DISCHARGE_NONE({ status: sale.status });
  const car = requireCar(known.state, sale.vin);
  const licence = licenceIn(known.state, sale.notary, 'notary');
  // Who it is as far as this node knows, and below it in full whom the ledger knows.
  const who = (label: string, key: Key, role?: string): Fact[] => {
    const words = [sources.wallet.nameOf(key), role].filter((word) => word !== undefined);
    return [...words, known.address(key)].map((value, at) => [at === 0 ? label : '', value]);
  };
  const seller = signerOf(past, 'transfers.offer') ?? sale.seller;
  const buyer = signerOf(past, 'transfers.accept') ?? sale.buyer;
  const price = `${formatLivres(sale.price)} LVR`;
  const depth = chain.tip.header.height - block.header.height + 1;
  const lines = [
    'DISCHARGE OF THE SELLER',
    '',
    `From block ${count(block.header.height)} of the ledger on, this car belongs to the buyer.`,
    "The seller is discharged: whatever becomes of the car from then on is not the seller's affair.",
    '',
    ...facts([
      ['Car', carName(car)],
      ['VIN', sale.vin],
      ['Plate', car.plate === undefined ? 'none' : `${car.plate.plate} (${car.plate.country})`],
      ...who('Seller', seller),
      ...who('Buyer', buyer),
      ...who('Notary', sale.notary, licence && `${licence.name}, licensed in ${licence.country}`),
      ['Price', sale.payment === 'ledger' ? `${price}, paid on the ledger` : `${price}, paid outside the ledger`],
      ...sale.acknowledged.map((code): Fact => ['Known', `the buyer knew: ${concernInWords(code)}`]),
    ]),
    '',
    'WHAT SHOWS IT',
    '',
    ...facts([
      ['Network', ledger.genesis.name],
      ['Genesis', bytesToHex(ledger.genesisId)],
      ['Sale', bytesToHex(id)],
      ...past.filter(({ height }) => height > 0).flatMap((event) => entryFacts(event)),
      ['Block', `${count(block.header.height)}, ${instant(block)}`],
      ['Block id', bytesToHex(block.id)],
      ['State root', bytesToHex(block.header.stateRoot)],
      ['Depth', `${count(depth)} deep when this was written, at block ${count(chain.tip.header.height)}`],
    ]),
    '',
    'HOW TO CHECK IT',
    '',
    'This text proves nothing by itself: anybody could have written it. Ask a node of this network that you trust:',
    `  carnet transfer ${bytesToHex(id)}`,
    `It must say that the sale is done, with the confirmation in block ${count(block.header.height)}, and`,
    `  carnet block ${block.header.height}`,
    'must give the block id above. To need no node later, keep a certificate of the sale beside this text:',
    `  carnet prove ${bytesToHex(id)} FILE`,
    'From then on `carnet verify FILE` checks it with nothing but the program and a block id that you trust.',
  ];
  return {
    sale: bytesToHex(id),
    vin: sale.vin,
    seller: known.address(seller),
    buyer: known.address(buyer),
    notary: known.address(sale.notary),
    height: block.header.height,
    block: bytesToHex(block.id),
    text: `${lines.join('\n')}\n`,
  };
}

type Fact = readonly [label: string, value: string];

function operationOf({ transaction }: PastEntry): string {
  return transaction.body.operation.name;
}

/** Who signed a step: after a lost key was replaced not the key that the offer names. */
function signerOf(past: readonly PastEntry[], operation: string): Key | undefined {
  return past.find((event) => operationOf(event) === operation)?.transaction.body.author;
}

const stepLabels: Readonly<Record<string, string>> = {
  'transfers.offer': 'Offered',
  'transfers.accept': 'Accepted',
  'transfers.confirm': 'Confirmed',
};

function entryFacts(event: PastEntry): Fact[] {
  const label = stepLabels[operationOf(event)];
  return label === undefined
    ? []
    : [[label, `${bytesToHex(event.transaction.id)} in block ${count(event.height)}`] as const];
}

function facts(rows: readonly Fact[]): string[] {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `21 Nov 2026 12:00:35 UTC` */
function instant({ header: { time } }: ChainBlock): string {
  const text = new Date(time).toISOString();
  return `${formatDay(Math.floor(time / 86_400_000))} ${text.slice(11, 19)} UTC`;
}
