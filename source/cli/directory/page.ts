import { createHash } from 'node:crypto';
import { formatLivres } from '../../ledger/amount.ts';
import { statusLabels } from '../../ledger/licence-status.ts';
import { type Role, roleLabels } from '../../ledger/roles.ts';
import type { HolderView, LicenceReport, LicenceStatus, Status } from '../../node/facade.ts';
import { countryName } from '../../ui/forms/countries.ts';
import { instant } from '../answers.ts';
import { escaped, linked } from './markup.ts';
import { script, style } from './script.ts';
import { storyOf } from './story.ts';

/** How every such page begins: only what begins so is written over. */
export const pageMark = '<!doctype html>\n<!-- Carnet: a directory of licensed businesses -->\n';

/** Everything that the page is made from, all of one block. */
export interface DirectorySource {
  readonly status: Pick<Status, 'network' | 'genesis' | 'height' | 'tip' | 'tipTime' | 'stateRoot'>;
  /** Every business with a licence, in the order of the directory. */
  readonly lines: readonly { readonly holder: HolderView; readonly licence: LicenceReport }[];
}

/** The directory as one page that needs nothing else: for a department's site, for `file://`, for paper. */
export function directoryPage({ status, lines }: DirectorySource): string {
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const asOf = `block ${status.height.toLocaleString('en-US')}, ${instant(status.tipTime)}`;
  const accused = lines.filter(({ licence }) => licence.accusations.length > 0);
  return `${pageMark}<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Licensed businesses, ${escaped(status.network)}</title>
<style>
${style}
</style>
</head>
<body>
<header>
<h1>Licensed businesses</h1>
<p>Who may sign on the public ledger <strong>${escaped(status.network)}</strong>, who licensed them, what they have put up as guarantee, and every accusation with its end.</p>
<p class="dim">As of ${escaped(asOf)}. ${lines.length} ${lines.length === 1 ? 'licence' : 'licences'}.</p>
</header>
${formOf(lines.map(({ licence }) => licence))}
<main>
<div class="wide">
<table>
<caption>By role, country and name. Amounts in livres (LVR).</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">Country</th><th scope="col">Status</th><th scope="col" class="number">Guarantee</th><th scope="col">Licensed by</th><th scope="col">Sanctions</th></tr></thead>
<tbody>
${lines.map(({ holder, licence }) => lineOf(holder, licence)).join('\n')}
</tbody>
</table>
</div>
<section>
<h2>Accusations</h2>
${accused.length === 0 ? '<p>Nobody was ever accused.</p>' : accused.map(({ licence }) => `<article id="${anchorOf(licence)}"${dataOf(licence)}>\n<h3>${escaped(licence.name)}, ${escaped(roleWords(licence.role))} in ${escaped(licence.country)}</h3>\n${storyOf(licence, status.height)}\n</article>`).join('\n')}
</section>
<section>
<h2>What the words mean</h2>
<p><strong>Active</strong>: may sign in this role. <strong>Suspended</strong>: accused, and signs nothing until that is decided. <strong>Not covered</strong>: too little is locked as guarantee, so it signs nothing. <strong>Revoked</strong>: found guilty; what it signed stays on the ledger, marked “issuer revoked”. <strong>Given back</strong>: signs no more; what it signed stays valid. <strong>Replaced</strong>: a government department changed its key; the new one signs, and what the old one signed stays valid.</p>
</section>
<section>
<h2>Do not trust this page: check it</h2>
<p>Everything here is copied from a public ledger. Any computer that runs Carnet on the same network gets the same page for the same block with <code>carnet directory --html FILE</code>, and <code>carnet prove</code> writes the proof of a single licence, which <code>carnet verify</code> checks without a ledger. This page was made from:</p>
<p>Network <code>${escaped(status.genesis)}</code><br>Block <code>${escaped(status.tip)}</code><br>State <code>${escaped(status.stateRoot)}</code></p>
</section>
</main>
<script>${script}</script>
</body>
</html>
`;
}

