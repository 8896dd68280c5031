import type { Facade } from '../facade.ts';
import { given, textIn } from '../parameters.ts';
import { type Network, networkRefusals } from './network.ts';

/** The facade's methods about the peers. */
export type NetworkMethods = Pick<Facade, 'peers' | 'dial' | 'disconnect'>;

/** The methods over a network; over none a node has no peers, and the others are refused. */
export function networkMethods(network: () => Network | undefined): NetworkMethods {
  const there = (): Network => {
    const found = network();
    if (found === undefined) throw networkRefusals.NO_NETWORK();
    return found;
  };
  const peers: Facade['peers'] = async () => {
    const views = network()?.views() ?? [];
    const connected = new Set(views.map(({ address }) => address));
    const addresses = (network()?.known ?? []).map(({ url, source, lastGood }) => {
      return { url, source, lastGood, connected: connected.has(url) };
    });
    return { peers: views, addresses };
  };
  return {
    peers,
    dial: async (query) => {
      const url = textIn(given(query), 'url') ?? '';
      return there().dial(url);
    },
    disconnect: async (query) => {
      const peer = textIn(given(query), 'peer') ?? '';
      there().disconnect(peer);
      return peers();
    },
  };
}
