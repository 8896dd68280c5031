import { onTestFinished } from 'vitest';
import { createHome, type Home } from './home.ts';
import { openTerminal, type TerminalOptions, type TestTerminal } from './terminal.ts';

/** Opens a terminal for the running test; it is closed, and all it left behind removed, when the test is over. */
export function start(options: TerminalOptions = {}): TestTerminal {
  const terminal = openTerminal(options);
  onTestFinished(() => terminal.close());
  return terminal;
}

/** Makes a home that several terminals of the running test share, one after the other or side by side. */
export function shareHome(): Home {
  const home = createHome();
  // Called in reverse order: the terminals opened after it are closed by then.
  onTestFinished(() => home.remove());
  return home;
}
