import type { Status } from '../../node/facade.ts';
import { useCase } from '../forms/case.ts';
import { formLines, payerPath, signerPath } from '../forms/form-lines.ts';
import { formRows } from '../forms/form-rows.ts';
import {
  atLastLine,
  checked,
  completed,
  type FormState,
  formKey,
  formPaste,
  intentOf,
  moveFocus,
  newForm,
  refusedAt,
  shownLines,
  signedAs,
  textsOf,
  withSigner,
} from '../forms/form-state.ts';
import { knownOf } from '../forms/known.ts';
import { firstSigner, operations, ownersOnly } from '../forms/operations.ts';
import { anotherSigner, refusalWords, refusedLine } from '../forms/refused-field.ts';
import { suggestedValues } from '../forms/suggestions.ts';
import { useTicketAbout, withoutNamed } from '../forms/ticket-about.ts';
import type { ViewModel } from '../frame/view.ts';
import { type Place, placeName } from '../model/navigator.ts';
import { isUnanswered } from '../model/queries.ts';
import { toRefusal } from '../model/refusal.ts';
import { useServices } from '../model/services.ts';
import { useActing, useMemory, useStatus } from '../model/use-model.ts';
import { useReport } from '../screens/cars/report.ts';
import { saleId, useSale } from '../screens/transfers/use-sale.ts';
import { blank, dim, prose, row, span } from '../text/row.ts';

/** The form of an operation, made from its declaration. The place's key is the operation's name. */
export function useFormPage(place: Place): ViewModel {
  const status = useStatus().value;
  // The names decide the first line, so there is no form before they are known.
  return useForm(place, status);
}

function useForm(place: Place, status: Status | undefined): ViewModel {
  const { navigator, messages, queries, random } = useServices();
  const acting = useActing();
  const [form, setForm] = useMemory<FormState | undefined>('form', undefined);
  const [leaving, setLeaving] = useMemory('leaving', false);
  const [asking, setAsking] = useMemory('asking', false);
  const operation = operations.named(place.key);
  const vin = form?.texts.vin?.text ?? place.values?.vin;
  const isOwners = ownersOnly.has(place.key) && vin?.trim().length === 17;
  const report = useReport(isOwners ? vin.trim().toUpperCase() : undefined);
  const owner = report.value?.car.owner;
  const sale = useSale(saleId(place.key, form?.texts.id?.text ?? place.values?.id)).value;
  const about = useCase(place.key, form === undefined ? (place.values ?? {}) : textsOf(form));
  const ticket = useTicketAbout(place.key, form === undefined ? (place.values ?? {}) : textsOf(form));
  if (operation === undefined) throw new Error(`No operation ${place.key}`);
  if (status === undefined) return { panes: { page: () => [] }, handlers: {}, loading: true };

  const known = knownOf(status);
  const facts = (state: FormState | undefined) => ({ texts: state === undefined ? {} : textsOf(state), owner, sale });
  const fresh = () =>
    newForm(
      formLines(operation, status, facts(undefined)),
      known,
      suggestedValues(operation.name, status, random, acting),
      place.values,
    );
  const started = form ?? fresh();
  if (form === undefined) navigator.keep(place, 'form', { value: started });
  const signer = firstSigner(operation, status, acting, facts(started));
  // Who signs follows from what is filled in, until a person chooses.
  const suggestedSigner = (state: FormState) =>
    withSigner(state, firstSigner(operation, status, acting, facts(state)).name);
  const state = suggestedSigner(started);
  const all = formLines(operation, status, facts(state));
  const lines = ticket(80).length > 0 ? withoutNamed(all, place.values) : all;
  const change = (make: (before: FormState) => FormState) =>
    setForm((before) => suggestedSigner(make(before === undefined ? state : suggestedSigner(before))));

  const toReview = (filled: FormState) => {
    const all = shownLines(lines, filled).map(({ path }) => path);
    const next = checked(lines, filled, known, all, true);
    change(() => next);
    if (Object.keys(next.faults).length === 0) void ask(next);
    else messages.say('Something is not right yet; what you typed is kept', 'warn');
  };
  // What the ledger would refuse about one field is said at that field; everything else on the review page.
  const ask = async (filled: FormState) => {
    setAsking(() => true);
    const intent = intentOf(operation.name, lines, filled);
    const { refusal, isFee } = await queries.once((facade) =>
      facade.review(intent).then(
        (review) => ({ refusal: review.refusal, isFee: review.total === review.fee }),
        (thrown: unknown) => ({ refusal: toRefusal(thrown), isFee: false }),
      ),
    );
    setAsking(() => false);
    if (placeName(navigator.here) !== placeName(place)) return;
    if (isFee && refusal?.code === 'BALANCE_TOO_LOW') {
      const words = `${refusal.message} Somebody else can pay the fee: choose who.`;
      return change((before) => refusedAt(lines, before, payerPath, words));
    }
    const path = refusal === undefined ? undefined : refusedLine(refusal, lines, filled, known);
    if (refusal === undefined || path === undefined) {
      navigator.push({ screen: place.screen, view: 'review', key: place.key });
    } else
      change((before) => refusedAt(lines, before, path, refusalWords(refusal, path, anotherSigner(lines, before))));
  };
  // On a signer who may not, Enter takes one who may; where none is chosen yet, nobody is guessed.
  const hasSigner = (state.texts[signerPath]?.text ?? '') !== '';
  const isRefused = hasSigner && state.focus === signerPath && state.faults[signerPath] !== undefined;
  const signs = isRefused ? anotherSigner(lines, state) : undefined;
  const enter = () => {
    if (signs !== undefined) return change((before) => signedAs(before, signs));
    const next = checked(lines, completed(lines, state, state.focus, status.now), known, [state.focus], false);
    if (next.faults[state.focus] !== undefined) change(() => next);
    else if (atLastLine(lines, state)) toReview(next);
    else change(() => moveFocus(lines, next, 1));
  };
  const step = (by: number) => () =>
    change((before) =>
      moveFocus(
        lines,
        checked(lines, completed(lines, before, before.focus, status.now), known, [before.focus], false),
        by,
      ),
    );

  return {
    panes: {
      page: (size) => {
        const above = [
          row(' ', span('NEW', 'dim'), ' › ', span(operation.label, 'title')),
          ...(signer.why === undefined || state.signerChosen ? [] : prose(signer.why, size.width, 'dim')),
          blank,
          ...about(size.width, 2),
          ...ticket(size.width),
        ];
        return [...above, ...formRows(lines, state, { width: size.width, height: size.height - above.length })];
      },
    },
    scopes: ['form'],
    typing: true,
    // Who signs may follow from the owner.
    loading: asking || (isOwners && isUnanswered(report)),
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
      review: () => toReview(completed(lines, state, state.focus, status.now)),
      back: () => {
        if (state.changed && !leaving) {
          setLeaving(() => true);
          messages.say('What you typed would be lost. Esc again leaves, any other key stays', 'warn');
          return;
        }
        navigator.back();
      },
    },
    labels: {
      open: signs !== undefined ? `sign as ${signs}` : atLastLine(lines, state) ? 'review' : 'next',
      back: 'leave',
    },
    hint: () => dim(' Nothing is signed before the review page.'),
  };
}
