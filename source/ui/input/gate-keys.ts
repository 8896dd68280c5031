import type { Entry } from './key-entry.ts';

/** The keys of the screens at the door: the gate's, and the holder's. */
export const gateKeys = {
  proofFile: {
    scope: 'gate',
    keys: ['f'],
    shown: 'f',
    label: 'from a file…',
    help: 'At the gate: read a code from a file that a scanner wrote',
  },
  otherSession: {
    scope: 'show',
    keys: ['s'],
    shown: 's',
    label: 'other gate…',
    help: 'On the page of a ticket for the door: type the letters of another gate',
  },
  nameAtDoor: {
    scope: 'show',
    keys: ['i'],
    shown: 'i',
    label: 'the name',
    help: 'On the page of a ticket for the door: show the name, where the gate asks for it',
  },
} as const satisfies Readonly<Record<string, Entry>>;
