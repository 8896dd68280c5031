import { quorumOf } from '../../ledger/registries/books/witnesses.ts';
import type { ExchangeSide, PassageName, PassageView } from '../facade.ts';
import { dealOf, isGivenUp, isOver, type KnownOf, reached, stateOf, votersOf } from './known-of.ts';
import { sentTo } from './machines.ts';
import type { MessageName } from './messages.ts';
import type { RequesterState } from './requester.ts';
import { blocksLeft } from './words.ts';

/** A line of the drawing before anything is known of it. */
interface Line {
  readonly name: PassageName;
  readonly step: number;
  readonly from: ExchangeSide;
  readonly to?: ExchangeSide | 'ledger';
  /** The entry that does it. */
  readonly operation?: string;
  /** The message that is counted by its receivers, where the witnesses get it. */
  readonly message?: MessageName;
}

const lines: readonly Line[] = [
  { name: 'ask', step: 1, from: 'requester', to: 'owner' },
  { name: 'announce', step: 1, from: 'requester', to: 'witnesses', message: 'announce' },
  { name: 'content', step: 2, from: 'owner', to: 'requester' },
  { name: 'print', step: 2, from: 'owner', to: 'witnesses', message: 'print' },
  { name: 'offer', step: 3, from: 'owner', to: 'ledger', operation: 'books.offer' },
  { name: 'keyVotes', step: 4, from: 'witnesses', to: 'requester' },
  { name: 'accept', step: 4, from: 'requester', to: 'ledger', operation: 'books.accept' },
  { name: 'number', step: 4, from: 'requester', to: 'owner' },
  { name: 'requestVotes', step: 5, from: 'witnesses', to: 'owner' },
  { name: 'deliver', step: 5, from: 'owner', to: 'ledger', operation: 'books.deliver' },
  { name: 'open', step: 6, from: 'requester' },
  { name: 'transfer', step: 7, from: 'requester', to: 'ledger', operation: 'books.transfer' },
];

const dispute: Line = { name: 'dispute', step: 7, from: 'requester', to: 'ledger', operation: 'books.dispute' };

/** The last step of a hand-over. */
export const lastStep = 7;

/** Whether the book did not open, as the ledger found, or will with the next block. */
function isDisputed({ settled, ahead }: KnownOf): boolean {
  return [settled, ahead].some((exchange) => exchange?.status === 'disputed');
}

/** The lines of a hand-over as they are drawn, in their order. */
export function passagesOf(known: KnownOf): PassageView[] {
  const drawn = isDisputed(known) ? [...lines.slice(0, -1), dispute] : lines;
  const open = isOver(known) ? 'failed' : 'now';
  let isFirst = true;
  return drawn.map((line) => {
    const isDone = doneOf(known, line.name);
    const state = isDone ? 'done' : isFirst ? open : 'later';
    if (!isDone) isFirst = false;
    return {
      ...viewOf(known, line),
      state,
      ...(state === 'now' && isStill(known, line) ? { still: true as const } : {}),
    };
  });
}

/** Whether nothing of a line is on its way: the owner has not said yes, or the price does not lie deep enough. */
function isStill(known: KnownOf, { name }: Line): boolean {
  if (isGivenUp(known)) return true;
  if (name === 'content' || name === 'print') return true;
  return (name === 'requestVotes' || name === 'deliver') && blocksLeft(known) > 0;
}

/** The step that it is at: that of the first line which is not done. */
export function stepOf(passages: readonly PassageView[]): number {
  return passages.find(({ state }) => state === 'now' || state === 'failed')?.step ?? lastStep;
}

function viewOf(known: KnownOf, { name, step, from, to, operation, message }: Line): Omit<PassageView, 'state'> {
  const event = operation && known.history.find((each) => each.operation === operation);
  const count = countOf(known, name, message);
  const bytes = name === 'content' ? bytesOf(known) : 0;
  return {
    ...{ name, step, from },
    ...(to === undefined ? {} : { to }),
    ...(event === undefined || event === '' ? {} : { block: event.block, entry: event.id }),
    ...(count === undefined ? {} : { count }),
    ...(bytes === 0 ? {} : { bytes }),
  };
}

