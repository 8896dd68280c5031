import type { Facade, NodeEvent } from '../node/facade.ts';
import { KeyQueue } from './input/key-queue.ts';
import { Clock } from './model/clock.ts';
import { type Derivation, furtherOn } from './model/derivation.ts';
import { Following } from './model/following.ts';
import { HandOvers } from './model/hand-overs.ts';
import { Messages } from './model/messages.ts';
import { Navigator } from './model/navigator.ts';
import { type Defer, Queries } from './model/queries.ts';
import { type ContentDisk, type DocumentDisk, kept, type Services, type SigningDisk } from './model/services.ts';
import { counted } from './text/format.ts';
import type { ThemeName } from './theme.ts';

/** What the services are made of. */
export interface ServiceOptions {
  readonly facade: Facade;
  readonly as: string;
  readonly theme: ThemeName;
  readonly fullRedraw?: boolean;
  readonly now: () => number;
  readonly random: () => number;
  readonly animate: boolean;
  /** Writes to the terminal beside what is drawn: the clipboard sequence. */
  readonly write: (text: string) => void;
  readonly quit: () => void;
  readonly redraw: () => void;
  /** Draws a frame, whole or only what changed. */
  readonly draw: (lines: readonly string[], whole: boolean) => void;
  readonly onFault: (error: Error) => void;
  readonly files: SigningDisk;
  readonly documents: DocumentDisk;
  readonly contents: ContentDisk;
  /** How the model waits between two rebuilds; the clock's own timers unless a test says otherwise. */
  readonly defer?: Defer;
}

/** Everything that the screens use, and the way to end it. The node's events go in here and nowhere else. */
export function createServices(options: ServiceOptions): { services: Services; close: () => void } {
  const { facade, now, random, animate, quit, redraw, draw, onFault } = options;
  const fullRedraw = kept(options.fullRedraw ?? false);
  const messages = new Messages({ now });
  const tell = messages.tell.bind(messages);
  const clock = new Clock({ now, animate });
  const queries = new Queries({ facade, defer: options.defer ?? later });
  const following = new Following({ facade, say: tell });
  const acting = kept(options.as);
  const handOvers = new HandOvers({ facade, acting: () => acting.get(), say: tell });
  const derivation = kept<Derivation | undefined>(undefined);
  const onEvent = (event: NodeEvent) => {
    if ((event.type === 'wallet' || event.type === 'police') && event.progress !== undefined) {
      derivation.set(furtherOn(derivation.get(), event.progress, now()));
      return;
    }
    if (event.type === 'wallet' || event.type === 'police') derivation.set(undefined);
    clock.look();
    queries.touch(event.type);
    if (event.type === 'tip' || event.type === 'mempool' || event.type === 'fork') void following.look();
    if (event.type === 'exchange') void handOvers.look(event.id);
    if (event.type === 'tip' || event.type === 'fork') void handOvers.lookAll();
    if (event.type === 'notice') tell(event.text);
    if (event.type === 'fork') {
      const { replaced, returned } = event.fork;
      tell(
        `Fork replaced: ${counted(replaced.length, 'block')}; ${counted(returned, 'entry', 'entries')} went back to waiting`,
        'warn',
      );
    }
  };
  const unsubscribe = facade.subscribe(onEvent);
  const services: Services = {
    facade,
    queries,
    messages,
    following,
    keys: new KeyQueue(),
    navigator: new Navigator({ home: { screen: 'home', view: 'home', key: '' } }),
    acting,
    derivation,
    theme: kept(options.theme),
    fullRedraw,
    draw: (lines) => draw(lines, fullRedraw.get()),
    clock,
    random,
    files: options.files,
    documents: options.documents,
    contents: options.contents,
    // OSC 52: the terminal's own machine keeps the clipboard, over ssh too.
    copy: (text) => options.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`),
    stopAsked: kept(false),
    quit,
    redraw,
    onFault,
  };
  return {
    services,
    close: () => {
      unsubscribe();
      queries.close();
    },
  };
}

const later: Defer = (task, milliseconds) => {
  const timer = setTimeout(task, milliseconds);
  return () => clearTimeout(timer);
};
