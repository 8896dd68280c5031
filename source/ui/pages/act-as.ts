import { type Role, roleLabels } from '../../ledger/roles.ts';
import type { ViewModel } from '../frame/view.ts';
import { useServices } from '../model/services.ts';
import { useStatus } from '../model/use-model.ts';
import { useMenu } from './menu.ts';

/** `a`: choose who you act as among the names that this wallet can sign for. */
export function useActAsPage(): ViewModel {
  const { acting, navigator, messages, queries } = useServices();
  const status = useStatus().value;
  const names = status?.names ?? [];
  return useMenu({
    heading: 'ACT AS',
    about:
      'Whose cars, tickets and money you see first, and who signs where it may. On a demo network every name is yours to play.',
    enter: 'act as this one',
    now: acting.get(),
    choices: names.map(({ name, roles }) => ({
      id: name,
      title: name === acting.get() ? `${name}, now` : name,
      detail: roles.length === 0 ? 'private person' : roles.map((role) => roleLabels[role as Role] ?? role).join(', '),
      run: () => {
        acting.set(name);
        queries.touchAll();
        messages.say(`You act as ${name}`);
        navigator.back();
      },
    })),
  });
}
