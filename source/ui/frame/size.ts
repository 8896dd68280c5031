import { createContext, useContext } from 'react';

/** The terminal's size, columns and rows. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Screens get their size from here, so that tests choose it. */
export const SizeContext = createContext<TerminalSize>({ columns: 80, rows: 24 });

export function useTerminalSize(): TerminalSize {
  return useContext(SizeContext);
}
