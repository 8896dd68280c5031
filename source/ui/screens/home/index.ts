import type { Screen } from '../screen.ts';
import { useHomeView } from './home.ts';

export const home: Screen = {
  id: 'home',
  digit: '1',
  title: 'Home',
  about: 'what waits for you, your balance, the last blocks',
  first: 'home',
  views: { home: useHomeView },
};
