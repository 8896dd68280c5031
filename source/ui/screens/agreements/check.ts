import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useMemory } from '../../model/use-model.ts';
import { blank, prose, type Row, row, span } from '../../text/row.ts';
import { useAgreement } from './actions.ts';
import { useFingerprint } from './use-fingerprint.ts';

/** `e`: whether a file on this machine is the one that a contract is about. The place's key is the contract's id. */
export function useCheckFileView(place: Place): ViewModel {
  const answer = useAgreement(place.key);
  const view = answer.value;
  const [checked, setChecked] = useMemory<{ path: string; fingerprint: string } | undefined>('checked', undefined);
  const fingerprint = useFingerprint(place, (found, path) => setChecked(() => ({ path, fingerprint: found })));
  const isCurrent = checked !== undefined && checked.path === fingerprint.fields.text('path').trim();
  return {
    panes: {
      page: ({ width }) => [
        row(' ', span('CONTRACTS', 'dim'), ' › ', span(`Check a file: ${view?.title ?? ''}`, 'title')),
        blank,
        ...fingerprint.rows(width),
        blank,
        ...(answer.refusal === undefined ? [] : prose(`✗ ${answer.refusal.message}`, width, 'bad')),
        ...(isCurrent ? verdictRows(checked.fingerprint, view?.documentHash, width) : []),
      ],
    },
    ...fingerprint.fields.keys,
    loading: fingerprint.isReading || isUnanswered(answer),
    handlers: { open: fingerprint.look },
    labels: { open: 'check it' },
  };
}

function verdictRows(found: string, wanted: string | undefined, width: number): Row[] {
  if (wanted === undefined) return [];
  const isIt = found === wanted;
  const line = (label: string, value: string) => [
    ...prose(label, width, 'dim'),
    ...prose(value, width, isIt ? undefined : 'bad'),
  ];
  return [
    ...(isIt
      ? prose('✓ THIS IS THE FILE. Not one bit of it differs from what the contract is about.', width, 'good')
      : prose('✗ THIS IS ANOTHER FILE. A single changed letter, or saving it anew, is enough for that.', width, 'bad')),
    blank,
    ...line('Fingerprint in the contract', wanted),
    ...(isIt ? [] : [blank, ...line('Fingerprint of the file', found)]),
  ];
}
