import { createContext, useContext } from 'react';
import type { Facade } from '../../node/facade.ts';
import type { KeyQueue } from '../input/key-queue.ts';
import type { ThemeName } from '../theme.ts';
import type { Clock } from './clock.ts';
import type { Derivation } from './derivation.ts';
import type { Following } from './following.ts';
import type { Messages } from './messages.ts';
import type { Navigator } from './navigator.ts';
import type { Queries } from './queries.ts';

/** Everything that a screen may use; one object for the whole terminal. */
export interface Services {
  readonly facade: Facade;
  readonly queries: Queries;
  readonly navigator: Navigator;
  readonly messages: Messages;
  readonly following: Following;
  readonly keys: KeyQueue;
  /** Who the terminal acts as. */
  readonly acting: Kept<string>;
  /** How far the node's work with a passphrase is, while there is some. */
  readonly derivation: Kept<Derivation | undefined>;
  readonly theme: Kept<ThemeName>;
  /** Each frame is drawn whole, for terminals that leave letters behind. */
  readonly fullRedraw: Kept<boolean>;
  readonly clock: Clock;
  /** Random numbers from 0 to 1, for suggestions in forms only. */
  readonly random: () => number;
  /** Signing files on this machine's disk. */
  readonly files: SigningDisk;
  /** Documents on this machine's disk. */
  readonly documents: DocumentDisk;
  /** Contents of books on this machine's disk. */
  readonly contents: ContentDisk;
  /** Puts a text on the clipboard of the terminal's own machine. */
  readonly copy: (text: string) => void;
  /** Whether the last key asked to stop the node. */
  readonly stopAsked: Kept<boolean>;
  /** Ends the terminal. */
  readonly quit: () => void;
  readonly redraw: () => void;
  /** Puts a frame on the terminal. */
  readonly draw: (lines: readonly string[]) => void;
  /** A view failed: for the log. */
  readonly onFault: (error: Error) => void;
}

/** Where signing files are read and written, by paths as a person types them. Both throw a refusal. */
export interface SigningDisk {
  read(path: string): string;
  /**
   * The whole path; nothing where a file is there already and `over` is off. `was` is what it must still hold to be
   * written over.
   */
  write(path: string, text: string, over: boolean, was?: string): string | undefined;
}

/** Where documents are read for their fingerprints, by paths as a person types them. */
export interface DocumentDisk {
  /** SHA-256 in hex; `progress` hears the share that was read, from 0 to 1. Rejects with a refusal. */
  fingerprint(path: string, progress: (share: number) => void): Promise<string>;
}

/** Where contents of books are read and written, by paths as a person types them. Both throw a refusal. */
export interface ContentDisk {
  /** The bytes of a file that can be the content of a book. */
  read(path: string): Uint8Array;
  /** The whole path; nothing where a file is there already and `over` is off. */
  write(path: string, content: Uint8Array, over: boolean): string | undefined;
}

/** A value that a component can follow. */
export interface Kept<T> {
  readonly subscribe: (listener: () => void) => () => void;
  readonly get: () => T;
  readonly set: (value: T) => void;
}

/** A value that tells its followers when it is set to another one. */
export function kept<T>(initial: T): Kept<T> {
  const listeners = new Set<() => void>();
  let value = initial;
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
  };
}

export const ServicesContext = createContext<Services | undefined>(undefined);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === undefined) throw new Error('No services: a screen stands outside of the terminal');
  return services;
}
