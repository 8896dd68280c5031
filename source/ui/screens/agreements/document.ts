import { basename } from 'node:path';
import { titleLimit } from '../../../ledger/registries/agreements/agreement.ts';
import { openForm } from '../../forms/open-form.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { useServices } from '../../model/services.ts';
import { blank, prose, row, span } from '../../text/row.ts';
import { useFingerprint } from './use-fingerprint.ts';

/** `d`: a contract about a file. Its fingerprint is worked out here and goes into the form; the file goes nowhere. */
export function useDocumentView(place: Place): ViewModel {
  const { navigator, messages } = useServices();
  const fingerprint = useFingerprint(place, (documentHash, path) => {
    navigator.back();
    openForm(navigator, 'agreements.propose', { title: titleOf(path), documentHash, text: '' });
    messages.say('The fingerprint of the file is filled in; the text stays empty');
  });
  return {
    panes: {
      page: ({ width }) => [
        row(' ', span('CONTRACTS', 'dim'), ' › ', span('About a document of yours', 'title')),
        blank,
        ...fingerprint.rows(width),
        blank,
        ...prose(
          'Only its fingerprint goes onto the ledger: 32 bytes that fit this file alone, and say nothing of what is in it. The other side needs the same file to see what it signs: give it to them yourself, and both keep it as it is.',
          width,
          'dim',
        ),
      ],
    },
    ...fingerprint.fields.keys,
    loading: fingerprint.isReading,
    handlers: { open: fingerprint.look },
    labels: { open: 'read it' },
  };
}

/** A name to begin with, as long as a title may be. */
function titleOf(path: string): string {
  const encoder = new TextEncoder();
  let name = basename(path).normalize('NFC');
  while (encoder.encode(name).length > titleLimit) name = name.slice(0, -1);
  return name;
}
