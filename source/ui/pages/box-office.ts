import { chosenList } from '../components/use-lists.ts';
import type { Navigator } from '../model/navigator.ts';

/** Which of the lists of Tickets the box office is. */
const boxOffice = 3;

/** Lets somebody in: nobody types a proof by hand, so there is no form for it but a gate. */
export const letIn = 'tickets.admit';

/** What it is about, where a form says who signs. */
export const gateWords = 'at the gate of an event, in the box office';

/** Goes to the box office, whose events lead to their gates; whoever has to do with none sees the events. */
export function openBoxOffice(navigator: Navigator, acting: string): void {
  const root = { screen: 'tickets', view: 'tickets', key: '' };
  navigator.keep(root, 'list', { value: chosenList(acting, boxOffice) });
  navigator.go(root);
}
