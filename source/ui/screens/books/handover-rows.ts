import type { ExchangeView } from '../../../node/facade.ts';
import { livres, thousands } from '../../text/format.ts';
import { beside, blank, ends, fitRow, prose, type Row, row, rowWidth, type Size, span, title } from '../../text/row.ts';
import { cut, padTo, wrapWords } from '../../text/width.ts';
import type { Reader } from '../tickets/reader.ts';
import { drawingRows } from './drawing.ts';
import { widthFor } from './lanes.ts';
import { partiesOf, stepWords } from './passages.ts';
import { exchangeState, isOpen, priceWords } from './words.ts';

/** Columns of what stands beside the drawing, where there is room for it. */
const sideWidth = 38;

/** A hand-over as its page shows it: drawn, and in a wide terminal what it means and what the ledger has beside it. */
export function handoverRows(view: ExchangeView, reader: Reader, now: number, size: Size): Row[] {
  const { width, height } = size;
  const beneath = Math.min(view.witnesses.length === 0 ? 1 : view.witnesses.length, 15);
  const hasSide = width >= 80 + sideWidth && width - sideWidth - 1 >= Math.min(widthFor(beneath), width);
  if (hasSide) {
    const wide = width - sideWidth - 1;
    return beside(
      { rows: sequenceRows(view, reader, now, { width: wide, height }), width: wide },
      { rows: Array.from({ length: height }, () => [span('│', 'dim')]), width: 1 },
      { rows: [...meaningRows(view, reader, sideWidth), blank, ...ledgerRows(view, sideWidth)], width: sideWidth },
    );
  }
  // Below it, where there are more witnesses than would leave room beside it.
  const half = Math.floor(width / 2);
  const more =
    width < 110
      ? meaningRows(view, reader, width)
      : beside(
          { rows: meaningRows(view, reader, half), width: half },
          { rows: ledgerRows(view, width - half), width: width - half },
        );
  const room = height - more.length - 1;
  const isTall = room >= view.passages.length + 6;
  const drawn = sequenceRows(view, reader, now, { width, height: isTall ? room : height });
  return isTall ? [...drawn, blank, ...more] : drawn;
}

/** The drawing with its title above and what is to be known below; what is least needed gives way where rows are few. */
export function sequenceRows(view: ExchangeView, reader: Reader, now: number, { width, height }: Size): Row[] {
  const head = headRows(view, reader, width);
  const said = saidRows(view, reader, width);
  const signs = fitRow([span(legend, 'dim')], width);
  const draw = (isAiry: boolean) => drawingRows(view, reader, { width, now, isAiry });
  const tries: (() => Row[])[] = [
    () => [...head, blank, ...draw(true), blank, signs, blank, ...said],
    () => [...head, blank, ...draw(true), blank, ...said],
    () => [...head, blank, ...draw(false), blank, signs, blank, ...said],
    () => [...head, blank, ...draw(false), blank, ...said],
    () => [...head, ...draw(false), blank, ...said],
    () => [...head, ...draw(false), ...said],
  ];
  for (const attempt of tries) {
    const rows = attempt();
    if (rows.length <= height) return rows;
  }
  const drawn = [...head, ...draw(false)];
  return [...drawn, ...said.slice(0, Math.max(0, height - drawn.length))];
}

/** What the signs mean that do not say it themselves. */
const legend = ' ▓ on the ledger  ▒ in a terminal  ● voted, or passing  ○ to come  ◌ waits';

/** `Books › “Seven”, from library-1 to you` and at the other end how far it is. */
function headRows(view: ExchangeView, reader: Reader, width: number): Row[] {
  const { requester, owner } = partiesOf(view, reader);
  const right = row(...standing(view), ' ');
  const left = (before: string, name: string) =>
    row(' ', span(before, 'dim'), span(name, 'title'), `, from ${owner.object} to ${requester.object}`);
  const name = view.title === '' ? 'A book' : `“${view.title}”`;
  const tries = [left('Books › ', name), left('', name)];
  const fitting = tries.find((each) => rowWidth(each) + rowWidth(right) + 2 <= width);
  if (fitting !== undefined) return [ends(fitting, right, width)];
  // A long title alone is cut: who gives and who gets is always said.
  const spare = width - rowWidth(right) - 2 - rowWidth(left('', ''));
  return [ends(left('', cut(name, Math.max(6, spare))), right, width)];
}

function standing(view: ExchangeView): Row {
  const { step, blocksLeft, undecided } = view;
  if (!isOpen(view) || undecided) {
    const { mark, words } = exchangeState(view);
    return row(mark, ` ${words}`);
  }
  const left =
    blocksLeft === undefined ? '' : blocksLeft === 1 ? '   1 block left' : `   ${thousands(blocksLeft)} blocks left`;
  return row(`step ${step} of 7`, span(left, 'dim'));
}

