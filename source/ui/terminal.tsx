import { useInput, usePaste } from 'ink';
import { useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import type { Status } from '../node/facade.ts';
import { ownMiner } from './frame/blocks.ts';
import { composeFrame } from './frame/compose.ts';
import { FaultBoundary } from './frame/fault.tsx';
import { footerRow } from './frame/footer.ts';
import { identityRow, ruleRow, tabsRow } from './frame/header.ts';
import { layoutOf } from './frame/layout.ts';
import { Painted } from './frame/painted.tsx';
import { railRows } from './frame/rail.ts';
import { useTerminalSize } from './frame/size.ts';
import { shortSyncWords } from './frame/sync.ts';
import type { ViewModel } from './frame/view.ts';
import { dispatchKey, type KeyTarget } from './input/dispatch.ts';
import { keyName } from './input/key-name.ts';
import type { ActionId, Handlers } from './input/keymap.ts';
import type { Message } from './model/messages.ts';
import { type Place, placeName } from './model/navigator.ts';
import { type Services, useServices } from './model/services.ts';
import { askToStop } from './model/stopping.ts';
import {
  PlaceContext,
  useAccount,
  useActing,
  useFirstOwnName,
  useKept,
  useLastBlocks,
  useMining,
  useNow,
  usePeers,
  useStatus,
  useWaitingEntries,
  useWallet,
} from './model/use-model.ts';
import { useWaitingFor } from './model/waiting.ts';
import { useFaultPage } from './pages/fault.ts';
import { pages } from './pages/index.ts';
import { waitingSteps } from './screens/home/steps.ts';
import { screens } from './screens/index.ts';
import { rootOf, type View } from './screens/screen.ts';
import { ends, type Row, row, rowWidth, span } from './text/row.ts';
import { wrapWords } from './text/width.ts';
import { themes } from './theme.ts';

/** So long after the last block nobody watches the seconds any more, milliseconds. */
const watched = 30_000;

/** The whole terminal: it listens to the keys, and shows the view of the place where the person is. */
export function Terminal() {
  const { navigator, messages, keys, stopAsked, quit, redraw, onFault } = useServices();
  const size = useTerminalSize();
  const places = useSyncExternalStore(navigator.subscribe, navigator.places);
  const place = places.at(-1) ?? navigator.here;
  const target = useRef<KeyTarget | undefined>(undefined);
  const isCard = layoutOf(size.columns, size.rows).kind === 'card';

  const handleKey = (name: string) => {
    if (target.current === undefined) return;
    const message = messages.current();
    if (name === 'q' && stopAsked.get() && !target.current.view.typing) return quit();
    if (stopAsked.get()) {
      stopAsked.set(false);
      messages.clear();
    }
    messages.read(message, dispatchKey(name, target.current));
  };
  useLayoutEffect(() => keys.onKey(handleKey));

  useInput((input, key) => {
    const name = keyName(input, key);
    if (name === 'ctrl-c') return quit();
    if (name === 'ctrl-l') return redraw();
    // Nobody signs what cannot be seen.
    if (name === '' || isCard) return;
    if (name === 'esc') {
      keys.clear();
      handleKey(name);
    } else keys.push(name);
  });
  usePaste((text) => {
    if (!isCard) target.current?.view.onPaste?.(text);
  });

  const shown = {
    place,
    depth: places.length,
    onTarget: (next: KeyTarget) => {
      target.current = next;
      keys.setReady(next.view.loading !== true);
    },
  };
  return (
    <PlaceContext value={place}>
      <FaultBoundary
        key={placeName(place)}
        onFault={onFault}
        instead={() => <Shown {...shown} useView={useFaultPage} />}
      >
        <Shown {...shown} useView={viewOf(place)} />
      </FaultBoundary>
    </PlaceContext>
  );
}

type Said = Pick<Message, 'text' | 'tone'>;

interface ShownProps {
  readonly place: Place;
  readonly depth: number;
  readonly onTarget: (target: KeyTarget) => void;
  readonly useView: View;
}

/** One view in the frame. A new place is a new component, so that each view may use the hooks it likes. */
function Shown({ place, depth, onTarget, useView }: ShownProps) {
  const services = useServices();
  const { columns, rows } = useTerminalSize();
  const view = useView(place);
  const acting = useActing();
  const theme = themes[useKept(services.theme)];
  const status = useStatus().value;
  const blocks = useLastBlocks().value ?? [];
  const hasRail = layoutOf(columns, rows).kind === 'three';
  const entries = useWaitingEntries(hasRail);
  const waiting = useWaitingFor(acting, hasRail).value ?? [];
  const mining = useMining().value;
  const wallet = useWallet().value;
  const account = useAccount(acting).value;
  const peers = usePeers(hasRail || status?.health === 'behind');
  const now = useNow();
  useFirstOwnName(status);
  const message = useSyncExternalStore(services.messages.subscribe, services.messages.current);

  const handlers: Handlers = {
    ...commonHandlers(services, place, depth, view),
    ...view.handlers,
  };
  const openDigit = (digit: string) => {
    if (view.strict) return false;
    const screen = screens.find((candidate) => candidate.digit === digit);
    if (screen === undefined) return false;
    services.navigator.go(rootOf(screen));
    return true;
  };
  useLayoutEffect(() => {
    // What takes the whole screen is watched by the second whatever the ledger does.
    const isWatched = view.panes.whole !== undefined || now - (status?.tipTime ?? now) <= watched;
    services.clock.setQuiet(status?.mining === false && !isWatched);
  });
  // Without dependencies: after every drawing the keys mean what is drawn.
  useLayoutEffect(() => onTarget({ view, handlers, openDigit }));

  // Home says itself what waits for the person.
  const forYou = place.screen === 'home' ? undefined : waitingSteps(waiting, wallet, status, services.navigator);
  const frame = composeFrame({
    columns,
    rows,
    identity: (width) => identityRow(status, acting, account, peers, width),
    tabs: (width) => tabsRow(screens, place.screen, width),
    rule: ruleRow,
    panes: view.panes,
    rail: (size) =>
      railRows({ status, blocks, entries, forYou, miner: ownMiner(status, mining), mining, peers, now }, size),
    message: (width) => messageRows(withSync(message, status, now), view.hint?.() ?? [], width),
    keys: (width) =>
      footerRow(
        {
          scopes: view.scopes ?? [],
          handlers,
          labels: view.labels ?? {},
          typing: view.typing === true,
          filters: view.handlers.find !== undefined,
        },
        width,
      ),
  });
  return <Painted rows={frame} theme={theme} />;
}

function viewOf(place: Place): View {
  const screen = screens.find(({ views }) => Object.hasOwn(views, place.view));
  return pages[place.view] ?? screen?.views[place.view] ?? useFaultPage;
}

/** What is said, and while this node catches up how far it is: `Joined 5000. Syncing 312 of 1,284, 2 s left.` */
function withSync(message: Message | undefined, status: Status | undefined, now: number): Said | undefined {
  const sync = status?.sync;
  if (sync === undefined || (message !== undefined && !message.news)) return message;
  const words = shortSyncWords(sync, now);
  if (message === undefined) return { text: words, tone: 'next' };
  return { ...message, text: `${message.text.replace(/\.?$/, '.')} ${words}` };
}

/** A message, and the hint at the other end where both fit: what is said never hides for long where one is. */
function messageRows(message: Said | undefined, hint: Row, width: number): Row[] {
  if (message === undefined) return [hint];
  const text = message.tone === 'bad' ? `✗ ${message.text}` : message.text;
  const said = row(' ', span(text, message.tone));
  if (rowWidth(said) + rowWidth(hint) + 3 <= width) return [ends(said, row(...hint, ' '), width)];
  return wrapWords(text, Math.min(100, width - 2)).map((line) => row(' ', span(line, message.tone)));
}

function commonHandlers(services: Services, place: Place, depth: number, view: ViewModel): Handlers {
  const { navigator } = services;
  // A page does not open itself again.
  const open = (action: ActionId, page: string, values?: Place['values']): Handlers => {
    if (place.view === page) return {};
    const to = { screen: place.screen, view: page, key: 'page', ...(values === undefined ? {} : { values }) };
    return { [action]: () => navigator.push(to) };
  };
  const help = open('help', 'help', {
    scopes: (view.scopes ?? []).join(' '),
    ...(view.typing === true ? { typing: 'yes' } : {}),
  });
  const back = () => {
    navigator.back();
  };
  if (view.strict) return { ...help, quit: back, back };
  return {
    ...open('create', 'create'),
    ...open('actAs', 'act-as'),
    ...open('find', 'palette'),
    ...open('palette', 'palette'),
    ...help,
    quit: place.key === '' ? () => askToStop(services) : back,
    ...(depth > 1 ? { back } : {}),
  };
}
