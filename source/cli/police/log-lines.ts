import type { PoliceEntryView } from '../../node/facade.ts';
import { actionWords } from '../../ui/text/police-actions.ts';
import { shortAddress } from '../../wallet/wallet.ts';
import { instant } from '../answers.ts';

/** Entries of the log, one line each. */
export function logLines(entries: readonly PoliceEntryView[]): string[] {
  if (entries.length === 0) return ['There are no such entries.'];
  const width = Math.max(...entries.map(({ number }) => String(number).length));
  return entries.map(({ number, at, action, who, purpose, plate, key, found }) => {
    const about = [plate && `plate ${plate}`, key && shortAddress(key)].filter(Boolean).join(', ');
    const nobody = action === 'look' && !found ? ', nobody on file' : '';
    const reason = purpose === '' ? '' : `: ${purpose}`;
    return `${String(number).padStart(width)}  ${instant(at)}  ${who} ${actionWords[action]}${about && ` ${about}`}${nobody}${reason}`;
  });
}
