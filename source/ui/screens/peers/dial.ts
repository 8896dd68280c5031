import { inserted, textInput, textInputRow, typed } from '../../components/text-input.ts';
import { peerPlace } from '../../frame/peers.ts';
import type { ViewModel } from '../../frame/view.ts';
import { type Place, placeName } from '../../model/navigator.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useMemory } from '../../model/use-model.ts';
import { blank, prose, type Row, row, span } from '../../text/row.ts';
import type { Tone } from '../../theme.ts';

/** Below the field, not below its label. */
const indent = ' '.repeat(10);

/** `d`: the address of a node to connect to. */
export function useDialView(place: Place): ViewModel {
  const { facade, messages, navigator, queries } = useServices();
  const [input, setInput] = useMemory('url', () => textInput('ws://127.0.0.1:'));
  const [fault, setFault] = useMemory('fault', '');
  const [asking, setAsking] = useMemory('asking', false);
  const dial = async () => {
    setAsking(() => true);
    setFault(() => '');
    const isHere = () => placeName(navigator.here) === placeName(place);
    try {
      const peer = await queries.once(() => facade.dial({ url: wholeUrl(input.text) }));
      messages.say(`Connected to ${peerPlace(peer)}`, 'good');
      queries.touchAll();
      if (isHere()) navigator.back();
    } catch (thrown) {
      const { message } = toRefusal(thrown);
      // Whoever went on meanwhile reads it below.
      if (!isHere()) messages.say(message, 'bad');
      else {
        setFault(() => message);
        setAsking(() => false);
      }
    }
  };
  const edit = (change: (before: typeof input) => typeof input) => {
    setFault(() => '');
    setInput(change);
  };
  return {
    panes: {
      page: ({ width }) => [
        row(' ', span('PEERS', 'dim'), ' › ', span('Dial a node', 'title')),
        blank,
        row('▸', span('Address', 'title'), '  ', ...textInputRow(input, Math.min(60, width - 12), !asking)),
        ...(asking ? [row(indent, span('Dialling…', 'next'))] : []),
        ...(fault === '' ? [] : below(`✗ ${fault}`, width, 'bad')),
        ...below('Like ws://127.0.0.1:5001; a port alone is one of this machine.', width, 'dim'),
        blank,
        ...prose('It is remembered, and dialled again after the next start.', width, 'dim'),
      ],
    },
    typing: true,
    loading: asking,
    onKey: (name) => {
      if (typed(input, name) === undefined) return false;
      edit((before) => typed(before, name) ?? before);
      return true;
    },
    onPaste: (text) => edit((before) => inserted(before, text.trim())),
    handlers: { open: () => void dial() },
    labels: { open: 'dial' },
  };
}

function below(text: string, width: number, tone: Tone): Row[] {
  return prose(text, width - indent.length + 1, tone).map((line) => [{ text: indent.slice(1) }, ...line]);
}

/** What a person types for a node, as an address: `5001`, `10.0.0.7:5000`, or all of it. */
export function wholeUrl(typedText: string): string {
  const text = typedText.trim();
  // The field begins with this machine's, and somebody may type or paste a whole one behind it.
  const last = text.slice(Math.max(0, text.lastIndexOf('ws://'), text.lastIndexOf('wss://')));
  if (/^\d{1,5}$/.test(last)) return `ws://127.0.0.1:${last}`;
  return /^wss?:\/\//.test(last) || last === '' ? last : `ws://${last}`;
}
