import { inserted, textInput, textInputRow, typed } from '../../components/text-input.ts';
import { peerPlace } from '../../frame/peers.ts';
import type { ViewModel } from '../../frame/view.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useMemory } from '../../model/use-model.ts';
import { blank, prose, row, span } from '../../text/row.ts';

/** `d`: the address of a node to connect to. */
export function useDialView(): ViewModel {
  const { facade, messages, navigator, queries } = useServices();
  const [input, setInput] = useMemory('url', () => textInput('ws://127.0.0.1:'));
  const [fault, setFault] = useMemory('fault', '');
  const [asking, setAsking] = useMemory('asking', false);
  const dial = async () => {
    setAsking(() => true);
    try {
      const peer = await queries.once(() => facade.dial({ url: input.text.trim() }));
      messages.say(`Connected to ${peerPlace(peer)}`, 'good');
      queries.touchAll();
      navigator.back();
    } catch (thrown) {
      setFault(() => toRefusal(thrown).message);
    }
    setAsking(() => false);
  };
  return {
    panes: {
      page: ({ width }) => [
        row(' ', span('PEERS', 'dim'), ' › ', span('Dial a node', 'title')),
        blank,
        row(' ', span('Address', 'title'), '  ', ...textInputRow(input, Math.min(60, width - 12), true)),
        ...(fault === '' ? [] : prose(`✗ ${fault}`, width, 'bad')),
        ...prose('Like ws://127.0.0.1:5001. It is remembered, and dialled again after the next start.', width, 'dim'),
      ],
    },
    typing: true,
    loading: asking,
    onKey: (name) => {
      if (typed(input, name) === undefined) return false;
      setFault(() => '');
      setInput((before) => typed(before, name) ?? before);
      return true;
    },
    onPaste: (text) => setInput((before) => inserted(before, text)),
    handlers: { open: () => void dial() },
    labels: { open: 'dial' },
  };
}
