import type { ExchangeSide, ExchangeView } from '../../../node/facade.ts';
import type { Reader } from '../tickets/reader.ts';
import { partyName } from './party.ts';

/** The line down from one of those who take part. */
export interface Lane {
  /** Column of the terminal that it stands in. */
  readonly x: number;
  readonly side: ExchangeSide;
  /** What stands above it, the longest first. */
  readonly heads: readonly string[];
  readonly isYou: boolean;
  /** Of one witness alone: its place among them. Without it the lane stands for all of them. */
  readonly witness?: number;
}

/** Where everything of a hand-over stands that is drawn in so many columns. */
export interface Lanes {
  readonly lanes: readonly Lane[];
  /** Column at which the state of each line begins. */
  readonly stateAt: number;
  /** Columns that it has. */
  readonly stateWidth: number;
}

/** Columns before the first lane, behind the last one, and of what stands there: at least, and of `✓ 396.0 KiB sent`. */
const [firstLane, behind, stateWidth, wideState] = [6, 3, 11, 16];

/** Columns from one lane to the next: least and most, of requester and owner, owner and witness, witness and witness. */
const gaps = { parties: [23, 34], owner: [18, 30], witness: [12, 18] } as const;

/** Columns that it takes to draw so many witnesses each in a lane of its own. */
export function widthFor(witnesses: number): number {
  const between = gaps.parties[0] + gaps.owner[0] + gaps.witness[0] * Math.max(0, witnesses - 1);
  return firstLane + between + behind + stateWidth;
}

/** The requester, the owner, and each witness; where they have no room, one lane for all witnesses. */
export function lanesOf(view: ExchangeView, reader: Reader, width: number): Lanes {
  const { witnesses } = view;
  const areApart = witnesses.length > 0 && widthFor(witnesses.length) <= width;
  const count = areApart ? witnesses.length : 1;
  // Beside a lane for all of them there is a dot for each.
  const dots = areApart ? 0 : view.votes.of + 1;
  const room = width - firstLane - behind - stateWidth - dots;
  const wanted = [gaps.parties, gaps.owner, ...Array.from({ length: count - 1 }, () => gaps.witness)];
  const least = wanted.reduce((sum, [from]) => sum + from, 0);
  const beyond = Math.max(0, room - least);
  let spare = Math.max(0, beyond - (wideState - stateWidth));
  const steps = wanted.map(([from, most], at) => {
    const more = Math.min(most - from, Math.floor(spare / (wanted.length - at)));
    spare -= more;
    return from + more;
  });
  let x = firstLane;
  const lanes = laneOwners(view, reader, areApart).map((owner, index) => {
    if (index > 0) x += steps[index - 1] ?? 0;
    return { ...owner, x };
  });
  const stateAt = (lanes.at(-1)?.x ?? firstLane) + behind + dots;
  return { lanes, stateAt, stateWidth: width - stateAt };
}

function laneOwners(view: ExchangeView, reader: Reader, areApart: boolean): Omit<Lane, 'x'>[] {
  const { requester, owner, witnesses, votes } = view;
  const party = (side: ExchangeSide, address: string, role: string): Omit<Lane, 'x'> => {
    const isYou = address === reader.address;
    const name = isYou ? 'YOU' : partyName(reader, address, role);
    return { side, isYou, heads: address === '' ? [name] : [`${name}, ${role}`, name] };
  };
  const parties = [
    party('requester', requester, requester === '' ? 'requester' : 'asks'),
    party('owner', owner, 'owner'),
  ];
  if (areApart) {
    return [
      ...parties,
      ...witnesses.map(({ address }, witness) => {
        const { heads, ...rest } = party('witnesses', address, 'witness');
        return { ...rest, heads: heads.slice(1), witness };
      }),
    ];
  }
  const isYou = witnesses.some(({ address }) => address === reader.address);
  const count = votes.of === 1 ? '1 witness' : votes.of === 0 ? 'witnesses' : `${votes.of} witnesses`;
  const heads = isYou && votes.of > 1 ? [`YOU and ${votes.of - 1} more`, count] : [count];
  return [...parties, { side: 'witnesses', isYou, heads }];
}
