import { formRows } from '../../forms/form-rows.ts';
import {
  atLastLine,
  checked,
  type FormState,
  formKey,
  formPaste,
  moveFocus,
  newForm,
  refusedAt,
} from '../../forms/form-state.ts';
import { knownOf } from '../../forms/known.ts';
import { firstSigner } from '../../forms/operations.ts';
import type { ViewModel } from '../../frame/view.ts';
import type { Place } from '../../model/navigator.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useActing, useMemory, useStatus } from '../../model/use-model.ts';
import { blank, dim, prose, row, span } from '../../text/row.ts';
import { addition, addLines, type Chosen, lineText } from './add-book.ts';

/** The form of a book: what is put on the ledger, and the content, which stays here. */
export function useAddBookView(place: Place): ViewModel {
  const { contents, messages, navigator } = useServices();
  const status = useStatus().value;
  const acting = useActing();
  const [form, setForm] = useMemory<FormState | undefined>('form', undefined);
  const [chosen, setChosen] = useMemory<Chosen | undefined>('chosen', undefined);
  const [leaving, setLeaving] = useMemory('leaving', false);
  if (addition === undefined || status === undefined) return { panes: { page: () => [] }, handlers: {}, loading: true };
  const { label } = addition;
  const known = knownOf(status);
  const signer = firstSigner(addition, status, acting, { texts: {} });
  const lines = addLines(status, chosen);
  const state = form ?? newForm(lines, known, { as: signer.name });
  const change = (make: (before: FormState) => FormState) => setForm((before) => make(before ?? state));

  /** The form after a line was left: what is wrong with it stands there, and a file was read. */
  const left = (before: FormState, path: string): FormState => {
    const next = checked(lines, before, known, [path], false);
    const file = lineText(next, 'file');
    if (path !== 'file' || file === '') return next;
    try {
      const content = contents.read(file);
      setChosen(() => ({ path: file, content }));
      return next;
    } catch (thrown) {
      setChosen(() => undefined);
      return { ...next, faults: { ...next.faults, file: toRefusal(thrown).message } };
    }
  };
  const toReview = (before: FormState) => {
    const all = lines.map(({ path }) => path);
    const read = left(checked(lines, before, known, all, false), 'file');
    const [value, file] = [lineText(read, 'value'), lineText(read, 'file')];
    const next =
      value === '' && file === ''
        ? refusedAt(lines, read, 'value', 'A book needs a content: type a text here, or name a file below.')
        : value !== '' && file !== ''
          ? refusedAt(
              lines,
              read,
              'file',
              'A text stands above already: a book has one content. Take one of them away.',
            )
          : read;
    const wrong = lines.find(({ path }) => next.faults[path] !== undefined);
    change(() => ({ ...next, focus: wrong?.path ?? next.focus }));
    if (wrong === undefined) navigator.push({ screen: 'books', view: 'add-review', key: place.key });
    else messages.say('Something is not right yet; what you typed is kept', 'warn');
  };
  const enter = () => {
    const next = left(state, state.focus);
    if (next.faults[state.focus] !== undefined) change(() => next);
    else if (atLastLine(lines, state)) toReview(next);
    else change(() => moveFocus(lines, next, 1));
  };
  const step = (by: number) => () => change((before) => moveFocus(lines, left(before, before.focus), by));
  return {
    panes: {
      page: (size) => {
        const above = [
          row(' ', span('NEW', 'dim'), ' › ', span(label, 'title')),
          ...(signer.why === undefined || state.signerChosen ? [] : prose(signer.why, size.width, 'dim')),
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
      review: () => toReview(state),
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
    hint: () => dim(' The content stays here, encrypted; the ledger gets its print.'),
  };
}
