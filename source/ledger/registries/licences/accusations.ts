import { formatLivres } from '../../amount.ts';
import * as codec from '../../codec.ts';
import {
  accountField,
  amountField,
  bytesField,
  choiceField,
  flagField,
  listField,
  optionalField,
  textField,
} from '../../field-kinds.ts';
import type { Parameters } from '../../genesis.ts';
import type { Key } from '../../keys.ts';
import type { Informed } from '../../known.ts';
import { type Context, defineOperation, type ObjectReference } from '../../operation.ts';
import { enqueue } from '../../queue.ts';
import { quoted } from '../../quoted.ts';
import { refusals } from '../../refusal.ts';
import { type Role, roleLabels } from '../../roles.ts';
import type { State, StateReader } from '../../state.ts';
import { ticketsRegistry } from '../tickets/event.ts';
import { revokedEntry } from '../tickets/settlement.ts';
import { type Accusation, accusationKind, accusationOf, accusedAs, evidenceLimit } from './accusation.ts';
import { businessRoles, endLicence } from './grant.ts';
import { atStake, freeze, licencesRegistry, slash, thaw } from './guarantee.ts';
import {
  type Licence,
  licenceHistory,
  licenceId,
  licenceIn,
  licenceOf,
  licenceRefusals,
  requireRoleIn,
  updateLicence,
} from './licence.ts';
import { refreshRosters } from './rosters.ts';
import { toldAccusation, toldDecision, toldDefence } from './told.ts';
import { putVerdict } from './verdict.ts';

export const accusationRefusals = refusals({
  ACCUSED_ALREADY: (data: { role: Role }) =>
    `An accusation of this ${roleLabels[data.role]} is open already. Decide it first.`,
  NOTHING_AT_STAKE: (data: { role: Role; status: string }) =>
    `The licence as ${roleLabels[data.role]} is ${data.status} and no guarantee is left, so nothing could follow.`,
  NOT_ACCUSED: () => 'No accusation is open here. Nothing to answer or to decide.',
  ACCUSED_TWICE: (data: { roles: readonly Role[] }) =>
    `You are accused as ${data.roles.map((role) => roleLabels[role]).join(' and ')}. Say which one you answer.`,
  ANSWERED_ALREADY: () => 'This accusation was answered already; the answer stays as it is.',
  DEFENCE_OPEN: (data: { until: number; height: number }) =>
    `The accused may answer until block ${data.until}; the next is ${data.height}. Decide after that.`,
  DECISION_LATE: (data: { until: number }) =>
    `The accusation had to be decided by block ${data.until}. Nobody did, so it counts as an acquittal.`,
  SLASH_WITHOUT_GUILT: () => 'Whoever is not guilty keeps the whole guarantee. Leave the amount empty.',
});

/** @throws ROLE_MISSING, COUNTRY_FOREIGN, LICENCE_UNKNOWN */
function requireJudge(state: State, author: Key, holder: Key, role: Role): Licence {
  const licence = licenceIn(state, holder, role);
  if (licence === undefined) throw licenceRefusals.LICENCE_UNKNOWN({ role });
  requireRoleIn(state, author, licence.country, 'authority');
  return licence;
}

/** A business by its name in the directory, and by the key that it cannot imitate. */
function businessName(known: Informed, holder: Key, role: Role): string {
  const name = licenceIn(known.state, holder, role)?.name;
  return name === undefined ? known.name(holder) : `${quoted(name)} (${known.name(holder)})`;
}

function requireAccusation(state: State, holder: Key, role: Role): Accusation {
  const accusation = accusationOf(state, holder, role);
  if (accusation === undefined) throw accusationRefusals.NOT_ACCUSED();
  return accusation;
}

/** The queue may be late; that gives nobody extra time. @throws DECISION_LATE */
function checkDecidable({ since }: Accusation, height: number, { decisionBlocks }: Parameters): void {
  const until = since + decisionBlocks;
  if (height > until) throw accusationRefusals.DECISION_LATE({ until });
}

/** What the queue has to know to let an accusation go that nobody decided. */
const lapse = codec.struct({ licence: codec.bytes(34), since: codec.u32 });

/** First byte of a lapse in the queue, see `index.ts`. */
export const lapseMark = 1;

function evidenceWords(count: number): string {
  return count === 1
    ? 'One entry on the ledger is named as evidence.'
    : `${count} entries on the ledger are named as evidence.`;
}

/** `licences.accuse`: an authority accuses a business of its country; until it is decided nothing moves. */
export const accuse = defineOperation({
  tag: 0x21,
  name: 'licences.accuse',
  label: 'Accuse',
  fields: {
    holder: accountField('Who'),
    role: choiceField('As', businessRoles),
    evidence: listField(bytesField('Evidence', 32), evidenceLimit, {
      help: 'ids of entries that show it, by commas; may stay empty',
    }),
    reason: textField('Reason', 500, { help: 'public' }),
  },
  signer: { roles: ['authority'], words: 'the government department of the country' },
  history: ({ holder, role }) => licenceHistory(holder, role),
  review: ({ holder, role, evidence, reason }, known) => [
    `${businessName(known, holder, role)} is accused as ${roleLabels[role]}: ${quoted(reason)}.`,
    ...(evidence.length === 0 ? [] : [evidenceWords(evidence.length)]),
    'Until it is decided the licence is suspended and the guarantee stays where it is. The accused may answer.',
  ],
  summary: ({ reason }) => `Accused: ${reason}`,
  summaryFor: toldAccusation,
  apply: (state, { holder, role, evidence, reason }, { author, height, parameters }) => {
    const { status } = requireJudge(state, author, holder, role);
    if (accusationOf(state, holder, role) !== undefined) throw accusationRefusals.ACCUSED_ALREADY({ role });
    if (status !== 'active' && atStake(state, holder) === 0n)
      throw accusationRefusals.NOTHING_AT_STAKE({ role, status });
    const id = licenceId(holder, role);
    state.put(accusationKind, id, { accuser: author, since: height, reason, evidence, statement: '' });
    freeze(state, holder);
    if (status === 'active') updateLicence(state, holder, role, { status: 'suspended' });
    refreshRosters(state, holder);
    const payload = Uint8Array.of(lapseMark, ...lapse.encode({ licence: id, since: height }));
    enqueue(state, 'height', height + parameters.decisionBlocks + 1, licencesRegistry, payload);
  },
});

