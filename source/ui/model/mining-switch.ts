import type { MiningView } from '../../node/facade.ts';
import { toRefusal } from './refusal.ts';
import { useServices } from './services.ts';

/** Stops mining where it runs and starts it where it does not. */
export function useMiningSwitch(mining: MiningView | undefined): () => void {
  const { facade, messages, queries } = useServices();
  const toggle = async () => {
    if (mining === undefined) return;
    try {
      const next = await queries.once(() => facade.setMining({ running: !mining.running }));
      messages.say(next.running ? 'Mining' : 'Mining stopped. This node still follows the ledger');
      queries.touchAll();
    } catch (thrown) {
      messages.say(toRefusal(thrown).message, 'bad');
    }
  };
  return () => void toggle();
}
