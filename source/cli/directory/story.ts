import { formatLivres } from '../../ledger/amount.ts';
import type { AccusationView, LicenceMoment, LicenceReport } from '../../node/facade.ts';
import { instant } from '../answers.ts';
import { escaped } from './markup.ts';

/** Every accusation of a licence as a list of what happened until the block at `height`, oldest first. */
export function storyOf({ accusations }: LicenceReport, height: number): string {
  return accusations.map((accusation) => `<ol>\n${stepsOf(accusation, height).join('\n')}\n</ol>`).join('\n');
}

function stepsOf(accusation: AccusationView, height: number): string[] {
  const { reason, evidence, answer, decision, decideUntil, defenceUntil } = accusation;
  const shown = evidence.map((id) => `<code>${escaped(id)}</code>`).join(', ');
  const steps = [
    `Accused: <q>${escaped(reason)}</q>${shown === '' ? '' : ` Evidence: ${shown}.`} ${where(accusation)}`,
    answer === undefined
      ? `No answer${decision === undefined ? ' yet' : ''}.`
      : `Answered: <q>${escaped(answer.statement)}</q> ${where(answer)}`,
  ];
  if (decision !== undefined) steps.push(`${endOf(decision.outcome, decision.slash)} ${where(decision)}`);
  else if (decideUntil !== undefined && defenceUntil !== undefined) {
    const now =
      height < defenceUntil
        ? `until block ${defenceUntil} it may answer, and nobody can find it guilty`
        : 'the time to answer is over, and it may be decided now';
    steps.push(`Open: ${now}; undecided after block ${decideUntil}, it lapses.`);
  }
  return steps.map((step) => `<li>${step.trim()}</li>`);
}

function endOf(outcome: NonNullable<AccusationView['decision']>['outcome'], slash: string): string {
  if (outcome === 'not guilty') return '<strong>Not guilty.</strong>';
  if (outcome === 'lapsed') return '<strong>Lapsed</strong>: nobody decided it in time, which counts as an acquittal.';
  const taken = slash === '0' ? 'nothing was taken' : `${formatLivres(BigInt(slash))} LVR of the guarantee were taken`;
  return `<strong class="bad">Guilty</strong>: the licence was revoked, ${taken}.`;
}

function where({ block, time, id }: LicenceMoment): string {
  const entry = id === undefined ? '' : `, entry <code>${escaped(id)}</code>`;
  return `<small>Block ${block.toLocaleString('en-US')}, ${instant(time)}${entry}</small>`;
}
