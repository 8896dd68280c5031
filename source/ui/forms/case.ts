import { quoted } from '../../ledger/quoted.ts';
import type { HolderView, LicenceReport, Status } from '../../node/facade.ts';
import { useQuery, useStatus } from '../model/use-model.ts';
import { roleWords } from '../screens/directory/columns.ts';
import { livres, shortId, thousands } from '../text/format.ts';
import { blank, type Row, row, span } from '../text/row.ts';
import { padTo, wrapWords } from '../text/width.ts';

/** Operations on an accusation that is open, and the field that says whose it is. */
const holders: Readonly<Record<string, 'holder' | 'as'>> = { 'licences.decide': 'holder', 'licences.defend': 'as' };

/**
 * What an accusation says and what its accused answered, for whoever decides it or answers it: nobody judges a number.
 * Nothing for other operations, and while nobody with an open accusation is named.
 */
export function useCase(
  operation: string,
  values: Readonly<Record<string, unknown>>,
): (width: number, linesEach: number) => Row[] {
  const status = useStatus().value;
  const field = holders[operation];
  const given = field === undefined ? undefined : values[field];
  const holder = typeof given === 'string' ? given.trim() : '';
  const answer = useQuery<HolderView | undefined>(`licence ${holder}`, ['tip', 'fork'], (facade) =>
    holder === '' ? Promise.resolve(undefined) : facade.licence({ holder }),
  );
  const accused = answer.value?.licences.filter((licence) => licence.accused) ?? [];
  const role = typeof values.role === 'string' && values.role !== '' ? values.role : accused[0]?.role;
  const licence = accused.find((each) => each.role === role);
  return (width, linesEach) => (licence === undefined ? [] : caseRows(licence, status, width, linesEach));
}

function caseRows(licence: LicenceReport, status: Status | undefined, width: number, linesEach: number): Row[] {
  const accusation = licence.accusations.at(-1);
  if (accusation === undefined) return [];
  const { reason, evidence, answer, defenceUntil = 0, decideUntil = 0, block } = accusation;
  const isOver = (status?.height ?? 0) >= defenceUntil;
  const verdict = isOver
    ? `may come now; undecided after block ${thousands(decideUntil)}, the accusation lapses`
    : `guilty only after block ${thousands(defenceUntil)}, not guilty at once`;
  const fact = (label: string, value: string) => {
    const lines = wrapWords(value, Math.min(100, width - 14));
    const shown = lines.length > linesEach ? [...lines.slice(0, linesEach - 1), `${lines[linesEach - 1]}…`] : lines;
    return shown.map((line, at) => row(' ', span(padTo(at === 0 ? label : '', 12), 'dim'), ' ', line));
  };
  return [
    row(
      ' ',
      span(licence.name, 'title'),
      span(`   ${roleWords(licence.role)}, ${licence.country}, accused in block ${thousands(block)}`, 'dim'),
    ),
    ...fact('Accusation', quoted(reason)),
    ...(evidence.length === 0 ? [] : fact('Evidence', evidence.map(shortId).join(', '))),
    ...fact('Answer', answer === undefined ? 'none' : quoted(answer.statement)),
    ...fact('Verdict', verdict),
    ...fact('Can be taken', `${livres(licence.atStake)} LVR`),
    blank,
  ];
}
