import { type Role, roleLabels } from '../../ledger/roles.ts';
import type { EntryView, Status } from '../../node/facade.ts';
import { usePager } from '../components/pager.ts';
import type { Column } from '../components/table.ts';
import { tableRows } from '../components/table.ts';
import { fieldWords } from '../forms/field-words.ts';
import type { AnyField } from '../forms/form-lines.ts';
import { nameOf } from '../forms/known.ts';
import { openForm } from '../forms/open-form.ts';
import { operations } from '../forms/operations.ts';
import type { ViewModel } from '../frame/view.ts';
import { placeInWords } from '../model/following.ts';
import type { Place } from '../model/navigator.ts';
import { isUnanswered } from '../model/queries.ts';
import { type Services, useServices } from '../model/services.ts';
import { useQuery, useStatus } from '../model/use-model.ts';
import { bytes, clock, counted, dayOfInstant, livres, thousands } from '../text/format.ts';
import { blank, prose, type Row, row, span, title } from '../text/row.ts';
import { cut, padTo, widthOf } from '../text/width.ts';

const topics = ['tip', 'mempool', 'fork'] as const;

/** One entry: what it says, who signed it, where it stands. */
export function useEntryPage(place: Place): ViewModel {
  const services = useServices();
  const { navigator, messages, copy } = services;
  const status = useStatus().value;
  const answer = useQuery<EntryView>(`entry ${place.key}`, topics, (facade) => facade.transaction({ id: place.key }));
  const entry = answer.value;
  const height = entry?.place.state === 'in block' ? entry.place.height : undefined;
  const neighbours = useQuery<readonly EntryView[]>(`entries of ${height}`, topics, (facade) =>
    height === undefined ? facade.mempool() : facade.block({ height }).then(({ transactions }) => transactions),
  );
  const pager = usePager('entry');
  const heading = height === undefined ? 'WAITING' : `BLOCK ${thousands(height)}`;
  return {
    panes: {
      focus: 'detail',
      list: (size) => {
        const items = neighbours.value ?? [];
        const selected = items.findIndex(({ id }) => id === place.key);
        const start = Math.max(0, selected - size.height + 3);
        return [
          title(` ${heading}  ${counted(items.length, 'entry', 'entries')}`),
          ...tableRows({
            items,
            columns,
            selected,
            start,
            size: { width: size.width, height: size.height - 1 },
            active: false,
          }),
        ];
      },
      detail: (size) => {
        if (entry !== undefined) return pager.draw(entryRows(entry, status, size.width), size);
        return answer.refusal ? prose(answer.refusal.message, size.width) : [];
      },
    },
    scopes: ['list', 'directory'],
    loading: isUnanswered(answer),
    handlers: {
      ...pager.handlers,
      ...(height === undefined
        ? {}
        : { open: () => navigator.push({ screen: 'chain', view: 'block', key: String(height) }) }),
      ...objectHandler(entry, (object) => navigator.push(object)),
      ...accuseHandler(entry, status, services),
      copy: () => {
        copy(place.key);
        messages.say('The id of this entry is on the clipboard');
      },
    },
    labels: {
      open: 'its block',
      object: objectWords(entry),
      copy: 'copy id',
    },
  };
}

const columns: readonly Column<EntryView>[] = [
  { title: 'Entry', cell: ({ label }) => label },
  { title: 'Fee', width: 12, align: 'right', drop: 1, cell: ({ fee }) => livres(fee) },
];

function objectHandler(entry: EntryView | undefined, push: (place: Place) => void): ViewModel['handlers'] {
  const vin = entry?.fields.vin;
  const { holder, role } = entry?.fields ?? {};
  if (typeof holder === 'string' && entry?.operation.startsWith('licences.')) {
    return { object: () => push({ screen: 'directory', view: 'licence', key: `${holder} ${role}` }) };
  }
  const { event, ticket } = entry?.fields ?? {};
  if (typeof ticket === 'string') return { object: () => push({ screen: 'tickets', view: 'ticket', key: ticket }) };
  const made = entry?.operation === 'tickets.createEvent' ? entry.id : event;
  if (typeof made === 'string') return { object: () => push({ screen: 'tickets', view: 'event', key: made }) };
  const book = bookOf(entry);
  if (book !== undefined) return { object: () => push(book) };
  return typeof vin === 'string' ? { object: () => push({ screen: 'cars', view: 'car', key: vin }) } : {};
}

/** The book that was added or promised, else the hand-over. */
function bookOf(entry: EntryView | undefined): Place | undefined {
  const { book, xid } = entry?.fields ?? {};
  const added = entry?.operation === 'books.add' ? entry.id : book;
  if (typeof added === 'string') return { screen: 'books', view: 'book', key: added };
  return typeof xid === 'string' ? { screen: 'books', view: 'handover', key: xid } : undefined;
}

