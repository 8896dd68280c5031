import { slotLength } from '../../ledger/registries/tickets/gate.ts';
import type { Ticket } from '../../ledger/registries/tickets/ticket.ts';
import type { GateAnswer } from '../facade/gate.ts';

/** That somebody was let in, for whoever stands at the door. */
export interface Entrance {
  /** Half minutes since 1970. */
  readonly slot: number;
  /** The name of the gate; nothing where it was this one. */
  readonly by?: string;
}

/** What is said of a proof, without the head count. */
export type Saying = Pick<GateAnswer, 'answer' | 'code' | 'reason'>;

/** `19:12`, UTC as all times of the ledger. */
export function clockTime(time: number): string {
  return new Date(time).toISOString().slice(11, 16);
}

function entrance({ slot, by }: Entrance): string {
  return `at ${clockTime(slot * slotLength)} ${by === undefined ? 'here' : `by ${by}`}`;
}

type Sentence = (data: never) => string;
type Makers<T extends Record<string, Sentence>> = {
  readonly [K in keyof T]: (...data: Parameters<T[K]> extends [] ? [] : [data: Parameters<T[K]>[0]]) => Saying;
};

function answers<T extends Record<string, Sentence>>(answer: Saying['answer'], sentences: T): Makers<T> {
  const makers = Object.entries(sentences).map(([code, sentence]) => {
    return [code, (data: unknown) => ({ answer, code, reason: sentence(data as never) })] as const;
  });
  return Object.fromEntries(makers) as unknown as Makers<T>;
}

export const admitted = answers('admit', {
  ADMIT: (data: { before?: Entrance }) =>
    data.before === undefined ? 'Let the holder in.' : `Let the holder in again; first in ${entrance(data.before)}.`,
});

/** Somebody looks into it: no reason to think of a fraud. */
export const desk = answers('desk', {
  PROOF_OLD: (data: { slot: number }) =>
    `This code is of ${clockTime(data.slot * slotLength)}: a screenshot, or a page that stands still. Ask for the live page.`,
  PROOF_FROM_FUTURE: (data: { slot: number }) =>
    `This code is of ${clockTime(data.slot * slotLength)}, which is still to come. One of the two clocks is wrong: compare them.`,
  OTHER_SESSION: (data: { session: string; wanted: string }) =>
    `This code was made for a gate with the letters ${data.session}. Ask the holder to type ${data.wanted}, and show that one.`,
  TICKET_WAITING: () =>
    'This ticket was bought a moment ago and waits for a block. Ask the holder to show it again in a minute.',
  TICKET_MOVING: () =>
    'This ticket is changing hands: it was sold, given away or given back a moment ago. Wait for the next block, then ask for a fresh code.',
  ALREADY_INSIDE: (data: { first: Entrance }) =>
    `This ticket was let in ${entrance(data.first)}. Nobody enters twice with it: ask at the desk who came first.`,
  PROOF_USED: (data: { slot: number }) =>
    `This very code let somebody in at ${clockTime(data.slot * slotLength)}. Ask for the next one, in half a minute.`,
  DOORS_NOT_OPEN: (data: { doorsAt: number }) =>
    `The doors open at ${clockTime(data.doorsAt)}. Ask the holder to wait.`,
  EVENT_OVER: (data: { endsAt: number }) => `The event ended at ${clockTime(data.endsAt)}. Nobody is let in any more.`,
});

export const refused = answers('refuse', {
  PROOF_UNREADABLE: () => 'This is no ticket code. Ask for the code on the page of the ticket, and read it again.',
  COUNTERFEIT: () => "The signature is not that of the ticket's holder: this code is counterfeit. Let nobody in.",
  OTHER_EVENT: (data: { event?: string | undefined }) => {
    const which = data.event === undefined ? '' : `: ${data.event}`;
    return `This ticket is for another event${which}. Send the holder to the right door.`;
  },
  TICKET_UNKNOWN: (data: { serial: number }) => `No ticket ${data.serial} was sold for this event. Let nobody in.`,
  TICKET_VOID: (data: { status: Ticket['status'] }) =>
    data.status === 'refunded'
      ? 'The money for this ticket was paid back, so it is no ticket any more.'
      : 'This ticket was given back for its money, so it is no ticket any more.',
  EVENT_CANCELLED: () => 'The event was cancelled, and the money went back. Nobody is let in.',
  TICKET_PASSED_ON: () =>
    'Whoever shows this had the ticket once, and sold it or gave it away. It belongs to somebody else now.',
  KEY_REPLACED: () =>
    'The key behind this code was reported lost and replaced. Ask the holder for the ticket under the new key.',
});
