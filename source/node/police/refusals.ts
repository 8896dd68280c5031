import { refusals } from '../../ledger/refusal.ts';

export const policeRefusals = refusals({
  POLICE_MISSING: (data: { folder: string }) =>
    `There is no police database in ${data.folder}. Where one is wanted, \`carnet police init\` makes it.`,
  /** What is on file is never written over. */
  POLICE_EXISTS: (data: { folder: string }) =>
    `There is a police database already, in ${data.folder}. Use it; without it nobody knows who is behind a certified key.`,
  POLICE_OTHER_NETWORK: (data: { folder: string }) =>
    `The police database in ${data.folder} belongs to another network. Choose that --network, or another --data-dir.`,
  POLICE_NEWER: (data: { folder: string }) =>
    `The police database in ${data.folder} was written by a newer Carnet. Update Carnet.`,
  /** `port` where it is known which node has it. */
  POLICE_LOCKED: (data: { folder: string; port?: number }) =>
    `${data.port === undefined ? 'Another Carnet' : `The Carnet on port ${data.port}`} has the police database in ${data.folder} open. Close it there: "Close the database" on its Police screen, or \`carnet call closePolice\`.`,
  POLICE_PASSPHRASE_SHORT: (data: { least: number }) =>
    `A passphrase needs at least ${data.least} characters. Whoever has the database and guesses it knows everybody in it.`,
  POLICE_PASSPHRASE_WRONG: () =>
    'That is not the passphrase of this police database. Try again; without it nobody can read it.',
  /** `reason` says what is not as it was written; `audited` that it is the audit which says so. */
  POLICE_DAMAGED: (data: { folder: string; reason: string; audited?: true }) =>
    `The police database in ${data.folder} is damaged (${data.reason}). Leave it as it is${data.audited ? '' : ', see what `carnet police audit` finds,'} and go back to a copy.`,
  POLICE_DISK_FULL: (data: { folder: string }) =>
    `The disk with ${data.folder} is full, so nothing was changed and nobody was looked up. Make room and open the police database again.`,
  POLICE_UNUSABLE: (data: { folder: string; reason: string }) =>
    `The system does not let the police database in ${data.folder} be used (${data.reason}). Look after the disk and its permissions, and open it again.`,
  POLICE_REMAINS: (data: { folder: string }) =>
    `The person is erased, but the disk still holds the encrypted remains in ${data.folder}. Make room and open the police database again, which takes them away.`,
  POLICE_CLOSED: () => 'The police database is closed. Open it with its passphrase.',
  POLICE_BUSY: () => 'The police database is being opened already. Wait a moment and ask again.',
  POLICE_STOPPED: () => 'The work with the passphrase was given up. Nothing was changed.',
  NO_POLICE_FOLDER: () =>
    'This node was started without a place for a police database. Start it with `carnet`, which knows one.',
  PURPOSE_MISSING: () => 'Nobody is looked up or erased without a purpose. Say what for, a case number for instance.',
  WHO_MISSING: () => 'The log needs to know who asks. Give a name or a service number.',
  LOG_TEXT_INVALID: (data: { what: string; reason: string }) =>
    `${data.what} cannot stand in the log (${data.reason}). Write it another way.`,
  PERSON_INVALID: (data: { field: string; label: string; reason: string }) =>
    `"${data.label}" of this person ${data.reason}. Nothing was put on file.`,
  PERSON_EXISTS: () =>
    'Somebody is on file for this key already. Look the person up; to put right what is written there, erase it first.',
  PERSON_UNKNOWN: () =>
    'Nobody is on file here for this key. It may have been certified elsewhere, or the person was erased.',
});
