import { commandAgain } from './again.ts';
import { contentDisk } from './contents.ts';
import { fingerprintOf } from './document.ts';
import type { Flags } from './flags.ts';
import { openSession } from './session.ts';
import { signingDisk } from './signing/disk.ts';
import { stopSignal, throwReason } from './stop.ts';
import { usageRefusals } from './usage.ts';

/** Opens the full-screen terminal on a node of its own, until the person quits. */
export async function runTerminal(flags: Flags): Promise<number> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw usageRefusals.USAGE({
      reason:
        'The full screen needs a terminal. Run the node alone with `--headless`, or ask one with `carnet call status`.',
    });
  }
  // Ink and React draw at a third of the cost, and without a leak, in production; they look at this when imported.
  process.env.NODE_ENV = 'production';
  const stop = stopSignal();
  const session = await openSession(flags, stop);
  // Home says itself why nobody mines here.
  const notices = session.notices.filter((each) => each !== session.following);
  const notice = notices.length === 0 ? undefined : notices.join(' ');
  const { startTerminal } = await import('../ui/start.tsx');
  try {
    await startTerminal({
      facade: session.node,
      as: session.as,
      files: signingDisk,
      documents: { fingerprint: fingerprintOf },
      contents: contentDisk,
      environment: process.env,
      onWindowChange: (listener) => {
        process.on('SIGWINCH', listener);
        return () => process.off('SIGWINCH', listener);
      },
      stop: stop.signal,
      onFault: (error) => session.environment.logger.error({ error }, 'a screen failed'),
      ...(notice === undefined ? {} : { notice }),
      onOpen: (tell) => void session.meetNamed(tell),
      stdin: process.stdin,
      stdout: process.stdout,
      now: session.environment.now,
      random: session.environment.random,
    });
  } finally {
    // From here on Ctrl-C is a signal again, and means: at once.
    stop.abort();
    await session.close();
  }
  throwReason(stop.signal);
  const again = commandAgain(flags, session.port, process.env.npm_lifecycle_event === 'start');
  process.stdout.write(`Stopped. Your ledger is in ${session.directory}; \`${again}\` goes on.\n`);
  return 0;
}
