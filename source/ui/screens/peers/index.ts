import type { Screen } from '../screen.ts';
import { useDialView } from './dial.ts';
import { usePeersView } from './peers.ts';

export const peers: Screen = {
  id: 'peers',
  digit: '9',
  title: 'Peers',
  about: 'the other nodes: who is connected, how far they are, whom to dial',
  first: 'peers',
  views: { peers: usePeersView, dial: useDialView },
};
