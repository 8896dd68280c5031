import stringWidth from 'string-width';
import { formatLivres } from '../ledger/amount.ts';
import { dayFromText, formatDay } from '../ledger/day.ts';
import { licenceWords, statusLabels } from '../ledger/licence-status.ts';
import { type Role, roleLabels } from '../ledger/roles.ts';
import type {
  AccountView,
  BlockView,
  CarReport,
  EntryView,
  IssuerView,
  LicenceView,
  MiningView,
  PeersView,
  Status,
} from '../node/facade.ts';
import { countryName } from '../ui/forms/countries.ts';
import { cut } from '../ui/text/width.ts';
import { shortAddress } from '../wallet/wallet.ts';

/** What is needed to write an answer: the names that the wallet knows; where a miner is meant, its name as that. */
export type NameOf = (address: string, role?: 'miner') => string;

/** Names by address: the first one that the network gives to a key, else the shortened address. */
export function namesIn({ names }: Pick<Status, 'names'>): NameOf {
  const backwards = [...names].reverse();
  const known = new Map(backwards.map(({ name, address }) => [address, name]));
  const miners = new Map(
    backwards.flatMap(({ name, address, own }) => (!own && name.startsWith('miner-') ? [[address, name]] : [])),
  );
  return (address, role) => {
    const found = (role === 'miner' ? miners.get(address) : undefined) ?? known.get(address);
    return found ?? (address === '' ? 'nobody' : shortAddress(address));
  };
}

/** Lines of `label  value`, the values under each other. */
export function facts(rows: readonly (readonly [label: string, value: string])[], least = 0): string[] {
  const width = Math.max(least, ...rows.map(([label]) => stringWidth(label)));
  return rows.map(([label, value]) => `${padEnd(label, width)}  ${value}`);
}

/** Columns that a name has at least, however narrow the terminal is. */
const leastName = 24;

/**
 * Rows of equal columns, the first row their titles. Where they go to a terminal of so many `columns`, the names in
 * the first are cut if that makes them fit, and else as far as one still reads what is meant.
 */
