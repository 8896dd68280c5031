import { licenceWords } from '../../../ledger/licence-status.ts';
import type { HolderView, LicenceReport, LicenceStatus, Status } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import type { List } from '../../components/use-list.ts';
import { nameOf } from '../../forms/known.ts';
import { counted, dayOfInstant, livres, shortAddress, thousands } from '../../text/format.ts';
import { blank, prose, type Row, row, type Size, span } from '../../text/row.ts';
import { padTo, wrapWords } from '../../text/width.ts';
import { roleWords, statusGlyph } from './columns.ts';
import type { Moment } from './moments.ts';

/** One licence in a pane: what it is worth, what stands behind it, and then everything that happened to it. */
export function licenceRows(
  holder: HolderView,
  licence: LicenceReport,
  moments: List<Moment>,
  status: Status | undefined,
  size: Size,
  active: boolean,
): Row[] {
  const above = [
    row(
      ' ',
      span('Directory › ', 'dim'),
      span(licence.name, 'title'),
      span(`   ${roleWords(licence.role)}, ${licence.country}`, 'dim'),
    ),
    blank,
    ...standingRows(holder, licence, size.width),
    blank,
    ...factRows(holder, licence, status, size.width),
    blank,
  ];
  const words = (moments.selected?.words ?? []).flatMap((text) => prose(text, size.width));
  const room = size.height - above.length - (words.length === 0 ? 0 : words.length + 1);
  const height = Math.max(3, Math.min(moments.items.length + 1, room));
  const table = moments.table(columns(status), { width: size.width, height }, { active });
  const below = words.length === 0 ? [] : [blank, ...words];
  const left = Math.max(0, size.height - table.length - Math.min(below.length, Math.max(3, size.height - 12)));
  return [...above.slice(0, left), ...table, ...below];
}

const standings: Readonly<Record<LicenceStatus, { words: string; meaning: (licence: LicenceReport) => string }>> = {
  active: { words: 'ACTIVE', meaning: ({ role }) => `It may sign as ${roleWords(role)}.` },
  suspended: {
    words: 'SUSPENDED',
    meaning: ({ role }) =>
      role === 'miner'
        ? 'It is accused. It may go on mining until that is decided.'
        : 'It is accused, and signs nothing until that is decided.',
  },
  revoked: {
    words: 'REVOKED',
    meaning: () => 'It was found guilty. What it signed stays, marked "issuer revoked".',
  },
  replaced: {
    words: 'REPLACED',
    meaning: (licence) => {
      const last = licence.keyChanges.findLast(({ direction }) => direction === 'to');
      return `${last?.otherName ?? 'Another key'} is the key of this department now. What this one signed stays valid.`;
    },
  },
  retired: { words: 'GIVEN BACK', meaning: () => 'It signs no more. What it signed stays valid.' },
  'too little guarantee': {
    words: 'NOT COVERED',
    meaning: () => 'Too little is locked as guarantee, so it signs nothing.',
  },
};

function standingRows({ guarantee }: HolderView, licence: LicenceReport, width: number): Row[] {
  const { words, meaning } = standings[licence.status];
  const short =
    licence.status === 'too little guarantee'
      ? ` Its licences ask for ${livres(guarantee.required)} LVR; ${livres(guarantee.stake)} are locked.`
      : '';
  const [first = '', ...rest] = wrapWords(`${meaning(licence)}${short}`, Math.min(100, width - words.length - 6));
  return [
    row(' ', statusGlyph(licence.status), ' ', span(words, 'title'), `  ${first}`),
    ...rest.map((line) => row(' '.repeat(words.length + 5), line)),
  ];
}

function factRows(holder: HolderView, licence: LicenceReport, status: Status | undefined, width: number): Row[] {
  const { guarantee } = holder;
  const known = nameOf(status, holder.address);
  const others = holder.licences.filter(({ role }) => role !== licence.role);
  const by = nameOf(status, licence.licensedBy);
  const since =
    licence.granted === undefined
      ? 'when the network began'
      : `in block ${thousands(licence.granted.block)}, ${dayOfInstant(licence.granted.time)}`;
  const sharing = licence.sharing > 1 ? `, behind ${licence.sharing} licences together` : '';
  const asked =
    guarantee.required === '0' ? 'nothing is asked for' : `${livres(guarantee.required)} asked for by its licences`;
  const account = known === shortAddress(holder.address) ? known : `${known}, ${shortAddress(holder.address)}`;
  return [
    ...(licence.role === 'authority'
      ? fact('Department', `since the network began${keyWords(licence)}`, width)
      : fact('Licensed by', `${licence.licensedByName} (${by}), ${since}`, width)),
    ...(licence.url === '' ? [] : fact('Web page', licence.url, width)),
    ...fact('Account', `${account}, ${counted(holder.signed, 'entry', 'entries')} signed`, width),
    ...fact('Guarantee', `${livres(guarantee.stake)} LVR locked${sharing}, ${asked}`, width),
    ...guarantee.payouts.flatMap(({ amount, due }, index) =>
      fact(index === 0 ? 'Comes back' : '', `${livres(amount)} LVR at block ${thousands(due)}`, width),
    ),
    ...(others.length === 0 ? [] : fact('Also', others.map(licenceWords).join(', '), width)),
    ...fact('Sanctions', sanctionWords(licence), width),
  ];
}

/** `; its key was changed in block 315, from authority`: the last change, as this key saw it. */
function keyWords({ keyChanges }: LicenceReport): string {
  const last = keyChanges.at(-1);
  if (last === undefined) return '';
  return `; its key was changed in block ${thousands(last.block)}, ${last.direction} ${last.otherName}`;
}

function sanctionWords({ accusations, sanctions, accused }: LicenceReport): string {
  if (accusations.length === 0) return 'never accused';
  const times = counted(accusations.length, 'accusation');
  return `${times}, found guilty ${sanctions === 1 ? 'once' : sanctions === 0 ? 'never' : `${sanctions} times`}${accused ? ', one is open' : ''}`;
}

function fact(label: string, value: string, width: number): Row[] {
  const [first = '', ...rest] = wrapWords(value, Math.min(100, width - 16));
  return [row(' ', span(padTo(label, 13), 'dim'), ' ', first), ...rest.map((line) => row(' '.repeat(15), line))];
}

function columns(status: Status | undefined): Column<Moment>[] {
  return [
    {
      title: 'When',
      width: 11,
      align: 'right',
      cell: ({ time, block }) => (block === 0 ? 'the start' : dayOfInstant(time)),
    },
    { title: '  What', lead: ({ lead }) => lead, cell: ({ what }) => what },
    {
      title: 'Signed by',
      width: 16,
      drop: 1,
      cell: ({ by, block }) => (by === undefined ? (block === 0 ? '' : 'nobody') : nameOf(status, by)),
    },
    { title: 'Block', width: 7, align: 'right', cell: ({ block }) => thousands(block) },
  ];
}
