import type { Facade, Refusal } from '../../../node/facade.ts';
import { type FieldSpec, type Fields, useFields } from '../../components/fields.ts';
import type { ViewModel } from '../../frame/view.ts';
import { type Place, placeName } from '../../model/navigator.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useActing, useMemory } from '../../model/use-model.ts';
import { blank, prose, type Row, row, span } from '../../text/row.ts';

/** The field of what for: never empty. */
export const purposeField: FieldSpec = {
  id: 'purpose',
  label: 'Purpose',
  help: 'A case number, for instance. It stands in the log before anything is answered.',
};

/** Where it is remembered who asked: for as long as the terminal runs, and acts as the same name. */
const menuPlace: Place = { screen: 'police', view: 'police', key: '' };

interface Asker {
  readonly acting: string;
  readonly who: string;
}

/** The field of who asks: whoever asked last, at first whoever the terminal acts as. */
export function useWhoField(): FieldSpec {
  const { navigator } = useServices();
  const acting = useActing();
  const last = navigator.recall<Asker>(menuPlace, 'asker');
  const initial = last?.acting === acting ? last.who : acting;
  return { id: 'who', label: 'Who asks', initial, help: 'Your name or service number. It stands in the log.' };
}

/** Remembers who asked. */
export function useRememberWho(): (who: string) => void {
  const { navigator } = useServices();
  const acting = useActing();
  return (who) => {
    if (who !== '') navigator.keep(menuPlace, 'asker', { acting, who } satisfies Asker);
  };
}

/** What is missing in a field that may not stay empty. */
const missing: Readonly<Record<string, string>> = {
  purpose: 'Say what for: nobody is looked up or erased without a purpose.',
  who: 'Say who asks: the log needs to know.',
};

/** Fields that refusals are about, where they do not name them themselves. */
const byCode: Readonly<Record<string, string>> = {
  PURPOSE_MISSING: 'purpose',
  WHO_MISSING: 'who',
  NAME_UNKNOWN: 'key',
  ADDRESS_INVALID: 'key',
  PERSON_EXISTS: 'key',
  PERSON_UNKNOWN: 'key',
};
const byWords: Readonly<Record<string, string>> = { 'The purpose': 'purpose', 'Who asks': 'who' };

/** The field that a refusal is about, else the last one. */
export function fieldOf({ code, data }: Refusal, specs: readonly FieldSpec[]): string {
  const named = [data.field, byCode[code], typeof data.what === 'string' ? byWords[data.what] : undefined];
  const found = named.find((name) => specs.some(({ id }) => id === name));
  return typeof found === 'string' ? found : (specs.at(-1)?.id ?? '');
}

/**
 * What Enter does on a page of fields: on to the next where this one is right, and after the last, where all are, what
 * the page is for.
 */
export function enterIn(
  fields: Fields,
  specs: readonly FieldSpec[],
  faultOf: (id: string) => string | undefined,
  submit: () => void,
): () => void {
  return () => {
    const asked = fields.isLast ? specs.map(({ id }) => id) : [fields.focus];
    const wrong = asked.find((id) => faultOf(id) !== undefined);
    if (wrong !== undefined) fields.refuse(wrong, faultOf(wrong) ?? '');
    else if (fields.isLast) submit();
    else fields.move(1);
  };
}

/** A page of a few fields, whose last Enter asks the node for something. Nothing that was typed is lost by a refusal. */
export function useAskingPage<T>(
  place: Place,
  page: {
    readonly heading: string;
    readonly about: string;
    readonly specs: readonly FieldSpec[];
    /** Fields that may stay empty. */
    readonly optional?: readonly string[];
    /** What else is wrong with a field that is not empty. */
    readonly faultOf?: (id: string, text: (id: string) => string) => string | undefined;
    readonly enter: string;
    readonly task: (facade: Facade, text: (id: string) => string) => Promise<T>;
    /** Only where the person is still on the page. */
    readonly done: (value: T, text: (id: string) => string) => void;
    /** Below the fields. */
    readonly below?: (width: number) => readonly Row[];
  },
): ViewModel {
  const { messages, navigator, queries } = useServices();
  const fields = useFields(page.specs);
  const remember = useRememberWho();
  const [asking, setAsking] = useMemory('asking', false);
  const text = (id: string) => fields.text(id).trim();
  const isHere = () => placeName(navigator.here) === placeName(place);
  const faultOf = (id: string) => {
    if (text(id) === '') {
      const label = page.specs.find((spec) => spec.id === id)?.label ?? id;
      return page.optional?.includes(id) ? undefined : (missing[id] ?? `${label} is missing: fill it in.`);
    }
    return page.faultOf?.(id, text);
  };
  const ask = async () => {
    setAsking(() => true);
    const outcome = await queries
      .once((facade) => page.task(facade, text))
      .then(
        (value) => ({ value }),
        (thrown: unknown) => ({ refusal: toRefusal(thrown) }),
      );
    queries.touchAll();
    if ('value' in outcome) remember(text('who'));
    if (!isHere()) {
      if ('refusal' in outcome) messages.say(outcome.refusal.message, 'bad');
      return;
    }
    setAsking(() => false);
    if ('refusal' in outcome) fields.refuse(fieldOf(outcome.refusal, page.specs), outcome.refusal.message);
    else page.done(outcome.value, text);
  };
  return {
    panes: {
      page: ({ width }) => [
        row(' ', span('POLICE', 'dim'), ' › ', span(page.heading, 'title')),
        ...prose(page.about, width, 'dim'),
        blank,
        ...fields.rows(width),
        ...(page.below?.(width) ?? []),
      ],
    },
    scopes: ['form'],
    loading: asking,
    ...fields.keys,
    handlers: { ...fields.handlers, open: enterIn(fields, page.specs, faultOf, () => void ask()) },
    labels: { open: fields.isLast ? page.enter : 'next' },
  };
}
