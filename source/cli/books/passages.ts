import { formatLivres } from '../../ledger/amount.ts';
import type { ExchangeView, PassageView } from '../../node/facade.ts';
import type { NameOf } from '../answers.ts';

/** One line of a hand-over as it is told. */
export interface PassageLine {
  readonly passage: PassageView;
  readonly line: string;
}

const marks: Readonly<Record<PassageView['state'], string>> = { done: '✓', now: '●', later: '○', failed: '✗' };

/** All that passes between the sides, in its order, a line each. */
export function passageLines(exchange: ExchangeView, nameOf: NameOf): PassageLine[] {
  return exchange.passages.map((passage) => {
    const line = `${marks[passage.state]} ${passage.step}  ${whatOf(passage, exchange, nameOf)}${placeOf(passage)}`;
    return { passage, line };
  });
}

function whatOf({ name }: PassageView, { owner, requester, price }: ExchangeView, nameOf: NameOf): string {
  const asks = requester === '' ? 'the requester' : nameOf(requester);
  const owns = owner === '' ? 'the owner' : nameOf(owner);
  switch (name) {
    case 'ask':
      return `${asks} asks ${owns} for the book`;
    case 'announce':
      return `${asks} gives the witnesses the print of its number`;
    case 'content':
      return `${owns} sends the book, locked`;
    case 'print':
      return `${owns} gives the witnesses the print of its key`;
    case 'offer':
      return `${owns} promises the book on the ledger`;
    case 'keyVotes':
      return "the witnesses confirm the key's print";
    case 'accept':
      return price === '0' ? `${asks} takes it, for nothing` : `${asks} locks ${formatLivres(BigInt(price))} LVR`;
    case 'number':
      return `${asks} sends its number`;
    case 'requestVotes':
      return "the witnesses confirm the number's print";
    case 'deliver':
      return `${owns} puts the key onto the ledger, masked with the number`;
    case 'open':
      return `${asks} opens the book and checks every part`;
    case 'transfer':
      return 'book and price change hands';
    case 'dispute':
      return `${asks} shows that it does not open`;
  }
}

function placeOf({ count, block }: PassageView): string {
  const votes = count === undefined ? '' : ` (${count.have} of ${count.of})`;
  if (block === undefined) return votes;
  return `${votes}, ${block === 0 ? 'waiting for a block' : `block ${block.toLocaleString('en-US')}`}`;
}
