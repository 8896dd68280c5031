import type { ViewModel } from '../../frame/view.ts';
import { toRefusal } from '../../model/refusal.ts';
import { useServices } from '../../model/services.ts';
import { useMining } from '../../model/use-model.ts';
import { type Choice, useMenu } from '../../pages/menu.ts';
import { counted } from '../../text/format.ts';
import { speedWords } from './rows.ts';

const speeds = [0.25, 0.5, 1] as const;

/** `w`: how many cores search, and which part of the time. */
export function useWorkersView(): ViewModel {
  const { facade, messages, navigator, queries } = useServices();
  const mining = useMining().value;
  const cores = mining?.cores ?? 1;
  const counts = [...new Set([1, 2, 4, Math.floor(cores / 2), cores - 1, cores])]
    .filter((count) => count >= 1 && count <= cores)
    .sort((a, b) => a - b);
  const apply = async (workers: number, duty: number) => {
    try {
      await facade.setMining({ workers, duty });
      messages.say(`Mining on ${counted(workers, 'core')}, ${speedWords(duty)}`);
      queries.touchAll();
      navigator.back();
    } catch (thrown) {
      messages.say(toRefusal(thrown).message, 'bad');
    }
  };
  const choices: Choice[] = counts.flatMap((workers) =>
    speeds.map((duty) => ({
      id: `${workers} ${duty}`,
      title: `${counted(workers, 'core')}, ${speedWords(duty)}`,
      detail: mining?.workers === workers && mining.duty === duty ? 'now' : detailOf(workers, duty, cores),
      run: () => void apply(workers, duty),
    })),
  );
  return useMenu({
    heading: 'CORES AND SPEED',
    about: `This machine has ${counted(cores, 'core')}. Twice the cores find twice the blocks, until the network adjusts; a laptop stays cool on one at half speed.`,
    enter: 'mine like this',
    ...(mining === undefined ? {} : { now: `${mining.workers} ${mining.duty}` }),
    choices,
  });
}

function detailOf(workers: number, duty: number, cores: number): string {
  const share = Math.round((workers * duty * 100) / cores);
  return `${share} % of this machine`;
}
