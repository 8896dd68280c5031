import { bytesToHex } from '@noble/hashes/utils.js';
import type { Key } from '../../ledger/keys.ts';
import type { Informed } from '../../ledger/known.ts';
import { accountOf } from '../../ledger/registries/accounts.ts';
import { accusationOf } from '../../ledger/registries/licences/accusation.ts';
import { minimumStake } from '../../ledger/registries/licences/grant.ts';
import { isBacked } from '../../ledger/registries/licences/guarantee.ts';
import { type Licence, licenceIn } from '../../ledger/registries/licences/licence.ts';
import type { Role } from '../../ledger/roles.ts';
import type { StateReader } from '../../ledger/state.ts';
import type { SignedTransaction } from '../../ledger/transaction.ts';
import type { AccusationView, LicenceMoment, LicenceReport, LicenceStatus, LicenceView } from '../facade.ts';

/** Something that happened to a licence; without a transaction the queue did it: an accusation lapsed. */
export interface LicenceEvent {
  readonly transaction?: SignedTransaction;
  readonly height: number;
  readonly time: number;
}

/** What a licence is worth now. */
export function licenceStatus(state: StateReader, holder: Key, { status }: Licence): LicenceStatus {
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
    status: licenceStatus(state, holder, licence),
    stake: accountOf(state, holder).stake.toString(),
    licensedBy: known.address(licence.licensedBy),
    licensedByName: licenceIn(state, licence.licensedBy, 'authority')?.name ?? known.name(licence.licensedBy),
    sanctions: events.filter(({ transaction }) => isGuilty(transaction)).length,
    accused: accusationOf(state, holder, role) !== undefined,
  };
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
  const named = (...names: readonly string[]) =>
    events.findLast(({ transaction }) => names.includes(transaction?.body.operation.name ?? ''));
  const granted = named('licences.grant', 'licences.rotateAuthority');
  const retired = licence.status === 'retired' ? named('licences.retire', 'licences.rotateAuthority') : undefined;
  return {
    ...licenceView(known, holder, role, licence, events),
    ...(granted === undefined ? {} : { granted: momentOf(granted) }),
    ...(retired === undefined ? {} : { retired: momentOf(retired) }),
    minimumStake: minimumStake(known.parameters, role).toString(),
    accusations: accusationsIn(known, events),
  };
}

function momentOf({ transaction, height, time }: LicenceEvent): LicenceMoment {
  return { ...(transaction === undefined ? {} : { id: bytesToHex(transaction.id) }), block: height, time };
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