export function table(rows: readonly (readonly string[])[], columns?: number): string[] {
  const wanted = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))));
  const [first = 0, ...others] = wanted;
  const room = (columns ?? Number.POSITIVE_INFINITY) - others.reduce((sum, width) => sum + width + 2, 0);
  const widths = [Math.min(first, Math.max(leastName, room)), ...others];
  return rows.map((row) =>
    row
      .map((cell, column) => padEnd(column === 0 ? cut(cell, widths[0] ?? 0) : cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

/** `2026-11-21 05:27:38 UTC` */
export function instant(time: number): string {
  return new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

function livres(deniers: string): string {
  return `${formatLivres(BigInt(deniers))} LVR`;
}

function day(text: string): string {
  const found = dayFromText(text);
  return found === undefined ? text : formatDay(found);
}

/** Columns of the labels of `status`. */
const statusWidth = 'Network'.length;

export function statusText(status: Status): string[] {
  const { sync } = status;
  return facts([
    ['Network', status.network],
    ['Genesis', status.genesis],
    ['Height', status.height.toLocaleString('en-US')],
    ['Tip', `${status.tip}, ${instant(status.tipTime)}`],
    ['Health', sync === undefined ? status.health : `syncing ${sync.at} of ${sync.target}`],
    ['Peers', String(status.peers)],
    ['Waiting', `${status.mempool} entries`],
    ['Port', String(status.port)],
    ['Ledger', status.dataDirectory],
  ]);
}

/** Whether a node mines, as whom, or why not; under the answer to `status`. */
export function miningText({ running, miner, unable }: MiningView, nameOf: NameOf): string[] {
  const as = miner === undefined ? '' : nameOf(miner, 'miner');
  if (running) return facts([['Mining', `as ${as}`]], statusWidth);
  const why = unable ?? (as === '' ? '' : `it could as ${as}`);
  return facts([['Mining', why === '' ? 'no' : `no: ${why}`]], statusWidth);
}

export function blockText(block: BlockView, nameOf: NameOf): string[] {
  return [
    ...facts([
      ['Block', block.height.toLocaleString('en-US')],
      ['Id', block.id],
      ['Parent', block.parent],
      ['Time', instant(block.time)],
      ['Found by', nameOf(block.miner, 'miner')],
      ['Reward', `${livres(block.reward)}, of it fees ${livres(block.fees)}`],
      ['Deep', String(block.depth)],
      ['Size', `${block.size.toLocaleString('en-US')} bytes`],
      ['Entries', String(block.entries)],
    ]),
    ...(block.transactions.length === 0 ? [] : ['']),
    ...block.transactions.map(({ id, label, author }) => `${id}  ${label}, by ${nameOf(author)}`),
  ];
}

export function entryText(entry: EntryView, nameOf: NameOf): string[] {
  const { place } = entry;
  return [
    ...facts([
      ['Entry', entry.label],
      ['Id', entry.id],
      [
        'Signed by',
        `${[entry.author, ...entry.cosigners].map((each) => nameOf(each)).join(', ')}${revokedWords(entry.issuer)}`,
      ],
      ['Fee', livres(entry.fee)],
      ['State', place.state === 'waiting' ? 'waiting for a block' : `in block ${place.height}, ${place.depth} deep`],
    ]),
    '',
    ...entry.lines,
  ];
}

export function carText({ car, verdict, history }: CarReport, nameOf: NameOf): string[] {
  // Newest first, as on the screen.
  const rows = [...history]
    .reverse()
    .map(({ readOn, what, mileage, unit, signer, issuer, block }) => [
      readOn === undefined ? '' : day(readOn),
      eventWords(what),
      mileage === undefined ? '' : `${mileage.toLocaleString('en-US')} ${unit ?? ''}`,
      `${nameOf(signer)}${revokedWords(issuer)}`,
      block === 0 ? 'waiting' : String(block),
    ]);
  return [
    `${car.make} ${car.model} ${car.year}`,
    '',
    ...facts([
      ['VIN', car.vin],
      ['Plate', car.plate ?? 'none'],
      ['Owner', nameOf(car.owner)],
      ['Status', car.status],
      ['Test', testWords(car)],
      ['Marks', car.flags.length === 0 ? 'none' : car.flags.map(({ flag }) => flag).join(', ')],
      ['Mileage', verdict.answer.toUpperCase()],
    ]),
    ...verdict.reasons.map(({ text }) => `  ${text}`),
    ...(car.revokedIssuers === 0 ? [] : [`  Issuer revoked: ${car.revokedIssuers} of ${history.length} entries.`]),
    '',
    ...table([['Read on', 'What', 'Odometer', 'Signed by', 'Block'], ...rows]),
  ];
}

/** `, issuer revoked`: what it signed stays, with this mark. */
function revokedWords(issuer: IssuerView | undefined): string {
  return issuer?.status === 'revoked' ? ', issuer revoked' : '';
}

/** What happened in words: a country by its name. */
/** How the safety test stands, and by when the next is due where that is known. */
function testWords({ testState, testDue, testRevoked }: CarReport['car']): string {
  if (testState === 'unknown') return 'none is on this ledger';
  return `${testState}, ${day(testDue)}${testRevoked === true ? ', issuer revoked' : ''}`;
}

function eventWords(what: string): string {
  return what.replace(/^Made in ([A-Z]{2})$/, (_, code: string) => `Made in ${countryName(code) ?? code}`);
}

export function accountText(account: AccountView): string[] {
  return facts([
    ['Name', account.name ?? 'none that this wallet knows'],
    ['Address', account.address],
    ['Free', livres(account.balance)],
    ['Locked', livres(account.locked)],
    ['Guarantee', livres(account.stake)],
    ['Entries', `${account.nonce} signed`],
    ['Cars', String(account.cars)],
    ['Tickets', String(account.tickets)],
    ['Roles', account.licences.length === 0 ? 'private person' : account.licences.map(licenceWords).join(', ')],
  ]);
}

/** A role as the screen says it; one that this program does not know stays as it is. */
function roleWords(role: string): string {
  return Object.hasOwn(roleLabels, role) ? roleLabels[role as Role] : role;
}

export function directoryText(licences: readonly LicenceView[], nameOf: NameOf): string[] {
  const rows = licences.map(({ role, country, name, status, stake, address, sanctions, accused }) => [
    roleWords(role),
    country,
    name,
    statusLabels[status],
    livres(stake),
    nameOf(address, role === 'miner' ? role : undefined),
    [...(sanctions > 0 ? [`guilty ${sanctions}`] : []), ...(accused ? ['accused'] : [])].join(', '),
  ]);
  const titles = ['Role', 'Country', 'Name', 'Status', 'Guarantee', 'Account', 'Sanctions'];
  // Hardly anybody was sanctioned: the column comes only where it has something to say.
  const isClean = rows.every((cells) => cells.at(-1) === '');
  return table([titles, ...rows].map((cells) => (isClean ? cells.slice(0, -1) : cells)));
}

export function peersText({ peers, addresses }: PeersView): string[] {
  const rows = peers.map(({ direction, address, height, latency, agent }) => [
    direction,
    address,
    height.toLocaleString('en-US'),
    latency === undefined ? '' : `${latency} ms`,
    agent,
  ]);
  return [
    ...(rows.length === 0
      ? ['No peer is connected.']
      : table([['', 'Address', 'Height', 'Latency', 'Program'], ...rows])),
    '',
    `${addresses.length} ${addresses.length === 1 ? 'address' : 'addresses'} known: ${addresses.map(({ url }) => url).join(', ') || 'none'}`,
  ];
}
