import { chosenList } from '../components/use-lists.ts';
import type { Navigator } from '../model/navigator.ts';

/** Which of the lists of Tickets the box office is. */
const boxOffice = 3;

/** Goes to the box office, whose events lead to their gates; whoever has to do with none sees the events. */
export function openBoxOffice(navigator: Navigator, acting: string): void {
  const root = { screen: 'tickets', view: 'tickets', key: '' };
  navigator.keep(root, 'list', { value: chosenList(acting, boxOffice) });
  navigator.go(root);
}
