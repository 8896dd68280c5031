import { useFields } from '../../../components/fields.ts';
import type { ViewModel } from '../../../frame/view.ts';
import { toRefusal } from '../../../model/refusal.ts';
import { useServices } from '../../../model/services.ts';
import { useMemory } from '../../../model/use-model.ts';
import { blank, prose, row, span } from '../../../text/row.ts';
import { refuseAt } from './faults.ts';

/** `m`: a name for the next account of the words. */
export function useNewAccountView(): ViewModel {
  const { facade, messages, navigator, queries } = useServices();
  const fields = useFields([
    { id: 'name', label: 'Name', help: 'Small letters, digits and dashes. Only this machine knows it.' },
  ]);
  const [asking, setAsking] = useMemory('asking', false);
  const add = async () => {
    const name = fields.text('name').trim();
    setAsking(() => true);
    try {
      await queries.once(() => facade.addAccount({ name }));
      queries.touchAll();
      navigator.back();
      messages.say(`${name} is one of your names now`, 'good');
    } catch (thrown) {
      refuseAt(fields, toRefusal(thrown), 'name');
      setAsking(() => false);
    }
  };
  return {
    panes: {
      page: ({ width }) => [
        row(' ', span('WALLET', 'dim'), ' › ', span('One more name', 'title')),
        ...prose(
          'One more account of your words, with an address and a balance of its own. The same 24 words hold it: there is nothing new to write down.',
          width,
          'dim',
        ),
        blank,
        ...fields.rows(width),
      ],
    },
    ...fields.keys,
    loading: asking,
    handlers: { open: () => void add() },
    labels: { open: 'add it' },
  };
}
