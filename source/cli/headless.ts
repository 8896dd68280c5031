import type { Flags } from './flags.ts';
import { openSession } from './session.ts';
import { stopSignal } from './stop.ts';

/** Runs a node without a terminal until it is told to stop. */
export async function runHeadless(flags: Flags): Promise<number> {
  const { signal } = stopSignal();
  const session = await openSession(flags, signal);
  const { network, port, directory, notices } = session;
  for (const notice of notices) process.stderr.write(`${notice}\n`);
  process.stderr.write(`Carnet ${network} on port ${port}; its ledger is in ${directory}. Ctrl-C stops it.\n`);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  await session.close();
  process.stderr.write(`Stopped. Your ledger is in ${directory}.\n`);
  return 0;
}
