import { RefusedError } from '../ledger/refusal.ts';

/** What ends a program from outside: Ctrl-C, a service manager, a terminal window that was closed. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Aborts at the first signal, so that everything can be closed properly. A signal after that, or after somebody else
 * aborted it, ends the process at once: it is somebody who does not want to wait.
 */
export function stopSignal(): AbortController {
  const controller = new AbortController();
  for (const signal of signals) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort();
    });
  }
  return controller;
}

/**
 * What a program that was stopped has to say when everything is closed.
 * @throws the refusal that stopped it, if it was one
 */
export function throwReason({ reason }: AbortSignal): void {
  if (reason instanceof RefusedError) throw reason;
}
