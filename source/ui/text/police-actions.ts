import type { PoliceEntryView } from '../../node/facade.ts';

/** What people read of each entry of the police log, behind who did it. */
export const actionWords: Readonly<Record<PoliceEntryView['action'], string>> = {
  create: 'made the database',
  add: 'put on file',
  look: 'looked up',
  commit: 'took the commitment of',
  erase: 'erased',
};
