import type { Screen } from '../screen.ts';
import { useForksView } from './forks.ts';
import { useMiningView } from './mining.ts';
import { useWorkersView } from './workers.ts';

export const mining: Screen = {
  id: 'mining',
  digit: '8',
  title: 'Mining',
  about: 'how hard this node searches, who found the last blocks, forks',
  first: 'mining',
  views: { mining: useMiningView, workers: useWorkersView, forks: useForksView },
};
