import type { AccusationView, HolderView, LicenceMoment, LicenceReport } from '../../../node/facade.ts';
import { livres, shortId, thousands } from '../../text/format.ts';
import { type Span, span } from '../../text/row.ts';

/** One line of a licence's story. */
export interface Moment extends LicenceMoment {
  readonly key: string;
  readonly what: string;
  /** Who signed it; nobody where the ledger did it by itself. */
  readonly by?: string;
  readonly lead: Span;
  /** Sentences that say more, shown while it is selected. */
  readonly words: readonly string[];
}

/** Everything that happened to a licence, newest first. */
export function momentsOf({ address }: HolderView, licence: LicenceReport, height = 0): Moment[] {
  const granted: Moment = {
    ...(licence.granted ?? { block: 0, time: 0 }),
    key: 'granted',
    what: licence.accusations.some(({ block }) => block < (licence.granted?.block ?? 0))
      ? 'Licensed again'
      : 'Licensed',
    // An authority comes from the start of the network, and from nobody.
    ...(licence.role === 'authority' ? {} : { by: licence.licensedBy }),
    lead: span('✓', 'good'),
    words: [],
  };
  const told = [
    granted,
    ...licence.accusations.flatMap((accusation, index) =>
      accusationMoments(accusation, { index, holder: address, height }),
    ),
  ];
  for (const [index, { direction, other, otherName, ...moment }] of licence.keyChanges.entries()) {
    told.push({
      ...moment,
      key: `key ${index}`,
      what: direction === 'to' ? `Key changed to ${otherName}` : `Key changed, from ${otherName}`,
      // The new key signs it, and the old one agrees.
      by: direction === 'to' ? other : address,
      lead: direction === 'to' ? span('○') : span('✓', 'good'),
      words: [
        'The new key and the old one signed this together. Every licence that the department gave stays as it is.',
      ],
    });
  }
  if (licence.retired !== undefined) {
    told.push({
      ...licence.retired,
      key: 'retired',
      what: 'Gave the licence back',
      by: address,
      lead: span('○'),
      words: [],
    });
  }
  // What stands in one block keeps its order.
  return told.sort((left, right) => left.block - right.block).reverse();
}

function accusationMoments(
  accusation: AccusationView,
  { index, holder, height }: { readonly index: number; readonly holder: string; readonly height: number },
): Moment[] {
  const { accuser, reason, evidence, answer, decision, defenceUntil, decideUntil, ...moment } = accusation;
  const open =
    decideUntil === undefined || defenceUntil === undefined
      ? []
      : [
          height < defenceUntil
            ? `Until block ${thousands(defenceUntil)} it may answer, and nobody can find it guilty; undecided after block ${thousands(decideUntil)}, the accusation lapses.`
            : `The time to answer is over: it may be decided now; undecided after block ${thousands(decideUntil)}, the accusation lapses.`,
        ];
  const shown = evidence.length === 0 ? [] : [`Evidence: ${evidence.map(shortId).join(', ')}.`];
  return [
    {
      ...moment,
      key: `accused ${index}`,
      what: `Accused: ${reason}`,
      by: accuser,
      lead: span('!', 'warn'),
      words: [
        `"${reason}"`,
        ...shown,
        ...(answer === undefined && decision !== undefined ? ['It never answered.'] : []),
        ...open,
      ],
    },
    ...(answer === undefined
      ? []
      : [
          {
            ...momentOf(answer),
            key: `answered ${index}`,
            what: `Answered: ${answer.statement}`,
            by: holder,
            lead: span('○'),
            words: [`"${answer.statement}"`],
          },
        ]),
    ...(decision === undefined ? [] : [decisionMoment(accusation, decision, index)]),
  ];
}

function decisionMoment(
  { accuser }: AccusationView,
  decision: NonNullable<AccusationView['decision']>,
  index: number,
): Moment {
  const base = { ...momentOf(decision), key: `decided ${index}` };
  if (decision.outcome === 'guilty') {
    const taken = decision.slash === '0' ? 'nothing taken' : `${livres(decision.slash)} LVR taken`;
    const words = [
      `The licence ended. ${decision.slash === '0' ? 'Nothing of' : `${livres(decision.slash)} LVR of`} the guarantee were taken; nobody got them.`,
    ];
    return { ...base, what: `Guilty, ${taken}`, by: accuser, lead: span('✗', 'bad'), words };
  }
  if (decision.outcome === 'lapsed') {
    const words = ['Nobody decided it in time, which counts as an acquittal.'];
    return { ...base, what: 'The accusation lapsed', lead: span('✓', 'good'), words };
  }
  return { ...base, what: 'Not guilty', by: accuser, lead: span('✓', 'good'), words: [] };
}

function momentOf({ id, block, time }: LicenceMoment): LicenceMoment {
  return { ...(id === undefined ? {} : { id }), block, time };
}
