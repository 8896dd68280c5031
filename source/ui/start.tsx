import type { ReactNode } from 'react';
import { useLayoutEffect, useReducer } from 'react';
import type { Facade } from '../node/facade.ts';
import { ScreenPainter } from './frame/screen-painter.ts';
import { SizeContext } from './frame/size.ts';
import { KeyStream, type TerminalInput } from './input/key-stream.ts';
import { type ContentDisk, type DocumentDisk, ServicesContext, type SigningDisk } from './model/services.ts';
import { createServices } from './services.ts';
import { Terminal } from './terminal.tsx';
import { chooseTheme } from './theme.ts';

/** What the terminal needs from whoever starts it. */
export interface TerminalOptions {
  readonly facade: Facade;
  /** Where signing files are read and written. */
  readonly files: SigningDisk;
  /** Where documents are read. */
  readonly documents: DocumentDisk;
  /** Where contents of books are read and written. */
  readonly contents: ContentDisk;
  /** Who the terminal acts as at first. */
  readonly as: string;
  readonly stdin: TerminalInput;
  readonly stdout: NodeJS.WriteStream;
  readonly now: () => number;
  /** Random numbers from 0 to 1, for what forms suggest. */
  readonly random: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A theme instead of the usual one; NO_COLOR still wins. */
  readonly theme?: string;
  /** Quits when it aborts, as if the person had. */
  readonly stop?: AbortSignal;
  /** Calls back after every change of the window, also one that was taken back; gives a function that ends this. */
  readonly onWindowChange?: (listener: () => void) => () => void;
  /** Off: nothing moves by itself. */
  readonly animate?: boolean;
  /** Told about a fault in a view, for the log; the screen shows one sentence. */
  readonly onFault?: (error: Error) => void;
  /** Something to say first, for instance a port that was taken. */
  readonly notice?: string;
  /** Given a way to say something later, for instance that a peer cannot be reached. */
  readonly onOpen?: (tell: (text: string) => void) => void;
}

/**
 * Shows the terminal until the person quits; the node goes on until whoever started it closes it.
 *
 * Set `NODE_ENV=production` before this module is imported: React's other build takes three times the processor.
 */
export async function startTerminal(options: TerminalOptions): Promise<void> {
  const { stdout } = options;
  const { render } = await import('ink');
  const keys = new KeyStream(options.stdin);
  const painter = new ScreenPainter((text) => void stdout.write(text));
  const { services, close } = createServices({
    ...options,
    animate: options.animate ?? true,
    theme: chooseTheme(options.environment, options.theme),
    write: (text) => void stdout.write(text),
    quit: () => instance.unmount(),
    redraw: () => redraw(),
    fullRedraw: Boolean(options.environment.CARNET_FULL_REDRAW),
    draw: (lines, whole) => painter.draw(lines, whole),
    onFault: options.onFault ?? (() => undefined),
  });
  const content = (
    <Resized stdout={stdout}>
      <ServicesContext value={services}>
        <Terminal />
      </ServicesContext>
    </Resized>
  );
  const instance = render(content, {
    stdin: keys as unknown as NodeJS.ReadStream,
    stdout,
    alternateScreen: true,
    patchConsole: false,
    exitOnCtrlC: false,
    interactive: true,
    kittyKeyboard: { mode: 'disabled' },
  });
  const redraw = () => {
    painter.clear();
    stdout.emit('resize');
  };
  // A terminal moves and cuts rows when its size changes; and when it has its old size again before anybody looked,
  // the stream says nothing of it.
  const ignoreChanges = options.onWindowChange?.(redraw);
  const stop = () => instance.unmount();
  options.stop?.addEventListener('abort', stop);
  if (options.stop?.aborted) stop();
  if (options.notice !== undefined) services.messages.tell(options.notice);
  options.onOpen?.((text) => services.messages.tell(text));
  try {
    await instance.waitUntilExit();
  } finally {
    ignoreChanges?.();
    options.stop?.removeEventListener('abort', stop);
    close();
    keys.destroy();
  }
}

/** Gives its content the terminal's size, and again whenever it changes. */
function Resized({ stdout, children }: { readonly stdout: NodeJS.WriteStream; readonly children: ReactNode }) {
  const [, resized] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => {
    stdout.on('resize', resized);
    return () => {
      stdout.off('resize', resized);
    };
  }, [stdout]);
  return <SizeContext value={{ columns: stdout.columns || 80, rows: stdout.rows || 24 }}>{children}</SizeContext>;
}
