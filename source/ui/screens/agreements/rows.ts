import type { AgreementSummary, AgreementView, Status, StoryEvent } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { paragraphMark } from '../../components/text-box.ts';
import { nameOf } from '../../forms/known.ts';
import { dayOfInstant, thousands } from '../../text/format.ts';
import { blank, ends, prose, type Row, row, type Span, span, title } from '../../text/row.ts';
import { blockAndTime, endsIn } from '../../text/until.ts';
import { padTo } from '../../text/width.ts';

/** Who is who: the names of the terminal, and the address of the one that acts. */
export interface Reader {
  readonly status: Status | undefined;
  readonly address: string | undefined;
}

export function agreementColumns({ status, address }: Reader): Column<AgreementSummary>[] {
  return [
    { title: '  Contract', cell: (each) => each.title, lead: leadOf },
    {
      title: 'With',
      width: 16,
      drop: 3,
      cell: (each) => nameOf(status, otherOf(each, address)),
      folded: (each) => `with ${nameOf(status, otherOf(each, address))}`,
    },
    {
      title: 'About',
      width: 9,
      drop: 2,
      cell: ({ content }) => (content === 'text' ? 'text' : 'document'),
      tone: () => 'dim',
    },
    { title: '', width: 26, drop: 1, cell: (each) => stateInShort(each, status), tone: () => 'dim' },
  ];
}

function leadOf({ status, waiting }: AgreementSummary): Span {
  if (waiting) return span('◌', 'next');
  if (status === 'signed') return span('✓', 'good');
  return status === 'proposed' ? span('○', 'next') : span('✗');
}

/** The side that the reader is not; the proposer for whoever is neither. */
function otherOf({ proposer, counterparty }: AgreementSummary, address: string | undefined): string {
  return proposer === address ? counterparty : proposer;
}

function stateInShort(
  { status: state, deadline, endedAt, waiting }: AgreementSummary,
  status: Status | undefined,
): string {
  if (waiting) return `${state}, waits for a block`;
  if (state === 'proposed') return isPast(deadline, status) ? 'its time is over' : endsIn(deadline, status);
  return `${state}, block ${thousands(endedAt ?? 0)}`;
}

/** Whether no block can hold a signature any more, although the ledger has not put it away yet. */
export function isPast(deadline: number, status: Status | undefined): boolean {
  return status !== undefined && status.height >= deadline;
}

/** The whole contract: how it stands, both names, every word, what happened. */
export function agreementRows(view: AgreementView, reader: Reader, width: number): Row[] {
  return [
    ...headRows(view, reader, width),
    blank,
    ...contentRows(view, width),
    blank,
    ...historyRows(view, reader, width),
  ];
}

function headRows(view: AgreementView, reader: Reader, width: number): Row[] {
  return [
    row(' ', span('Contracts › ', 'dim'), span(view.title, 'title')),
    blank,
    ...standingRows(view, reader, width),
    blank,
    ...signatureRows(view, reader),
  ];
}

function standingRows(view: AgreementView, { status, address }: Reader, width: number): Row[] {
  const { status: state, deadline, counterparty, proposer, waiting } = view;
  const line = (glyph: Span, words: string, more: string) => [
    ...prose(`${glyph.text} ${words}`, width, glyph.tone),
    ...prose(more, width, 'dim'),
  ];
  const soon = waiting ? ' It waits for a block.' : '';
  const name = (party: string) => (party === address ? 'you' : nameOf(status, party));
  switch (state) {
    case 'proposed':
      if (isPast(deadline, status)) return line(span('✗'), 'OVER', 'It was not signed in time, and binds nobody.');
      return line(
        span('○', 'next'),
        counterparty === address ? 'WAITS FOR YOU' : `WAITS FOR ${nameOf(status, counterparty)}`,
        `It can be signed or declined until ${blockAndTime(deadline, status)}. Until then it binds nobody.${soon}`,
      );
    case 'signed':
      return line(span('✓', 'good'), 'SIGNED BY BOTH', `Both are bound, and nobody can change a word.${soon}`);
    case 'declined':
      return line(span('✗'), 'DECLINED', `${capital(name(counterparty))} did not want it. It binds nobody.${soon}`);
    case 'withdrawn':
      return line(span('✗'), 'WITHDRAWN', `${capital(name(proposer))} took it back. It binds nobody.${soon}`);
    case 'expired':
      return line(span('✗'), 'OVER', 'It was not signed in time, and binds nobody.');
  }
}

function capital(text: string): string {
  return text === 'you' ? 'You' : text;
}

function signatureRows(view: AgreementView, { status, address }: Reader): Row[] {
  const { signatures, counterparty, proposer } = view;
  const [first, second] = signatures;
  const line = (party: string, signature: typeof first) => {
    // Another key may have signed for one that was replaced.
    const name = nameOf(status, signature?.signer ?? party);
    const words =
      signature === undefined
        ? view.status === 'proposed'
          ? 'has not signed'
          : 'did not sign'
        : signature.block === 0
          ? 'signed, waits for a block'
          : `signed on ${dayOfInstant(signature.time)} in block ${thousands(signature.block)}`;
    return row(
      ' ',
      signature === undefined ? span('○') : span('✓', 'good'),
      ` ${padTo(party === address ? `${name}, you` : name, 22)} `,
      span(words, 'dim'),
    );
  };
  return [line(proposer, first), line(counterparty, second)];
}

/** Every word, behind a line of its own: nothing in it can pass for something that the terminal says. */
function contentRows({ text, documentHash }: AgreementView, width: number): Row[] {
  if (text === undefined) {
    return [
      title(' A DOCUMENT THAT ONLY THE TWO HAVE'),
      ...prose(
        'Its fingerprint (SHA-256) is on the ledger, the document is not. e checks a file against it.',
        width,
        'dim',
      ),
      ...quoted(documentHash ?? '', width),
    ];
  }
  const size = new TextEncoder().encode(text).length;
  return [
    row(' ', span('THE WHOLE TEXT', 'title'), span(`   ${thousands(size)} bytes`, 'dim')),
    ...quoted(text, width),
  ];
}

function quoted(text: string, width: number): Row[] {
  const paragraphs = text.split(paragraphMark).map((each) => each.trim());
  return paragraphs.flatMap((paragraph, index) => [
    ...(index === 0 ? [] : [row(' ', span('│', 'dim'))]),
    ...prose(paragraph, Math.max(12, Math.min(100, width) - 2)).map((line) => row(' ', span('│', 'dim'), ...line)),
  ]);
}

function historyRows({ history }: AgreementView, { status }: Reader, width: number): Row[] {
  return [title(' WHAT HAPPENED'), ...history.map((event) => eventRow(event, status, width))];
}

function eventRow(
  { block, time, what, label, operation, signer }: StoryEvent,
  status: Status | undefined,
  width: number,
) {
  const words = operation.includes('.') ? what.replace(/: .*$/s, '') : `${label}: ${what.replace(/^.*: /s, '')}`;
  return ends(
    row(' ', span(padTo(block === 0 ? '' : dayOfInstant(time), 11, 'right'), 'dim'), `  ${words}`),
    row(
      span(signer === undefined ? '' : `by ${nameOf(status, signer)}   `, 'dim'),
      block === 0 ? span('waiting', 'next') : span(`block ${thousands(block)}`, 'dim'),
      ' ',
    ),
    width,
  );
}
