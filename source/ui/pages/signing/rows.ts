import type { KnownName, SigningView, Status } from '../../../node/facade.ts';
import { nameOf, peopleFirst } from '../../forms/known.ts';
import { durationInWords, thousands } from '../../text/format.ts';
import { blank, prose, type Row, row, span } from '../../text/row.ts';
import { padTo } from '../../text/width.ts';
import { costRows, fact, refusalRows, reviewHead } from '../review-rows.ts';
import { needsInWords } from './place.ts';

/** Names of this wallet whose signature is still missing: the acting one first, each account once. */
export function ownSigners({ needs }: SigningView, status: Status, acting: string): KnownName[] {
  const address = status.names.find(({ name }) => name === acting)?.address;
  const asked = peopleFirst(status.names).filter((known) => needs.includes(known.address));
  const isActing = (known: KnownName) => known.address === address;
  return [...asked.filter(isActing), ...asked.filter((known) => !isActing(known))];
}

/** Whose turn it is among them. */
export function signerOf(own: readonly KnownName[], turn: number): KnownName | undefined {
  return own.length === 0 ? undefined : own[turn % own.length];
}

/** Where a file is handed in: its id waits for a block or is in one, whoever did it. Nothing where it is not. */
export function handedIn({ review: { refusal } }: SigningView): string | undefined {
  if (refusal?.code === 'ALREADY_WAITING') return 'it waits for a block.';
  if (refusal?.code !== 'SIGNING_FILE_DONE') return undefined;
  const { height } = refusal.data;
  return typeof height === 'number' ? `it is in block ${thousands(height)}.` : 'it is in a block.';
}

/** What the entry does, what it costs, who has signed and who has not, and what comes next. */
export function fileRows(
  options: {
    readonly view: SigningView;
    readonly status: Status | undefined;
    readonly signer: KnownName | undefined;
    /** Its refusal keeps everybody from signing. */
    readonly hinders: boolean;
  },
  width: number,
): Row[] {
  const { view, status, signer, hinders } = options;
  const { review } = view;
  const done = handedIn(view);
  return [
    ...reviewHead('SIGN A FILE', review.label),
    ...review.lines.flatMap((line) => prose(line, width)),
    blank,
    ...signerRows(view, status, signer),
    blank,
    ...costRows(review, status, 'In all'),
    ...(view.goodUntil === 0 || done !== undefined ? [] : goodUntilRows(view, status, width)),
    blank,
    ...(done === undefined ? nextRows(view, status, signer, hinders, width) : doneRows(done, width)),
  ];
}

/** Good until `block 120,960, in about 7 days`, and why it is less than the file itself says. */
function goodUntilRows({ goodUntil, expiry }: SigningView, status: Status | undefined, width: number): Row[] {
  const block = `block ${thousands(goodUntil)}`;
  const left = status === undefined ? 0 : (goodUntil - status.height) * status.interval;
  const words = left > 0 ? `${block}, in about ${durationInWords(left)}` : block;
  return [
    fact('Good until', words),
    ...(goodUntil === expiry ? [] : prose('Then what it is about ends, signed or not.', width, 'dim')),
  ];
}

function doneRows(where: string, width: number): Row[] {
  return [
    ...prose(`✓ Everybody has signed, and it was handed in: ${where}`, width, 'good'),
    ...prose('This file has done its work and can be thrown away.', width, 'dim'),
  ];
}

/** Every signer with a mark, and what it signs as. */
function signerRows(view: SigningView, status: Status | undefined, signer: KnownName | undefined): Row[] {
  const { review, needs } = view;
  const isDone = handedIn(view) !== undefined;
  return [review.author, ...review.cosigners].map((address) => {
    // Handed in, it has every signature, also where this copy has not.
    const isOpen = needs.includes(address) && !isDone;
    const part = address === review.author ? 'makes it' : address === review.payer ? 'pays the fee' : 'agrees';
    const held = status?.names.some((known) => known.address === address) === true;
    const state = isOpen
      ? address === signer?.address
        ? 'your turn'
        : held
          ? 'in this wallet'
          : 'elsewhere'
      : 'signed';
    return row(
      ' ',
      span(isOpen ? '○' : '✓', isOpen ? 'next' : 'good'),
      ` ${padTo(nameOf(status, address), 20)} `,
      span(padTo(part, 14), 'dim'),
      span(state, isOpen && address === signer?.address ? 'next' : 'dim'),
    );
  });
}

function nextRows(
  view: SigningView,
  status: Status | undefined,
  signer: KnownName | undefined,
  hinders: boolean,
  width: number,
): Row[] {
  const { refusal } = view.review;
  const isComplete = view.needs.length === 0;
  if (refusal !== undefined && hinders)
    return refusalRows(refusal.message, 'Nothing is signed or handed in as long as that is so.', width);
  const early = refusal === undefined ? [] : prose(refusal.message, width, 'warn');
  if (signer !== undefined) return early;
  if (isComplete && refusal === undefined)
    return [
      ...prose('Everybody has signed.', width, 'good'),
      row(' ', span('h', 'next'), span(' hands it in. ', 'next'), span('Then it waits for a block.', 'dim')),
    ];
  if (isComplete) return early;
  return [
    ...early,
    ...prose(
      `${needsInWords(status, view)} must still sign, elsewhere: w saves the file for them, c copies it.`,
      width,
      'next',
    ),
    ...prose('Whoever has it when all have signed may hand it in: you, when it comes back, or they.', width, 'dim'),
  ];
}
