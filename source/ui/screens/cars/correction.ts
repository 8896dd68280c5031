import type { CarReport, EntryView, Status } from '../../../node/facade.ts';
import { openForm } from '../../forms/open-form.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useStatus } from '../../model/use-model.ts';

/** Readings that a later one of the same kind may correct. */
const correctable: ReadonlySet<string> = new Set(['cars.inspect', 'cars.service']);

/** Opens the form that corrects the latest reading of a car, its old values filled in; nothing where there is none. */
export function useCorrection(report: CarReport | undefined): (() => void) | undefined {
  const { navigator, messages, queries } = useServices();
  const status = useStatus().value;
  const latest = report?.history.findLast(({ readOn }) => readOn !== undefined);
  if (latest === undefined || status === undefined || !correctable.has(latest.operation)) return undefined;
  const open = async () => {
    try {
      const entry = await queries.once((facade) => facade.transaction({ id: latest.id }));
      const signer = status.names.find(({ address }) => address === entry.author);
      if (entry.fields.corrects) messages.say('The latest reading is a correction itself: record a new one.', 'bad');
      else if (signer === undefined) messages.say('Only who signed the latest reading can correct it.', 'bad');
      else openForm(navigator, entry.operation, valuesOf(entry, signer));
    } catch (thrown) {
      messages.say(toRefusal(thrown).message, 'bad');
    }
  };
  return () => void open();
}

/** The fields of an entry as a person would type them again. */
function valuesOf({ id, fields }: EntryView, signer: Status['names'][number]): Record<string, string> {
  const texts = Object.entries(fields).flatMap(([name, value]) => {
    if (value === undefined || value === null) return [];
    return [[name, Array.isArray(value) ? value.join(', ') : String(value)] as const];
  });
  return { ...Object.fromEntries(texts), as: signer.name, corrects: id };
}
