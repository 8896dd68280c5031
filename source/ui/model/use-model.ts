import { createContext, useContext, useLayoutEffect, useSyncExternalStore } from 'react';
import type {
  AccountView,
  BlockSummary,
  CarSummary,
  EntryView,
  Facade,
  MiningView,
  PeerView,
  Status,
  WalletView,
} from '../../node/facade.ts';
import { isReader } from '../forms/known.ts';
import type { Place } from './navigator.ts';
import type { Answer, Topic } from './queries.ts';
import { type Kept, useServices } from './services.ts';

/** The answer to a question, asked again whenever one of `topics` changes. `key` must name the question and all it asks with. */
export function useQuery<T>(key: string, topics: readonly Topic[], load: (facade: Facade) => Promise<T>): Answer<T> {
  const { queries } = useServices();
  // A layout effect, because a key may come before passive effects ran.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key names the question; topics and load follow from it.
  useLayoutEffect(() => queries.retain(key, topics, load), [queries, key]);
  return useSyncExternalStore(queries.subscribe, () => queries.read<T>(key));
}

const always: readonly Topic[] = ['tip', 'mempool', 'fork', 'mining', 'peers', 'wallet'];

export function useStatus(): Answer<Status> {
  return useQuery('status', always, (facade) => facade.status());
}

/** The cars that a name owns; nothing is asked where `asked` is off. */
export function useCarsOf(name: string, asked = true): Answer<readonly CarSummary[]> {
  return useQuery<readonly CarSummary[]>(asked ? `cars of ${name}` : 'no cars', ['tip', 'mempool', 'fork'], (facade) =>
    asked ? facade.cars({ owner: name, limit: 100 }) : Promise.resolve([]),
  );
}

/** The entries that wait for a block; nothing is asked where `asked` is off. */
export function useWaitingEntries(asked: boolean): readonly EntryView[] {
  const answer = useQuery<readonly EntryView[]>(
    asked ? 'waiting' : 'no entries',
    ['mempool', 'tip', 'fork'],
    (facade) => (asked ? facade.mempool() : Promise.resolve([])),
  );
  return answer.value ?? [];
}

/** The connected peers; nothing is asked where `asked` is off. */
export function usePeers(asked: boolean): readonly PeerView[] {
  const answer = useQuery<readonly PeerView[]>(asked ? 'connected' : 'no peers', ['peers', 'tip'], (facade) =>
    asked ? facade.peers().then(({ peers }) => peers) : Promise.resolve([]),
  );
  return answer.value ?? [];
}

/** The last blocks, newest first. */
export function useLastBlocks(): Answer<readonly BlockSummary[]> {
  return useQuery('last blocks', ['tip', 'fork'], (facade) => facade.blocks({ count: 30 }));
}

export function useAccount(name: string): Answer<AccountView> {
  return useQuery(`account ${name}`, ['tip', 'mempool', 'fork'], (facade) => facade.account({ name }));
}

/** The owner's words as far as they show without their passphrase; with each block the file is looked at again. */
export function useWallet(): Answer<WalletView> {
  return useQuery('wallet', ['wallet', 'tip'], (facade) => facade.wallet());
}

export function useMining(): Answer<MiningView> {
  return useQuery('mining', always, (facade) => facade.mining());
}

export function useKept<T>(value: Kept<T>): T {
  return useSyncExternalStore(value.subscribe, value.get);
}

/** Who the terminal acts as. */
export function useActing(): string {
  return useKept(useServices().acting);
}

/** Where nobody has the name to act as, the first own name takes its place as soon as there is one. */
export function useFirstOwnName(status: Status | undefined): void {
  const { acting, queries } = useServices();
  const first =
    status !== undefined && isReader(status, acting.get()) ? status.names.find(({ own }) => own) : undefined;
  useLayoutEffect(() => {
    if (first === undefined) return;
    acting.set(first.name);
    queries.touchAll();
  });
}

/** The place that the view shows. */
export const PlaceContext = createContext<Place | undefined>(undefined);

export function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (place === undefined) throw new Error('No place: a view stands outside of the terminal');
  return place;
}

/**
 * State that the place remembers when the person goes deeper and comes back. The change is made on what is remembered,
 * not on what was drawn last, so that two keys before one drawing both count; and it is drawn before the next key comes,
 * as React does with what a store says and not with what it keeps itself.
 */
export function useMemory<T>(name: string, initial: T | (() => T)): [T, (change: (value: T) => T) => void] {
  const { navigator } = useServices();
  const place = usePlace();
  const current = (): { readonly value: T } => {
    const remembered = navigator.recall<{ value: T }>(place, name);
    if (remembered !== undefined) return remembered;
    const first = { value: typeof initial === 'function' ? (initial as () => T)() : initial };
    navigator.keep(place, name, first);
    return first;
  };
  const { value } = useSyncExternalStore(navigator.subscribeMemory, current);
  return [value, (make) => navigator.change(place, name, { value: make(current().value) })];
}

/** Now, moving by itself where the terminal is animated. */
export function useNow(): number {
  const { clock } = useServices();
  return useSyncExternalStore(clock.subscribe, clock.shown);
}
