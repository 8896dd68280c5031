import type { Registry } from '../../operation.ts';
import { accuse, decide, defend, lapsed, lapseMark } from './accusations.ts';
import { grant, retire, rotateAuthority } from './grant.ts';
import { licencesRegistry, payBack, payoutIn, payoutMark } from './guarantee.ts';

/** Who is licensed for what, what stands behind it, and what happens to those who break their word. */
export const licences: Registry = {
  number: licencesRegistry,
  name: 'licences',
  operations: [grant, accuse, defend, decide, retire, rotateAuthority],
  due: (state, payload) => {
    const [mark] = payload;
    const rest = payload.subarray(1);
    if (mark === lapseMark) return lapsed(state, rest);
    const { holder, amount } = payoutIn(rest);
    payBack(state, holder, amount);
    return [];
  },
  describe: (payload) =>
    payload[0] === payoutMark
      ? { label: 'Guarantee back', what: 'the waiting time is over' }
      : { label: 'Accusation lapsed', what: 'nobody decided it in time' },
};
