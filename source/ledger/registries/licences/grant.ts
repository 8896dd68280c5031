import { equalBytes } from '@noble/ciphers/utils.js';
import { formatLivres } from '../../amount.ts';
import { accountField, choiceField, countryField, textField } from '../../field-kinds.ts';
import type { Parameters } from '../../genesis.ts';
import type { Key } from '../../keys.ts';
import { defineOperation } from '../../operation.ts';
import { quoted } from '../../quoted.ts';
import { refusals } from '../../refusal.ts';
import { type Role, roleLabels } from '../../roles.ts';
import type { State } from '../../state.ts';
import { webPageField } from '../../web-page.ts';
import { openEvents } from '../tickets/settlement.ts';
import { accusationOf } from './accusation.ts';
import { requireLess, requireMore } from './guarantee.ts';
import {
  type Licence,
  licenceHistory,
  licenceId,
  licenceIn,
  licenceKind,
  licenceRefusals,
  requireRoleIn,
  updateLicence,
} from './licence.ts';
import { enterRosters, refreshRosters } from './rosters.ts';
import { toldGrant, toldReturn } from './told.ts';

export const grantRefusals = refusals({
  LICENCE_HELD: (data: { role: Role }) =>
    data.role === 'authority'
      ? 'Whoever signs is to be the new key of the department, and is a department already. Sign with the new key; the old one signs with it.'
      : `This account is licensed as ${roleLabels[data.role]} already. Nothing to grant.`,
  ACCUSATION_OPEN: (data: { role: Role }) =>
    `An accusation of this account as ${roleLabels[data.role]} is open. Decide it before a new licence is given.`,
  LICENCE_NOT_ACTIVE: (data: { role: Role; status: string }) =>
    `The licence as ${roleLabels[data.role]} is ${data.status}; it cannot be given up now.`,
  EVENTS_OPEN: (data: { count: number }) =>
    `People hold tickets for ${data.count === 1 ? 'an event' : `${data.count} events`} of yours that ${data.count === 1 ? 'is' : 'are'} not over. Cancel what does not take place, and wait until the rest is paid out.`,
});

/** Every role that an authority gives. Authorities themselves come from the start of the network. */
export const businessRoles = Object.fromEntries(
  Object.entries(roleLabels).filter(([role]) => role !== 'authority'),
) as Omit<typeof roleLabels, 'authority'>;

/** Guarantee that a role asks for, deniers. */
export function minimumStake({ minimumStake: stakes }: Parameters, role: Role): bigint {
  return stakes[role] ?? 0n;
}

/** Gives a licence, whatever the key held in this role before. @throws LAST_MINER, ROSTER_FULL */
export function giveLicence(
  state: State,
  holder: Key,
  role: Role,
  licence: Pick<Licence, 'country' | 'name' | 'url' | 'licensedBy'>,
  parameters: Parameters,
): void {
  enterRosters(state, holder, () => writeLicence(state, holder, role, licence, parameters));
}

/** The same without a look at the rosters, for whoever gives many at once. */
export function writeLicence(
  state: State,
  holder: Key,
  role: Role,
  licence: Pick<Licence, 'country' | 'name' | 'url' | 'licensedBy'>,
  parameters: Parameters,
): void {
  const { historyCount, historyHead } = licenceIn(state, holder, role) ?? {
    historyCount: 0,
    historyHead: new Uint8Array(32),
  };
  state.put(licenceKind, licenceId(holder, role), { ...licence, status: 'active', historyCount, historyHead });
  requireMore(state, holder, minimumStake(parameters, role));
}

/** Ends a licence for good: it asks for no guarantee any more. */
export function endLicence(
  state: State,
  holder: Key,
  role: Role,
  status: 'revoked' | 'retired',
  parameters: Parameters,
): void {
  updateLicence(state, holder, role, { status });
  requireLess(state, holder, minimumStake(parameters, role));
  refreshRosters(state, holder);
}

