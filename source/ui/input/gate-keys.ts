import type { Entry } from './key-entry.ts';

/** The keys of the screens at the door: the gate's, and the holder's. */
export const gateKeys = {
  proofFile: {
    scope: 'gate',
    keys: ['f'],
    shown: 'f',
    label: 'from a file…',
    help: 'Read a code from a file that a scanner wrote',
  },
  otherSession: {
    scope: 'show',
    keys: ['s'],
    shown: 's',
    label: 'other gate…',
    help: 'Another gate: type its letters',
  },
  nameAtDoor: {
    scope: 'show',
    keys: ['i'],
    shown: 'i',
    label: 'the name',
    help: 'Show the name on the ticket, where the gate asks for it',
  },
} as const satisfies Readonly<Record<string, Entry>>;
