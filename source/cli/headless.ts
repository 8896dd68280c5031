import type { Flags } from './flags.ts';
import { News } from './news.ts';
import { shown } from './output.ts';
import { openSession } from './session.ts';
import { stopSignal, throwReason } from './stop.ts';

/** Runs a node without a terminal until it is told to stop. */
export async function runHeadless(flags: Flags): Promise<number> {
  const stop = stopSignal();
  const { signal } = stop;
  const session = await openSession(flags, stop);
  const { network, port, directory, notices, following, node } = session;
  const tell = (line: string) => void process.stderr.write(shown(line.split('\n'), process.stderr));
  // Why it does not mine is among the news.
  for (const notice of notices) if (notice !== following) tell(notice);
  process.stderr.write(`Carnet ${network} on port ${port}; its ledger is in ${directory}. Ctrl-C stops it.\n`);
  const news = new News(node, tell, (error) => session.environment.logger.error({ error }, 'news could not be told'));
  const end = await news.start();
  void session.meetNamed((line) => {
    if (!signal.aborted) tell(line);
  });
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await end();
  await session.close();
  throwReason(signal);
  process.stderr.write(`Stopped. Your ledger is in ${directory}.\n`);
  return 0;
}
