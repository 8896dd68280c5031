import type { PoliceEntryView } from '../../node/facade.ts';
import { shortAddress } from '../../wallet/wallet.ts';
import { instant } from '../answers.ts';

const words: Readonly<Record<PoliceEntryView['action'], string>> = {
  create: 'made the database',
  add: 'put on file',
  look: 'looked up',
  commit: 'took the commitment of',
  erase: 'erased',
};

/** Entries of the log, one line each. */
export function logLines(entries: readonly PoliceEntryView[]): string[] {
  if (entries.length === 0) return ['There are no such entries.'];
  const width = Math.max(...entries.map(({ number }) => String(number).length));
  return entries.map(({ number, at, action, who, purpose, plate, key, found }) => {
    const about = [plate && `plate ${plate}`, key && shortAddress(key)].filter(Boolean).join(', ');
    const nobody = action === 'look' && !found ? ', nobody on file' : '';
    const reason = purpose === '' ? '' : `: ${purpose}`;
    return `${String(number).padStart(width)}  ${instant(at)}  ${who} ${words[action]}${about && ` ${about}`}${nobody}${reason}`;
  });
}
