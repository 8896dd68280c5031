import type { CarSummary, Status } from '../../../node/facade.ts';
import type { Column } from '../../components/table.ts';
import { nameOf } from '../../forms/known.ts';
import { thousands } from '../../text/format.ts';
import type { Tone } from '../../theme.ts';

const verdictWords: Readonly<Record<CarSummary['answer'], { text: string; tone?: Tone }>> = {
  logical: { text: '✓ logical', tone: 'good' },
  illogical: { text: '✗ illogical', tone: 'bad' },
  'no judgement': { text: '○ no judgement' },
};

const testWords: Readonly<Record<CarSummary['testState'], { text: string; tone?: Tone }>> = {
  passed: { text: '✓ safe', tone: 'good' },
  'not due': { text: '✓ new', tone: 'good' },
  due: { text: '! due', tone: 'warn' },
  overdue: { text: '✗ overdue', tone: 'bad' },
  failed: { text: '✗ failed', tone: 'bad' },
  dangerous: { text: '✗ danger', tone: 'bad' },
};

/** The columns of the list of cars: as many as there is room for. */
export function carColumns(status: Status | undefined): Column<CarSummary>[] {
  return [
    { title: 'Car', grow: 2, cell: ({ make, model, year }) => `${make} ${model} ${year}` },
    { title: 'Plate', width: 10, from: 60, cell: ({ plate }) => plate ?? '' },
    {
      title: 'km',
      width: 9,
      align: 'right',
      from: 50,
      cell: ({ kilometres }) => (kilometres === undefined ? '' : thousands(kilometres)),
    },
    {
      title: 'Mileage',
      width: 14,
      cell: ({ answer }) => verdictWords[answer].text,
      tone: ({ answer }) => verdictWords[answer].tone,
    },
    {
      title: 'Test',
      width: 9,
      from: 60,
      cell: ({ testState }) => testWords[testState].text,
      tone: ({ testState }) => testWords[testState].tone,
    },
    { title: 'Owner', width: 12, from: 90, cell: ({ owner }) => nameOf(status, owner) },
  ];
}
