import type { PoliceAuditView } from '../../../node/facade.ts';
import type { FieldSpec } from '../../components/fields.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { useServices } from '../../model/services.ts';
import { useMemory } from '../../model/use-model.ts';
import { counted } from '../../text/format.ts';
import { blank, prose, type Row, row, span } from '../../text/row.ts';
import { useAskingPage } from './asking.ts';

const specs: readonly FieldSpec[] = [
  { id: 'mark', label: 'Mark', help: 'One that you kept elsewhere, like 12-3f0c…; may stay empty.' },
];

interface Result {
  readonly report: PoliceAuditView;
  readonly mark: string;
}

/** Goes through the whole database, and says whether everything is as it was written. */
export function useAuditView(place: Place): ViewModel {
  const { messages } = useServices();
  const [result, setResult] = useMemory<Result | undefined>('result', undefined);
  const page = useAskingPage(place, {
    heading: 'Audit',
    about:
      'Whether an entry of the log or a person was changed, taken away, put elsewhere or cut off at the end. A mark that was kept elsewhere also shows a log written anew, and an old copy put back.',
    specs,
    optional: ['mark'],
    enter: 'audit',
    task: (facade, text) => facade.auditPolice(text('mark') === '' ? {} : { mark: text('mark') }),
    done: (report, text) => {
      setResult(() => ({ report, mark: text('mark') }));
      messages.clear();
    },
    below: (width) => (result === undefined ? [] : [blank, ...resultRows(result, width)]),
  });
  return { ...page, scopes: ['police-audit', 'form'] };
}

function resultRows({ report, mark }: Result, width: number): Row[] {
  const { entries, people, faults } = report;
  const there = `${counted(entries, 'entry', 'entries')} in the log, ${counted(people, 'person', 'people')} on file`;
  return [
    ...(faults.length === 0
      ? [
          row(' ', span('✓', 'good'), ` ${there}: everything is as it was written.`),
          ...(mark === '' ? [] : [row(' ', span('✓', 'good'), ' The mark holds: nothing up to there was changed.')]),
        ]
      : [
          ...faults.flatMap(({ message }) => prose(`✗ ${message}`, width, 'bad')),
          blank,
          ...prose(`There are ${there}. Leave the database as it is, and go back to a copy.`, width),
        ]),
    ...(report.mark === undefined
      ? []
      : [
          blank,
          ...prose(`Mark now: ${report.mark}`, width),
          ...prose('Write it down elsewhere: it proves the log up to here.', width, 'dim'),
        ]),
  ];
}
