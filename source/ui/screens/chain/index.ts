import type { Screen } from '../screen.ts';
import { useBlockView } from './block.ts';
import { useChainView } from './chain.ts';
import { useWaitingView } from './waiting.ts';

export const chain: Screen = {
  id: 'chain',
  digit: '7',
  title: 'Chain',
  about: 'every block and entry; find anything by its id',
  first: 'chain',
  views: { chain: useChainView, block: useBlockView, waiting: useWaitingView },
};