function bytesOf(known: KnownOf): number {
  const blocks = (stateOf(known, 'requester') ?? stateOf(known, 'owner'))?.blocks ?? [];
  return blocks.reduce((sum, { length }) => sum + length, 0);
}

function countOf(known: KnownOf, name: PassageName, message: MessageName | undefined): PassageView['count'] {
  const { witnesses } = dealOf(known);
  const [of, need] = [witnesses.length, quorumOf(witnesses.length)];
  if (of === 0) return undefined;
  if (name === 'keyVotes' || name === 'requestVotes') return { have: haveOf(known, name), of, need };
  if (message === undefined) return undefined;
  const side = stateOf(known, message === 'announce' ? 'requester' : 'owner');
  const record = known.records.find(({ machine }) => machine.state === side);
  return record === undefined ? undefined : { have: sentTo(record.sent, message, witnesses), of, need };
}

/** Votes that came; where only the ledger knows, as many as it took. */
export function haveOf(known: KnownOf, name: 'keyVotes' | 'requestVotes'): number {
  const { witnesses } = dealOf(known);
  const voters = votersOf(known, name === 'keyVotes' ? 'key' : 'request').length;
  const isPassed = Math.max(reached(known.settled), reached(known.ahead)) >= (name === 'keyVotes' ? 2 : 3);
  return isPassed ? Math.max(voters, quorumOf(witnesses.length)) : voters;
}

/** Whether the encrypted book came. Of a promise that is not the one asked for it does not matter any more. */
function cameTo({ blocks, outcome }: RequesterState): boolean {
  return blocks.length > 0 || outcome === 'mismatch';
}

function doneOf(known: KnownOf, name: PassageName): boolean {
  const { settled, ahead } = known;
  const far = reached(settled);
  // What comes before an entry is done as soon as that waits for a block.
  const coming = Math.max(far, reached(ahead));
  const asks = stateOf(known, 'requester');
  const owns = stateOf(known, 'owner');
  const sees = stateOf(known, 'witness');
  const quorum = quorumOf(dealOf(known).witnesses.length);
  const sent = known.records.flatMap((record) => record.sent);
  const has = (message: MessageName) => sent.some((one) => one.name === message);
  // What passes between others is taken for done once the ledger has what comes after it. A machine that is over has
  // put the book away; but whoever asked the witnesses had it.
  const [isNotRequester, isThird] = [asks === undefined, asks === undefined && owns === undefined];
  switch (name) {
    case 'ask':
      return coming >= 1 || owns !== undefined || has('ask');
    case 'announce':
      return (
        coming >= (isNotRequester ? 1 : 2) || owns !== undefined || has('announce') || sees?.announced !== undefined
      );
    case 'content':
      return coming >= (isThird ? 1 : 2) || (asks !== undefined && cameTo(asks)) || has('content') || has('askKey');
    case 'print':
      return coming >= 1 || has('print') || sees?.printed !== undefined || (asks?.votes.length ?? 0) > 0;
    case 'offer':
      return far >= 1;
    case 'keyVotes':
      return coming >= 2 || haveOf(known, name) >= quorum;
    case 'accept':
      return far >= 2;
    case 'number':
      return coming >= 3 || owns?.number !== undefined || (far === 2 && (isThird || has('number')));
    case 'requestVotes':
      return coming >= 3 || haveOf(known, name) >= quorum;
    case 'deliver':
      return far >= 3;
    case 'open':
      // Whoever takes it over or lets it be has looked at it, or had the time to.
      return far >= 3 && !isDisputed(known) && ahead?.ending !== undefined;
    case 'transfer':
      return settled?.status === 'done';
    case 'dispute':
      return settled?.status === 'disputed';
  }
}
