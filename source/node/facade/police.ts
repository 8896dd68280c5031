/** What the police write down of the person behind a key. */
export interface PersonView {
  readonly name: string;
  /** `YYYY-MM-DD` */
  readonly born: string;
  readonly birthplace: string;
  readonly address: string;
  /** What the person was identified by. */
  readonly document: string;
}

/** The police's private database, as far as it can be seen without its passphrase. */
export interface PoliceView {
  /** It is there only where somebody made it, with `carnet police init`. */
  readonly state: 'none' | 'closed' | 'open';
  /** Where it lies, or would; empty where there is no place for one. */
  readonly folder: string;
  /** Of an open one: entries of its log, and where the log ends, to be kept elsewhere. */
  readonly entries?: number;
  readonly mark?: string;
  /** Of an open one on a demo network: how many people everybody may read about it could take in, and has none of. */
  readonly demo?: number;
}

/** What a look-up found; it is in the log, also where it found nothing. */
export interface LookUpView {
  /** Whose the car with the plate is, or the key that was asked for; nothing for a plate that nobody has. */
  readonly key?: string;
  /** The car with the plate. */
  readonly vin?: string;
  /** The key that the person is on file for, if it is one that `key` replaced. */
  readonly onFile?: string;
  /** Nothing where nobody is on file here. */
  readonly person?: PersonView;
  /** What stands on the ledger for the person, hex. */
  readonly commitment?: string;
  /** When, and by whom, the person was put on file. */
  readonly since?: number;
  readonly by?: string;
}

/** One entry of the log. */
export interface PoliceEntryView {
  readonly number: number;
  readonly at: number;
  /** Height of this node's ledger then. */
  readonly height?: number;
  readonly action: 'create' | 'add' | 'look' | 'commit' | 'erase';
  readonly who: string;
  readonly purpose: string;
  readonly plate?: string;
  readonly key?: string;
  /** Whether somebody was on file. */
  readonly found: boolean;
}

export interface PoliceAuditView {
  readonly entries: number;
  readonly people: number;
  readonly mark?: string;
  /** Empty where everything is as it was written. */
  readonly faults: readonly { readonly kind: string; readonly message: string }[];
}

/** The methods over the police's private database. None of them is ever asked by a peer. */
export interface PoliceFacade {
  police(): Promise<PoliceView>;
  /** Makes an empty one under a passphrase, and leaves it open; its log begins with `who` made it. */
  createPolice(query: { passphrase: string; who: string }): Promise<PoliceView>;
  /** It is closed again after ten minutes without a question. */
  openPolice(query: { passphrase: string }): Promise<PoliceView>;
  closePolice(): Promise<PoliceView>;
  /** Of a key, of one that it replaced, or of the owner of the car with a plate; `who` and `purpose` stand in the log before it answers. */
  lookUp(query: { key?: string; plate?: string; who: string; purpose: string }): Promise<LookUpView>;
  /** Puts a person on file; gives the commitment that `owners.certify` takes. */
  putOnFile(query: { key: string; person: PersonView; who: string; purpose?: string }): Promise<{ commitment: string }>;
  /** On a demo network: puts the people on file whom everybody may read about, as the ledger commits to them. */
  takeDemoPersons(query: { who: string }): Promise<PoliceView>;
  /** The same commitment once more. */
  commitment(query: { key: string; who: string; purpose: string }): Promise<{ commitment: string }>;
  /** Erases salt and record: the commitment on the ledger then fits nobody. */
  erasePerson(query: { key: string; who: string; purpose: string }): Promise<PoliceView>;
  /** Newest first, before number `before`, at most `limit` (50, at most 500). */
  policeLog(query: { before?: number; limit?: number }): Promise<readonly PoliceEntryView[]>;
  /** Goes through everything; `mark` is one that somebody kept. */
  auditPolice(query: { mark?: string }): Promise<PoliceAuditView>;
}