function objectWords(entry: EntryView | undefined): string {
  if (entry?.operation.startsWith('books.')) return bookOf(entry)?.view === 'book' ? 'the book' : 'the hand-over';
  if (entry?.operation.startsWith('licences.')) return 'the licence';
  if (!entry?.operation.startsWith('tickets.')) return 'the car';
  return entry.fields.ticket === undefined ? 'the event' : 'the ticket';
}

/** Who signed it under a licence is accused with it as evidence, by whoever acts as a department. */
function accuseHandler(
  entry: EntryView | undefined,
  status: Status | undefined,
  { acting, navigator }: Pick<Services, 'acting' | 'navigator'>,
): ViewModel['handlers'] {
  const isDepartment = status?.names.find(({ name }) => name === acting.get())?.roles.includes('authority') === true;
  if (!isDepartment || entry?.issuer === undefined || entry.place.state !== 'in block') return {};
  const { role, status: standing } = entry.issuer;
  if (role === 'authority' || standing === 'suspended' || standing === 'revoked') return {};
  const holder = status?.names.find(({ address }) => address === entry.author)?.name ?? entry.author;
  return { accuse: () => openForm(navigator, 'licences.accuse', { holder, role, evidence: entry.id }) };
}

/** An entry in full, for its own page and beside a list of entries. */
export function entryRows(entry: EntryView, status: Status | undefined, width: number): Row[] {
  const name = (address: string) => nameOf(status, address);
  const fields = operations.named(entry.operation)?.fields ?? {};
  const facts = Object.entries(fields).flatMap(([key, field]) =>
    fieldWords(field as AnyField, entry.fields[key], status),
  );
  // A label never runs into what it says.
  const labels = Math.max(18, ...facts.map(({ label }) => widthOf(label) + 2));
  const line = (label: string, words: string) => fact(label, words, labels);
  const { place } = entry;
  return [
    row(' ', span(entry.label, 'title')),
    row(
      ' ',
      span(place.state === 'waiting' ? '◌' : '✓', place.state === 'waiting' ? 'next' : 'good'),
      ` ${placeLine(entry)}`,
    ),
    blank,
    ...entry.lines.flatMap((line) => prose(line, width)),
    blank,
    ...facts.map(({ label, words }) => line(label, words)),
    blank,
    title(' SIGNED'),
    line('By', [entry.author, ...entry.cosigners].map(name).join(', and by ')),
    ...issuerRows(entry, labels),
    ...(entry.payer === undefined ? [] : [line('Paid by', name(entry.payer))]),
    line('Fee', `${livres(entry.fee)} LVR for ${bytes(entry.size)}`),
    line(
      'Before it',
      entry.nonce === 0 ? 'nothing by this signer' : `${counted(entry.nonce, 'entry', 'entries')} by this signer`,
    ),
    ...(entry.expiry === 0 ? [] : [line('Expires', `at block ${thousands(entry.expiry)}`)]),
    blank,
    title(' ON THE LEDGER'),
    ...longFact('Id', entry.id, width, { labels, note: 'c copies it' }),
    ...longFact('With signatures', entry.wid, width, { labels }),
    ...(place.state === 'in block' ? longFact('Block', place.block, width, { labels }) : []),
  ];
}

function placeLine({ place }: EntryView): string {
  if (place.state === 'waiting') return placeInWords(place);
  const depth = place.depth > 1 ? `, ${thousands(place.depth)} deep` : '';
  return `In block ${thousands(place.height)}${depth}, ${dayOfInstant(place.time)} ${clock(place.time)}`;
}

/** What became of the licence under which it was signed. */
function issuerRows({ issuer }: EntryView, labels: number): Row[] {
  if (issuer?.status !== 'revoked') return [];
  return [
    row(
      ' '.repeat(labels + 1),
      span('✗', 'bad'),
      ` issuer revoked: ${issuer.name}, ${roleLabels[issuer.role as Role] ?? issuer.role} in ${issuer.country}`,
    ),
  ];
}

function fact(label: string, value: string, labels = 18): Row {
  return row(' ', span(padTo(label, labels), 'dim'), value);
}

/** A label and a long id: whole where it fits, else its beginning and a note how to get the rest. */
export function longFact(
  label: string,
  value: string,
  width: number,
  { labels = 18, note = '' }: { readonly labels?: number; readonly note?: string } = {},
): Row[] {
  const room = width - labels - 1;
  if (value.length <= room) return [fact(label, value, labels)];
  const words = note === '' ? '' : `   ${note}`;
  return [row(...fact(label, cut(value, room - words.length - 1), labels), span(words, 'dim'))];
}
