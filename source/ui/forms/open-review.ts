import { useServices } from '../model/services.ts';
import { useStatus } from '../model/use-model.ts';
import { formLines } from './form-lines.ts';
import { newForm } from './form-state.ts';
import { knownOf } from './known.ts';
import { openForm } from './open-form.ts';
import { operations } from './operations.ts';

/** A review that was opened without its form: the way back leads past the form. */
export const straight = { straight: 'yes' } as const;

/**
 * Opens the review page of something of which all is known already; the form stands below it, for whoever wants another
 * to pay the fee. Where something is left to fill in, the form opens.
 */
export function useOpenReview(): (
  operation: string,
  values: Readonly<Record<string, string>>,
  isOpen?: boolean,
) => void {
  const { navigator } = useServices();
  const status = useStatus().value;
  return (name, values, isOpen = false) => {
    const operation = operations.named(name);
    if (operation === undefined || status === undefined) return;
    const { screen } = navigator.here;
    if (!isOpen) {
      const form = newForm(formLines(operation, status, { texts: values }), knownOf(status), {}, values);
      navigator.keep({ screen, view: 'form', key: name }, 'form', { value: form });
    }
    openForm(navigator, name, values);
    if (!isOpen) navigator.push({ screen, view: 'review', key: name, values: straight });
  };
}
