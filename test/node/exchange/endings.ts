import { type Library, nameElsewhere } from './libraries.ts';
import type { Expected } from './outcome.ts';

const nothing = { state: 'void', moved: false } as const;
/** Price and bond as a sentence names them. */
const back = '2\\.00 LVR.*';
const bond = '10\\.00 LVR';

/** Title, price and content moved. */
export const done: Expected = { state: 'done', step: 7, reason: null, moved: true };

/** How a hand-over between two can end, and how all others name them then. */
export function endingsOf(requesting: Library, owning: Library) {
  const [requester, owner] = [nameElsewhere(requesting), nameElsewhere(owning)];
  const says = (text: string) => new RegExp(text);
  return {
    unanswered: { ...nothing, step: 2, unheard: true, reason: says(`^Nothing came from ${owner} in time`) },
    declined: { ...nothing, step: 2, unheard: true, reason: says(`^${owner} .*hand this book over`) },
    unaccepted: { ...nothing, step: 4, reason: says(`^${requester} did not lock the price in time.*${owner}`) },
    aborted: { ...nothing, step: 4, reason: says(`^${owner} took the promise back`) },
    undelivered: { ...nothing, step: 5, reason: says(`${owner}.*in time.*${back}${requester}`) },
    vanished: { ...nothing, step: 3, unheard: true, reason: says('^A fork took it off the ledger') },
    wrongKey: {
      ...{ state: 'disputed', step: 6, moved: false, bond: 'requester' },
      reason: says(`key.*promised.*${back}${bond}`),
    },
    wrongContent: {
      ...{ state: 'disputed', step: 6, moved: false, bond: 'requester' },
      reason: says(`^What ${owner} sent does not open.*${back}${bond}`),
    },
  } as const satisfies Readonly<Record<string, Expected>>;
}

/** What a requester says of a promise that is not what it asked for. */
export const mismatched = /not what was asked for/;
