import type { CarSummary, Status } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { nameOf } from '../../forms/known.ts';
import { thousands } from '../../text/format.ts';
import { span } from '../../text/row.ts';
import type { Tone } from '../../theme.ts';
import { carNames } from '../home/steps.ts';

const verdictWords: Readonly<Record<CarSummary['answer'], { glyph: string; text: string; tone?: Tone }>> = {
  logical: { glyph: '✓', text: 'logical', tone: 'good' },
  illogical: { glyph: '✗', text: 'illogical', tone: 'bad' },
  'no judgement': { glyph: '○', text: 'no judgement' },
};

const testWords: Readonly<Record<CarSummary['testState'], { glyph: string; text: string; tone?: Tone }>> = {
  passed: { glyph: '✓', text: 'safe', tone: 'good' },
  'not due': { glyph: '✓', text: 'new', tone: 'good' },
  unknown: { glyph: '○', text: 'unknown' },
  due: { glyph: '!', text: 'due', tone: 'warn' },
  overdue: { glyph: '✗', text: 'overdue', tone: 'bad' },
  failed: { glyph: '✗', text: 'failed', tone: 'bad' },
  dangerous: { glyph: '✗', text: 'danger', tone: 'bad' },
};

const markWords: Readonly<Record<string, string>> = {
  stolen: 'STOLEN',
  injunction: 'court',
  lien: 'loan',
  deceased: 'deceased',
};

/** The columns of the list of cars: as many as there is room for beside the whole name. */
export function carColumns(status: Status | undefined, cars: readonly CarSummary[]): Column<CarSummary>[] {
  return [
    { title: 'Car', cell: carNames(cars) },
    { title: 'Plate', width: 12, drop: 2, cell: ({ plate }) => plate ?? '' },
    {
      title: 'km',
      width: 9,
      align: 'right',
      drop: 3,
      cell: ({ kilometres }) => (kilometres === undefined ? '' : thousands(kilometres)),
      folded: ({ kilometres }) => (kilometres === undefined ? '' : `${thousands(kilometres)} km`),
    },
    {
      title: 'Mileage',
      width: 14,
      cell: ({ answer, waiting }) => (waiting ? 'waiting' : verdictWords[answer].text),
      lead: ({ answer, waiting }) =>
        waiting ? span('◌', 'next') : span(verdictWords[answer].glyph, verdictWords[answer].tone),
    },
    {
      title: 'Test',
      width: 9,
      drop: 1,
      cell: ({ testState }) => testWords[testState].text,
      // Nothing that a revoked issuer signed is green.
      lead: ({ testState, issuerRevoked }) =>
        issuerRevoked && testState === 'passed'
          ? span('!', 'warn')
          : span(testWords[testState].glyph, testWords[testState].tone),
    },
    // Hardly ever, so these columns come only where they have something to say.
    ...(cars.some(({ mark }) => mark !== undefined)
      ? [
          {
            title: 'Mark',
            width: 11,
            cell: ({ mark }: CarSummary) => (mark === undefined ? '' : (markWords[mark] ?? mark)),
            lead: ({ mark }: CarSummary) => (mark === undefined ? span(' ') : span('✗', 'bad')),
          },
        ]
      : []),
    ...(cars.some(({ issuerRevoked }) => issuerRevoked)
      ? [{ title: 'Issuer', width: 7, cell: ({ issuerRevoked }: CarSummary) => (issuerRevoked ? 'revoked' : '') }]
      : []),
    { title: 'Owner', width: 16, drop: 4, cell: ({ owner }) => nameOf(status, owner) },
  ];
}
