import type { Flags } from './flags.ts';
import { openSession } from './session.ts';

/** Runs a node without a terminal until it is told to stop. */
export async function runHeadless(flags: Flags): Promise<number> {
  const stopped = signalled();
  const session = await openSession(flags);
  const { port, directory, notices } = session;
  for (const notice of notices) process.stderr.write(`${notice}\n`);
  process.stderr.write(`Carnet ${flags.network} on port ${port}; its ledger is in ${directory}. Ctrl-C stops it.\n`);
  await stopped;
  await session.close();
  process.stderr.write(`Stopped. Your ledger is in ${directory}.\n`);
  return 0;
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function signalled(): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  return new Promise((resolve) => {
    const stop = () => {
      for (const signal of signals) process.off(signal, stop);
      resolve();
    };
    for (const signal of signals) process.on(signal, stop);
  });
}
