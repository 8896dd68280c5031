import type { ViewModel } from '../../frame/view.ts';
import { useMiningSwitch } from '../../model/mining-switch.ts';
import { isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useMining, useNow, useStatus } from '../../model/use-model.ts';
import { miningRows } from './rows.ts';

/** Whether this node mines, how fast, and what comes of it. */
export function useMiningView(): ViewModel {
  const { navigator } = useServices();
  const status = useStatus().value;
  const answer = useMining();
  const now = useNow();
  const mining = answer.value;
  const toggle = useMiningSwitch(mining);
  return {
    panes: {
      page: (size) => (mining === undefined ? [] : miningRows(mining, status, now, size)),
    },
    scopes: ['mining'],
    loading: isUnanswered(answer),
    handlers: {
      open: () => navigator.push({ screen: 'chain', view: 'block', key: String(status?.height ?? 0) }),
      ...(mining && mining.unable === undefined
        ? {
            mining: toggle,
            workers: () => navigator.push({ screen: 'mining', view: 'workers', key: 'page' }),
          }
        : {}),
      forks: () => navigator.push({ screen: 'mining', view: 'forks', key: 'page' }),
    },
    labels: { open: 'last block', mining: mining?.running ? 'stop' : 'start' },
  };
}
