import type { ViewModel } from '../frame/view.ts';
import { blank, prose } from '../text/row.ts';

/** What a view that failed shows: one sentence and the ways on. The log has the rest. */
export function useFaultPage(): ViewModel {
  return {
    panes: {
      page: ({ width }) => [
        blank,
        ...prose("✗ This page could not be shown; the fault is Carnet's own.", width, 'bad'),
        ...prose(
          'Nothing was signed and the ledger is unharmed. Esc goes back, 1 goes Home. The log in the data folder has the details.',
          width,
        ),
      ],
    },
    handlers: {},
  };
}