const tones: Readonly<Record<LicenceStatus, string>> = {
  active: 'good',
  suspended: 'warn',
  revoked: 'bad',
  retired: 'dim',
  replaced: 'dim',
  'too little guarantee': 'warn',
};

function roleWords(role: string): string {
  return Object.hasOwn(roleLabels, role) ? roleLabels[role as Role] : role;
}

function anchorOf({ address, role }: LicenceReport): string {
  return escaped(`${address}-${role}`);
}

/** What the fields at the top compare. */
function dataOf(licence: LicenceReport): string {
  const { role, country, status, name, url, address, licensedByName } = licence;
  const words = [
    name,
    roleWords(role),
    country,
    countryName(country) ?? '',
    statusLabels[status],
    url,
    address,
    licensedByName,
  ];
  const data = { text: words.join(' ').toLowerCase(), role, country, status };
  return Object.entries(data)
    .map(([key, value]) => ` data-${key}="${escaped(value)}"`)
    .join('');
}

function lineOf({ guarantee, address }: HolderView, licence: LicenceReport): string {
  const { status, accusations, sanctions, accused, granted } = licence;
  const since = granted === undefined ? 'since the start' : `block ${granted.block.toLocaleString('en-US')}`;
  const told = [
    ...(sanctions > 0 ? [`found guilty ${sanctions === 1 ? 'once' : `${sanctions} times`}`] : []),
    ...(accused ? ['accused'] : []),
    ...(sanctions === 0 && !accused && accusations.length > 0 ? ['accused, not guilty'] : []),
  ].join(', ');
  const cells = [
    `<th scope="row">${escaped(licence.name)}${licence.url === '' ? '' : `<br><small>${linked(licence.url)}</small>`}<br><small><code>${escaped(address)}</code></small></th>`,
    `<td data-label="Role">${escaped(roleWords(licence.role))}</td>`,
    `<td data-label="Country">${escaped(countryName(licence.country) ?? licence.country)}</td>`,
    `<td class="${tones[status]}" data-label="Status">${statusLabels[status]}</td>`,
    `<td class="number" data-label="Guarantee">${formatLivres(BigInt(guarantee.stake))}${licence.sharing < 2 ? '' : `<br><small>for ${licence.sharing} licences together</small>`}</td>`,
    `<td data-label="Licensed by">${escaped(licence.licensedByName)}<br><small>${since}${keyWords(licence)}</small></td>`,
    `<td data-label="Sanctions">${told === '' ? 'none' : `<a href="#${anchorOf(licence)}">${told}</a>`}</td>`,
  ];
  return `<tr${dataOf(licence)}>${cells.join('')}</tr>`;
}

/** How an authority changed its key, by addresses: the page is for people elsewhere. */
function keyWords({ keyChanges }: LicenceReport): string {
  return keyChanges
    .map(
      ({ block, direction, other }) =>
        `; key changed in block ${block.toLocaleString('en-US')}, ${direction} <code>${escaped(other)}</code>`,
    )
    .join('');
}

/** The fields that choose lines; without the script they are not there. */
function formOf(licences: readonly LicenceReport[]): string {
  const select = (name: string, label: string, options: readonly (readonly [value: string, words: string])[]) => {
    const all = [...new Map(options)].map(
      ([value, words]) => `<option value="${escaped(value)}">${escaped(words)}</option>`,
    );
    return `<label>${label}<select name="${name}"><option value="">all</option>${all.join('')}</select></label>`;
  };
  return `<form hidden role="search">
<label>Search<input name="find" type="search" autocomplete="off" placeholder="name, role, country, address"></label>
${select(
  'role',
  'Role',
  licences.map(({ role }) => [role, roleWords(role)]),
)}
${select(
  'country',
  'Country',
  licences.map(({ country }) => [country, countryName(country) ?? country]),
)}
${select(
  'status',
  'Status',
  licences.map(({ status }) => [status, statusLabels[status]]),
)}
<button type="reset">Show all</button>
<output aria-live="polite"></output>
</form>`;
}