/** `licences.grant`: a country's authority makes a key a business, which agrees by signing too. */
export const grant = defineOperation({
  tag: 0x20,
  name: 'licences.grant',
  label: 'License',
  fields: {
    holder: accountField('Who'),
    role: choiceField('As', businessRoles),
    country: countryField('Country'),
    name: textField('Name', 80, { help: 'as it stands in the directory' }),
    url: webPageField('Web page', { help: 'like https://garage.example; may stay empty' }),
  },
  signer: { roles: ['authority'], words: 'the government department of the country' },
  cosigners: ({ holder }) => [holder],
  history: ({ holder, role }) => licenceHistory(holder, role),
  review: ({ holder, role, country, name, url }, known) => [
    `${known.name(holder)} is licensed as ${roleLabels[role]} in ${country}, under the name ${quoted(name)}.`,
    url === '' ? 'The directory names no web page of it.' : `Its web page, ${url}, stands in the directory.`,
    ...(minimumStake(known.parameters, role) === 0n
      ? []
      : [
          `The licence counts while ${formatLivres(minimumStake(known.parameters, role))} LVR for it are locked as guarantee.`,
        ]),
    'Everybody can see it in the directory, and who licensed it.',
  ],
  summary: ({ role, name }) => `Licensed as ${roleLabels[role]}: ${name}`,
  summaryFor: toldGrant,
  apply: (state, { holder, role, country, name, url }, { author, parameters }) => {
    requireRoleIn(state, author, country, 'authority');
    const held = licenceIn(state, holder, role);
    // Whom one country licensed, and may still accuse, another one does not take over.
    if (held !== undefined && held.country !== country) {
      throw licenceRefusals.COUNTRY_FOREIGN({ country: held.country, licensed: [country] });
    }
    if (held?.status === 'active' || held?.status === 'suspended') throw grantRefusals.LICENCE_HELD({ role });
    if (accusationOf(state, holder, role) !== undefined) throw grantRefusals.ACCUSATION_OPEN({ role });
    giveLicence(state, holder, role, { country, name, url, licensedBy: author }, parameters);
  },
});

/** `licences.retire`: a business gives its licence back. */
export const retire = defineOperation({
  tag: 0x24,
  name: 'licences.retire',
  label: 'Give a licence back',
  fields: { role: choiceField('As', businessRoles) },
  signer: { words: 'whoever holds the licence' },
  history: ({ role }, { author }) => licenceHistory(author, role),
  review: ({ role }, _known, by) => [
    `${by} is ${roleLabels[role]} no longer. What it signed so far stays valid.`,
    'It can still be accused as long as its guarantee is there.',
  ],
  summary: ({ role }) => `Gave the licence as ${roleLabels[role]} back`,
  summaryFor: toldReturn,
  apply: (state, { role }, { author, parameters }) => {
    const licence = licenceIn(state, author, role);
    if (licence === undefined) throw licenceRefusals.LICENCE_UNKNOWN({ role });
    if (licence.status !== 'active') throw grantRefusals.LICENCE_NOT_ACTIVE({ role, status: licence.status });
    const count = role === 'organiser' ? openEvents(state, author) : 0;
    if (count > 0) throw grantRefusals.EVENTS_OPEN({ count });
    endLicence(state, author, role, 'retired', parameters);
  },
});

/** `licences.rotateAuthority`: the authority of a country gets a new key; the old one agrees. */
export const rotateAuthority = defineOperation({
  tag: 0x25,
  name: 'licences.rotateAuthority',
  label: 'Change the key of an authority',
  fields: {
    country: countryField('Country'),
    old: accountField('Old key', { help: 'the department as it is now; it signs too' }),
  },
  signer: { words: 'the new key of the government department' },
  cosigners: ({ old }) => [old],
  history: ({ old }, { author }) => [...licenceHistory(old, 'authority'), ...licenceHistory(author, 'authority')],
  review: ({ country, old }, known, by) => [
    `From now on ${by} is the government department of ${country}, and ${known.name(old)} is not.`,
    'Every licence that it gave stays as it is.',
  ],
  summary: ({ country }) => `New key of the authority of ${country}`,
  apply: (state, { country, old }, { author, parameters }) => {
    requireRoleIn(state, old, country, 'authority');
    if (equalBytes(old, author) || licenceIn(state, author, 'authority')?.status === 'active') {
      throw grantRefusals.LICENCE_HELD({ role: 'authority' });
    }
    const { name, url } = licenceIn(state, old, 'authority') as Licence;
    endLicence(state, old, 'authority', 'retired', parameters);
    giveLicence(state, author, 'authority', { country, name, url, licensedBy: old }, parameters);
  },
});
