import type { Status } from '../../node/facade.ts';
import { type FormLine, formLines, signerPath } from '../forms/form-lines.ts';
import { formRows } from '../forms/form-rows.ts';
import {
  atLastLine,
  checked,
  type FormState,
  formKey,
  formPaste,
  moveFocus,
  newForm,
  shownLines,
} from '../forms/form-state.ts';
import { knownOf } from '../forms/known.ts';
import { firstSigner, operations } from '../forms/operations.ts';
import { suggestedValues } from '../forms/suggestions.ts';
import type { ViewModel } from '../frame/view.ts';
import type { Place } from '../model/navigator.ts';
import { useServices } from '../model/services.ts';
import { useActing, useMemory, useStatus } from '../model/use-model.ts';
import { blank, prose, row, span } from '../text/row.ts';

/** The form of an operation, made from its declaration. The place's key is the operation's name. */
export function useFormPage(place: Place): ViewModel {
  const status = useStatus().value;
  // The names decide the first line, so there is no form before they are known.
  return useForm(place, status);
}

function useForm(place: Place, status: Status | undefined): ViewModel {
  const { navigator, messages, random } = useServices();
  const acting = useActing();
  const [form, setForm] = useMemory<FormState | undefined>('form', undefined);
  const [leaving, setLeaving] = useMemory('leaving', false);
  const operation = operations.named(place.key);
  if (operation === undefined) throw new Error(`No operation ${place.key}`);
  if (status === undefined) return { panes: { page: () => [] }, handlers: {}, loading: true };

  const known = knownOf(status);
  const lines = formLines(operation, status);
  const signer = firstSigner(operation, status, acting);
  const fresh = () =>
    newForm(
      lines,
      known,
      { [signerPath]: signer.name, ...suggestedValues(operation.name, status, random) },
      place.values,
    );
  const state = form ?? fresh();
  if (form === undefined) navigator.keep(place, 'form', { value: state });
  const change = (make: (before: FormState) => FormState) => setForm((before) => make(before ?? state));

  const toReview = () => {
    const all = shownLines(lines, state).map(({ path }) => path);
    const next = checked(lines, state, known, all, true);
    change(() => next);
    if (Object.keys(next.faults).length === 0) navigator.push({ screen: place.screen, view: 'review', key: place.key });
    else messages.say('Something is not right yet; what you typed is kept', 'warn');
  };
  const enter = () => {
    const next = checked(lines, state, known, [state.focus], false);
    if (next.faults[state.focus] !== undefined) change(() => next);
    else if (atLastLine(lines, state)) toReview();
    else change(() => moveFocus(lines, next, 1));
  };
  const step = (by: number) => () =>
    change((before) => moveFocus(lines, checked(lines, before, known, [before.focus], false), by));

  return {
    panes: {
      page: (size) => {
        const above = [
          row(' ', span('NEW', 'dim'), ' › ', span(operation.label, 'title')),
          ...(signer.why === undefined ? [] : prose(signer.why, size.width, 'dim')),
          blank,
        ];
        return [...above, ...formRows(lines, state, { width: size.width, height: size.height - above.length })];
      },
    },
    scopes: ['form'],
    typing: true,
    onKey: (name) => {
      if (name !== 'esc' && leaving) setLeaving(() => false);
      if (formKey(lines, state, name) === undefined) return false;
      change((before) => formKey(lines, before, name) ?? before);
      return true;
    },
    onPaste: (text) => change((before) => formPaste(lines, before, text)),
    handlers: {
      open: enter,
      nextField: step(1),
      previousField: step(-1),
      review: toReview,
      back: () => {
        if (state.changed && !leaving) {
          setLeaving(() => true);
          messages.say('What you typed would be lost. Esc again leaves, any other key stays', 'warn');
          return;
        }
        navigator.back();
      },
    },
    labels: { open: atLastLine(lines, state) ? 'review' : 'next', back: 'leave' },
    hint: row(' ', span(hintOf(lines.find(({ path }) => path === state.focus)), 'dim')),
  };
}

/** What the line with the focus asks for. */
function hintOf(line: FormLine | undefined): string {
  if (line === undefined || line.help === '') return 'Nothing is signed before the review page.';
  return line.kind === 'signer' ? `Signed by: it ${line.help}` : `${line.label}: ${line.help}`;
}
