import { equalBytes } from '@noble/ciphers/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import type { Informed } from '../../ledger/known.ts';
import { accountOf } from '../../ledger/registries/accounts.ts';
import { accusationOf } from '../../ledger/registries/licences/accusation.ts';
import { minimumStake } from '../../ledger/registries/licences/grant.ts';
import { atStake, guaranteeOf, isBacked } from '../../ledger/registries/licences/guarantee.ts';
import { type Licence, licenceIn } from '../../ledger/registries/licences/licence.ts';
import { type Role, roles } from '../../ledger/roles.ts';
import type { StateReader } from '../../ledger/state.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import type {
  AccusationView,
  HeldLicence,
  KeyChange,
  KnownName,
  LicenceMoment,
  LicenceReport,
  LicenceStatus,
  LicenceView,
} from '../facade.ts';

/** Something that happened to a licence; without a transaction the queue did it: an accusation lapsed. */
export interface LicenceEvent {
  readonly transaction?: SignedTransaction;
  readonly height: number;
  readonly time: number;
}

/** What a licence is worth now. */
export function licenceStatus(state: StateReader, holder: Key, role: Role, { status }: Licence): LicenceStatus {
  // An authority gives nothing back: what ends it is a new key.
  if (role === 'authority' && status === 'retired') return 'replaced';
  return status === 'active' && !isBacked(state, holder) ? 'too little guarantee' : status;
}

/** A licence in a list. */
export function licenceView(
  known: Informed,
  holder: Key,
  role: Role,
  licence: Licence,
  events: readonly LicenceEvent[],
): LicenceView {
  const { state } = known;
  return {
    address: known.address(holder),
    role,
    country: licence.country,
    name: licence.name,
    url: licence.url,
    status: licenceStatus(state, holder, role, licence),
    stake: accountOf(state, holder).stake.toString(),
    sharing: roles.filter((each) => asksForGuarantee(licenceIn(state, holder, each))).length,
    atStake: atStake(state, holder).toString(),
    licensedBy: known.address(licence.licensedBy),
    licensedByName: licenceIn(state, licence.licensedBy, 'authority')?.name ?? known.name(licence.licensedBy),
    sanctions: events.filter(({ transaction }) => isGuilty(transaction)).length,
    accused: accusationOf(state, holder, role) !== undefined,
  };
}

/** Every licence that a key ever had, in the order of the roles. */
export function heldLicences(state: StateReader, holder: Key): HeldLicence[] {
  return roles.flatMap((role): HeldLicence[] => {
    const licence = licenceIn(state, holder, role);
    if (licence === undefined) return [];
    return [{ role, country: licence.country, status: licenceStatus(state, holder, role, licence) }];
  });
}

/** What is missing of the guarantee that the licences of a key ask for, deniers. */
export function missingGuarantee(state: StateReader, holder: Key): bigint {
  const { required } = guaranteeOf(state, holder);
  const { stake } = accountOf(state, holder);
  return required > stake ? required - stake : 0n;
}

/** The same for a name in a status: nothing of it where there is nothing to say. */
export function licenceFacts(state: StateReader, holder: Key): Pick<KnownName, 'licences' | 'missing'> {
  const licences = heldLicences(state, holder);
  const missing = missingGuarantee(state, holder);
  return { ...(licences.length === 0 ? {} : { licences }), ...(missing === 0n ? {} : { missing: missing.toString() }) };
}

/** Whether a licence is in force, be it suspended: one that ended asks for nothing. */
function asksForGuarantee(licence: Licence | undefined): boolean {
  return licence?.status === 'active' || licence?.status === 'suspended';
}

/** Whether an entry finds somebody guilty. */
export function isGuilty(transaction: SignedTransaction | undefined): boolean {
  const operation = transaction?.body.operation;
  return operation?.name === 'licences.decide' && operation.values.guilty === true;
}

/** A licence with all that happened to it, oldest first. */
export function licenceReport(
  known: Informed,
  holder: Key,
  role: Role,
  licence: Licence,
  events: readonly LicenceEvent[],
): LicenceReport {
  const named = (name: string) => events.findLast(({ transaction }) => transaction?.body.operation.name === name);
  // What a new key of an authority takes over is no new licence: it dates from the start of the network.
  const granted = named('licences.grant');
  const retired = licence.status === 'retired' ? named('licences.retire') : undefined;
  return {
    ...licenceView(known, holder, role, licence, events),
    ...(granted === undefined ? {} : { granted: momentOf(granted) }),
    ...(retired === undefined ? {} : { retired: momentOf(retired) }),
    keyChanges: keyChangesIn(known, holder, events),
    minimumStake: minimumStake(known.parameters, role).toString(),
    accusations: accusationsIn(known, events),
  };
}

function momentOf({ transaction, height, time }: LicenceEvent): LicenceMoment {
  return { ...(transaction === undefined ? {} : { id: bytesToHex(transaction.id) }), block: height, time };
}

function keyChangesIn(known: Informed, holder: Key, events: readonly LicenceEvent[]): KeyChange[] {
  return events.flatMap((event): KeyChange[] => {
    const body = event.transaction?.body;
    if (body?.operation.name !== 'licences.rotateAuthority') return [];
    const old = body.operation.values.old as Key;
    const isNew = equalBytes(body.author, holder);
    const other = isNew ? old : body.author;
    const direction = isNew ? 'from' : 'to';
    return [{ ...momentOf(event), direction, other: known.address(other), otherName: known.name(other) }];
  });
}

/** The accusations that a history tells, each with its answer and its end: at most one is open at a time. */
function accusationsIn(known: Informed, events: readonly LicenceEvent[]): AccusationView[] {
  const told: AccusationView[] = [];
  const change = (more: Partial<AccusationView>) => {
    const last = told.pop();
    if (last === undefined) return;
    const { defenceUntil: _until, decideUntil: _later, ...rest } = last;
    told.push(more.decision === undefined ? { ...last, ...more } : { ...rest, ...more });
  };
  for (const event of events) {
    const moment = momentOf(event);
    if (event.transaction === undefined) {
      change({ decision: { ...moment, outcome: 'lapsed', slash: '0' } });
      continue;
    }
    const { author, operation } = event.transaction.body;
    const { values } = operation;
    if (operation.name === 'licences.accuse') {
      const { defenceBlocks, decisionBlocks } = known.parameters;
      told.push({
        ...moment,
        accuser: known.address(author),
        reason: String(values.reason),
        evidence: (values.evidence as Uint8Array[]).map(bytesToHex),
        defenceUntil: event.height + defenceBlocks,
        decideUntil: event.height + decisionBlocks,
      });
    }
    if (operation.name === 'licences.defend') change({ answer: { ...moment, statement: String(values.statement) } });
    if (operation.name === 'licences.decide') {
      const outcome = isGuilty(event.transaction) ? 'guilty' : 'not guilty';
      change({ decision: { ...moment, outcome, slash: String(values.slash) } });
    }
  }
  return told;
}
