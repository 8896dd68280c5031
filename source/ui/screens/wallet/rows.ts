import { licenceWords } from '../../../ledger/licence-status.ts';
import type { AccountView, ActivityView, GuaranteeView } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { clock, dayOfInstant, livres, movedLivres, shortAddress, signedLivres, thousands } from '../../text/format.ts';
import { beside, blank, prose, type Row, row, type Size, span } from '../../text/row.ts';
import { padTo } from '../../text/width.ts';
import type { Tone } from '../../theme.ts';
import { activityWords } from '../home/lately.ts';

/** What an account has, who it is, and its address. */
export function balanceRows(account: AccountView, key: string, width: number, own = true): Row[] {
  const roles = account.licences.map(licenceWords).join(', ');
  const amount = (label: string, value: string, unit = '') =>
    row(' ', span(padTo(label, 14), 'dim'), padTo(livres(value), 18, 'right'), unit);
  const left = [
    amount('Free', account.balance, ' LVR'),
    amount('Locked', account.locked),
    amount('Guarantee', account.stake),
    ...(account.pending === '0' ? [] : [amount('On its way', account.pending)]),
  ];
  const right = [
    row(span(padTo('Cars', 12), 'dim'), thousands(account.cars)),
    row(span(padTo('Signed', 12), 'dim'), thousands(account.nonce)),
    row(span(padTo('Roles', 12), 'dim'), roles !== '' ? roles : account.cars > 0 ? 'car owner' : 'private person'),
  ];
  const half = Math.min(44, Math.ceil(width / 2) + 4);
  return [
    row(' ', span(account.name ?? shortAddress(key), 'title')),
    ...(width >= 60 ? beside({ rows: left, width: half }, { rows: right, width: width - half }) : left),
    ...guaranteeRows(account, own, width),
    ...addressRows(account.address, width),
  ];
}

/** Whole beside the list, where it has no room here: half an address below another looks like two. */
function addressRows(address: string, width: number): Row[] {
  const label = span(padTo('Address', 14), 'dim');
  if (address.length + 16 <= width) return [row(' ', label, address)];
  return [address.length + 2 <= width ? row(' ', span(address, 'dim')) : row(' ', label, shortAddress(address))];
}

/** The address in full, and where nothing has happened yet what to do with it; above whatever else stands there. */
export function wholeAddressRows(account: AccountView, isEmpty: boolean, own: boolean, width: number): Row[] {
  const how = own
    ? 'Nothing has happened to this account yet. Whoever knows the address can pay you: c copies it, r shows it as a picture to scan, p pays somebody.'
    : 'Nothing has happened to this account yet. c copies its address, p pays it.';
  return [row(' ', span('Address', 'dim'), ` ${account.address}`), blank, ...(isEmpty ? prose(how, width) : [])];
}

/** Payouts that are named one by one; the rest is counted. */
const namedPayouts = 3;

/** What the guarantee must cover, what comes back and when, and the half fee of a miner: where there is any of it. */
function guaranteeRows({ guarantee, halfFeeUntil }: AccountView, own: boolean, width: number): Row[] {
  const fact = (label: string, value: string, tone?: Tone) =>
    prose(value, width - 14, tone).map((line, index) =>
      row(' ', span(padTo(index === 0 ? label : '', 13), 'dim'), ...line),
    );
  return [
    ...(guarantee === undefined ? [] : coverRows(guarantee, own, fact)),
    ...(halfFeeUntil === undefined
      ? []
      : fact('Fees', `half until block ${thousands(halfFeeUntil)}: a licensed miner that found a block lately`)),
  ];
}

function coverRows(
  { stake, required, payouts, matured, accusations }: GuaranteeView,
  own: boolean,
  fact: (label: string, value: string, tone?: Tone) => Row[],
): Row[] {
  const isShort = BigInt(stake) < BigInt(required);
  const cover = isShort
    ? `! must be ${livres(required)} LVR before ${own ? 'your' : 'its'} licences count`
    : `must be ${livres(required)} LVR for ${own ? 'your' : 'its'} licences`;
  const named = payouts
    .slice(0, namedPayouts)
    .map(({ amount, due }) => `${livres(amount)} LVR at block ${thousands(due)}`);
  const more = payouts.length > namedPayouts ? [`${payouts.length - namedPayouts} more later`] : [];
  return [
    ...(required === '0' ? [] : fact('', cover, isShort ? 'warn' : 'dim')),
    ...(payouts.length === 0 ? [] : fact('Comes back', [...named, ...more].join(', '))),
    ...(matured === '0' ? [] : fact('Held back', `${livres(matured)} LVR until the accusation is decided`)),
    ...(accusations === 0 ? [] : fact('Accused', 'nothing is freed before that is decided', 'warn')),
  ];
}

/** The columns of what happened to an account. */
export function activityColumns({ width }: Size, now: number | undefined): Column<ActivityView>[] {
  return [
    {
      title: 'When',
      width: 20,
      from: 60,
      cell: ({ time, block }) => (block === 0 ? 'waiting' : whenWords(time, now, width)),
      tone: () => 'dim',
    },
    { title: 'What', cell: (line) => (line.what !== '' && width < 60 ? line.what : activityWords(line)) },
    {
      title: 'LVR',
      width: 16,
      align: 'right',
      cell: movedLivres,
      tone: ({ change }) => (change.startsWith('-') || change === '0' ? undefined : 'good'),
    },
    { title: 'Block', width: 7, align: 'right', cell: ({ block }) => (block === 0 ? 'waiting' : thousands(block)) },
  ];
}

/** `21 Nov 2026 12:04`; where there is little room the time of what was today, and the day of everything else. */
function whenWords(time: number, now: number | undefined, width: number): string {
  const [day, at] = [dayOfInstant(time), clock(time).slice(0, 5)];
  if (width >= 100) return `${day} ${at}`;
  return now !== undefined && day === dayOfInstant(now) ? at : day;
}

/** A reward in full: it has no entry to show. */
export function rewardRows(line: ActivityView, width: number): Row[] {
  return [
    row(' ', span(line.label, 'title')),
    blank,
    ...prose(line.what, width),
    row(' ', span(padTo('Amount', 14), 'dim'), `${signedLivres(line.change)} LVR`),
    row(' ', span(padTo('Block', 14), 'dim'), thousands(line.block)),
  ];
}