/** The role that a defence is about: the one that is named, or the only one that is accused. */
function defended(state: StateReader, author: Key, role: Role | undefined): Role {
  if (role !== undefined) return role;
  const accused = accusedAs(state, author);
  const [only] = accused;
  if (only === undefined) throw accusationRefusals.NOT_ACCUSED();
  if (accused.length > 1) throw accusationRefusals.ACCUSED_TWICE({ roles: accused });
  return only;
}

/** `licences.defend`: the accused answers, once. */
export const defend = defineOperation({
  tag: 0x22,
  name: 'licences.defend',
  label: 'Answer an accusation',
  fields: {
    statement: textField('Answer', 1_000, { help: 'public' }),
    role: optionalField(choiceField('As', businessRoles, { help: 'only if you are accused in several roles' })),
  },
  signer: { words: 'whoever is accused' },
  history: ({ role }, { author }, state) => licenceHistory(author, defended(state, author, role)),
  review: ({ statement }, _known, by) => [
    `${by} answers the accusation: ${quoted(statement)}.`,
    'Everybody can read it. It cannot be changed.',
  ],
  summary: ({ statement }) => `Answered: ${statement}`,
  summaryFor: toldDefence,
  apply: (state, { statement, role: named }, { author, height, parameters }) => {
    const role = defended(state, author, named);
    const accusation = requireAccusation(state, author, role);
    checkDecidable(accusation, height, parameters);
    if (accusation.statement !== '') throw accusationRefusals.ANSWERED_ALREADY();
    state.put(accusationKind, licenceId(author, role), { ...accusation, statement });
  },
});

/** `licences.decide`: guilty, which ends the licence and may cost the guarantee, or not. */
export const decide = defineOperation({
  tag: 0x23,
  name: 'licences.decide',
  label: 'Decide an accusation',
  fields: {
    holder: accountField('Who'),
    role: choiceField('As', businessRoles),
    guilty: flagField('Guilty'),
    slash: amountField('Taken from the guarantee', { least: 0n, fallback: () => 0n }),
  },
  signer: { roles: ['authority'], words: 'the government department of the country' },
  history: ({ holder, role }) => licenceHistory(holder, role),
  review: ({ holder, role, guilty, slash: amount }, known) =>
    guilty
      ? [
          `${businessName(known, holder, role)} is guilty as ${roleLabels[role]}: the licence is revoked.`,
          `${formatLivres(amount)} LVR of the guarantee are taken. Nobody gets them.`,
          'Everything that was signed under the licence stays, marked "issuer revoked".',
        ]
      : [
          `${businessName(known, holder, role)} is not guilty as ${roleLabels[role]}: the accusation ends, nothing is taken.`,
          'A licence that it suspended counts again. One that was given back stays given back.',
        ],
  summary: ({ guilty, slash: amount }) => (guilty ? `Guilty, ${formatLivres(amount)} LVR taken` : 'Not guilty'),
  summaryFor: toldDecision,
  apply: (state, { holder, role, guilty, slash: amount }, context) => {
    requireJudge(state, context.author, holder, role);
    const accusation = requireAccusation(state, holder, role);
    const { height, parameters } = context;
    checkDecidable(accusation, height, parameters);
    if (!guilty && amount > 0n) throw accusationRefusals.SLASH_WITHOUT_GUILT();
    const defence = accusation.since + parameters.defenceBlocks;
    if (guilty && height <= defence) throw accusationRefusals.DEFENCE_OPEN({ until: defence, height });
    if (guilty) condemn(state, holder, role, amount, context);
    else acquit(state, holder, role);
  },
});

function condemn(state: State, holder: Key, role: Role, amount: bigint, { height, parameters }: Context): void {
  slash(state, holder, amount);
  putVerdict(state, holder, role, height);
  // Its events cannot take place any more: whoever paid for one gets the money back.
  if (role === 'organiser') enqueue(state, 'height', height + 1, ticketsRegistry, revokedEntry(holder));
  state.delete(accusationKind, licenceId(holder, role));
  thaw(state, holder);
  const status = licenceIn(state, holder, role)?.status;
  if (status === 'active' || status === 'suspended') {
    endLicence(state, holder, role, 'revoked', parameters);
    return;
  }
  // One that had ended already asks for no guarantee any more; but others may be covered no longer.
  updateLicence(state, holder, role, { status: 'revoked' });
  refreshRosters(state, holder);
}

function acquit(state: State, holder: Key, role: Role): void {
  state.delete(accusationKind, licenceId(holder, role));
  thaw(state, holder);
  if (licenceIn(state, holder, role)?.status === 'suspended') updateLicence(state, holder, role, { status: 'active' });
  refreshRosters(state, holder);
}

/** The time to decide is over: an accusation that is still the same one counts as an acquittal. */
export function lapsed(state: State, payload: Uint8Array): readonly ObjectReference[] {
  const { licence, since } = lapse.decode(payload);
  const { holder, role } = licenceOf(licence);
  if (accusationOf(state, holder, role)?.since !== since) return [];
  acquit(state, holder, role);
  return licenceHistory(holder, role);
}