/** What is to be known of it now: who can read it and who decides; or how it ended and where the money is. */
export function saidRows(view: ExchangeView, reader: Reader, width: number): Row[] {
  if (!isOpen(view)) return endRows(view, reader, width);
  const { votes, otherwise, reason } = view;
  const agree = votes.of === 0 ? '' : ` ${votes.need} of ${votes.of} witnesses must agree.`;
  return [
    ...(reason === null ? [] : prose(`! ${reason}`, width, 'warn')),
    ...prose(`${readersOf(view, reader)}${agree}`, width),
    ...(otherwise === undefined ? [] : prose(otherwise, width)),
  ];
}

function endRows(view: ExchangeView, reader: Reader, width: number): Row[] {
  const { state, ended, reason, price, bond } = view;
  const { requester, owner } = partiesOf(view, reader);
  const since = ended === undefined ? '' : ` since block ${thousands(ended)}`;
  if (state === 'done') {
    const whose = requester.object === 'you' ? 'yours' : `on the shelf of ${requester.object}`;
    const paid = price === '0' ? '' : ` ${owner.subject} ${owner.verb('has', 'have')} ${livres(price)} LVR for it.`;
    return prose(`✓ “${view.title}” is ${whose}${since}.${paid}`, width).map(withMark('✓', 'good'));
  }
  const why = reason === null ? `It ended at step ${view.step}.` : reason;
  const money = !isOnLedger(view)
    ? 'Nothing of it came to the ledger: nobody owes anybody anything.'
    : state === 'disputed'
      ? `${requester.subject} ${requester.verb('has', 'have')} ${price === '0' ? '' : 'the price back, and '}the bond of ${owner.object}${price === '0' ? '' : ' with it'}: ${livres(bond)} LVR. The book stays with ${owner.object}.`
      : `Nothing moved: the book stays with ${owner.object}, and what was locked is free again.`;
  return [...prose(`✗ ${why}`, width).map(withMark('✗', 'bad')), ...prose(money, width)];
}

/** Who can read the book: the two, unless everybody has the key of one of them, as on a demo network. */
export function readersOf(view: Pick<ExchangeView, 'owner' | 'requester'>, reader: Reader): string {
  const { requester, owner } = partiesOf(view, reader);
  const both = owner.object === 'you' ? `you and ${requester.object}` : `${requester.object} and ${owner.object}`;
  const shared = [view.requester, view.owner].filter((address) => isShared(address, reader));
  if (shared.length === 0) return `Only ${both} can ever read it.`;
  if (shared.length === 2) return 'These are demo keys: everybody could read it.';
  const one = shared[0] === view.owner ? owner.object : requester.object;
  return `Everybody has ${one === 'you' ? 'your demo key' : `the demo key of ${one}`} and could read it.`;
}

/** Whether everybody has the key of an account: it is a demo name that no words of this wallet stand behind. */
function isShared(address: string, { status }: Reader): boolean {
  if (status?.network !== 'devnet' && status?.network !== 'regtest') return false;
  const known = status.names.filter((name) => name.address === address);
  return known.length > 0 && known.every(({ own }) => !own);
}

/** Whether anything of it ever stood on the ledger. */
function isOnLedger({ passages, history }: ExchangeView): boolean {
  return history.length > 0 || passages.some(({ block }) => block !== undefined && block > 0);
}

/** Only the mark has a colour. */
function withMark(mark: string, tone: 'good' | 'bad'): (line: Row) => Row {
  return (line) =>
    line.flatMap((piece) =>
      piece.text.startsWith(mark) ? [span(mark, tone), { ...piece, text: piece.text.slice(mark.length) }] : [piece],
    );
}

/** The seven steps in words, the one that it is at bright. */
function meaningRows(view: ExchangeView, reader: Reader, width: number): Row[] {
  const parties = partiesOf(view, reader);
  const open = isOpen(view);
  const steps = [1, 2, 3, 4, 5, 6, 7].flatMap((step) => {
    const isNow = open && step === view.step;
    const tone = isNow ? undefined : 'dim';
    return wrapWords(stepWords(step, parties, view.price), Math.min(96, width - 5)).map((line, at) =>
      row(' ', span(padTo(at === 0 ? String(step) : '', 3), isNow ? 'next' : 'dim'), span(line, tone)),
    );
  });
  return [title(' WHAT HAPPENS'), ...prose(priceLine(view), width, 'dim'), ...steps];
}

function priceLine({ price, bond }: ExchangeView): string {
  const bondWords = bond === '0' ? '' : `; the bond is ${livres(bond)} LVR`;
  return `${priceWords(price).replace(/^f/, 'F')}${bondWords}.`;
}

/** What the ledger has of it. */
function ledgerRows({ history }: ExchangeView, width: number): Row[] {
  const lines = history.flatMap(({ what, block }) =>
    wrapWords(what, Math.max(10, width - 11)).map((line, at) =>
      row(
        ' ',
        block === 0
          ? span(padTo(at === 0 ? 'waiting' : '', 8, 'right'), 'next')
          : span(padTo(at === 0 ? thousands(block) : '', 8, 'right'), 'dim'),
        `  ${line}`,
      ),
    ),
  );
  return [
    title(' ON THE LEDGER'),
    ...(lines.length === 0
      ? prose('Nothing yet: until step 3 it is between the libraries alone.', width, 'dim')
      : lines),
  ];
}
