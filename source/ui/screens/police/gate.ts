import type { PoliceView } from '../../../node/facade.ts';
import { type Place, placeName } from '../../model/navigator.ts';
import { type Answer, isUnanswered } from '../../model/queries.ts';
import { useServices } from '../../model/services.ts';
import { useActing, useQuery, useStatus } from '../../model/use-model.ts';
import { blank, prose, row, span } from '../../text/row.ts';
import type { View } from '../screen.ts';

/** How the police's private database stands. */
export function usePolice(): Answer<PoliceView> {
  // Who an empty one could take in follows from the ledger.
  return useQuery('police', ['police', 'fork'], (facade) => facade.police());
}

/** A view for whom the terminal acts as the police; anybody else gets a sentence in its place, and nothing of it. */
export function guarded(useView: View): View {
  return (place: Place) => {
    const { navigator } = useServices();
    const acting = useActing();
    const status = useStatus();
    const view = useView(place);
    const known = status.value?.names.find(({ name }) => name === acting);
    if (known?.roles.includes('police')) return view;
    const others = status.value?.names.filter(({ roles }) => roles.includes('police')) ?? [];
    const how =
      others.length === 0
        ? 'Nobody in this wallet is police.'
        : `a acts as somebody else: ${others.map(({ name }) => name).join(', ')} may.`;
    const actAs = { screen: 'police', view: 'act-as', key: 'page' };
    return {
      panes: {
        page: ({ width }) => [
          row(' ', span('POLICE', 'title')),
          blank,
          ...prose(
            `Only the police may see who is behind a key, and you act as ${acting}. The ledger itself knows keys and no names: who a key belongs to stands in a private database of the police, each look-up with its purpose in a log.`,
            width,
          ),
          blank,
          ...prose(how, width, 'next'),
        ],
      },
      loading: isUnanswered(status),
      handlers:
        others.length > 0 && placeName(navigator.here) === placeName(place)
          ? { open: () => navigator.push(actAs) }
          : {},
      labels: { open: 'act as…' },
    };
  };
}
