import { useFields } from '../../components/fields.ts';
import { type Place, placeName } from '../../model/navigator.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useMemory } from '../../model/use-model.ts';
import { type Row, row, span } from '../../text/row.ts';

const specs = [
  {
    id: 'path',
    label: 'File',
    help: 'Where it lies, like ~/Documents/lease.pdf. It is read here, and never leaves this machine.',
  },
];

/** A field for the path of a document, and its fingerprint once it was read. `found` is called where the person stayed. */
export function useFingerprint(place: Place, found: (fingerprint: string, path: string) => void) {
  const { documents, navigator, queries } = useServices();
  const fields = useFields(specs);
  const [read, setRead] = useMemory<number | undefined>('read', undefined);
  const isHere = () => placeName(navigator.here) === placeName(place);
  const look = async (path: string) => {
    setRead(() => 0);
    try {
      const fingerprint = await queries.once(() =>
        documents.fingerprint(path, (share) => {
          if (isHere()) setRead(() => share);
        }),
      );
      setRead(() => undefined);
      if (isHere()) found(fingerprint, path);
    } catch (thrown) {
      setRead(() => undefined);
      fields.refuse('path', toRefusal(thrown).message);
    }
  };
  return {
    fields,
    isReading: read !== undefined,
    rows: (width: number): Row[] => [
      ...fields.rows(width),
      ...(read === undefined ? [] : [row('       ', span(`Reading… ${Math.floor(read * 100)} %`, 'next'))]),
    ],
    look: () => {
      const path = fields.text('path').trim();
      if (path === '') fields.refuse('path', 'Type where the file lies.');
      else if (read === undefined) void look(path);
    },
  };
}
